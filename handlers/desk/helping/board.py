"""The board of help requests: what is open, offered, agreed, with the office, done.

It has no contacts. Who the office cares for is opened in the chat, by the rule that holds there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.desk import Waiting
from bot.domain.helping import HelpRequest, State
from bot.i18n import mark
from bot.screens.helping import facts
from bot.ui import Html
from handlers.desk.page import Answer, DeskRequest, Shown
from storage.catalogue import places
from storage.groups import helping

MOST = 50
"""Requests of one state that are listed; all of them are counted."""
STATES = {
    State.OPEN: mark("Waiting"),
    State.TAKEN: mark("Offered"),
    State.AGREED: mark("Agreed"),
    State.HANDED: mark("With the office"),
    State.CLOSED: mark("Finished"),
}
CLOSE = "helping.close"
"""The press of the chat that closes a request that the office cares for."""


@dataclass(frozen=True, slots=True)
class Card:
    """A request in words; ``days`` is how long ago it was made, ``is_ours``: the office helps."""

    request_id: int
    lines: Sequence[Html]
    days: int
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Column:
    """The requests of one state, the oldest first; ``count`` has those that are not listed, too."""

    state: State
    label: str
    count: int
    cards: Sequence[Card]


async def show(desk: DeskRequest) -> Answer:
    """Return the board, a column a state."""
    columns = [await _column(desk, state) for state in STATES]
    return Shown(
        "help.html",
        {
            "columns": columns,
            "total": sum(column.count for column in columns),
            "close": CLOSE,
            "kind": Waiting.HELP,
        },
    )


async def _column(desk: DeskRequest, state: State) -> Column:
    requests, count = await helping.on_board(desk.store, desk.district.id, state, MOST)
    towns = await places.municipalities_by_ids(
        desk.store, {request.municipality_id for request in requests if request.municipality_id}
    )
    cards = [
        Card(
            request.id,
            facts(desk.turn.tr, request, towns.get(request.municipality_id or 0)),
            _days(desk, request),
            state is State.HANDED,
        )
        for request in requests
    ]
    return Column(state, STATES[state], count, cards)


def _days(desk: DeskRequest, request: HelpRequest) -> int:
    return max(0, (desk.turn.now - request.created_at).days)
