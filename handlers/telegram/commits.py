"""Arrivals and finished ones of many chats share a transaction: a commit costs more than a row."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from storage import inbox
from storage.database import Database
from storage.inbox import Arrival, State


class Commits:
    """Whoever calls waits until it is durable. Raises Unavailable like the database."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._arrivals: list[Arrival] = []
        self._finished: dict[State, list[int]] = {}
        self._next: asyncio.Future[None] | None = None
        self._running: asyncio.Task[None] | None = None

    async def receive(self, arrivals: list[Arrival]) -> None:
        self._arrivals += arrivals
        await self._committed()

    async def finish(self, number: int, state: State) -> None:
        self._finished.setdefault(state, []).append(number)
        await self._committed()

    async def _committed(self) -> None:
        """The commit that the caller's rows are part of: the next one to begin."""
        if self._next is None:
            self._next = asyncio.get_running_loop().create_future()
        waiting = self._next
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        await asyncio.shield(waiting)

    async def _run(self) -> None:
        while self._next is not None:
            waiting, self._next = self._next, None
            arrivals, self._arrivals = self._arrivals, []
            finished, self._finished = self._finished, {}
            try:
                await self._write(arrivals, finished)
            except Exception as error:  # told to everybody who waits
                waiting.set_exception(error)
                waiting.exception()  # they may all have gone by now
            else:
                waiting.set_result(None)

    async def _write(self, arrivals: list[Arrival], finished: dict[State, list[int]]) -> None:
        async with self._database.write() as connection:
            if arrivals:
                await inbox.receive(connection, arrivals, self._now())
            for state, numbers in finished.items():
                await inbox.finish(connection, numbers, state)
