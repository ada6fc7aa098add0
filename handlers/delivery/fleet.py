"""The processes that send: which of them may, what dead ones left, and how they share a rate."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from handlers.delivery.channel import Channel
from storage.engine.database import Database
from storage.engine.locks import Locks
from storage.engine.store import Store
from storage.messaging import deliveries, rate_pauses

INTERVAL = 1.0
"""Seconds between two looks at the other processes."""
log = logging.getLogger(__name__)


class Fleet:
    """All sending processes, as one of them sees the others."""

    def __init__(
        self,
        *,
        database: Database,
        locks: Locks,
        channels: Mapping[str, Channel],
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._locks = locks
        self._channels = channels
        self._now = now
        self._looked_at = -INTERVAL
        self._other_count = 0
        self._is_known = False
        self._has_read_pauses = False

    @property
    def has_looked(self) -> bool:
        """Whether the last look at the other processes is recent enough."""
        return asyncio.get_running_loop().time() - self._looked_at < INTERVAL

    async def look(self) -> bool:
        """Return whether this process may send, after taking back what dead processes left.

        Raises Unavailable.
        """
        if not await self._locks.live():
            return False
        await self._take_back()
        await self._share_rate()
        self._looked_at = asyncio.get_running_loop().time()
        return True

    async def _take_back(self) -> None:
        """Make due again what dead processes had claimed; it may have been sent already."""
        async with self._database.write() as store:
            for owner in await deliveries.owners(store):
                if owner != self._locks.number and await self._locks.is_dead(owner):
                    count = await deliveries.take_back(store, owner, self._now())
                    log.warning(
                        "%d messages were on their way when a process died; "
                        "they are marked as possibly sent twice",
                        count,
                    )

    async def _share_rate(self) -> None:
        """Divide the allowed rate by the number of processes.

        A process that joins others waits until all of them have seen it.
        """
        self._other_count = await self._locks.count() - 1
        for channel in self._channels.values():
            channel.set_process_count(self._other_count + 1)
        if self._other_count and not self._is_known:
            await asyncio.sleep(2 * INTERVAL)
        self._is_known = True

    async def exchange_pauses(self, store: Store, now: datetime) -> None:
        """Tell the other processes when a channel asked us to wait, and heed what they were told.

        A process that is alone, and was not told to wait, reads the stored pauses only once.
        """
        ours = {
            name: now + timedelta(seconds=pause)
            for name, channel in self._channels.items()
            if (pause := channel.paused_for)
        }
        if self._has_read_pauses and not self._other_count and not ours:
            return
        self._has_read_pauses = True
        for name, until in (await rate_pauses.merge(store, ours)).items():
            if name in self._channels and until > now:
                self._channels[name].pause_for((until - now).total_seconds())
