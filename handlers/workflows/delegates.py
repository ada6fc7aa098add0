"""The seat of a group in the steering group follows the election of its delegate."""

from datetime import datetime

from bot.domain.group_events.membership import SeatGiven, SeatWithdrawn
from bot.domain.groups import Group, Member, Seat, Standing
from handlers.workflows.notify import notify
from handlers.workflows.planning import withdraw
from storage.engine.store import Store
from storage.groups import groups, memberships, seats


async def elect(store: Store, group: Group, chosen: Member, now: datetime) -> None:
    """Give the seats of the group to a new delegate; the old one stays a member.

    The caller holds the lock of the group.
    """
    for other in await memberships.members(store, group.id):
        if other.standing is Standing.DELEGATE and other.id != chosen.id:
            await memberships.stand(store, other.id, Standing.MEMBER)
    for seat in await seats.for_delegate_of(store, group.id):
        holder = await _holder(store, seat)
        if holder and holder.person_id != chosen.person_id:
            await _vacate(store, seat, holder, now)
        await _fill(store, seat, chosen, now)


async def resign(store: Store, group: Group, former: Member, now: datetime) -> None:
    """Vacate the seats of the group that ``former`` has, if that was its delegate."""
    if former.standing is not Standing.DELEGATE:
        return
    for seat in await seats.for_delegate_of(store, group.id):
        holder = await _holder(store, seat)
        if holder and holder.person_id == former.person_id:
            await _vacate(store, seat, holder, now)


async def _holder(store: Store, seat: Seat) -> Member | None:
    return await memberships.member_by_id(store, seat.membership_id) if seat.membership_id else None


async def _fill(store: Store, seat: Seat, chosen: Member, now: datetime) -> None:
    steering = await groups.by_id(store, seat.group_id, lock=True)
    await seats.sit(store, seat.id, await _as_delegate(store, seat.group_id, chosen, now))
    if steering:
        await notify(store, steering, [chosen.person_id], SeatGiven(steering.id), now)


async def _as_delegate(store: Store, steering_id: int, chosen: Member, now: datetime) -> int:
    """Return the membership in the steering group; a lead or member of it stays what they are."""
    member = await memberships.member(store, steering_id, chosen.person_id)
    if member is None:
        return await memberships.enter(
            store, steering_id, chosen.person_id, Standing.DELEGATE, chosen.name, now
        )
    if member.standing in (Standing.ASKED, Standing.GUEST):
        await memberships.stand(store, member.id, Standing.DELEGATE)
    return member.id


async def _vacate(store: Store, seat: Seat, holder: Member, now: datetime) -> None:
    """A holder who is in the steering group only for this seat leaves the group with it."""
    await seats.sit(store, seat.id, None)
    steering = await groups.by_id(store, seat.group_id)
    if steering is None:
        return
    if holder.standing is Standing.DELEGATE:
        await memberships.leave(store, holder.id)
        await withdraw(store, steering, holder.person_id, now)
    await notify(store, steering, [holder.person_id], SeatWithdrawn(steering.id), now)
