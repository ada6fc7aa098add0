"""The clock only ticks (APScheduler); what is to be done stands in the database."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
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

EVERY_MINUTES, EVERY_SECONDS = 10, 5
log = logging.getLogger(__name__)


async def tidy(database: Database, services: Services, now: datetime) -> dict[str, int]:
    """Delete what is past its time, in the file too; gives back how many of each kind."""
    async with database.write() as store:
        gone = await retention.forget(store, retention.limits(services.config.retention, now))
    await database.checkpoint()
    return gone


class Clock:
    """Ticks at once and then again and again; a tick that comes late still counts. ``fired``: something is to be sent; ``errands`` are run often."""

    def __init__(
        self,
        database: Database,
        services: Services,
        now: Callable[[], datetime],
        fired: Callable[[], None] = lambda: None,
        errands: Sequence[Callable[[], Awaitable[object]]] = (),
    ) -> None:
        self._fired = fired
        self._errands = errands
        self._database = database
        self._services = services
        self._now = now
        self._telling: Sequence[Callable[[datetime], Awaitable[int]]] = (
            partial(fire_due, database, services),
            partial(remind_due, database),
            partial(remind_tasks, database),
            partial(hand_over, database),
        )
        self._running: dict[str, asyncio.Task[None]] = {}
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        options = {"next_run_time": now(), "misfire_grace_time": None, "coalesce": True}
        self._scheduler.add_job(
            self._tick, "interval", args=("retention", self._tidy), minutes=EVERY_MINUTES, **options
        )
        self._scheduler.add_job(
            self._tick,
            "interval",
            args=("announcements", self._fire),
            seconds=EVERY_SECONDS,
            **options,
        )

    def start(self) -> None:
        self._scheduler.start()
        self._indexing = asyncio.create_task(self._index())

    async def stop(self) -> None:
        """Waits for what a tick has begun; the index is gone on with at the next start."""
        self._scheduler.shutdown(wait=False)
        self._indexing.cancel()
        await asyncio.wait([self._indexing, *self._running.values()])

    async def _tick(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """In a task of its own, because the scheduler cancels what it runs when it stops; never the same work twice at once."""
        before = self._running.get(name)
        if before is None or before.done():
            self._running[name] = asyncio.create_task(self._work(name, work))

    async def _work(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except Unavailable as error:
            log.warning("%s: the database is not available (%s)", name, error)
        except Exception:
            log.exception("%s: a tick failed", name)

    async def _tidy(self) -> None:
        await self._prepare()
        await tidy(self._database, self._services, self._now())
        if await care(self._database, self._now()):
            self._fired()

    async def _fire(self) -> None:
        """Announcements, meetings and tasks whose time has come."""
        await plan_ahead(self._database, self._now())
        if sum([await work(self._now()) for work in self._telling]):
            self._fired()
        for errand in self._errands:
            await errand()

    async def _prepare(self) -> None:
        async with self._database.write() as store:
            await digests.prepared(store, self._now())

    async def _index(self) -> None:
        """Follow the words of the search, which a new version brings; editors' words are followed when they are added."""
        try:
            await thesaurus.reindex(self._database, self._services.thesaurus)
        except Unavailable as error:
            log.warning("the index waits for the next start: %s", error)
