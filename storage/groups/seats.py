"""The seats of steering groups and the members who hold them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, delete, insert, select, update

from bot.domain.groups import Group, Seat
from storage import schema as t
from storage.engine.sealing import Seal
from storage.engine.store import Store
from storage.groups import groups, memberships

_g, _s = t.group.c, t.seat.c
_SEATS = select(t.seat, t.membership.c.sealed).outerjoin(
    t.membership, t.membership.c.id == _s.membership_id
)


async def put(store: Store, group_id: int, seats: Sequence[Seat]) -> None:
    """In this order; who sits somewhere stays there."""
    for position, seat in enumerate(seats):
        values = {
            "label": seat.label,
            "from_group_id": seat.from_group_id,
            "optional": seat.optional,
        }
        changed = await store.execute(
            update(t.seat).where(_s.group_id == group_id, _s.position == position).values(values)
        )
        if not changed.rowcount:
            await store.execute(
                insert(t.seat).values(values | {"group_id": group_id, "position": position})
            )
    await store.execute(delete(t.seat).where(_s.group_id == group_id, _s.position >= len(seats)))


async def of_group(store: Store, group_id: int) -> list[Seat]:
    """In the order of the group, each with who sits there."""
    rows = (
        await store.execute(_SEATS.where(_s.group_id == group_id).order_by(_s.position))
    ).mappings()
    return [_seat(row, store.seal) for row in rows]


async def for_delegate_of(store: Store, group_id: int) -> list[Seat]:
    """Those that are for the delegate of a group, in other groups."""
    rows = (
        await store.execute(_SEATS.where(_s.from_group_id == group_id).order_by(_s.id))
    ).mappings()
    return [_seat(row, store.seal) for row in rows]


async def to_tell(store: Store, before: datetime) -> Group | None:
    """A group with vacant seats whose leads were not told since, locked; None if there is none."""
    vacant = select(_s.group_id).where(_s.membership_id.is_(None), ~_s.optional)
    wanted = _g.id.in_(vacant) & (_g.vacancies_told_at.is_(None) | (_g.vacancies_told_at < before))
    query = select(_g.id).where(wanted).order_by(_g.id).limit(1).with_for_update(skip_locked=True)
    group_id = (await store.execute(query)).scalar()
    return await groups.by_id(store, group_id) if group_id else None


async def told(store: Store, group_id: int, now: datetime) -> bool:
    """Remember that the leads were told; return whether they had been before."""
    before = (await store.execute(select(_g.vacancies_told_at).where(_g.id == group_id))).scalar()
    await store.execute(update(t.group).where(_g.id == group_id).values(vacancies_told_at=now))
    return before is not None


async def by_id(store: Store, seat_id: int) -> Seat | None:
    """None if there is none."""
    row = (await store.execute(_SEATS.where(_s.id == seat_id))).mappings().first()
    return _seat(row, store.seal) if row else None


async def sit(store: Store, seat_id: int, membership_id: int | None) -> None:
    """None makes it vacant. Nobody sits on two."""
    await store.execute(
        update(t.seat).where(_s.membership_id == membership_id).values(membership_id=None)
    )
    await store.execute(update(t.seat).where(_s.id == seat_id).values(membership_id=membership_id))


def _seat(row: RowMapping, seal: Seal) -> Seat:
    return Seat(
        id=row["id"],
        group_id=row["group_id"],
        label=row["label"],
        from_group_id=row["from_group_id"],
        optional=row["optional"],
        holder=memberships.name_of(seal, row["sealed"]),
        membership_id=row["membership_id"],
    )
