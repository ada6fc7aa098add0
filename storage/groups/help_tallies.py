"""How much help was asked for and given, by week, district, town and language.

Requests are deleted after a month, and with the people who made them; these counts stay, without
anybody. A request counts in the week in which it was made.
"""

from sqlalchemy import ColumnElement, select

from bot.domain.helping import HelpRequest, State
from bot.rules.people import week
from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store

ASKED, GIVEN, HANDED = "asked", "given", "handed"
"""A newcomer asked; a volunteer and the newcomer agreed; the office took over."""
NO_TOWN = 0
"""Stands for the town of people who named only their district."""
_OUTCOMES = {State.AGREED: GIVEN, State.HANDED: HANDED}
_h = t.help_request.c


async def asked(store: Store, request: HelpRequest) -> None:
    """Count a new request; that of a lead for a group is no need of a newcomer."""
    if request.group_id is None:
        await _add(store, request, ASKED, 1)


async def changed(store: Store, before: State, request: HelpRequest) -> None:
    """Count what became of a request; what is closed afterwards has still been given."""
    if request.group_id is not None or request.state in (before, State.CLOSED):
        return
    for state, outcome in _OUTCOMES.items():
        if (difference := (request.state is state) - (before is state)) != 0:
            await _add(store, request, outcome, difference)


async def reopened(store: Store, which: ColumnElement[bool]) -> None:
    """Count back the help that these requests will not get after all."""
    query = select(
        _h.id, _h.district_id, _h.person_id, _h.kind, _h.language, _h.wanted, _h.created_at,
        _h.municipality_id,
    ).where(which, _h.state == State.AGREED, _h.group_id.is_(None))  # fmt: skip
    for row in await store.rows(query):
        await _add(store, HelpRequest(**row), GIVEN, -1)


async def _add(store: Store, request: HelpRequest, outcome: str, difference: int) -> None:
    keys = {
        "week": week(request.created_at),
        "district_id": request.district_id,
        "municipality_id": request.municipality_id or NO_TOWN,
        "language": request.language,
        "kind": request.kind,
        "outcome": outcome,
    }
    row = upserting(store)(t.help_tally).values(**keys, count=difference)
    counted = {"count": t.help_tally.c.count + difference}
    await store.execute(row.on_conflict_do_update(index_elements=[*keys], set_=counted))
