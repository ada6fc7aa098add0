"""Announcements whose date has come become campaigns.

Several processes may do this at once: a unique index lets each date become one campaign.
"""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.domain.announcements import WRITTEN, Announcement, Flight
from bot.domain.queues import QueueName
from bot.rules import recurrence
from handlers.workflows import digests
from handlers.workflows.each import Queue, each
from handlers.workflows.services import Services
from storage.engine.database import Database
from storage.engine.store import Store
from storage.messaging import announcements, campaigns

LATE = timedelta(minutes=1)
"""A campaign that starts later than this after its date says so."""
ALL = 100_000
"""More announcements of the service than there are."""
log = logging.getLogger(__name__)


async def fire_due(database: Database, services: Services, now: datetime) -> int:
    """Launch everything that is due; return how many campaigns.

    Campaign, deliveries and the next date are stored in one transaction an announcement.
    """

    async def waiting(store: Store, limit: int) -> Sequence[int]:
        return await announcements.due(store, now, limit)

    async def work(announcement_id: int) -> bool:
        return await _fire_next(database, services, announcement_id, now)

    async def end(store: Store, announcement_id: int) -> datetime | None:
        return await _give_up_date(store, announcement_id, now)

    queue = Queue(name=QueueName.ANNOUNCEMENTS, waiting=waiting, work=work, end=end)
    return await each(database, queue, now)


async def _fire_next(
    database: Database, services: Services, announcement_id: int, now: datetime
) -> bool:
    """Return False if the announcement is not due any more, or locked elsewhere.

    A next date that is past already, after a standstill, is fired at once too.
    """
    fired = False
    while await _fire_date(database, services, announcement_id, now):
        fired = True
    return fired


async def _fire_date(
    database: Database, services: Services, announcement_id: int, now: datetime
) -> bool:
    async with database.write() as store:
        announcement = await announcements.take_due(store, announcement_id, now)
        if announcement:
            await fire(store, services, announcement, announcement.next_at or now, now)
    return announcement is not None


async def _give_up_date(store: Store, announcement_id: int, now: datetime) -> datetime | None:
    """Set the next date after one that could not be fired; return it, None if there is none.

    An announcement whose dates cannot be read either ends.
    """
    next_at = None
    try:
        async with store.savepoint():
            announcement = await announcements.by_id(store, announcement_id)
            if announcement and announcement.times.rule:
                next_at = recurrence.next_at(announcement.times, now)
    except Exception as error:
        log.warning("announcement %d has no dates: %s", announcement_id, type(error).__name__)
    await announcements.go_on(store, announcement_id, next_at)
    return next_at


async def skip_services(store: Store, now: datetime) -> None:
    """Skip the due dates of what the service says by itself, which go on at their next dates.

    After a restore: people may have got it since the backup.
    """
    for announcement_id in await announcements.due(store, now, ALL):
        announcement = await announcements.take_due(store, announcement_id, now)
        if announcement and announcement.kind not in WRITTEN:
            day = _local_day(announcement, now)
            await campaigns.fire(store, announcement, now, day, flight=Flight.MISSED)
            next_at = recurrence.next_at(announcement.times, now)
            await announcements.go_on(store, announcement.id, next_at)


async def fire(
    store: Store,
    services: Services,
    announcement: Announcement,
    due_at: datetime,
    now: datetime,
) -> None:
    """Launch one date, or mark it as missed if it is too late for it; then set the next one.

    After a standstill the service looks once, now: what it finds is as right as it would have
    been then.
    """
    missed = recurrence.is_missed(due_at, now)
    if missed and announcement.kind in WRITTEN:
        log.warning("announcement %d was missed: due %s", announcement.id, due_at.isoformat())
    elif missed:
        due_at, missed = now, False
    await _launch(store, services, announcement, due_at, now, missed=missed)
    times = announcement.times
    next_at = recurrence.next_at(times, due_at) if times.rule else None
    await announcements.go_on(store, announcement.id, next_at)


async def _launch(
    store: Store,
    services: Services,
    announcement: Announcement,
    due_at: datetime,
    now: datetime,
    *,
    missed: bool,
) -> None:
    campaign_id = await campaigns.fire(
        store,
        announcement,
        due_at,
        _local_day(announcement, due_at),
        late=now - due_at > LATE,
        flight=Flight.MISSED if missed else Flight.OPEN,
    )
    if campaign_id is not None and announcement.kind not in WRITTEN:
        offers = await digests.find(store, services, announcement, campaign_id, now)
        await campaigns.give(store, campaign_id, announcement.kind, offers, due_at)


def _local_day(announcement: Announcement, at: datetime) -> date:
    return at.astimezone(recurrence.zone_of(announcement.times)).date()
