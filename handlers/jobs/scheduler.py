"""Ticks at fixed intervals (APScheduler); what is to be done at a tick is in the database."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from handlers.jobs.followups import care, hand_over
from handlers.jobs.reminders import remind_due, remind_tasks
from handlers.services import Services
from handlers.workflows import digests, thesaurus
from handlers.workflows.launch import fire_due
from handlers.workflows.planning import plan_ahead
from storage import retention
from storage.engine.database import Database, Unavailable

TIDY_INTERVAL, NOTIFY_INTERVAL = timedelta(minutes=10), timedelta(seconds=5)
"""How often old data is deleted, and how often we look for messages that are due."""
MEANING_INTERVAL = timedelta(seconds=15)
"""How often we look for offers whose meaning is not known yet."""
log = logging.getLogger(__name__)


async def tidy(database: Database, services: Services, now: datetime) -> dict[str, int]:
    """Delete what is past its time, from the file too; return how many rows by kind."""
    async with database.write() as store:
        deleted = await retention.forget(store, retention.limits(services.config.retention, now))
    await database.checkpoint()
    return deleted


class Scheduler:
    """Ticks at once when it starts, then at intervals; a tick that comes late still counts.

    ``wake_sender`` is called when messages have become due. ``errands`` run at every short tick.
    """

    def __init__(
        self,
        *,
        database: Database,
        services: Services,
        now: Callable[[], datetime],
        wake_sender: Callable[[], None] = lambda: None,
        errands: Sequence[Callable[[], Awaitable[object]]] = (),
    ) -> None:
        self._database = database
        self._services = services
        self._now = now
        self._wake_sender = wake_sender
        self._errands = errands
        self._notifications: Sequence[Callable[[datetime], Awaitable[int]]] = (
            partial(fire_due, database, services),
            partial(remind_due, database),
            partial(remind_tasks, database),
            partial(hand_over, database),
        )
        self._running: dict[str, asyncio.Task[None]] = {}
        self._ticks = AsyncIOScheduler(timezone="UTC")
        self._every(TIDY_INTERVAL, "retention", self._tidy)
        self._every(NOTIFY_INTERVAL, "announcements", self._notify)
        self._every(MEANING_INTERVAL, "meaning", self._understand)
        self._stopping = False

    def start(self) -> None:
        """Begin to tick, and to bring the search index up to date."""
        self._ticks.start()
        self._indexing = asyncio.create_task(self._index())

    async def stop(self) -> None:
        """Wait for what a tick has begun; indexing goes on at the next start."""
        self._stopping = True
        self._ticks.shutdown(wait=False)
        self._indexing.cancel()
        await asyncio.wait([self._indexing, *self._running.values()])

    def _every(self, interval: timedelta, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self._ticks.add_job(
            self._tick,
            "interval",
            args=(name, work),
            seconds=interval.total_seconds(),
            next_run_time=self._now(),
            misfire_grace_time=None,
            coalesce=True,
        )

    async def _tick(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Start a piece of work, unless it still runs.

        In a task of its own, because APScheduler cancels what it runs when it stops.
        """
        running = self._running.get(name)
        if running is None or running.done():
            self._running[name] = asyncio.create_task(self._run(name, work))

    async def _run(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except Unavailable as error:
            log.warning("%s: the database is not available (%s)", name, error)
        except Exception:
            log.exception("%s: a tick failed", name)

    async def _tidy(self) -> None:
        """Prepare digests, delete old data, and write to people who would be forgotten."""
        async with self._database.write() as store:
            await digests.prepared(store, self._now())
        await tidy(self._database, self._services, self._now())
        if await care(self._database, self._now()):
            self._wake_sender()

    async def _notify(self) -> None:
        """Launch announcements, meetings and tasks whose time has come."""
        await plan_ahead(self._database, self._now())
        counts = [await notify(self._now()) for notify in self._notifications]
        if sum(counts):
            self._wake_sender()
        for errand in self._errands:
            await errand()

    async def _understand(self) -> None:
        """Make the vectors of offers that were saved or imported."""
        await self._services.meaning.make(self._database, stopping=lambda: self._stopping)

    async def _index(self) -> None:
        """Index offers again if a new version brings other search words.

        Words that editors add are indexed when they are added.
        """
        try:
            await thesaurus.reindex(self._database, self._services.thesaurus, gently=True)
        except Unavailable as error:
            log.warning("the index waits for the next start: %s", error)
