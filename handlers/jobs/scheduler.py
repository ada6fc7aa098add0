"""Ticks at fixed intervals (APScheduler); what is to be done at a tick is in the database."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from handlers.jobs.followups import care, hand_over
from handlers.jobs.reminders import remind_due, remind_tasks
from handlers.services import Services
from handlers.workflows import digests, thesaurus
from handlers.workflows.launch import fire_due
from handlers.workflows.planning import plan_ahead
from storage import retention, safeguards
from storage.engine.database import Database, Unavailable
from storage.engine.upgrades import drop_old_copies

TIDY_INTERVAL, NOTIFY_INTERVAL = timedelta(minutes=10), timedelta(seconds=5)
"""How often old data is deleted, and how often we look for messages that are due."""
_CONFIRM = "Set the clock right, or look at: lotse retention"
log = logging.getLogger(__name__)


async def tidy(
    database: Database, services: Services, now: datetime, *, confirmed: bool = False
) -> dict[str, int]:
    """Delete what is past its time, from the file too; return how many rows by kind.

    Raises TooMuchAtOnce, ClockIsOff, unless a person has ``confirmed`` it.
    """
    limit = retention.limits(services.config.retention, now)
    async with database.write() as store:
        if confirmed:
            await safeguards.note_time(store, now)
        else:
            await safeguards.clock_must_be_right(store, now)
            await safeguards.must_not_delete_too_much(store, limit)
        deleted = await retention.forget(store, limit)
    await database.checkpoint()
    if database.is_sqlite and database.url.database:
        await asyncio.to_thread(drop_old_copies, Path(database.url.database), now)
    return deleted


def stopped(error: Exception) -> str:
    """Return why the clock's work waits for a person, and what they can do."""
    if isinstance(error, safeguards.TooMuchAtOnce):
        kind, due, total = error.args
        return f"{due} of {total} {kind} would go at once; nothing was deleted. {_CONFIRM}"
    clock, noted = error.args
    return f"the clock says {clock}, but {noted} was stored last; nothing was done. {_CONFIRM}"


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
        self._stopped: dict[str, type[Exception]] = {}
        self._ticks = AsyncIOScheduler(timezone="UTC")
        self._every(TIDY_INTERVAL, "retention", self._tidy)
        self._every(NOTIFY_INTERVAL, "announcements", self._notify)

    def start(self) -> None:
        """Begin to tick, and to bring the search index up to date."""
        self._ticks.start()
        self._indexing = asyncio.create_task(self._index())

    async def stop(self) -> None:
        """Wait for what a tick has begun; indexing goes on at the next start."""
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
            self._stopped.pop(name, None)
        except Unavailable as error:
            log.warning("%s: the database is not available (%s)", name, error)
        except (safeguards.TooMuchAtOnce, safeguards.ClockIsOff) as error:
            self._say_stopped(name, error)
        except Exception:
            log.exception("%s: a tick failed", name)

    def _say_stopped(self, name: str, error: Exception) -> None:
        """Log once, not at every tick, that work waits for a person."""
        if self._stopped.get(name) is not type(error):
            self._stopped[name] = type(error)
            log.error("%s: %s", name, stopped(error))

    async def _tidy(self) -> None:
        """Prepare digests, delete old data, and write to people who would be forgotten."""
        await self._check_clock()
        async with self._database.write() as store:
            await digests.prepared(store, self._now())
        await tidy(self._database, self._services, self._now())
        if await care(self._database, self._now()):
            self._wake_sender()

    async def _notify(self) -> None:
        """Launch announcements, meetings and tasks whose time has come, and run the errands."""
        try:
            await self._check_clock()
            await plan_ahead(self._database, self._now())
            counts = [await notify(self._now()) for notify in self._notifications]
            if sum(counts):
                self._wake_sender()
        finally:
            for errand in self._errands:
                await errand()

    async def _check_clock(self) -> None:
        """Raise ClockIsOff if the clock cannot be right; else store its time now and then."""
        async with self._database.read() as store:
            await safeguards.clock_must_be_right(store, self._now())
            is_due = await safeguards.is_time_to_note(store, self._now())
        if is_due:
            async with self._database.write() as store:
                await safeguards.note_time(store, self._now())

    async def _index(self) -> None:
        """Index offers again if a new version brings other search words.

        Words that editors add are indexed when they are added.
        """
        try:
            await thesaurus.reindex(self._database, self._services.thesaurus, gently=True)
        except Unavailable as error:
            log.warning("the index waits for the next start: %s", error)
