"""Seats of a steering group: what it is composed of, and who sits where."""

from dataclasses import replace

from bot.domain.audits import Act
from bot.domain.groups import Seat
from bot.rules import groups as rules
from bot.rules.problems import Problem, Refusal
from bot.rules.seat_form import SeatRow
from bot.screens import group_seats
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
    return group_seats.seats(
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
    return group_seats.seat(turn.tr, group, seat, await present_members(turn, group), page)


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


async def change(turn: Turn, group_id: int, row: SeatRow) -> None:
    """Add, change or take away one seat of a group, then let its holder sit there.

    The caller has read the row by the rules of the form.
    """
    group = await led_group(turn, group_id, lock=True)
    before = await stored.by_id(turn.store, row.seat_id) if row.seat_id else None
    if row.seat_id and (before is None or before.group_id != group.id):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    if before and not row.label:
        await turn.audit(Act.SEAT_CHANGE, f"seat {before.id}", _facts(before), {})
        await stored.remove(turn.store, before.id)
        return
    seat = await _changed(turn, group.id, before, row)
    if row.membership_id != seat.membership_id:
        await sit(turn, seat.id, row.membership_id or 0)


async def _changed(turn: Turn, group_id: int, before: Seat | None, row: SeatRow) -> Seat:
    """Store everything of a row but the holder, and return the seat."""
    seat = replace(
        before or Seat(0, group_id, row.label),
        label=row.label,
        from_group_id=row.from_group_id,
        optional=row.optional,
        term_ends=row.term_ends,
        deputy_id=row.deputy_id,
    )
    if before is None:
        seat = replace(seat, id=await stored.add(turn.store, seat))
        await turn.audit(Act.SEAT_CHANGE, f"seat {seat.id}", {}, _facts(seat))
    elif _facts(seat) != _facts(before):
        await stored.change(turn.store, seat)
        await turn.audit(Act.SEAT_CHANGE, f"seat {seat.id}", _facts(before), _facts(seat))
    return seat


def _facts(seat: Seat) -> dict[str, str | int | bool | None]:
    return {
        "title": seat.label,
        "group": seat.from_group_id,
        "optional": seat.optional,
        "ends_at": seat.term_ends.isoformat() if seat.term_ends else None,
        "deputy": seat.deputy_id,
    }


async def _seat(turn: Turn, seat_id: int) -> Seat:
    seat = await stored.by_id(turn.store, seat_id)
    if seat is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return seat
