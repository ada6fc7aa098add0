"""Groups and who is in them. Names are sealed: they are readable with the key alone."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    case,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from bot.domain.groups import IN, Group, Joining, Kind, Member, Standing
from bot.domain.people import Person
from storage import schema as t
from storage.engine.sealing import Seal
from storage.engine.store import Store

_g, _m = t.group.c, t.membership.c
_COUNT = (
    select(func.count())
    .where(_m.group_id == _g.id, _m.standing.in_(IN))
    .correlate(t.group)
    .scalar_subquery()
    .label("members")
)
_NAME = "name"
Part = tuple[str, int] | None
"""A part of the directory: "field" or "town" and its id; None is all of it."""


async def put(store: Store, group: Group) -> int:
    """A new one, or the one of that name in the district with new details; gives back its id."""
    values = {
        name: getattr(group, name)
        for name in (
            "kind",
            "joining",
            "texts",
            "municipality_id",
            "field_id",
            "most",
            "sample",
            "language",
        )
    }
    same = (_g.district_id == group.district_id) & (_g.name == group.name)
    if (
        group_id := (await store.execute(select(_g.id).where(same).with_for_update())).scalar()
    ) is not None:
        await store.execute(update(t.group).where(_g.id == group_id).values(values))
        return int(group_id)
    row = values | {"district_id": group.district_id, "name": group.name}
    return int((await store.execute(insert(t.group).values(row).returning(_g.id))).scalar_one())


async def of_district(store: Store, district_id: int) -> list[Group]:
    """Steering groups first, then by name."""
    rows = (
        await store.execute(
            _groups()
            .where(_g.district_id == district_id)
            .order_by(_g.kind != Kind.STEERING_GROUP, _g.name)
        )
    ).mappings()
    return [_group(row) for row in rows]


async def near(store: Store, person: Person, of: Part, offset: int, limit: int) -> list[Group]:
    """A page of the directory: one's own first, then those of one's town and fields, steering groups, and by name."""
    mine = exists().where(_m.group_id == _g.id, _m.person_id == person.id)
    ranks = (
        mine,
        _g.municipality_id == person.municipality_id,
        _g.field_id.in_(sorted(person.interests)),
        _g.kind == Kind.STEERING_GROUP,
    )
    query = (
        select(_g.id)
        .where(_g.district_id == person.district_id, *_part(of))
        .order_by(*(case((rank, 0), else_=1) for rank in ranks), _g.name)
    )
    group_ids = list((await store.execute(query.offset(offset).limit(limit))).scalars())
    loaded = await by_ids(store, group_ids)
    return [loaded[group_id] for group_id in group_ids]


async def parts(store: Store, district_id: int) -> tuple[set[int], set[int]]:
    """The fields and the towns in which a district has groups."""
    rows = await store.execute(
        select(_g.field_id, _g.municipality_id).where(_g.district_id == district_id).distinct()
    )
    pairs = [(row.field_id, row.municipality_id) for row in rows]
    return {field for field, _ in pairs if field}, {town for _, town in pairs if town}


def _part(of: Part) -> list[ColumnElement[bool]]:
    return [{"field": _g.field_id, "town": _g.municipality_id}[of[0]] == of[1]] if of else []


async def by_id(store: Store, group_id: int, *, lock: bool = False) -> Group | None:
    """None if there is none. With ``lock`` nobody else gets in or out meanwhile."""
    if lock:
        await store.execute(select(_g.id).where(_g.id == group_id).with_for_update())
    row = (await store.execute(_groups().where(_g.id == group_id))).mappings().first()
    return _group(row) if row else None


async def by_ids(store: Store, group_ids: Collection[int]) -> dict[int, Group]:
    """Those that are there."""
    if not group_ids:
        return {}
    return {
        row["id"]: _group(row)
        for row in (await store.execute(_groups().where(_g.id.in_(sorted(group_ids))))).mappings()
    }


async def member(store: Store, group_id: int, person_id: int) -> Member | None:
    """None if the person neither is in it nor asked."""
    row = (
        (
            await store.execute(
                select(t.membership).where(_m.group_id == group_id, _m.person_id == person_id)
            )
        )
        .mappings()
        .first()
    )
    return _member(row, store.seal) if row else None


async def member_by_id(store: Store, membership_id: int) -> Member | None:
    """None if they withdrew or left."""
    row = (
        (await store.execute(select(t.membership).where(_m.id == membership_id))).mappings().first()
    )
    return _member(row, store.seal) if row else None


async def members(store: Store, group_id: int) -> list[Member]:
    """All of a group, those who asked too, the longest known first."""
    rows = (
        await store.execute(select(t.membership).where(_m.group_id == group_id).order_by(_m.id))
    ).mappings()
    return [_member(row, store.seal) for row in rows]


async def of_person(store: Store, person_id: int) -> dict[int, Standing]:
    """Group → what the person is there."""
    rows = await store.execute(select(_m.group_id, _m.standing).where(_m.person_id == person_id))
    return {row.group_id: Standing(row.standing) for row in rows}


async def names_of(store: Store, person_id: int) -> list[tuple[str, str]]:
    """The names of somebody's groups, each with how they are called there."""
    query = (
        select(_g.name, _m.sealed)
        .join(t.membership, _m.group_id == _g.id)
        .where(_m.person_id == person_id)
        .order_by(_g.id)
    )
    return [(row.name, name_of(store.seal, row.sealed)) for row in await store.execute(query)]


