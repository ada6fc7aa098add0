"""Groups, who is in them, and the seats of steering groups. Names are sealed: they are readable with the key alone."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.groups import IN, Group, Joining, Kind, Member, Seat, Standing
from bot.domain.people import Address
from storage import tables as t
from storage.sealing import Seal

_g, _m, _s = t.group.c, t.membership.c, t.seat.c
_COUNT = select(func.count()).where(_m.group_id == _g.id, _m.standing.in_(IN)).correlate(t.group).scalar_subquery().label("members")
_SEATS = select(t.seat, _m.sealed).outerjoin(t.membership, _m.id == _s.membership_id)
_NAME = "name"


async def put(connection: AsyncConnection, group: Group) -> int:
    """A new one, or the one of that name in the district with new details; gives back its id."""
    values = {name: getattr(group, name) for name in ("kind", "joining", "texts", "municipality_id", "field_id", "most", "sample")}
    same = (_g.district_id == group.district_id) & (_g.name == group.name)
    if (number := (await connection.execute(select(_g.id).where(same).with_for_update())).scalar()) is not None:
        await connection.execute(update(t.group).where(_g.id == number).values(values))
        return int(number)
    row = values | {"district_id": group.district_id, "name": group.name}
    return int((await connection.execute(insert(t.group).values(row).returning(_g.id))).scalar_one())


async def of_district(connection: AsyncConnection, district_id: int) -> list[Group]:
    """Steering groups first, then by name."""
    rows = (await connection.execute(_groups().where(_g.district_id == district_id).order_by(_g.kind != Kind.STEERING_GROUP, _g.name))).mappings()
    return [_group(row) for row in rows]


async def by_id(connection: AsyncConnection, number: int, *, lock: bool = False) -> Group | None:
    """None if there is none. With ``lock`` nobody else gets in or out meanwhile."""
    if lock:
        await connection.execute(select(_g.id).where(_g.id == number).with_for_update())
    row = (await connection.execute(_groups().where(_g.id == number))).mappings().first()
    return _group(row) if row else None


async def by_ids(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, Group]:
    """Those that are there."""
    if not numbers:
        return {}
    return {row["id"]: _group(row) for row in (await connection.execute(_groups().where(_g.id.in_(sorted(numbers))))).mappings()}


async def member(connection: AsyncConnection, seal: Seal, group_id: int, person_id: int) -> Member | None:
    """None if the person neither is in it nor asked."""
    row = (await connection.execute(select(t.membership).where(_m.group_id == group_id, _m.person_id == person_id))).mappings().first()
    return _member(row, seal) if row else None


async def member_by_id(connection: AsyncConnection, seal: Seal, number: int) -> Member | None:
    """None if they withdrew or left."""
    row = (await connection.execute(select(t.membership).where(_m.id == number))).mappings().first()
    return _member(row, seal) if row else None


async def members(connection: AsyncConnection, seal: Seal, group_id: int) -> list[Member]:
    """All of a group, those who asked too, the longest known first."""
    rows = (await connection.execute(select(t.membership).where(_m.group_id == group_id).order_by(_m.id))).mappings()
    return [_member(row, seal) for row in rows]


async def of_person(connection: AsyncConnection, person_id: int) -> dict[int, Standing]:
    """Group → what the person is there."""
    rows = await connection.execute(select(_m.group_id, _m.standing).where(_m.person_id == person_id))
    return {row.group_id: Standing(row.standing) for row in rows}


async def enter(connection: AsyncConnection, seal: Seal, group_id: int, person_id: int, standing: Standing, name: str, now: datetime) -> int:
    """The caller holds the group's lock and has asked the rule. Gives back the membership's id."""
    sealed = seal.close(Address(_NAME, name))
    row = {"group_id": group_id, "person_id": person_id, "standing": standing, "sealed": sealed, "since": now}
    return int((await connection.execute(insert(t.membership).values(row).returning(_m.id))).scalar_one())


async def stand(connection: AsyncConnection, number: int, standing: Standing) -> None:
    await connection.execute(update(t.membership).where(_m.id == number).values(standing=standing))


async def leave(connection: AsyncConnection, number: int) -> None:
    """The seat is vacant then, and the name is gone."""
    await connection.execute(delete(t.membership).where(_m.id == number))


async def lead_ids(connection: AsyncConnection, group_id: int) -> list[int]:
    """The people who lead it."""
    query = select(_m.person_id).where(_m.group_id == group_id, _m.standing == Standing.LEAD).order_by(_m.id)
    return list((await connection.execute(query)).scalars())


async def put_seats(connection: AsyncConnection, group_id: int, seats: Sequence[Seat]) -> None:
    """In this order; who sits somewhere stays there."""
    for position, seat in enumerate(seats):
        values = {"label": seat.label, "from_group_id": seat.from_group_id, "optional": seat.optional}
        changed = await connection.execute(update(t.seat).where(_s.group_id == group_id, _s.position == position).values(values))
        if not changed.rowcount:
            await connection.execute(insert(t.seat).values(values | {"group_id": group_id, "position": position}))
    await connection.execute(delete(t.seat).where(_s.group_id == group_id, _s.position >= len(seats)))


async def seats(connection: AsyncConnection, seal: Seal, group_id: int) -> list[Seat]:
    """In the order of the group, each with who sits there."""
    rows = (await connection.execute(_SEATS.where(_s.group_id == group_id).order_by(_s.position))).mappings()
    return [_seat(row, seal) for row in rows]


async def seat_by_id(connection: AsyncConnection, seal: Seal, number: int) -> Seat | None:
    """None if there is none."""
    row = (await connection.execute(_SEATS.where(_s.id == number))).mappings().first()
    return _seat(row, seal) if row else None


async def sit(connection: AsyncConnection, seat_id: int, membership_id: int | None) -> None:
    """None makes it vacant. Nobody sits on two."""
    await connection.execute(update(t.seat).where(_s.membership_id == membership_id).values(membership_id=None))
    await connection.execute(update(t.seat).where(_s.id == seat_id).values(membership_id=membership_id))


def _groups() -> Select[Any]:
    return select(t.group, _COUNT)


def _group(row: RowMapping) -> Group:
    return Group(
        row["id"],
        row["district_id"],
        Kind(row["kind"]),
        row["name"],
        Joining(row["joining"]),
        row["texts"],
        row["municipality_id"],
        row["field_id"],
        row["most"],
        row["sample"],
        row["members"],
    )


def _member(row: RowMapping, seal: Seal) -> Member:
    return Member(row["id"], row["group_id"], row["person_id"], Standing(row["standing"]), seal.open(_NAME, row["sealed"]).value)


def _seat(row: RowMapping, seal: Seal) -> Seat:
    holder = seal.open(_NAME, row["sealed"]).value if row["sealed"] else ""
    return Seat(row["id"], row["group_id"], row["label"], row["from_group_id"], row["optional"], holder)
