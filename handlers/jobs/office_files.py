"""Files of offices: lists that wait to be stored, and reports that wait to be made.

Their readers and writers are loaded when the first one waits, on a thread: most processes need
none for hours, and they take a twenty-fifth of a start.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from handlers.workflows.services import Services
from storage.desk import import_drafts
from storage.engine.database import Database
from storage.engine.store import Store
from storage.measures import report_files

Waiting = Callable[[Store, int], Awaitable[Sequence[int]]]
"""Returns the ids of rows that wait, at most so many."""
Work = Callable[[Database, Services, datetime], Awaitable[int]]
"""Handles all rows that wait, and returns how many it handled."""


async def store_imports(database: Database, services: Services, now: datetime) -> int:
    """Store every import that was confirmed; return how many were handled."""
    return await _worked_off(import_drafts.waiting, _storing, database, services, now)


async def make_reports(database: Database, services: Services, now: datetime) -> int:
    """Make every file of a report that was asked for; return how many were handled."""
    return await _worked_off(report_files.waiting, _making, database, services, now)


async def _worked_off(
    waiting: Waiting,
    load: Callable[[], Work],
    database: Database,
    services: Services,
    now: datetime,
) -> int:
    async with database.read() as store:
        if not await waiting(store, 1):
            return 0
    work = await asyncio.to_thread(load)
    return await work(database, services, now)


def _storing() -> Work:
    from handlers.workflows.import_drafts import store_asked

    return store_asked


def _making() -> Work:
    from handlers.workflows.report_files import make_asked

    return make_asked
