"""A tick: announcements whose date has come become campaigns. Several processes may do it at once; no date is fired twice."""

import logging
from datetime import datetime, timedelta

from bot.domain.announcements import WRITTEN, Announcement, Flight
from bot.rules import recurrence
from handlers.services import Services
from handlers.workflows import digests
from handlers.workflows.each import each
from storage.engine.database import Database
from storage.engine.store import Store
from storage.messaging import announcements, campaigns

LATE = timedelta(minutes=1)
EVERY = 100_000
"""More services than there are."""
log = logging.getLogger(__name__)


async def fire_due(database: Database, services: Services, now: datetime) -> int:
    """Each in its own transaction: campaign, deliveries and the next date, or nothing; gives back how many."""
    return await each(lambda: _fire_one(database, services, now))


async def _fire_one(database: Database, services: Services, now: datetime) -> bool:
    async with database.write() as store:
        for announcement in await announcements.due(store, now, 1):
            await fire(store, services, announcement, announcement.next_at or now, now)
            return True
    return False


async def skip_services(store: Store, now: datetime) -> None:
    """After a restore: what the service would say now may have been said since the backup; it goes on at its next dates."""
    for one in await announcements.due(store, now, EVERY):
        if one.kind not in WRITTEN:
            day = now.astimezone(recurrence.zone_of(one.times)).date()
            await campaigns.fire(store, one, now, day, flight=Flight.MISSED)
            await announcements.go_on(store, one.id, recurrence.next_at(one.times, now))


async def fire(
    store: Store,
    services: Services,
    announcement: Announcement,
    due_at: datetime,
    now: datetime,
) -> None:
    """One date: sent, or marked as missed if it is too late for it; then the next one.

    After a standstill the service looks once, now: what it finds is as right as it would have been then.
    """
    missed = recurrence.is_missed(due_at, now)
    if missed and announcement.kind in WRITTEN:
        log.warning("announcement %d was missed: due %s", announcement.id, due_at.isoformat())
    elif missed:
        due_at, missed = now, False
    day = due_at.astimezone(recurrence.zone_of(announcement.times)).date()
    flight = Flight.MISSED if missed else Flight.OPEN
    number = await campaigns.fire(
        store, announcement, due_at, day, late=now - due_at > LATE, flight=flight
    )
    if number is not None and announcement.kind not in WRITTEN:
        found = await digests.find(store, services, announcement, number, now)
        await campaigns.give(store, number, announcement.kind, found, due_at)
    await announcements.go_on(
        store,
        announcement.id,
        recurrence.next_at(announcement.times, due_at) if announcement.times.rule else None,
    )
