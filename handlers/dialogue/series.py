"""Meetings that recur: a lead changes one and all that follow, except those edited alone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest

from bot.domain.announcements import Times
from bot.domain.group_events import GroupEvent
from bot.domain.group_events.meetings import MeetingPlanned, SeriesCancelled, SeriesMoved
from bot.domain.groups import Group
from bot.domain.meetings import Meeting, Series, State
from bot.rules import fallouts, recurrence
from bot.rules import groups as group_rules
from bot.rules import meetings as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import series as screens
from bot.ui import Screen
from handlers.dialogue.shared.groups import led_group, meeting_with_member
from handlers.dialogue.turn import Redirect, Turn
from handlers.workflows.notify import notify
from handlers.workflows.planning import added, fill, times_of
from storage.groups import attendance as stored_attendance
from storage.groups import meetings as stored
from storage.groups import series as stored_series

SHOWN = 3
"""Next dates in a notice of a series."""


async def replan(turn: Turn, meeting_id: int) -> Screen:
    """Return what a lead can change of a series."""
    meeting, _, _ = await _recurring(turn, meeting_id)
    return screens.replan(turn.tr, meeting, await stored.following(turn.store, meeting))


async def reset(turn: Turn, meeting_id: int, part: str) -> Screen:
    """Ask for other days, another place or number of places."""
    meeting, _, _ = await _recurring(turn, meeting_id)
    if part not in screens.ASKED:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    turn.expect(f"series.{part}:{meeting_id}")
    return screens.reset(turn.tr, meeting, part)


async def typed_days(turn: Turn, words: str, meeting_id: int) -> Redirect:
    """Move the meetings to new dates one after the other, so that answers and calendars follow."""
    meeting, group, series = await _recurring(turn, meeting_id)
    here = await times_of(turn.store, group.district_id)
    times, minutes = rules.days(
        words, replace(series.times, land=here.land), turn.now, turn.today_in(here.zone)
    )
    await _retimed(turn, meeting, group, series, times, minutes)
    understood = _understood(turn, times)
    return Redirect(f"{'series.dates' if understood.has_fallouts else 'meeting.show'}:{meeting.id}")


async def dates(turn: Turn, meeting_id: int) -> Screen:
    """Return the next dates of a series, and what falls out."""
    meeting, _, series = await _recurring(turn, meeting_id)
    understood = _understood(turn, series.times)
    return screens.all_dates(turn.tr, meeting, series.times.zone, understood)


async def move(turn: Turn, meeting_id: int, how: str) -> Redirect:
    """Let less fall out of a series, and move its meetings accordingly."""
    meeting, group, series = await _recurring(turn, meeting_id)
    times = fallouts.moved(series.times, how)
    recurrence.check(times, turn.now)
    await _retimed(turn, meeting, group, series, times)
    return Redirect(f"series.dates:{meeting.id}")


def _understood(turn: Turn, times: Times) -> fallouts.Understood:
    return fallouts.understood(times, turn.now, turn.tr.language.code)


async def _retimed(
    turn: Turn,
    meeting: Meeting,
    group: Group,
    series: Series,
    times: Times,
    minutes: int | None = None,
) -> None:
    """Move a meeting and all that follow to the dates of other times, and notify everybody.

    Without ``minutes`` each takes as long as before.
    """
    midnight = datetime.combine(
        meeting.start.date(), datetime.min.time(), recurrence.zone_of(times)
    )
    starts, until = rules.ahead(times, max(midnight, turn.now), turn.now)
    series = replace(series, times=times, planned_until=until, minutes=minutes or series.minutes)
    await stored_series.change(turn.store, series)
    for before, start in list(zip_longest(await stored.following(turn.store, meeting), starts)):
        await _redated(turn, series, before, start, minutes)
    await _notify_all(turn, group, meeting, await _moved(turn, meeting))


async def typed_place(turn: Turn, words: str, meeting_id: int) -> Redirect:
    """Take another place for a meeting and all that follow."""
    where = rules.place(words)
    meeting, group, series = await _recurring(turn, meeting_id)
    await stored_series.change(turn.store, replace(series, place=where))
    await _each(turn, meeting, lambda meeting: replace(meeting.revised(turn.now), place=where))
    await _notify_all(turn, group, meeting, await _moved(turn, meeting))
    return Redirect(f"meeting.show:{meeting.id}")


async def typed_most(turn: Turn, words: str, meeting_id: int) -> Redirect:
    """Take another number of places for a meeting and all that follow."""
    most = group_rules.size(words)
    meeting, group, series = await _recurring(turn, meeting_id)
    await stored_series.change(turn.store, replace(series, most=most))
    for changed in await _each(turn, meeting, lambda meeting: replace(meeting, most=most)):
        await fill(turn.store, group, changed, turn.now)
    return Redirect(f"meeting.show:{meeting.id}")


async def ask_call_off(turn: Turn, meeting_id: int) -> Screen:
    """Ask whether a meeting and all that follow are to be cancelled."""
    meeting, _, _ = await _recurring(turn, meeting_id, lock=False)
    meetings = await stored.following(turn.store, meeting, lock=False)
    return screens.ask_cancel(turn.tr, meeting, meetings)


async def call_off(turn: Turn, meeting_id: int) -> Redirect:
    """End a series; a meeting that was changed on its own stays."""
    meeting, group, series = await _recurring(turn, meeting_id)
    await _each(
        turn,
        meeting,
        lambda meeting: replace(meeting.revised(turn.now), state=State.CANCELLED),
    )
    await _notify_all(turn, group, meeting, SeriesCancelled(group.id, meeting.id))
    await stored_series.end(turn.store, series.id)
    return Redirect(f"meeting.show:{meeting_id}")


async def put_back(turn: Turn, series: Series, meeting_ids: Sequence[int]) -> None:
    """Let a cancelled series go on with these meetings, and invite everybody again: they were told.

    Refuses one of which no meeting is still cancelled and yet to come.
    """
    group = await led_group(turn, series.group_id, lock=True)
    meetings = [
        meeting
        for meeting in (await stored.by_ids(turn.store, meeting_ids)).values()
        if meeting.state is State.CANCELLED and meeting.starts_at > turn.now
    ]
    if not meetings:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    series_id = await stored_series.add(turn.store, series)
    for meeting in meetings:
        planned = replace(meeting.revised(turn.now), state=State.PLANNED, series_id=series_id)
        await stored.change(turn.store, planned)
    first = min(meetings, key=lambda meeting: meeting.starts_at)
    await _notify_all(turn, group, first, MeetingPlanned(group.id, first.id))


async def _each(
    turn: Turn, meeting: Meeting, change: Callable[[Meeting], Meeting]
) -> Sequence[Meeting]:
    """Change this meeting and all that follow, and return them."""
    changed = [change(meeting) for meeting in await stored.following(turn.store, meeting)]
    for meeting in changed:
        await stored.change(turn.store, meeting)
    return changed


async def _redated(
    turn: Turn,
    series: Series,
    before: Meeting | None,
    start: datetime | None,
    minutes: int | None,
) -> None:
    """Move a meeting to its new date; without a date it is cancelled, without a meeting added."""
    if before is None and start is not None:
        await added(turn.store, series.on(start), turn.now)
    elif before is not None and start is None:
        await stored.change(turn.store, replace(before.revised(turn.now), state=State.CANCELLED))
    elif before is not None and start is not None:
        revised = replace(before.revised(turn.now), edited=False)
        await stored.change(turn.store, rules.moved(revised, start, minutes, turn.now))


async def _moved(turn: Turn, meeting: Meeting) -> SeriesMoved:
    """Return the news with the next dates after this meeting."""
    later = (await stored.following(turn.store, meeting))[1 : SHOWN + 1]
    starts = tuple(following.start for following in later)
    return SeriesMoved(meeting.group_id, meeting.id, starts)


async def _notify_all(turn: Turn, group: Group, meeting: Meeting, event: GroupEvent) -> None:
    """Notify everybody in the group, once for all the meetings."""
    people = [
        person
        for person in await stored_attendance.concerned(turn.store, meeting, ())
        if person != turn.person.id
    ]
    await notify(turn.store, group, people, event, turn.now)


async def _recurring(
    turn: Turn, meeting_id: int, *, lock: bool = True
) -> tuple[Meeting, Group, Series]:
    """Return a meeting with its series, for those who lead the group.

    Raises Refusal for a single meeting, and for one that is over or cancelled.
    """
    meeting, group, _ = await meeting_with_member(turn, meeting_id, lock=lock, leads=True)
    series = (
        await stored_series.by_id(turn.store, meeting.series_id, lock=lock)
        if meeting.series_id
        else None
    )
    if series is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    rules.may_answer(meeting, turn.now)
    return meeting, group, series
