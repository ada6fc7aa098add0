"""What a steering group is composed of, and who sits where."""

from bot.domain.groups import Seat
from bot.rules import groups as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import groups as screens
from bot.ui import Screen
from handlers.dialogue.groups import inside, led, somebody, with_member
from handlers.dialogue.turn import Turn
from storage.groups import seats as stored


async def seats(turn: Turn, number: int, page: int) -> Screen:
    """What a steering group is composed of, and which seats are vacant."""
    one, mine = await with_member(turn, number)
    known = await stored.of_group(turn.store, number)
    return screens.seats(
        turn.tr,
        one,
        known,
        page,
        names=rules.reads(turn.person, one, mine),
        leads=rules.leads(turn.person, one, mine),
    )


async def seat(turn: Turn, seat_id: int, page: int) -> Screen:
    """Who shall sit there."""
    found = await _seat(turn, seat_id)
    one = await led(turn, found.group_id)
    return screens.seat(turn.tr, one, found, await inside(turn, one), page)


async def sit(turn: Turn, seat_id: int, membership_id: int) -> Screen:
    """0 makes it vacant."""
    found = await _seat(turn, seat_id)
    one = await led(turn, found.group_id, lock=True)
    if membership_id:
        await somebody(turn, one, membership_id)
    await stored.sit(turn.store, seat_id, membership_id or None)
    return await seats(turn, found.group_id, 0)


async def _seat(turn: Turn, number: int) -> Seat:
    found = await stored.by_id(turn.store, number)
    if found is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return found