async def inside(
    store: Store, people: Collection[int], group_ids: Collection[int]
) -> set[tuple[int, int]]:
    """Person and group of those who are in one of them."""
    if not people or not group_ids:
        return set()
    wanted = (
        _m.person_id.in_(sorted(people)) & _m.group_id.in_(sorted(group_ids)) & _m.standing.in_(IN)
    )
    return {
        (row.person_id, row.group_id)
        for row in await store.execute(select(_m.person_id, _m.group_id).where(wanted))
    }


async def steers(store: Store, district_id: int, person_id: int) -> bool:
    """Whether somebody is in a steering group of the district."""
    theirs = (
        (_g.district_id == district_id)
        & (_g.kind == Kind.STEERING_GROUP)
        & (_m.person_id == person_id)
        & _m.standing.in_(IN)
    )
    return bool(
        (await store.execute(select(exists().where(_m.group_id == _g.id, theirs)))).scalar()
    )


async def enter(
    store: Store,
    group_id: int,
    person_id: int,
    standing: Standing,
    name: str,
    now: datetime,
) -> int:
    """The caller holds the group's lock and has asked the rule. Gives back the membership's id."""
    sealed = store.seal.close(_NAME, name)
    row = {
        "group_id": group_id,
        "person_id": person_id,
        "standing": standing,
        "sealed": sealed,
        "since": now,
    }
    return int(
        (await store.execute(insert(t.membership).values(row).returning(_m.id))).scalar_one()
    )


async def stand(store: Store, membership_id: int, standing: Standing) -> None:
    await store.execute(
        update(t.membership).where(_m.id == membership_id).values(standing=standing)
    )


async def leave(store: Store, membership_id: int) -> None:
    """The seat is vacant then, and the name is gone."""
    await store.execute(delete(t.membership).where(_m.id == membership_id))


async def lead_ids(store: Store, group_id: int) -> list[int]:
    """The people who lead it."""
    query = (
        select(_m.person_id)
        .where(_m.group_id == group_id, _m.standing == Standing.LEAD)
        .order_by(_m.id)
    )
    return list((await store.execute(query)).scalars())


async def unseen(
    store: Store, before_week: str, asked_before: datetime, limit: int
) -> list[tuple[int, int, int]]:
    """Membership, group and person of those not seen since an ISO week, nor asked since a moment; locked."""
    p = t.person.c
    wanted = (
        _m.standing.in_(IN)
        & (p.week_seen < before_week)
        & (_m.asked_at.is_(None) | (_m.asked_at < asked_before))
        & (_m.since < asked_before)
    )
    query = (
        select(_m.id, _m.group_id, _m.person_id)
        .join(t.person, p.id == _m.person_id)
        .where(wanted)
        .order_by(_m.id)
        .limit(limit)
    )
    rows = await store.execute(query.with_for_update(of=t.membership, skip_locked=True))
    return [(row.id, row.group_id, row.person_id) for row in rows]


async def asked(store: Store, membership_ids: Collection[int], now: datetime) -> None:
    """Whether they still take part."""
    await store.execute(
        update(t.membership).where(_m.id.in_(sorted(membership_ids))).values(asked_at=now)
    )


async def connect(store: Store, group_id: int, chat_id: int | None) -> None:
    """None takes the chat away. A chat belongs to one group."""
    await store.execute(update(t.group).where(_g.chat_id == chat_id).values(chat_id=None))
    await store.execute(update(t.group).where(_g.id == group_id).values(chat_id=chat_id))


async def circles(store: Store, district_id: int, municipality_id: int | None) -> list[int]:
    """The helper circles of a town, and those of the whole district."""
    here = (_g.municipality_id == municipality_id) | _g.municipality_id.is_(None)
    query = (
        select(_g.id)
        .where(_g.district_id == district_id, _g.kind == Kind.HELPER_CIRCLE, here)
        .order_by(_g.id)
    )
    return list((await store.execute(query)).scalars())


async def people_in(store: Store, group_ids: Collection[int]) -> list[int]:
    """Everybody who is in one of these groups, guests excepted."""
    inside = _m.standing.in_([standing for standing in IN if standing is not Standing.GUEST])
    query = (
        select(_m.person_id)
        .where(_m.group_id.in_(sorted(group_ids)), inside)
        .distinct()
        .order_by(_m.person_id)
    )
    return list((await store.execute(query)).scalars())


def _groups() -> Select[Any]:
    return select(t.group, _COUNT)


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
    )


def name_of(seal: Seal, sealed: bytes | None) -> str:
    """How somebody is called in their group; "" who is not in it any more."""
    return seal.open(_NAME, sealed) if sealed else ""


def _member(row: RowMapping, seal: Seal) -> Member:
    return Member(
        id=row["id"],
        group_id=row["group_id"],
        person_id=row["person_id"],
        standing=Standing(row["standing"]),
        name=name_of(seal, row["sealed"]),
    )
