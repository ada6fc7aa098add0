"""Acts on many rows of a list: what would change is shown before, and most can be undone.

A list says which rows it has and which acts; everything else is here. Rows are the ticked ones, or
all that the filters in the address show, whose number must not have changed since it was shown.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlencode

from bot.domain.grants import Role
from bot.rules.desk import TYPE_ABOVE
from bot.rules.problems import Problem, Refusal
from bot.screens.desk import ACTS
from bot.screens.problems import words
from handlers.desk import lists
from handlers.desk.forms import FormField
from handlers.desk.links import changed
from handlers.desk.page import Answer, DeskRequest, Done, Page, Shown
from storage.desk import acts

SHOWN = 20
"""Titles that a preview names."""
LONGEST_KEY = 60
MOST_TICKED = 200
"""Maximum number of rows that a page can tick, with room above the largest page."""
_NO_PART = frozenset(("all", "said", "problem", "as"))
"""Parameters of an address that say nothing about which rows a list shows."""
Thing = TypeVar("Thing")
Before = Mapping[str, Any]
"""What undoing needs, by kind: ``handlers/desk/undo.py`` says how each is put back."""


@dataclass(frozen=True, slots=True)
class Row(Generic[Thing]):
    """A row that can be ticked: ``key`` is what its box sends, ``link`` "" leads nowhere.

    ``version`` changes with what an act looks at.
    """

    key: str
    version: object
    title: str
    thing: Thing
    link: str = ""


class BulkAct(Protocol[Thing]):
    """Something that can be done with many rows; its words are in ``ACTS`` by its ``name``.

    ``asks`` returns the field that it needs beside the rows, None for none. ``is_final``: it
    cannot be undone.
    """

    @property
    def name(self) -> str: ...

    @property
    def asks(self) -> Callable[[DeskRequest], Awaitable[FormField]] | None: ...

    @property
    def is_final(self) -> bool: ...

    async def refused(self, desk: DeskRequest, rows: Sequence[Row[Thing]]) -> Mapping[str, Problem]:
        """Return key → reason of the rows with which it is not possible."""
        ...

    async def do(self, desk: DeskRequest, rows: Sequence[Row[Thing]]) -> Before:
        """Do it with rows with which it is possible, and return what undoing it needs."""
        ...


@dataclass(frozen=True, kw_only=True)
class Each(Generic[Thing]):
    """An act that does one thing after the other by the verb that does it everywhere else.

    What it refuses is what the verb refuses: to see that, it is tried, and nothing of it stays.
    ``verb`` returns what undoing needs of this row, which ``part`` of what is kept holds.
    """

    name: str
    verb: Callable[[DeskRequest, Thing], Awaitable[object]]
    part: str = ""
    asks: Callable[[DeskRequest], Awaitable[FormField]] | None = None
    is_final: bool = False

    async def refused(self, desk: DeskRequest, rows: Sequence[Row[Thing]]) -> Mapping[str, Problem]:
        found: dict[str, Problem] = {}
        try:
            async with desk.store.savepoint():
                for row in rows:
                    await self._try(desk, row, found)
                raise _TriedError
        except _TriedError:
            return found

    async def _try(self, desk: DeskRequest, row: Row[Thing], found: dict[str, Problem]) -> None:
        try:
            async with desk.store.savepoint():
                await self.verb(desk, row.thing)
        except Refusal as refusal:
            found[row.key] = refusal.problem

    async def do(self, desk: DeskRequest, rows: Sequence[Row[Thing]]) -> Before:
        kept = [await self.verb(desk, row.thing) for row in rows]
        return {self.part: kept} if self.part else {}


@dataclass(frozen=True, kw_only=True)
class Together(Generic[Thing]):
    """An act that changes thousands of rows at once.

    ``problems`` returns why it is not possible with each of them, None where it is.
    """

    name: str
    problems: Callable[[DeskRequest, Sequence[Thing]], Awaitable[Sequence[Problem | None]]]
    change: Callable[[DeskRequest, Sequence[Thing]], Awaitable[Before]]
    asks: Callable[[DeskRequest], Awaitable[FormField]] | None = None
    is_final: bool = False

    async def refused(self, desk: DeskRequest, rows: Sequence[Row[Thing]]) -> Mapping[str, Problem]:
        problems = await self.problems(desk, [row.thing for row in rows])
        asked = zip(rows, problems, strict=True)
        return {row.key: problem for row, problem in asked if problem}

    async def do(self, desk: DeskRequest, rows: Sequence[Row[Thing]]) -> Before:
        return await self.change(desk, [row.thing for row in rows])


class _TriedError(Exception):
    """Takes back what was only tried."""


@dataclass(frozen=True, kw_only=True)
class BulkList(Generic[Thing]):
    """A list whose rows can be ticked.

    ``rows`` returns those that the address shows, or those of some keys that a person may see.
    ``acts`` returns what can be done with what the address shows; ``sends`` is where its form
    goes, "" to the list itself.
    """

    path: str
    rows: Callable[[DeskRequest, Collection[str] | None], Awaitable[Sequence[Row[Thing]]]]
    acts: Callable[[DeskRequest], Sequence[BulkAct[Thing]]]
    writers: tuple[Role, ...]
    sends: str = ""

    async def bar(self, desk: DeskRequest) -> "BulkBar | None":
        """Return the acts below the list, None for somebody who may only read it."""
        if not (desk.holds(*self.writers) and self.acts(desk)):
            return None
        return await _bar(self, desk)

    async def hear(self, desk: DeskRequest) -> Answer:
        """Show what an act would change and refuse; when that was confirmed, do it."""
        return await _hear(self, desk)

    def page(self, name: str) -> Page:
        """Return the page that takes the form of the list."""
        return Page(name=name, path=self.sends, hear=self.hear, writers=self.writers)


@dataclass(frozen=True, slots=True)
class BulkBar:
    """What a list shows below its rows: the acts, each with its field, and who is ticked.

    ``here`` is the address of the list as it is, ``every`` the one with all that match chosen.
    """

    sends: str
    here: str
    every: str
    is_all: bool
    acts: Sequence[tuple[str, str, FormField | None]]


async def _bar(source: BulkList[Thing], desk: DeskRequest) -> BulkBar:
    here = _asked(desk)
    return BulkBar(
        sends=f"{source.sends or source.path}{here}",
        here=f"{source.path}{here}",
        every=changed(f"{source.path}{here}", all="1"),
        is_all=bool(desk.asked("all")),
        acts=[
            (act.name, ACTS[act.name], await act.asks(desk) if act.asks else None)
            for act in source.acts(desk)
        ],
    )


async def _hear(source: BulkList[Thing], desk: DeskRequest) -> Answer:
    act = next((act for act in source.acts(desk) if act.name == desk.sent("act")), None)
    if act is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    rows = await _wanted(source, desk)
    refused = await act.refused(desk, rows)
    possible = [row for row in rows if row.key not in refused]
    if desk.sent("step") != "do":
        return await _preview(source, desk, act, rows, refused)
    _may_do(desk, rows, len(possible))
    await _done(desk, act, possible)
    return Done(changed(f"{source.path}{_asked(desk)}", said="done"))


def _may_do(desk: DeskRequest, rows: Sequence[Row[Thing]], count: int) -> None:
    """Refuses rows that are not those which were shown, and a number that nobody typed."""
    if desk.sent("frozen") != _frozen(rows):
        raise Refusal(Problem.LIST_MOVED)
    if count > TYPE_ABOVE and desk.sent("count").strip() != str(count):
        raise Refusal(Problem.WRONG_COUNT)
    if not count:
        raise Refusal(Problem.NOTHING_TO_CHANGE)


async def _done(desk: DeskRequest, act: BulkAct[Thing], rows: Sequence[Row[Thing]]) -> None:
    if act.is_final:
        await act.do(desk, rows)
        return
    act_id = desk.turn.act_id = await desk.begin(act.name, len(rows))
    if before := await act.do(desk, rows):
        await acts.remember(desk.store, act_id, before)


async def _wanted(source: BulkList[Thing], desk: DeskRequest) -> Sequence[Row[Thing]]:
    """Return the rows that are meant: the ticked ones, or all that match."""
    if desk.sent("all") == "1":
        rows = await source.rows(desk, None)
    else:
        ticked = [key for key in desk.sent_all("id") if 0 < len(key) <= LONGEST_KEY]
        rows = await source.rows(desk, frozenset(ticked[:MOST_TICKED])) if ticked else ()
    if not rows:
        raise Refusal(Problem.NOTHING_CHOSEN)
    return rows


async def _preview(
    source: BulkList[Thing],
    desk: DeskRequest,
    act: BulkAct[Thing],
    rows: Sequence[Row[Thing]],
    refused: Mapping[str, Problem],
) -> Shown:
    possible = [row for row in rows if row.key not in refused]
    others = [(row, words(desk.turn.tr, refused[row.key])) for row in rows if row.key in refused]
    is_all, here = desk.sent("all") == "1", _asked(desk)
    field = await act.asks(desk) if act.asks else None
    return Shown(
        "bulk.html",
        {
            "bulk_act": act,
            "act_label": ACTS[act.name],
            "field": field,
            "typed": desk.sent(field.name).strip() if field else "",
            "possible": possible[:SHOWN],
            "possible_count": len(possible),
            "refused_rows": others[:SHOWN],
            "refused_count": len(others),
            "frozen": _frozen(rows),
            "ids": [] if is_all else [row.key for row in rows],
            "is_all": is_all,
            "must_type": len(possible) > TYPE_ABOVE,
            "sends": f"{source.sends or source.path}{here}",
            "list_url": f"{source.path}{here}",
        },
    )


def _frozen(rows: Sequence[Row[Thing]]) -> str:
    return lists.frozen({row.key: row.version for row in rows})


def _asked(desk: DeskRequest) -> str:
    """Return what the address says about the list, with its question mark; "" for nothing."""
    parts = [(name, value) for name, value in desk.query.items() if name not in _NO_PART]
    return f"?{urlencode(parts)}" if parts else ""
