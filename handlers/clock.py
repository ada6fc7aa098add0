"""The clock only ticks (APScheduler); what is to be done stands in the database."""

import logging
from collections.abc import Callable
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from handlers.turn import World
from storage import retention
from storage.database import Database, Unavailable

EVERY_MINUTES = 10
log = logging.getLogger(__name__)


async def tidy(database: Database, world: World, now: datetime) -> dict[str, int]:
    """Delete what is past its time, in the file too; gives back how many of each kind."""
    async with database.write() as connection:
        gone = await retention.forget(connection, retention.limits(world.config.retention, now))
    await database.checkpoint()
    return gone


def start_clock(database: Database, world: World, now: Callable[[], datetime]) -> AsyncIOScheduler:
    """Ticks at once and then every ten minutes; a tick that comes late still counts."""

    async def tick() -> None:
        try:
            await tidy(database, world, now())
        except Unavailable as error:
            log.warning("retention waits for the database: %s", error)

    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(tick, "interval", minutes=EVERY_MINUTES, next_run_time=now(), misfire_grace_time=None, coalesce=True)
    scheduler.start()
    return scheduler
