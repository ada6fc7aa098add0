"""Seats of a steering group: what it is composed of, and who sits where."""

from bot.domain.audits import Act
from bot.domain.groups import Seat
from bot.rules import groups as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import groups as screens
from bot.ui import Screen
from handlers.dialogue.shared.groups import (
    group_with_member,
    led_group,
    member_of_group,
    present_members,
)
from handlers.dialogue.turn import Turn
from storage.groups import seats as stored


async def seats(turn: Turn, group_id: int, page: int) -> Screen:
    """Return the seats of a group, and which of them are vacant."""
    group, membership = await group_with_member(turn, group_id)
    listed = await stored.of_group(turn.store, group_id)
    return screens.seats(
        turn.tr,
        group,
        listed,
        page,
        names=rules.reads(turn.person, group, membership),
        leads=rules.leads(turn.person, group, membership),
    )


async def candidates(turn: Turn, seat_id: int, page: int) -> Screen:
    """Ask who of the group shall sit there."""
    seat = await _seat(turn, seat_id)
    group = await led_group(turn, seat.group_id)
    return screens.seat(turn.tr, group, seat, await present_members(turn, group), page)


async def sit(turn: Turn, seat_id: int, membership_id: int) -> Screen:
    """Give a seat to a member; membership 0 makes it vacant."""
    seat = await _seat(turn, seat_id)
    group = await led_group(turn, seat.group_id, lock=True)
    if membership_id:
        await member_of_group(turn, group, membership_id)
    await stored.sit(turn.store, seat_id, membership_id or None)
    await turn.audit(
        Act.SEAT_SET,
        f"seat {seat_id}",
        {"membership": seat.membership_id},
        {"membership": membership_id or None},
    )
    return await seats(turn, seat.group_id, 0)


async def _seat(turn: Turn, seat_id: int) -> Seat:
    seat = await stored.by_id(turn.store, seat_id)
    if seat is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return seat
