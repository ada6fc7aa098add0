"""The table of groups of a district, and founding one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.groups import Group, Kind
from bot.domain.places import Municipality
from bot.i18n import mark, plain
from bot.rules.desk import HOME
from bot.rules.written_days import moment_written
from bot.screens.desk import COLUMNS, MISSING
from bot.screens.groups import KINDS
from handlers.desk import list_files, lists, views
from handlers.desk.lists import Column, Filter, ListState
from handlers.desk.page import Answer, DeskRequest, Done, File, Shown
from handlers.dialogue import founding
from storage.catalogue import places
from storage.groups import groups, meetings, memberships, seats
from storage.groups.groups import GroupLine

PAGE = f"{HOME}/groups"
FILTERS = ("kind", "town", "state")
ARCHIVED = "archived"
AHEAD = timedelta(days=366)
"""How far ahead the next meeting of a group is looked for."""
TABLE = (
    Column("name", mark("Name of the group"), is_fixed=True),
    Column("kind", mark("Type")),
    Column("town", COLUMNS["municipality"]),
    Column("members", mark("Members")),
    Column("asking", mark("Join requests")),
    Column("seats", mark("Vacant seat")),
    Column("texts", COLUMNS["texts"]),
    Column("next", mark("Next dates")),
)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A row of the table. ``next_at`` None means that no meeting is planned."""

    group: Group
    town: str
    asking: int
    vacant: int
    languages: Sequence[str]
    next_at: datetime | None


async def table(desk: DeskRequest) -> Answer:
    """Return the groups of the district, steering groups first."""
    state = lists.read(desk, FILTERS, TABLE, "")
    listed = await groups.lines(desk.store, desk.district.id)
    chosen = _chosen(desk, listed)
    towns = await places.municipalities(desk.store, desk.district.id)
    if list_files.is_asked(desk):
        return await _file(desk, await _rows(desk, [line.id for line in chosen], towns))
    state = lists.on_last_page(state, len(chosen))
    shown = [line.id for line in chosen[state.offset : state.offset + state.size]]
    return Shown(
        "groups.html",
        {
            "state": state,
            "total": len(chosen),
            "columns": lists.shown_columns(state, TABLE),
            "rows": await _rows(desk, shown, towns),
            "kinds": KINDS,
            "filters": _filters(desk, listed, state.filters, towns),
            "kept_views": await views.kept(desk, state),
        },
    )


async def meant(desk: DeskRequest) -> list[GroupLine]:
    """Return the groups that the filters of the address show."""
    return _chosen(desk, await groups.lines(desk.store, desk.district.id))


def shows_archived(desk: DeskRequest) -> bool:
    """Return whether the address asks for archived groups instead of those that work."""
    return desk.asked("state") == ARCHIVED


def _chosen(desk: DeskRequest, listed: Sequence[GroupLine]) -> list[GroupLine]:
    state = lists.read(desk, FILTERS, TABLE, "")
    return [line for line in listed if _is_wanted(line, state)]


async def _file(desk: DeskRequest, rows: Sequence[GroupRow]) -> File:
    return await list_files.file_of(
        desk, "groups", [column.label for column in TABLE], [_cells(desk, row) for row in rows]
    )


def _cells(desk: DeskRequest, row: GroupRow) -> Sequence[str]:
    """Return the cells of a row in the order of ``TABLE``."""
    return (
        row.group.name,
        plain(desk.turn.tr(KINDS[row.group.kind])),
        row.town,
        str(row.group.members),
        str(row.asking),
        str(row.vacant),
        ", ".join(row.languages),
        moment_written(row.next_at),
    )


async def found(desk: DeskRequest) -> Answer:
    """Found a group by its name, as the chat does, and open its page."""
    await founding.typed_group(desk.turn, desk.sent("title"))
    listed = await groups.of_district(desk.store, desk.district.id)
    newest = max(listed, key=lambda group: group.id)
    return Done(f"{PAGE}/{newest.id}?said=saved")


def _is_wanted(group: GroupLine, state: ListState) -> bool:
    kind, town = state.filters.get("kind", ""), state.filters.get("town", "")
    is_archived = state.filters.get("state", "") == ARCHIVED
    if is_archived is not group.is_archived:
        return False
    is_named = state.words.casefold() in group.name.casefold()
    return is_named and kind in ("", group.kind) and town in ("", str(group.municipality_id or 0))


async def _rows(
    desk: DeskRequest, shown: Sequence[int], towns: Sequence[Municipality]
) -> list[GroupRow]:
    store, district_id, now = desk.store, desk.district.id, desk.turn.now
    names = {town.id: town.name for town in towns}
    loaded = await groups.by_ids(store, shown)
    asking = await memberships.asking_counts(store, district_id)
    vacant = await seats.vacant(store, shown)
    next_at = await meetings.next_starts(store, shown, now, now + AHEAD)
    return [
        GroupRow(
            group=group,
            town=names.get(group.municipality_id or 0, ""),
            asking=asking.get(group.id, 0),
            vacant=len(vacant.get(group.id, ())),
            languages=[code for code, words in group.texts.items() if words],
            next_at=next_at.get(group.id),
        )
        for group in (loaded[group_id] for group_id in shown)
    ]


def _filters(
    desk: DeskRequest,
    listed: Sequence[GroupLine],
    chosen: Mapping[str, str],
    towns: Sequence[Municipality],
) -> list[Filter]:
    kinds = [(kind.value, plain(desk.turn.tr(KINDS[kind]))) for kind in Kind]
    named = [*((str(town.id), town.name) for town in towns), ("0", MISSING)]
    is_archived = chosen.get("state", "") == ARCHIVED
    here = [group for group in listed if is_archived is group.is_archived]
    by_kind = Counter(group.kind.value for group in here)
    by_town = Counter(str(group.municipality_id or 0) for group in here)
    archived = sum(group.is_archived for group in listed)
    states = [(ARCHIVED, plain(desk.turn.tr("Archived")))]
    kind, town, state = (chosen.get(name, "") for name in FILTERS)
    return [
        Filter("kind", mark("Type"), lists.options(kinds, lambda value: by_kind[value], kind)),
        Filter("town", mark("Town"), lists.options(named, lambda value: by_town[value], town)),
        Filter("state", COLUMNS["state"], lists.options(states, lambda _: archived, state)),
    ]
