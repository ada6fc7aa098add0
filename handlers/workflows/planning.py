"""Meetings are put into the calendar: single ones, and those of a series as far ahead as a tick plans them."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.announcements import Times
from bot.domain.groups import Event, Group, Happening
from bot.domain.meetings import Meeting, Series
from bot.rules import meetings as rules
from bot.rules.meetings import Plan
from bot.rules.problems import Problem, Refusal
from handlers.workflows.notify import tell, tell_in
from storage.catalogue import places
from storage.engine.database import Database
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
    async with database.write() as connection:
        one = await series.to_plan(connection, now + rules.AHEAD - SLACK)
        return len(await grow(connection, one, now)) if one else None


async def grow(connection: AsyncConnection, one: Series, now: datetime) -> list[Meeting]:
    """Its further meetings, as far ahead as is planned; the caller holds its lock."""
    starts, until = rules.ahead(one.times, max(one.planned_until, now), now)
    await series.change(connection, replace(one, planned_until=until))
    return [await added(connection, one.on(start), now) for start in starts]


async def planned(
    connection: AsyncConnection, group: Group, plan: Plan, now: datetime
) -> list[Meeting]:
    """What somebody planned: a single meeting, or the first ones of a series."""
    if plan.times.rule:
        one = Series(0, group.id, plan.title, plan.times, now, plan.minutes)
        return await grow(connection, replace(one, id=await series.add(connection, one)), now)
    if plan.times.start is None:
        raise Refusal(Problem.NO_MEETING)
    return [
        await added(
            connection,
            Meeting(0, group.id, plan.title, plan.times.start, plan.times.zone, plan.minutes),
            now,
        )
    ]


async def added(connection: AsyncConnection, one: Meeting, now: datetime) -> Meeting:
    """Stored; reminders that would be late are not sent."""
    made = replace(one, reminded=rules.reminders_due(one, now))
    return replace(made, id=await meetings.add(connection, made))


async def fill(connection: AsyncConnection, group: Group, one: Meeting, now: datetime) -> None:
    """Free places go to those who wait, in their order; each is asked whether they still come."""
    while rules.has_room(one, (await meetings.counted(connection, one.id)).yes):
        person_id = await meetings.move_up(connection, one.id)
        if person_id is None:
            return
        await tell(
            connection,
            group,
            [person_id],
            Event(Happening.MOVED_UP, group.id, meeting_id=one.id),
            now,
        )


async def times_of(connection: AsyncConnection, district_id: int) -> Times:
    """Without a date yet: the time zone of a district, and the Land whose holidays count."""
    district = await places.district(connection, district_id)
    return Times(zone=district.zone, land=district.land) if district else Times()


async def invite(connection: AsyncConnection, group: Group, person_id: int, now: datetime) -> None:
    """Whoever comes into a group late is invited to its next meeting, too."""
    if number := await meetings.next_of(connection, group.id, now):
        event = Event(Happening.INVITED, group.id, meeting_id=number)
        await tell_in(connection, group.district_id, [person_id], event, now)


async def withdraw(
    connection: AsyncConnection, group: Group, person_id: int, now: datetime
) -> None:
    """Who leaves a group comes to none of its meetings; the places are for those who wait."""
    for number in await meetings.withdraw(connection, group.id, person_id):
        one = await meetings.by_id(connection, number, lock=True)
        if one and not rules.is_stale(one, now):
            await fill(connection, group, one, now)
