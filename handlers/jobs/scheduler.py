"""Ticks at fixed intervals (APScheduler); what is to be done at a tick is in the database."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from handlers.jobs.agendas import prepare_agendas
from handlers.jobs.followups import ask_absent, hand_over, tell_vacancies
from handlers.jobs.office_files import make_reports, store_imports
from handlers.jobs.reminders import remind_due, remind_tasks
from handlers.jobs.reviews import ask_reviews
from handlers.jobs.stations import ask_stations
from handlers.workflows import digests, thesaurus
from handlers.workflows.launch import fire_due
from handlers.workflows.planning import plan_ahead
from handlers.workflows.rounds import Round, Stopped
from handlers.workflows.services import Services
from handlers.workflows.vectors import make_vectors
from storage import retention, safeguards
from storage.engine import erasure_list
from storage.engine.database import Database, Unavailable
from storage.engine.upgrades import drop_old_copies
from storage.people import erasures

TIDY_INTERVAL, NOTIFY_INTERVAL = timedelta(minutes=10), timedelta(seconds=5)
"""How often old data is deleted, and how often we look for messages that are due."""
_CONFIRM = "Set the clock right, or look at: lotse retention"
MEANING_INTERVAL = timedelta(seconds=15)
"""How often we look for offers whose meaning is not known yet."""
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
    await _list_erasures(database)
    return deleted


def stopped(error: Exception) -> str:
    """Return why the clock's work waits for a person, and what they can do."""
    if isinstance(error, safeguards.TooMuchAtOnce):
        kind, due, total = error.args
        return f"{due} of {total} {kind} would go at once; nothing was deleted. {_CONFIRM}"
    clock, noted = error.args
    return f"the clock says {clock}, but {noted} was stored last; nothing was done. {_CONFIRM}"


async def _list_erasures(database: Database) -> None:
    """Bring the list beside the database up to date: without what is older than any backup."""
    path = database.erasure_list
    if path is None:
        return
    async with database.read() as store:
        stored = await erasures.every(store)
    try:
        if await asyncio.to_thread(erasure_list.read, path) != stored:
            await asyncio.to_thread(erasure_list.rewrite, path, stored.items())
    except OSError as error:
        log.error("the list of erasures cannot be written (%s)", type(error).__name__)


