"""A tick for what is easily forgotten.

These are help requests that nobody had time for, vacant seats, and members who were not seen for
long.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.announcements import Kind
from bot.domain.group_events.helping import HelpDeclined, HelpHandedOver, HelpUnanswered
from bot.domain.group_events.membership import AbsenceNoticed, SeatsVacant
from bot.domain.helping import State
from bot.domain.queues import QueueName
from bot.rules.helping import HANDED_AFTER
from bot.rules.people import week
from handlers.workflows.each import Queue, each
from handlers.workflows.notify import notify, notify_in_district
from storage.engine.database import Database
from storage.engine.store import Store
from storage.groups import groups, helping, memberships, seats
from storage.groups.memberships import Absence
from storage.messaging import audiences

VACANT = timedelta(days=30)
"""Minimum interval between two reminders of vacant seats."""
UNSEEN, ASKED = timedelta(weeks=12), timedelta(weeks=26)
"""Time after which members who were not seen are asked, and the interval until the next time."""


async def care(database: Database, now: datetime) -> int:
    """Notify leads of vacant seats, and members who were not seen; return how many messages."""
    return await tell_vacancies(database, now) + await ask_absent(database, now)


async def tell_vacancies(database: Database, now: datetime) -> int:
    """Notify the leads of groups with vacant seats; return how many groups."""

    async def waiting(store: Store, limit: int) -> Sequence[int]:
        return await seats.to_tell(store, now - VACANT, limit)

    async def work(group_id: int) -> bool:
        return await _tell_vacancies(database, group_id, now)

    return await each(database, Queue(name=QueueName.SEATS, waiting=waiting, work=work), now)


async def _tell_vacancies(database: Database, group_id: int, now: datetime) -> bool:
    async with database.write() as store:
        group = await seats.take_to_tell(store, group_id, now - VACANT)
        if group is None:
            return False
        if await seats.told(store, group.id, now):
            people = await memberships.lead_ids(store, group.id) or await audiences.coordinators(
                store, group.district_id, Kind.GROUP, now
            )
            await notify(store, group, people, SeatsVacant(group.id), now)
    return True


async def ask_absent(database: Database, now: datetime) -> int:
    """Ask members who were not seen for long whether they still take part; return how many."""
    absent = (week(now - UNSEEN), now - ASKED)

    async def waiting(store: Store, limit: int) -> Sequence[int]:
        return await memberships.unseen(store, *absent, limit)

    async def work(membership_id: int) -> bool:
        async with database.write() as store:
            absence = await memberships.take_unseen(store, membership_id, *absent)
            if absence is None:
                return False
            await _ask(store, absence, now)
        return True

    return await each(database, Queue(name=QueueName.ABSENCES, waiting=waiting, work=work), now)


async def _ask(store: Store, absence: Absence, now: datetime) -> None:
    await memberships.asked(store, absence.membership_id, now)
    if group := await groups.by_id(store, absence.group_id):
        await notify(store, group, [absence.person_id], AbsenceNoticed(group.id), now)


async def hand_over(database: Database, now: datetime) -> int:
    """Hand help requests for which no volunteer had time over to the office; return how many.

    The office, the person who asked and a volunteer who had offered to help are notified.
    """
    before = now - HANDED_AFTER

    async def waiting(store: Store, limit: int) -> Sequence[int]:
        return await helping.to_hand_over(store, before, limit)

    async def work(request_id: int) -> bool:
        return await _hand_over(database, request_id, before, now)

    return await each(database, Queue(name=QueueName.HELP, waiting=waiting, work=work), now)


async def _hand_over(database: Database, request_id: int, before: datetime, now: datetime) -> bool:
    async with database.write() as store:
        request = await helping.take_to_hand_over(store, request_id, before)
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
