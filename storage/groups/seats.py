"""The seats of steering groups and the members who hold them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, select, update

from bot.domain.groups import Group, Seat
from storage import schema as t
from storage.engine.sealing import Seal
from storage.engine.store import Store
from storage.groups import groups, memberships

_g, _s = t.group.c, t.seat.c
_deputy = t.membership.alias()
_SEATS = (
    select(t.seat, t.membership.c.sealed, _deputy.c.sealed.label("deputy_sealed"))
    .outerjoin(t.membership, t.membership.c.id == _s.membership_id)
    .outerjoin(_deputy, _deputy.c.id == _s.deputy_id)
)


async def put(store: Store, group_id: int, seats: Sequence[Seat]) -> None:
    """Set the seats of a group, in this order; a seat at the same position keeps its holder."""
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


async def add(store: Store, seat: Seat) -> int:
    """Add a seat without a holder behind the others of its group; return its id."""
    last = select(func.coalesce(func.max(_s.position), -1)).where(_s.group_id == seat.group_id)
    position = (await store.execute(last)).scalar_one() + 1
    row = _values(seat) | {"group_id": seat.group_id, "position": position}
    return int((await store.execute(insert(t.seat).values(row).returning(_s.id))).scalar_one())


async def change(store: Store, seat: Seat) -> None:
    """Store everything of a seat but its holder."""
    await store.execute(update(t.seat).where(_s.id == seat.id).values(_values(seat)))


async def remove(store: Store, seat_id: int) -> None:
    """Delete a seat; its holder stays in the group."""
    await store.execute(delete(t.seat).where(_s.id == seat_id))


async def of_group(store: Store, group_id: int) -> list[Seat]:
    """Return the seats of a group in their order, each with the name of its holder."""
    rows = await store.rows(_SEATS.where(_s.group_id == group_id).order_by(_s.position))
    return [_seat(row, store.seal) for row in rows]


async def vacant(store: Store, group_ids: Collection[int]) -> dict[int, list[str]]:
    """Return group → the labels of its vacant seats that must be filled, in their order."""
    if not group_ids:
        return {}
    wanted = _s.group_id.in_(sorted(group_ids)) & _s.membership_id.is_(None) & ~_s.optional
    query = select(_s.group_id, _s.label).where(wanted).order_by(_s.group_id, _s.position)
    labels: dict[int, list[str]] = {}
    for group_id, label in await store.execute(query):
        labels.setdefault(group_id, []).append(label)
    return labels


async def for_delegate_of(store: Store, group_id: int) -> list[Seat]:
    """Return the seats that other groups, not archived ones, have for the delegate of a group."""
    archived = select(_g.id).where(_g.archived_at.is_not(None))
    wanted = (_s.from_group_id == group_id) & _s.group_id.not_in(archived)
    rows = await store.rows(_SEATS.where(wanted).order_by(_s.id))
    return [_seat(row, store.seal) for row in rows]


async def to_tell(store: Store, before: datetime, limit: int) -> Sequence[int]:
    """Return the ids of groups with vacant seats whose leads were not told since."""
    query = select(_g.id).where(_is_to_tell(before)).order_by(_g.id).limit(limit)
    return list((await store.execute(query)).scalars())


async def take_to_tell(store: Store, group_id: int, before: datetime) -> Group | None:
    """Lock and return a group that ``to_tell`` named.

    None if it does not wait any more or is locked elsewhere.
    """
    query = select(_g.id).where(_g.id == group_id, _is_to_tell(before))
    taken = (await store.execute(query.with_for_update(skip_locked=True))).scalar()
    return await groups.by_id(store, taken) if taken else None


def _is_to_tell(before: datetime) -> ColumnElement[bool]:
    vacant = select(_s.group_id).where(_s.membership_id.is_(None), ~_s.optional)
    is_due = _g.vacancies_told_at.is_(None) | (_g.vacancies_told_at < before)
    return _g.id.in_(vacant) & is_due & _g.archived_at.is_(None)


async def told(store: Store, group_id: int, now: datetime) -> bool:
    """Remember that the leads were told; return whether they had been before."""
    before = (await store.execute(select(_g.vacancies_told_at).where(_g.id == group_id))).scalar()
    await store.execute(update(t.group).where(_g.id == group_id).values(vacancies_told_at=now))
    return before is not None


async def by_id(store: Store, seat_id: int) -> Seat | None:
    """Return a seat, or None if there is none."""
    row = await store.row(_SEATS.where(_s.id == seat_id))
    return _seat(row, store.seal) if row else None


async def sit(store: Store, seat_id: int, membership_id: int | None) -> None:
    """Give a seat to a member, who leaves any other one; None makes it vacant."""
    await store.execute(
        update(t.seat).where(_s.membership_id == membership_id).values(membership_id=None)
    )
    await store.execute(update(t.seat).where(_s.id == seat_id).values(membership_id=membership_id))


def _values(seat: Seat) -> dict[str, Any]:
    return {
        "label": seat.label,
        "from_group_id": seat.from_group_id,
        "optional": seat.optional,
        "term_ends": seat.term_ends,
        "deputy_id": seat.deputy_id,
    }


def _seat(row: RowMapping, seal: Seal) -> Seat:
    return Seat(
        id=row["id"],
        group_id=row["group_id"],
        label=row["label"],
        from_group_id=row["from_group_id"],
        optional=row["optional"],
        holder=memberships.name_of(seal, row["sealed"]),
        membership_id=row["membership_id"],
        term_ends=row["term_ends"],
        deputy_id=row["deputy_id"],
        deputy=memberships.name_of(seal, row["deputy_sealed"]),
    )
