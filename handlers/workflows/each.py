"""One way to work off a queue, so that one bad row stops nobody.

``each`` works on every row that waits, one ``work`` after the other. A row that fails is recorded
in the table ``failed_item`` and never touched again; what says "later" is asked later; in both
cases the rows behind it go on in the same round. So a new queue is a ``Queue`` with a name.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.queues import QueueName
from handlers.workflows.faults import trace
from handlers.workflows.rounds import Outage
from storage.engine import failed_items
from storage.engine.crossings import once_more
from storage.engine.database import Database, Unavailable, is_outage
from storage.engine.store import Store

WINDOW = 100
"""Rows that are looked up at once."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
"""Time until a row is asked again that said "later" without a time; it doubles up to an hour."""
PATIENCE = timedelta(days=3)
"""A row that has said "later" for so long ends for good."""
log = logging.getLogger(__name__)


class Later(Exception):
    """Raised by ``work``: try again. ``after`` are seconds, None means longer each time."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        self.after = after
        super().__init__(reason)


class GiveUp(Exception):
    """Raised by ``work``: the row ends for good, through no fault of ours."""


async def _nothing(_: Store, __: int) -> datetime | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Queue:
    """Rows that wait.

    ``waiting`` returns up to so many of their ids, the most urgent first; it reads nothing else, so
    that no row can make it fail. ``work`` handles one row in its own transactions and returns
    whether it did; False if the row does not wait any more or somebody else has it. It raises
    ``Later``, ``GiveUp`` or ``Outage``; any other error ends the row, too. ``end`` is called in the
    transaction that records a failure: it gives the row its final state, and returns when the row
    is tried again, None for never. ``patience`` is how long it may say "later". ``may_return``: a
    handled row that waits again has new work, because ``work`` returns True only if its own
    transaction took the row out; elsewhere it shows that ``work`` does not finish, and ends.
    """

    name: QueueName
    waiting: Callable[[Store, int], Awaitable[Sequence[int]]]
    work: Callable[[int], Awaitable[bool]]
    end: Callable[[Store, int], Awaitable[datetime | None]] = _nothing
    patience: timedelta = PATIENCE
    may_return: bool = False


async def each(database: Database, queue: Queue, now: datetime) -> int:
    """Work on every row of a queue that waits; return how many were handled.

    Raises Unavailable, Outage.
    """
    handled: set[int] = set()
    left: set[int] = set()
    while item_ids := await _next(database, queue, left, now):
        for item_id in item_ids:
            if item_id in handled and not queue.may_return:
                await end(database, queue, item_id, "is not finished", now)
                left.add(item_id)
            elif await _handle(database, queue, item_id, now):
                handled.add(item_id)
            else:
                left.add(item_id)
    await _forget(database, queue.name, handled - left)
    return len(handled)


async def _forget(database: Database, queue: QueueName, handled: set[int]) -> None:
    """Forget that rows were put off before they were handled."""
    if not handled:
        return
    async with database.read() as store:
        put_off = handled & await failed_items.ids(store, queue)
    if put_off:
        async with database.write() as store:
            for item_id in put_off:
                await failed_items.forget(store, queue, item_id)


async def _next(database: Database, queue: Queue, left: set[int], now: datetime) -> list[int]:
    """Return the next rows; what rests or was left in this round does not fill the window."""
    async with database.read() as store:
        resting = left | await failed_items.resting(store, queue.name, now)
        waiting = await queue.waiting(store, WINDOW + len(resting))
    return [item_id for item_id in waiting if item_id not in resting]


async def together(
    database: Database,
    name: QueueName,
    item_ids: Sequence[int],
    work: Callable[[Sequence[int]], Awaitable[object]],
    now: datetime,
) -> None:
    """Work on some rows at once; if that fails on each alone, so that a bad one stops no other.

    A bad one is tried again after a day: who keeps it may have changed it. Raises Unavailable,
    Outage.
    """

    async def alone(item_id: int) -> bool:
        await work([item_id])
        return True

    async def tomorrow(_: Store, __: int) -> datetime:
        return now + timedelta(days=1)

    try:
        await work(item_ids)
    except (Unavailable, Outage):
        raise
    except Exception:  # one of them: which one shows when each is alone
        queue = Queue(name=name, waiting=_none_waits, work=alone, end=tomorrow)
        for item_id in item_ids:
            await _handle(database, queue, item_id, now)


async def _none_waits(_: Store, __: int) -> Sequence[int]:
    return ()


async def _handle(database: Database, queue: Queue, item_id: int, now: datetime) -> bool:
    try:
        return await once_more(queue.work, item_id)
    except (Unavailable, Outage):
        raise
    except Later as later:
        await _put_off(database, queue, item_id, later, now)
    except GiveUp as given_up:
        await end(database, queue, item_id, str(given_up), now)
    except Exception as error:
        await end(database, queue, item_id, type(error).__name__, now, error)
    return False


async def end(
    database: Database,
    queue: Queue,
    item_id: int,
    reason: str,
    now: datetime,
    error: Exception | None = None,
) -> None:
    """Record that a row failed, with its final state; without that state if even it fails."""
    level = logging.ERROR if error else logging.WARNING
    log.log(level, "%s %d is set aside: %s %s", queue.name, item_id, reason, trace(error))
    try:
        async with database.write() as store:
            until = await queue.end(store, item_id)
            await failed_items.skip(store, queue.name, item_id, reason, now, until)
    except Unavailable:
        raise
    except Exception:
        async with database.write() as store:
            await failed_items.fail(store, queue.name, item_id, reason, now)


async def _put_off(
    database: Database, queue: Queue, item_id: int, later: Later, now: datetime
) -> None:
    async with database.write() as store:
        before = await failed_items.of_item(store, queue.name, item_id)
        if before is None or now - before.failed_at < queue.patience:
            pause = _pause(before.attempts if before else 0, later.after)
            await failed_items.put_off(store, queue.name, item_id, str(later), now, now + pause)
            return
    await end(database, queue, item_id, str(later), now)


def _pause(attempts: int, after: float | None) -> timedelta:
    if after is not None:
        return timedelta(seconds=after)
    doubled: timedelta = FIRST_PAUSE * (1 << min(attempts, 20))
    return min(doubled, LONGEST_PAUSE)


@dataclass
class Failure:
    """Why a row failed, "" if it did not."""

    reason: str = ""


@asynccontextmanager
async def apart(
    store: Store, queue: QueueName, item_id: int, now: datetime
) -> AsyncIterator[Failure]:
    """Let one row of several in a transaction fail alone: it is undone, recorded and counted.

    Yields what is known of the failure when the block has ended. Raises Unavailable.
    """
    failure = Failure()
    try:
        async with store.savepoint():
            yield failure
    except Exception as error:
        if is_outage(error):
            raise
        failure.reason = type(error).__name__
        log.error("%s %d is set aside: %s", queue, item_id, trace(error))
        await failed_items.fail(store, queue, item_id, failure.reason, now)
