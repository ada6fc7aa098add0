"""Groups of a district: the directory, their details and their chats."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    bindparam,
    case,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from bot.domain.groups import IN, Group, Joining, Kind
from bot.domain.helping import State as HelpState
from bot.domain.meetings import State as MeetingState
from bot.domain.people import Person
from bot.rules.problems import Problem, Refusal
from bot.text import sort_key
from storage import schema as t
from storage.engine.store import Store
from storage.groups import group_translations

_g, _m = t.group.c, t.membership.c
_COUNT = (
    select(func.count())
    .where(_m.group_id == _g.id, _m.standing.in_(IN))
    .correlate(t.group)
    .scalar_subquery()
    .label("members")
)
_DETAILS = (
    "kind",
    "joining",
    "texts",
    "municipality_id",
    "field_id",
    "most",
    "sample",
    "language",
)
_IS_ACTIVE = _g.archived_at.is_(None)
_GROUPS = select(t.group, _COUNT)
_BY_ID = _GROUPS.where(_g.id == bindparam("group"))
_BY_IDS = _GROUPS.where(_g.id.in_(bindparam("groups", expanding=True)))
_OF_DISTRICT = _GROUPS.where(_g.district_id == bindparam("district"))
_LINES = select(_g.id, _g.kind, _g.name, _g.municipality_id, ~_IS_ACTIVE).where(
    _g.district_id == bindparam("district")
)
Part = tuple[str, int] | None
"""A part of the directory: "field" or "town" and its id; None is all of it."""


class GroupLine(NamedTuple):
    """What lists of all groups of a district are chosen by."""

    id: int
    kind: Kind
    name: str
    municipality_id: int | None
    is_archived: bool


class Parts(NamedTuple):
    """The ids of the fields and of the municipalities in which a district has groups."""

    fields: set[int]
    towns: set[int]


async def put(store: Store, group: Group) -> int:
    """Store a group, or the new details of the one of this name in the district; return its id."""
    values = _values(group)
    same = (_g.district_id == group.district_id) & (_g.name == group.name)
    stored = await store.row(select(_g.id, _g.texts).where(same).with_for_update())
    if stored is not None:
        await store.execute(update(t.group).where(_g.id == stored["id"]).values(values))
        await group_translations.follow(store, stored["id"], stored["texts"], group.texts)
        return int(stored["id"])
    row = values | {"district_id": group.district_id, "name": group.name}
    added = await store.execute(insert(t.group).values(row).returning(_g.id))
    group_id = int(added.scalar_one())
    await group_translations.follow(store, group_id, {}, group.texts)
    return group_id


async def change(store: Store, group: Group) -> None:
    """Store the name and the details of a group; the caller holds its lock.

    Raises Refusal if another group of the district got the same name at the same time.
    """
    query = select(_g.texts).where(_g.id == group.id)
    texts = (await store.execute(query)).scalar_one()
    values = _values(group) | {"name": group.name}
    try:
        async with store.savepoint():
            await store.execute(update(t.group).where(_g.id == group.id).values(values))
    except IntegrityError:
        raise Refusal(Problem.GROUP_KNOWN) from None
    await group_translations.follow(store, group.id, texts, group.texts)


async def archive(store: Store, group_id: int, at: datetime | None) -> None:
    """Archive a group since a moment; None brings it back."""
    await store.execute(update(t.group).where(_g.id == group_id).values(archived_at=at))


async def is_busy(store: Store, group_id: int, now: datetime) -> bool:
    """Return whether a meeting or series is still to come, or help is being looked for."""
    m, s, h = t.meeting.c, t.series.c, t.help_request.c
    planned = (m.state == MeetingState.PLANNED) & (m.starts_at > now)
    query = select(
        exists().where(m.group_id == group_id, planned)
        | exists().where(s.group_id == group_id)
        | exists().where(h.group_id == group_id, h.state != HelpState.CLOSED)
    )
    return bool((await store.execute(query)).scalar())


async def names(store: Store, district_id: int) -> dict[str, int]:
    """Return name → id of all groups of a district, also of archived ones."""
    query = select(_g.name, _g.id).where(_g.district_id == district_id)
    return {row.name: row.id for row in await store.execute(query)}


async def of_district(
    store: Store, district_id: int, *, archived: bool | None = False
) -> list[Group]:
    """Return the groups of a district: steering groups first, then by name.

    Only those that work, with ``archived`` only the archived ones; None means all.
    """
    query = _OF_DISTRICT
    if archived is not None:
        query = query.where(~_IS_ACTIVE if archived else _IS_ACTIVE)
    rows = await store.rows(query, {"district": district_id})
    return sorted((_group(row) for row in rows), key=_in_order)


async def lines(store: Store, district_id: int) -> list[GroupLine]:
    """Return a line of each group of a district, archived ones too, as ``of_district`` sorts."""
    rows = await store.execute(_LINES, {"district": district_id})
    return sorted((GroupLine(row[0], Kind(row[1]), *row[2:]) for row in rows), key=_in_order)


def _in_order(group: Group | GroupLine) -> tuple[bool, str, int]:
    """Steering groups come first, then the names as people look for them."""
    return group.kind is not Kind.STEERING_GROUP, sort_key(group.name), group.id


async def near(
    store: Store, person: Person, of: Part, offset: int, limit: int, *, is_new: bool = False
) -> list[Group]:
    """Return a page of the directory.

    The person's groups come first, then those of their town and fields, steering groups, by name.
    ``is_new``: circles of helpers come before what offices work in among themselves.
    """
    mine = exists().where(_m.group_id == _g.id, _m.person_id == person.id)
    ranks = (
        mine,
        *([_g.kind == Kind.HELPER_CIRCLE] if is_new else []),
        _g.municipality_id == person.municipality_id,
        _g.field_id.in_(sorted(person.interests)),
        *([] if is_new else [_g.kind == Kind.STEERING_GROUP]),
    )
    query = (
        select(_g.id)
        .where(_g.district_id == person.district_id, _IS_ACTIVE, *_part(of))
        .order_by(*(case((rank, 0), else_=1) for rank in ranks), _g.name)
    )
    group_ids = list((await store.execute(query.offset(offset).limit(limit))).scalars())
    loaded = await by_ids(store, group_ids)
    return [loaded[group_id] for group_id in group_ids]


async def parts(store: Store, district_id: int) -> Parts:
    """Return the fields and the towns in which a district has groups."""
    rows = await store.execute(
        select(_g.field_id, _g.municipality_id)
        .where(_g.district_id == district_id, _IS_ACTIVE)
        .distinct()
    )
    pairs = rows.all()
    return Parts(
        fields={row.field_id for row in pairs if row.field_id},
        towns={row.municipality_id for row in pairs if row.municipality_id},
    )


def _part(of: Part) -> list[ColumnElement[bool]]:
    return [{"field": _g.field_id, "town": _g.municipality_id}[of[0]] == of[1]] if of else []


async def by_id(store: Store, group_id: int, *, lock: bool = False) -> Group | None:
    """Return a group, or None. With ``lock`` nobody else gets in or out meanwhile."""
    if lock:
        await store.execute(select(_g.id).where(_g.id == group_id).with_for_update())
    row = await store.row(_BY_ID, {"group": group_id})
    return _group(row) if row else None


async def by_ids(store: Store, group_ids: Collection[int]) -> dict[int, Group]:
    """Return those that exist, by id."""
    if not group_ids:
        return {}
    rows = await store.rows(_BY_IDS, {"groups": sorted(group_ids)})
    return {row["id"]: _group(row) for row in rows}


async def connect(store: Store, group_id: int, chat_id: int | None) -> None:
    """Give a group its chat, which no other group has then; None takes it away."""
    await store.execute(update(t.group).where(_g.chat_id == chat_id).values(chat_id=None))
    await store.execute(update(t.group).where(_g.id == group_id).values(chat_id=chat_id))


async def circles(store: Store, district_id: int, municipality_id: int | None) -> list[int]:
    """Return the ids of the helper circles of a town, and of those of the whole district."""
    here = (_g.municipality_id == municipality_id) | _g.municipality_id.is_(None)
    query = (
        select(_g.id)
        .where(_g.district_id == district_id, _g.kind == Kind.HELPER_CIRCLE, here, _IS_ACTIVE)
        .order_by(_g.id)
    )
    return list((await store.execute(query)).scalars())


def _values(group: Group) -> dict[str, Any]:
    return {name: getattr(group, name) for name in _DETAILS}


def _group(row: RowMapping) -> Group:
    return Group(
        id=row["id"],
        district_id=row["district_id"],
        kind=Kind(row["kind"]),
        name=row["name"],
        joining=Joining(row["joining"]),
        texts=row["texts"],
        municipality_id=row["municipality_id"],
        field_id=row["field_id"],
        most=row["most"],
        sample=row["sample"],
        members=row["members"],
        chat_id=row["chat_id"],
        language=row["language"],
        archived_at=row["archived_at"],
    )
