"""A tick for what is easily forgotten.

These are help requests that nobody had time for, vacant seats, and members who were not seen for
long.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.announcements import Kind
from bot.domain.group_events.helping import HelpDeclined, HelpHandedOver, HelpUnanswered
from bot.domain.group_events.membership import AbsenceNoticed, SeatsVacant
from bot.domain.helping import State
from bot.rules.helping import HANDED_AFTER
from bot.rules.people import week
from handlers.workflows.each import each
from handlers.workflows.notify import notify, notify_in_district
from storage.engine.database import Database
from storage.groups import groups, helping, memberships, seats
from storage.messaging import audiences

VACANT = timedelta(days=30)
"""Minimum interval between two reminders of vacant seats."""
UNSEEN, ASKED = timedelta(weeks=12), timedelta(weeks=26)
"""Time after which members who were not seen are asked, and the interval until the next time."""
AT_ONCE = 100


async def care(database: Database, now: datetime) -> int:
    """Notify leads of vacant seats, and members who were not seen; return how many messages."""
    return await each(lambda: _vacancies(database, now)) + await _unseen(database, now)


async def _vacancies(database: Database, now: datetime) -> bool:
    async with database.write() as store:
        group = await seats.to_tell(store, now - VACANT)
        if group is None:
            return False
        if await seats.told(store, group.id, now):
            people = await memberships.lead_ids(store, group.id) or await audiences.coordinators(
                store, group.district_id, Kind.GROUP, now
            )
            await notify(store, group, people, SeatsVacant(group.id), now)
    return True


async def _unseen(database: Database, now: datetime) -> int:
    async with database.write() as store:
        absences = await memberships.unseen(store, week(now - UNSEEN), now - ASKED, AT_ONCE)
        await memberships.asked(store, [absence.membership_id for absence in absences], now)
        loaded = await groups.by_ids(store, {absence.group_id for absence in absences})
        for _, group_id, person_id in absences:
            await notify(store, loaded[group_id], [person_id], AbsenceNoticed(group_id), now)
    return len(absences)


async def hand_over(database: Database, now: datetime) -> int:
    """Hand help requests for which no volunteer had time over to the office; return how many.

    The office, the person who asked and a volunteer who had offered to help are notified.
    """
    return await each(lambda: _hand_over(database, now))


async def _hand_over(database: Database, now: datetime) -> bool:
    async with database.write() as store:
        request = await helping.to_hand_over(store, now - HANDED_AFTER)
        if request is None:
            return False
        await helping.change(
            store,
            replace(request, state=State.HANDED, helper_id=None, contact="", helper_contact=""),
        )
        office = await audiences.coordinators(store, request.district_id, Kind.GROUP, now)
        for event, people in (
            (HelpUnanswered(None, request.id), office),
            (HelpHandedOver(None, request.id), [request.person_id]),
            (HelpDeclined(None, request.id), [request.helper_id] if request.helper_id else []),
        ):
            await notify_in_district(store, request.district_id, people, event, now)
    return True
