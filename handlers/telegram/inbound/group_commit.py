"""Everything that the channel writes, in few transactions: arrivals, turns and finished ones of many chats share a commit.

While one transaction runs, the next one gathers; so an idle server commits at once, and a busy one commits seldom.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from storage.engine.database import Database
from storage.engine.store import Store
from storage.messaging import update_inbox
from storage.messaging.update_inbox import Arrival

T = TypeVar("T")
Turns = Callable[[Store, Sequence[int]], Awaitable[dict[int, T | None]]]
"""Works the next of each chat in the transaction: what is to be shown, None if nothing waits there."""


AT_ONCE = 3
"""Transactions at the same time on PostgreSQL, so that a slow turn holds up only its own; SQLite has one writer."""


@dataclass
class Batch(Generic[T]):
    """What goes into one transaction, and those who wait for it."""

    arrivals: list[Arrival] = field(default_factory=list)
    finished: list[int] = field(default_factory=list)
    turns: dict[int, asyncio.Future[T | None]] = field(default_factory=dict)
    done: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Commits(Generic[T]):
    """Whoever calls waits until it is durable. Raises Unavailable like the database."""

    def __init__(self, database: Database, turns: Turns[T], now: Callable[[], datetime]) -> None:
        self._database = database
        self._turns = turns
        self._now = now
        self._next: Batch[T] | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._most = 1 if database.is_sqlite else AT_ONCE

    async def receive(self, arrivals: list[Arrival]) -> None:
        batch = self._gathering()
        batch.arrivals += arrivals
        await asyncio.shield(batch.done)

    async def finish(self, number: int) -> None:
        batch = self._gathering()
        batch.finished.append(number)
        await asyncio.shield(batch.done)

    async def turn(self, chat: int) -> T | None:
        """Raises whatever the turn of this chat raises, and nothing of another's."""
        batch = self._gathering()
        batch.turns[chat] = asyncio.get_running_loop().create_future()
        return await batch.turns[chat]

    def _gathering(self) -> Batch[T]:
        if self._next is None:
            self._next = Batch()
        if len(self._running) < self._most:
            self._running.add(asyncio.create_task(self._run()))
        return self._next

    async def _run(self) -> None:
        while self._next is not None:
            batch, self._next = self._next, None
            try:
                _tell(batch, await self._write(batch, list(batch.turns)))
            except Exception as error:
                await self._apart(batch, error)
        # At once, not when the loop tells that the task is over: what is gathered in between would wait for ever.
        if task := asyncio.current_task():
            self._running.discard(task)

    async def _write(self, batch: Batch[T], chats: Sequence[int]) -> dict[int, T | None]:
        async with self._database.write() as store:
            if batch.arrivals:
                await update_inbox.receive(store, batch.arrivals, self._now())
            if batch.finished:
                await update_inbox.finish(store, batch.finished)
            return await self._turns(store, chats) if chats else {}

    async def _apart(self, batch: Batch[T], error: Exception) -> None:
        """Something failed: what came in and was finished by itself, then every chat by itself, so that only the guilty one fails."""
        if batch.turns:
            try:
                await self._write(batch, [])
            except Exception as other:
                error = other
            else:
                batch.done.set_result(None)
        if not batch.done.done():
            _fail(batch.done, error)
        for chat, waiting in batch.turns.items():
            try:
                waiting.set_result((await self._write(Batch(), [chat]))[chat])
            except Exception as other:
                _fail(waiting, other)


def _tell(batch: Batch[T], shown: dict[int, T | None]) -> None:
    batch.done.set_result(None)
    for chat, waiting in batch.turns.items():
        if not waiting.done():
            waiting.set_result(shown[chat])


def _fail(waiting: asyncio.Future[T], error: Exception) -> None:
    """Whoever waited may be gone by now: then nobody asks for the error."""
    if not waiting.done():
        waiting.set_exception(error)
        waiting.exception()
