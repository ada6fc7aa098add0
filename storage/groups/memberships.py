"""Members of groups and their standing. Names are sealed: they are readable with the key alone."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    RowMapping,
    Select,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from bot.domain.groups import IN, Kind, Member, Standing
from storage import schema as t
from storage.engine.sealing import Seal
from storage.engine.store import Store

_g, _m = t.group.c, t.membership.c
_NAME = "name"


class Named(NamedTuple):
    """A group, and what a person is called there."""

    group: str
    name: str


class Absence(NamedTuple):
    """A membership of somebody who was not seen for long."""

    membership_id: int
    group_id: int
    person_id: int


async def member(store: Store, group_id: int, person_id: int) -> Member | None:
    """Return a person's membership; None if they neither are in the group nor asked."""
    row = await store.row(
        select(t.membership).where(_m.group_id == group_id, _m.person_id == person_id)
    )
    return _member(row, store.seal) if row else None


async def member_by_id(store: Store, membership_id: int) -> Member | None:
    """Return a membership; None if the person withdrew or left."""
    row = await store.row(select(t.membership).where(_m.id == membership_id))
    return _member(row, store.seal) if row else None


async def names(store: Store, membership_ids: Collection[int]) -> dict[int, str]:
    """Return membership → what the member is called; those who have left are not in it."""
    if not any(membership_ids):
        return {}
    query = select(_m.id, _m.sealed).where(_m.id.in_(sorted(membership_ids)))
    return {row.id: name_of(store.seal, row.sealed) for row in await store.execute(query)}


async def members(store: Store, group_id: int) -> list[Member]:
    """Return all members of a group and those who asked, the longest known first."""
    rows = await store.rows(select(t.membership).where(_m.group_id == group_id).order_by(_m.id))
    return [_member(row, store.seal) for row in rows]


async def asking_counts(store: Store, district_id: int) -> dict[int, int]:
    """Return group → how many people have asked to join it; groups without any are missing."""
    query = select(_m.group_id, func.count()).join(t.group, _g.id == _m.group_id)
    asking = query.where(_g.district_id == district_id, _m.standing == Standing.ASKED)
    return {row[0]: row[1] for row in await store.execute(asking.group_by(_m.group_id))}


async def of_person(store: Store, person_id: int) -> dict[int, Standing]:
    """Return group → what the person is there."""
    rows = await store.execute(select(_m.group_id, _m.standing).where(_m.person_id == person_id))
    return {row.group_id: Standing(row.standing) for row in rows}


async def is_in_any(store: Store, person_id: int) -> bool:
    """Return whether a person is in a group that is not archived."""
    theirs = (_m.person_id == person_id) & _m.standing.in_(IN) & _g.archived_at.is_(None)
    return bool(
        (await store.execute(select(exists().where(_m.group_id == _g.id, theirs)))).scalar()
    )


async def names_of(store: Store, person_id: int) -> list[Named]:
    """Return the names of a person's groups, each with what they are called there."""
    query = (
        select(_g.name, _m.sealed)
        .join(t.membership, _m.group_id == _g.id)
        .where(_m.person_id == person_id)
        .order_by(_g.id)
    )
    return [Named(row.name, name_of(store.seal, row.sealed)) for row in await store.execute(query)]


async def inside(
    store: Store, people: Collection[int], group_ids: Collection[int]
) -> set[tuple[int, int]]:
    """Return pairs of person and group: which of these people are in which of these groups."""
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
    """Return whether somebody is in a steering group of the district that is not archived."""
    theirs = (
        (_g.district_id == district_id)
        & (_g.kind == Kind.STEERING_GROUP)
        & _g.archived_at.is_(None)
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
    """Add a member; return the membership's id. The caller holds the group's lock."""
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
    """Change what a member is in the group."""
    await store.execute(
        update(t.membership).where(_m.id == membership_id).values(standing=standing)
    )


async def leave(store: Store, membership_id: int) -> None:
    """Delete a membership: the seat is vacant then, and the name is gone."""
    await store.execute(delete(t.membership).where(_m.id == membership_id))


async def lead_ids(store: Store, group_id: int) -> list[int]:
    """Return the ids of the people who lead a group."""
    query = (
        select(_m.person_id)
        .where(_m.group_id == group_id, _m.standing == Standing.LEAD)
        .order_by(_m.id)
    )
    return list((await store.execute(query)).scalars())


async def unseen(
    store: Store, before_week: str, asked_before: datetime, limit: int
) -> Sequence[int]:
    """Return the ids of memberships of absent people.

    They were not seen since an ISO week, and not asked since ``asked_before``.
    """
    query = _absent(before_week, asked_before).order_by(_m.id).limit(limit)
    return [row.id for row in await store.execute(query)]


async def take_unseen(
    store: Store, membership_id: int, before_week: str, asked_before: datetime
) -> Absence | None:
    """Lock and return a membership that ``unseen`` named.

    None if the person came back, was asked, or the membership is locked elsewhere.
    """
    query = _absent(before_week, asked_before).where(_m.id == membership_id)
    taken = query.with_for_update(of=t.membership, skip_locked=True)
    row = (await store.execute(taken)).first()
    return Absence(row.id, row.group_id, row.person_id) if row else None


def _absent(before_week: str, asked_before: datetime) -> Select[int, int, int]:
    p = t.person.c
    wanted = (
        _m.standing.in_(IN)
        & (p.week_seen < before_week)
        & (_m.asked_at.is_(None) | (_m.asked_at < asked_before))
        & (_m.since < asked_before)
        & _m.group_id.not_in(select(_g.id).where(_g.archived_at.is_not(None)))
    )
    columns = select(_m.id, _m.group_id, _m.person_id)
    return columns.join(t.person, p.id == _m.person_id).where(wanted)


async def asked(store: Store, membership_id: int, now: datetime) -> None:
    """Remember that a member was asked whether they still take part."""
    await store.execute(update(t.membership).where(_m.id == membership_id).values(asked_at=now))


async def people_in(store: Store, group_ids: Collection[int]) -> list[int]:
    """Return the ids of all people in one of these groups, guests excepted."""
    inside = _m.standing.in_([standing for standing in IN if standing is not Standing.GUEST])
    query = (
        select(_m.person_id)
        .where(_m.group_id.in_(sorted(group_ids)), inside)
        .distinct()
        .order_by(_m.person_id)
    )
    return list((await store.execute(query)).scalars())


def name_of(seal: Seal, sealed: bytes | None) -> str:
    """Return what a member is called in the group; "" for None, a member who has left."""
    return seal.open(_NAME, sealed) if sealed else ""


def _member(row: RowMapping, seal: Seal) -> Member:
    return Member(
        id=row["id"],
        group_id=row["group_id"],
        person_id=row["person_id"],
        standing=Standing(row["standing"]),
        name=name_of(seal, row["sealed"]),
    )
