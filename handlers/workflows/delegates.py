"""A delegate seat follows the election: whoever a group makes its delegate sits in the steering group, and the one before does not."""

from bot.domain.groups import Event, Group, Happening, Member, Seat, Standing
from handlers.dialogue.turn import Turn
from handlers.workflows.notify import tell
from handlers.workflows.planning import withdraw
from storage.groups import groups, seats


async def elect(turn: Turn, group: Group, chosen: Member) -> None:
    """The one before stays a member of the group; the caller holds its lock."""
    for other in await groups.members(turn.connection, turn.services.seal, group.id):
        if other.standing is Standing.DELEGATE and other.id != chosen.id:
            await groups.stand(turn.connection, other.id, Standing.MEMBER)
    for seat in await seats.for_delegate_of(turn.connection, turn.services.seal, group.id):
        await _vacate(turn, seat, but=chosen.person_id)
        await _seat(turn, seat, chosen)


async def resign(turn: Turn, group: Group, gone: Member) -> None:
    """Whoever is no delegate any more has no seat for the group either."""
    if gone.standing is not Standing.DELEGATE:
        return
    for seat in await seats.for_delegate_of(turn.connection, turn.services.seal, group.id):
        await _vacate(turn, seat, only=gone.person_id)


async def _seat(turn: Turn, seat: Seat, chosen: Member) -> None:
    steering = await groups.by_id(turn.connection, seat.group_id, lock=True)
    there = await groups.member(
        turn.connection, turn.services.seal, seat.group_id, chosen.person_id
    )
    if there is None:
        number = await groups.enter(
            turn.connection,
            turn.services.seal,
            seat.group_id,
            chosen.person_id,
            Standing.DELEGATE,
            chosen.name,
            turn.now,
        )
    else:
        number = there.id
        if there.standing in (Standing.ASKED, Standing.GUEST):
            await groups.stand(turn.connection, number, Standing.DELEGATE)
    await seats.sit(turn.connection, seat.id, number)
    if steering:
        await tell(
            turn.connection,
            steering,
            [chosen.person_id],
            Event(Happening.SEATED, steering.id),
            turn.now,
        )


async def _vacate(
    turn: Turn, seat: Seat, *, but: int | None = None, only: int | None = None
) -> None:
    """Who is in the steering group for this seat alone leaves it with the seat."""
    sitting = (
        await groups.member_by_id(turn.connection, turn.services.seal, seat.membership_id)
        if seat.membership_id
        else None
    )
    if (
        sitting is None
        or sitting.person_id == but
        or (only is not None and sitting.person_id != only)
    ):
        return
    await seats.sit(turn.connection, seat.id, None)
    steering = await groups.by_id(turn.connection, seat.group_id)
    if sitting.standing is Standing.DELEGATE and steering:
        await groups.leave(turn.connection, sitting.id)
        await withdraw(turn.connection, steering, sitting.person_id, turn.now)
    if steering:
        await tell(
            turn.connection,
            steering,
            [sitting.person_id],
            Event(Happening.UNSEATED, steering.id),
            turn.now,
        )