class Scheduler:
    """Ticks at once when it starts, then at intervals; a tick that comes late still counts.

    ``wake_sender`` is called when messages have become due. ``errands`` run as often as the short
    tick, each beside it, because a server elsewhere may be slow; the log calls them by their names.
    ``now`` is the time of day, ``clock`` counts the seconds that a failed step waits. ``ticks`` is
    what is done at intervals, by name.
    """

    def __init__(
        self,
        *,
        database: Database,
        services: Services,
        now: Callable[[], datetime],
        wake_sender: Callable[[], None] = lambda: None,
        errands: Mapping[str, Callable[[], Awaitable[object]]] = MappingProxyType({}),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = clock
        self._database = database
        self._services = services
        self._now = now
        self._wake_sender = wake_sender
        self._short = [
            self._step("series", partial(plan_ahead, database)),
            self._step("announcements", partial(fire_due, database, services), wakes=True),
            self._step("meetings", partial(remind_due, database), wakes=True),
            self._step("tasks", partial(remind_tasks, database), wakes=True),
            self._step("help", partial(hand_over, database), wakes=True),
        ]
        self._errands: Sequence[Round[Any]] = [
            Round(name, errand, clock) for name, errand in errands.items()
        ]
        self._long = [
            self._step("services", partial(digests.prepare, database)),
            self._step("retention", partial(tidy, database, services)),
            self._step("seats", partial(tell_vacancies, database), wakes=True),
            self._step("absences", partial(ask_absent, database), wakes=True),
            self._step("reviews", partial(ask_reviews, database), wakes=True),
            self._step("stations", partial(ask_stations, database), wakes=True),
            self._step("agendas", partial(prepare_agendas, database, services)),
        ]
        self._running: dict[str, asyncio.Future[object]] = {}
        self._clock = Round("clock", self._check_clock, clock)
        self._ticks = AsyncIOScheduler(timezone="UTC")
        self._stopping = False
        intervals = {"long": TIDY_INTERVAL, "meaning": MEANING_INTERVAL}
        self.ticks: Mapping[str, Callable[[], Awaitable[object]]] = {
            "long": partial(self._run, self._long),
            "short": partial(self._run, self._short),
            "meaning": self._step("meaning", self._understand).run,
            "imports": self._step("imports", partial(store_imports, database, services)).run,
            "report_files": self._step(
                "report_files", partial(make_reports, database, services)
            ).run,
            **{errand.name: errand.run for errand in self._errands},
        }
        for name, work in self.ticks.items():
            self._every(intervals.get(name, NOTIFY_INTERVAL), name, work)

    def start(self) -> None:
        """Begin to tick, and to bring the search index up to date."""
        self._ticks.start()
        self._indexing = asyncio.create_task(self._index())

    async def stop(self) -> None:
        """Wait for what a tick has begun; indexing goes on at the next start."""
        self._stopping = True
        self._ticks.shutdown(wait=False)
        self._indexing.cancel()
        running: list[asyncio.Future[Any]] = [self._indexing, *self._running.values()]
        await asyncio.wait(running)

    def _every(self, interval: timedelta, name: str, work: Callable[[], Awaitable[object]]) -> None:
        self._ticks.add_job(
            self._tick,
            "interval",
            args=(name, work),
            seconds=interval.total_seconds(),
            next_run_time=self._now(),
            misfire_grace_time=None,
            coalesce=True,
        )

    async def _tick(self, name: str, work: Callable[[], Awaitable[object]]) -> None:
        """Start a piece of work, unless it still runs.

        In a task of its own, because APScheduler cancels what it runs when it stops.
        """
        running = self._running.get(name)
        if running is None or running.done():
            self._running[name] = asyncio.ensure_future(work())

    @property
    def steps(self) -> Sequence[str]:
        """The names of all steps of the ticks. One that fails holds up none of the others."""
        return [step.name for step in (*self._short, *self._long, *self._errands)]

    def _step(
        self, name: str, work: Callable[[datetime], Awaitable[object]], *, wakes: bool = False
    ) -> Round[None]:
        """Return a step of a tick; one that ``wakes`` tells the sender if it did something."""

        async def run() -> None:
            try:
                did = await work(self._now())
            except (safeguards.TooMuchAtOnce, safeguards.ClockIsOff) as error:
                raise Stopped(stopped(error)) from error
            if did and wakes:
                self._wake_sender()

        return Round(name, run, self._seconds)

    async def _run(self, steps: Sequence[Round[Any]]) -> None:
        """Take all steps of a tick; each by itself waits after it failed.

        Nothing that goes by the clock is done while the clock cannot be right.
        """
        if await self._clock.run():
            for step in steps:
                await step.run()

    async def _check_clock(self) -> bool:
        """Return True if the clock may be right, and store its time now and then."""
        async with self._database.read() as store:
            try:
                await safeguards.clock_must_be_right(store, self._now())
            except safeguards.ClockIsOff as error:
                raise Stopped(stopped(error)) from error
            is_due = await safeguards.is_time_to_note(store, self._now())
        if is_due:
            async with self._database.write() as store:
                await safeguards.note_time(store, self._now())
        return True

    async def _understand(self, now: datetime) -> None:
        """Index what an import left behind, and make the vectors of what was saved."""
        database, meaning, words = self._database, self._services.meaning, self._services.thesaurus
        await thesaurus.index_waiting(database, words, now, stopping=lambda: self._stopping)
        await make_vectors(meaning, database, now, stopping=lambda: self._stopping)

    async def _index(self) -> None:
        """Index offers again if a new version brings other search words.

        Words that editors add are indexed when they are added.
        """
        try:
            words = self._services.thesaurus
            await thesaurus.reindex(self._database, words, self._now(), gently=True)
        except Unavailable as error:
            log.warning("the index waits for the next start: %s", error)
