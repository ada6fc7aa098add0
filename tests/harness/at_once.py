"""Two who act at once on PostgreSQL: the second begins before the first has committed.

SQLite's one writer lets nobody begin, so there is nothing to try.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import TypeVar

from sqlalchemy import text

from storage.engine.database import Database
from storage.engine.store import Store
from tests.harness.patience import Patience

One, Other = TypeVar("One"), TypeVar("Other")
_BLOCKED = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


async def at_once(
    database: Database, first: Awaitable[One], second: Awaitable[Other]
) -> tuple[One, Other]:
    """Return what two led to, of whom the second sees of the first only what it has locked."""
    is_done, may_commit = asyncio.Event(), asyncio.Event()
    write = database.write

    @asynccontextmanager
    async def held() -> AsyncIterator[Store]:
        database.write = write  # type: ignore[method-assign]
        async with write() as store:
            yield store
            is_done.set()
            await may_commit.wait()

    database.write = held  # type: ignore[method-assign]
    one = asyncio.ensure_future(first)
    await is_done.wait()
    other, patience = asyncio.ensure_future(second), Patience()
    while not other.done() and not await _is_blocked(database):
        assert not patience.is_over
        await asyncio.sleep(0.005)
    may_commit.set()
    return await one, await other


async def _is_blocked(database: Database) -> bool:
    """Return whether somebody waits for a lock."""
    async with database.read() as store:
        return bool((await store.execute(_BLOCKED)).scalar())
