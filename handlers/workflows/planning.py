"""Meetings are put into the calendar: single ones, and those of a series as far ahead as a tick plans them."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.announcements import Times
from bot.domain.groups import Event, Group, Happening
from bot.domain.meetings import Meeting, Series
from bot.rules import meetings as rules
from bot.rules.meetings import Plan
from bot.rules.problems import Problem, Refusal
from handlers.workflows.notify import tell, tell_in
from storage.catalogue import places
from storage.engine.database import Database
from storage.engine.store import Store
from storage.groups import meetings, series

SLACK = timedelta(weeks=1)
"""So often at most each series is planned further."""


async def plan_ahead(database: Database, now: datetime) -> int:
    """A tick: each series in its own transaction; gives back how many meetings were added."""
    added = 0
    while (more := await _plan_one(database, now)) is not None:
        added += more
    return added


async def _plan_one(database: Database, now: datetime) -> int | None:
    """None if nothing is to be planned."""
    async with database.write() as store:
        one = await series.to_plan(store, now + rules.AHEAD - SLACK)
        return len(await grow(store, one, now)) if one else None


async def grow(store: Store, one: Series, now: datetime) -> list[Meeting]:
    """Its further meetings, as far ahead as is planned; the caller holds its lock."""
    starts, until = rules.ahead(one.times, max(one.planned_until, now), now)
    await series.change(store, replace(one, planned_until=until))
    return [await added(store, one.on(start), now) for start in starts]


async def planned(store: Store, group: Group, plan: Plan, now: datetime) -> list[Meeting]:
    """What somebody planned: a single meeting, or the first ones of a series."""
    if plan.times.rule:
        one = Series(0, group.id, plan.title, plan.times, now, plan.minutes)
        return await grow(store, replace(one, id=await series.add(store, one)), now)
    if plan.times.start is None:
        raise Refusal(Problem.NO_MEETING)
    return [
        await added(
            store,
            Meeting(0, group.id, plan.title, plan.times.start, plan.times.zone, plan.minutes),
            now,
        )
    ]


async def added(store: Store, one: Meeting, now: datetime) -> Meeting:
    """Stored; reminders that would be late are not sent."""
    made = replace(one, reminded=rules.reminders_due(one, now))
    return replace(made, id=await meetings.add(store, made))


async def fill(store: Store, group: Group, one: Meeting, now: datetime) -> None:
    """Free places go to those who wait, in their order; each is asked whether they still come."""
    while rules.has_room(one, (await meetings.counted(store, one.id)).yes):
        person_id = await meetings.move_up(store, one.id)
        if person_id is None:
            return
        await tell(
            store,
            group,
            [person_id],
            Event(Happening.MOVED_UP, group.id, meeting_id=one.id),
            now,
        )


async def times_of(store: Store, district_id: int) -> Times:
    """Without a date yet: the time zone of a district, and the Land whose holidays count."""
    district = await places.district(store, district_id)
    return Times(zone=district.zone, land=district.land) if district else Times()


async def invite(store: Store, group: Group, person_id: int, now: datetime) -> None:
    """Whoever comes into a group late is invited to its next meeting, too."""
    if number := await meetings.next_of(store, group.id, now):
        event = Event(Happening.INVITED, group.id, meeting_id=number)
        await tell_in(store, group.district_id, [person_id], event, now)


async def withdraw(store: Store, group: Group, person_id: int, now: datetime) -> None:
    """Who leaves a group comes to none of its meetings; the places are for those who wait."""
    for number in await meetings.withdraw(store, group.id, person_id):
        one = await meetings.by_id(store, number, lock=True)
        if one and not rules.is_stale(one, now):
            await fill(store, group, one, now)
