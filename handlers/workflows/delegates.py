"""A delegate seat follows the election: whoever a group makes its delegate sits in the steering group, and the one before does not."""

from datetime import datetime

from bot.domain.groups import Event, Group, Happening, Member, Seat, Standing
from handlers.workflows.notify import tell
from handlers.workflows.planning import withdraw
from storage.engine.store import Store
from storage.groups import groups, seats


async def elect(store: Store, group: Group, chosen: Member, now: datetime) -> None:
    """The one before stays a member of the group; the caller holds its lock."""
    for other in await groups.members(store, group.id):
        if other.standing is Standing.DELEGATE and other.id != chosen.id:
            await groups.stand(store, other.id, Standing.MEMBER)
    for seat in await seats.for_delegate_of(store, group.id):
        await _vacate(store, seat, now, but=chosen.person_id)
        await _seat(store, seat, chosen, now)


async def resign(store: Store, group: Group, gone: Member, now: datetime) -> None:
    """Whoever is no delegate any more has no seat for the group either."""
    if gone.standing is not Standing.DELEGATE:
        return
    for seat in await seats.for_delegate_of(store, group.id):
        await _vacate(store, seat, now, only=gone.person_id)


async def _seat(store: Store, seat: Seat, chosen: Member, now: datetime) -> None:
    steering = await groups.by_id(store, seat.group_id, lock=True)
    there = await groups.member(store, seat.group_id, chosen.person_id)
    if there is None:
        number = await groups.enter(
            store,
            seat.group_id,
            chosen.person_id,
            Standing.DELEGATE,
            chosen.name,
            now,
        )
    else:
        number = there.id
        if there.standing in (Standing.ASKED, Standing.GUEST):
            await groups.stand(store, number, Standing.DELEGATE)
    await seats.sit(store, seat.id, number)
    if steering:
        await tell(
            store,
            steering,
            [chosen.person_id],
            Event(Happening.SEATED, steering.id),
            now,
        )


async def _vacate(
    store: Store, seat: Seat, now: datetime, *, but: int | None = None, only: int | None = None
) -> None:
    """Who is in the steering group for this seat alone leaves it with the seat."""
    sitting = await groups.member_by_id(store, seat.membership_id) if seat.membership_id else None
    if (
        sitting is None
        or sitting.person_id == but
        or (only is not None and sitting.person_id != only)
    ):
        return
    await seats.sit(store, seat.id, None)
    steering = await groups.by_id(store, seat.group_id)
    if sitting.standing is Standing.DELEGATE and steering:
        await groups.leave(store, sitting.id)
        await withdraw(store, steering, sitting.person_id, now)
    if steering:
        await tell(
            store,
            steering,
            [sitting.person_id],
            Event(Happening.UNSEATED, steering.id),
            now,
        )
