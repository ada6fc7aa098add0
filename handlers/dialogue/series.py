"""Meetings that recur: planned ahead by a tick; a lead changes one and all that follow, but not what was changed on its own."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest

from bot.domain.groups import Event, Group, Happening
from bot.domain.meetings import Meeting, Series, State
from bot.rules import groups as group_rules
from bot.rules import meetings as rules
from bot.rules import recurrence
from bot.rules.problems import Problem, Refusal
from bot.screens import series as screens
from bot.ui import Screen
from handlers.dialogue.meetings import card, meeting_of
from handlers.dialogue.turn import Turn
from handlers.workflows.notify import tell
from handlers.workflows.planning import added, fill, times_of
from storage.groups import meetings as stored
from storage.groups import series

SHOWN = 3


async def replan(turn: Turn, number: int) -> Screen:
    one, _, _ = await _recurring(turn, number)
    return screens.replan(turn.tr, one, await stored.following(turn.store, one))


async def reset(turn: Turn, number: int, part: str) -> Screen:
    one, _, _ = await _recurring(turn, number)
    if part not in screens.ASKED:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await turn.expect(f"series.{part}:{number}")
    return screens.reset(turn.tr, one, part)


async def typed_days(turn: Turn, words: str, number: str) -> Screen:
    """The meetings move to the new dates one after the other, so that answers and calendars follow."""
    one, group, common = await _recurring(turn, int(number))
    here = await times_of(turn.store, group.district_id)
    times = rules.days(words, replace(common.times, land=here.land), turn.now, turn.today)
    midnight = datetime.combine(one.start.date(), datetime.min.time(), recurrence.zone_of(times))
    starts, until = rules.ahead(times, max(midnight, turn.now), turn.now)
    await series.change(turn.store, replace(common, times=times, planned_until=until))
    for before, start in list(zip_longest(await stored.following(turn.store, one), starts)):
        await _redated(turn, common, before, start)
    await turn.expect_nothing()
    await _tell_all(turn, group, one, Happening.RESCHEDULED)
    return await card(turn, one.id)


async def typed_place(turn: Turn, words: str, number: str) -> Screen:
    where = rules.place(words)
    one, group, common = await _recurring(turn, int(number))
    await series.change(turn.store, replace(common, place=where))
    await _each(
        turn, one, lambda meeting: replace(meeting, place=where, sequence=meeting.sequence + 1)
    )
    await _tell_all(turn, group, one, Happening.RESCHEDULED)
    return await card(turn, one.id)


async def typed_most(turn: Turn, words: str, number: str) -> Screen:
    most = group_rules.size(words)
    one, group, common = await _recurring(turn, int(number))
    await series.change(turn.store, replace(common, most=most))
    for meeting in await _each(turn, one, lambda meeting: replace(meeting, most=most)):
        await fill(turn.store, group, meeting, turn.now)
    return await card(turn, one.id)


async def call_off(turn: Turn, number: int) -> Screen:
    """It ends; a meeting that was changed on its own stays."""
    one, group, common = await _recurring(turn, number)
    await _each(
        turn,
        one,
        lambda meeting: replace(meeting, state=State.CANCELLED, sequence=meeting.sequence + 1),
    )
    await _tell_all(turn, group, one, Happening.ALL_CANCELLED)
    await series.end(turn.store, common.id)
    return await card(turn, number)


async def _each(
    turn: Turn, one: Meeting, change: Callable[[Meeting], Meeting]
) -> Sequence[Meeting]:
    """This one and all that follow, changed."""
    changed = [change(meeting) for meeting in await stored.following(turn.store, one)]
    for meeting in changed:
        await stored.change(turn.store, meeting)
    await turn.expect_nothing()
    return changed


async def _redated(
    turn: Turn, common: Series, before: Meeting | None, start: datetime | None
) -> None:
    """A date too few is cancelled, one too many is added."""
    if before is None and start is not None:
        await added(turn.store, common.on(start), turn.now)
    elif before is not None and start is None:
        await stored.change(
            turn.store, replace(before, state=State.CANCELLED, sequence=before.sequence + 1)
        )
    elif before is not None and start is not None:
        moved = replace(before, start=start, sequence=before.sequence + 1, edited=False)
        await stored.change(
            turn.store, replace(moved, reminded=rules.reminders_due(moved, turn.now))
        )


async def _tell_all(turn: Turn, group: Group, one: Meeting, happening: Happening) -> None:
    """Everybody in the group, once for all the meetings."""
    times = tuple(
        meeting.start.isoformat(timespec="seconds")
        for meeting in (await stored.following(turn.store, one))[1 : SHOWN + 1]
    )
    people = [
        person for person in await stored.concerned(turn.store, one, ()) if person != turn.person.id
    ]
    await tell(
        turn.store,
        group,
        people,
        Event(happening, group.id, meeting_id=one.id, times=times),
        turn.now,
    )


async def _recurring(turn: Turn, number: int) -> tuple[Meeting, Group, Series]:
    """For who leads the group, locked. Refuses a single meeting, and one that is over or cancelled."""
    one, group, _ = await meeting_of(turn, number, lock=True, leads=True)
    common = await series.by_id(turn.store, one.series_id, lock=True) if one.series_id else None
    if common is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    rules.may_answer(one, turn.now)
    return one, group, common
