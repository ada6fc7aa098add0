"""Put meetings into the calendar: single ones, and those of a series some months ahead."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.announcements import Times
from bot.domain.group_events.meetings import MeetingPlanned, PlaceFreed
from bot.domain.groups import Group
from bot.domain.meetings import Meeting, Series
from bot.domain.queues import QueueName
from bot.rules import meetings as rules
from bot.rules.meetings import Plan
from bot.rules.problems import Problem, Refusal
from handlers.workflows.each import Queue, each
from handlers.workflows.notify import notify, notify_in_district
from storage.catalogue import places
from storage.engine.database import Database
from storage.engine.store import Store
from storage.groups import attendance, meetings, series

INTERVAL = timedelta(weeks=1)
"""Minimum interval between two planning runs of one series."""


async def plan_ahead(database: Database, now: datetime) -> int:
    """Plan every series further, each in its own transaction; return how many series."""
    before = now + rules.AHEAD - INTERVAL

    async def waiting(store: Store, limit: int) -> Sequence[int]:
        return await series.to_plan(store, before, limit)

    async def work(series_id: int) -> bool:
        async with database.write() as store:
            due = await series.take_to_plan(store, series_id, before)
            if due:
                await grow(store, due, now)
        return due is not None

    return await each(database, Queue(name=QueueName.SERIES, waiting=waiting, work=work), now)


async def grow(store: Store, recurring: Series, now: datetime) -> list[Meeting]:
    """Add the next meetings of a series as far ahead as is planned; return them.

    The caller holds the lock of the series.
    """
    starts, until = rules.ahead(recurring.times, max(recurring.planned_until, now), now)
    await series.change(store, replace(recurring, planned_until=until))
    return [await added(store, recurring.on(start), now) for start in starts]


async def planned(store: Store, group: Group, plan: Plan, now: datetime) -> list[Meeting]:
    """Store what somebody planned; return the single meeting, or the first ones of a series."""
    if plan.times.rule:
        recurring = Series(
            0, group.id, plan.title, plan.times, now, plan.minutes, plan.place, plan.most
        )
        series_id = await series.add(store, recurring)
        return await grow(store, replace(recurring, id=series_id), now)
    start, zone = plan.times.start, plan.times.zone
    if start is None:
        raise Refusal(Problem.NO_MEETING)
    meeting = Meeting(0, group.id, plan.title, start, zone, plan.minutes, plan.place, plan.most)
    return [await added(store, meeting, now)]


async def added(store: Store, meeting: Meeting, now: datetime) -> Meeting:
    """Store a meeting; return it with its id. Reminders that would be late are not sent."""
    new = replace(meeting, reminded=rules.reminders_due(meeting, now), changed_at=now)
    return replace(new, id=await meetings.add(store, new))


async def fill(store: Store, group: Group, meeting: Meeting, now: datetime) -> None:
    """Give free places to people on the waiting list, in order; ask each whether they come."""
    while rules.has_room(meeting, (await attendance.counted(store, meeting.id)).yes):
        person_id = await attendance.move_up(store, meeting.id)
        if person_id is None:
            return
        await notify(store, group, [person_id], PlaceFreed(group.id, meeting.id), now)


async def times_of(store: Store, district_id: int) -> Times:
    """Return times without dates: the time zone of a district, and the Land of its holidays."""
    district = await places.district(store, district_id)
    return Times(zone=district.zone, land=district.land) if district else Times()


async def invite(store: Store, group: Group, person_id: int, now: datetime) -> None:
    """Invite a new member to the next meeting of the group, if there is one."""
    if meeting_id := await meetings.next_of(store, group.id, now):
        event = MeetingPlanned(group.id, meeting_id)
        await notify_in_district(store, group.district_id, [person_id], event, now)


async def withdraw(store: Store, group: Group, person_id: int, now: datetime) -> None:
    """Take a former member out of all meetings of the group; others move up."""
    for meeting_id in await attendance.withdraw(store, group.id, person_id):
        meeting = await meetings.by_id(store, meeting_id, lock=True)
        if meeting and not rules.is_stale(meeting, now):
            await fill(store, group, meeting, now)
