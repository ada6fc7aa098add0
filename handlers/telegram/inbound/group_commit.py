"""Group commit: what many callers ask for at about the same time is written in one transaction.

While one transaction runs, the next one gathers. So an idle server commits at once, and a busy one
commits seldom.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from storage.engine.database import Database
from storage.engine.store import Store

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Store, Sequence[Item]], Awaitable[Sequence[Result]]]
"""Writes several items within a transaction, and returns one result for each of them in order."""

PARALLEL = 3
"""Transactions at the same time on PostgreSQL, so that a slow one delays only its own items.
SQLite has one writer.
"""


class Part(Protocol):
    """The items of one operation that go into a transaction."""

    @property
    def is_isolated(self) -> bool:
        """Whether a failing item must not fail the others."""
        ...

    async def write(self, store: Store) -> None:
        """Do the work within the transaction."""
        ...

    def committed(self) -> None:
        """Hand the results to those who wait."""
        ...

    def failed(self, error: Exception) -> None:
        """Raise ``error`` for those who wait."""
        ...

    def single_items(self) -> Sequence["Part"]:
        """Split into parts of one item each."""
        ...


class GroupCommit:
    """Runs the operations of one process. ``operation`` adds one; all of a kind share a call."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queues: list[Callable[[], Part | None]] = []
        self._running: set[asyncio.Task[None]] = set()
        self._most_running = 1 if database.is_sqlite else PARALLEL

    def operation(
        self, work: "Work[Item, Result]", *, isolated: bool = False
    ) -> "Operation[Item, Result]":
        """Add a kind of work. Within a transaction, operations run in the order they were added.

        If a transaction fails, the items of ``isolated`` operations are tried again one by one, so
        that only the guilty one fails.
        """
        operation = Operation(work, self._start, isolated=isolated)
        self._queues.append(operation.take)
        return operation

    def _start(self) -> None:
        if len(self._running) < self._most_running:
            self._running.add(asyncio.create_task(self._run()))

    async def _run(self) -> None:
        while parts := [part for take in self._queues if (part := take())]:
            try:
                await self._write(parts)
            except Exception as error:
                await self._write_apart(parts, error)
            else:
                _all_committed(parts)
        # At once, not in a callback of the task: what is submitted in between would wait for ever.
        if task := asyncio.current_task():
            self._running.discard(task)

    async def _write(self, parts: Sequence[Part]) -> None:
        async with self._database.write() as store:
            for part in parts:
                await part.write(store)

    async def _write_apart(self, parts: Sequence[Part], error: Exception) -> None:
        """Try again after ``error``: first all that is not isolated, then each isolated item."""
        isolated = [part for part in parts if part.is_isolated]
        others = [part for part in parts if not part.is_isolated]
        if others and isolated:
            await self._try(others)
        else:
            _all_failed(others, error)
        for part in isolated:
            for single in part.single_items():
                await self._try([single])

    async def _try(self, parts: Sequence[Part]) -> None:
        try:
            await self._write(parts)
        except Exception as error:
            _all_failed(parts, error)
        else:
            _all_committed(parts)


class Operation(Generic[Item, Result]):
    """One kind of work, and what waits for the next transaction."""

    def __init__(
        self, work: Work[Item, Result], start: Callable[[], None], *, isolated: bool
    ) -> None:
        self._work = work
        self._start = start
        self._isolated = isolated
        self._waiting: list[Request[Item, Result]] = []

    async def submit(self, item: Item) -> Result:
        """Return the result once it is committed. Raises what the work or the commit raises."""
        request: Request[Item, Result] = Request(item)
        self._waiting.append(request)
        self._start()
        return await request.result

    def take(self) -> "Requests[Item, Result] | None":
        """Return what waits, or None if nothing does; it does not wait any longer."""
        taken, self._waiting = self._waiting, []
        return Requests(self._work, taken, self._isolated) if taken else None


@dataclass
class Request(Generic[Item, Result]):
    """An item and the future of the caller who waits for its result."""

    item: Item
    result: "asyncio.Future[Result]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Requests(Generic[Item, Result]):
    """A ``Part``: the requests of one operation."""

    def __init__(
        self, work: Work[Item, Result], requests: Sequence[Request[Item, Result]], isolated: bool
    ) -> None:
        self.is_isolated = isolated
        self._work = work
        self._requests = requests
        self._results: Sequence[Result] = ()

    async def write(self, store: Store) -> None:
        self._results = await self._work(store, [request.item for request in self._requests])

    def committed(self) -> None:
        for request, result in zip(self._requests, self._results, strict=True):
            if not request.result.done():  # the caller gave up
                request.result.set_result(result)

    def failed(self, error: Exception) -> None:
        for request in self._requests:
            if not request.result.done():
                request.result.set_exception(error)
                request.result.exception()  # the caller may be gone: then nobody asks for it

    def single_items(self) -> Sequence[Part]:
        return [Requests(self._work, [request], self.is_isolated) for request in self._requests]


def _all_committed(parts: Sequence[Part]) -> None:
    for part in parts:
        part.committed()


def _all_failed(parts: Sequence[Part], error: Exception) -> None:
    for part in parts:
        part.failed(error)
