"""Rows of queues that failed: put off until a moment, or never touched again.

How many ended for good is counted in a row of its own for each queue, whose ``item_id`` is 0; so
the count stays when the rows are deleted.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update

from bot.domain.queues import FailedItem, QueueName
from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store

TOTAL = 0
LONGEST_REASON = 80
_f = t.failed_item.c


async def fail(store: Store, queue: QueueName, item_id: int, reason: str, now: datetime) -> None:
    """Record that a row is never touched again, and count it. Doing it twice counts once."""
    before = (
        await store.execute(
            select(_f.attempts).where(_is(queue, item_id), _f.retry_at.is_(None)).with_for_update()
        )
    ).scalar()
    if before is None:
        await _write(store, queue, item_id, reason, now, None)
        await _write(store, queue, TOTAL, "", now, None)


async def count(store: Store, queue: QueueName, now: datetime) -> None:
    """Count something that has no row."""
    await _write(store, queue, TOTAL, "", now, None)


async def skip(
    store: Store, queue: QueueName, item_id: int, reason: str, now: datetime, until: datetime | None
) -> None:
    """Count a row as failed; it is touched again at a moment, None means never."""
    if until is None:
        await fail(store, queue, item_id, reason, now)
        return
    await _write(store, queue, item_id, reason, now, until)
    await _write(store, queue, TOTAL, "", now, None)


async def put_off(
    store: Store, queue: QueueName, item_id: int, reason: str, now: datetime, until: datetime
) -> None:
    """Record that a row is not touched before a moment."""
    await _write(store, queue, item_id, reason, now, until)


async def of_item(store: Store, queue: QueueName, item_id: int) -> FailedItem | None:
    """Return what is known of a row, None if it never failed."""
    row = await store.row(select(t.failed_item).where(_is(queue, item_id)))
    return FailedItem(**row) if row else None


async def forget(store: Store, queue: QueueName, item_id: int) -> bool:
    """Touch a row again as if it had never failed; return False if it had not."""
    gone = delete(t.failed_item).where(_is(queue, item_id), _f.item_id != TOTAL)
    return (await store.execute(gone)).rowcount > 0


async def resting(store: Store, queue: QueueName, now: datetime) -> set[int]:
    """Return the ids of the rows that are not to be touched now."""
    rests = or_(_f.retry_at.is_(None), _f.retry_at > now)
    query = select(_f.item_id).where(_f.queue == queue, _f.item_id != TOTAL, rests)
    return set((await store.execute(query)).scalars())


async def ids(store: Store, queue: QueueName) -> set[int]:
    """Return the ids of all rows of a queue that failed or were put off."""
    query = select(_f.item_id).where(_f.queue == queue, _f.item_id != TOTAL)
    return set((await store.execute(query)).scalars())


async def totals(store: Store) -> dict[str, int]:
    """Return for every queue how many rows ended for good, since the database exists."""
    query = select(_f.queue, _f.attempts).where(_f.item_id == TOTAL)
    counted = {row.queue: row.attempts for row in await store.execute(query)}
    return {name.value: counted.get(name, 0) for name in QueueName}


async def latest(store: Store, limit: int) -> Sequence[FailedItem]:
    """Return rows that failed, the latest first."""
    query = select(t.failed_item).where(_f.item_id != TOTAL)
    rows = await store.rows(query.order_by(_f.failed_at.desc(), _f.queue, _f.item_id).limit(limit))
    return [FailedItem(**row) for row in rows]


async def retry(store: Store, queue: QueueName, now: datetime) -> int:
    """Touch all rows of a queue again that had ended for good; return how many."""
    ended = (_f.queue == queue) & _f.retry_at.is_(None) & (_f.item_id != TOTAL)
    return (await store.execute(update(t.failed_item).where(ended).values(retry_at=now))).rowcount


def is_old(moment: datetime) -> ColumnElement[bool]:
    """Failed before a moment; the counts stay."""
    return (_f.failed_at < moment) & (_f.item_id != TOTAL)


def _is(queue: QueueName, item_id: int) -> ColumnElement[bool]:
    return (_f.queue == queue) & (_f.item_id == item_id)


async def _write(
    store: Store,
    queue: QueueName,
    item_id: int,
    reason: str,
    now: datetime,
    retry_at: datetime | None,
) -> None:
    values: dict[str, Any] = {
        "queue": queue.value,
        "item_id": item_id,
        "reason": reason.replace("\0", "")[:LONGEST_REASON],
        "attempts": 1,
        "failed_at": now,
        "retry_at": retry_at,
    }
    row = upserting(store)(t.failed_item).values(values)
    again = {"attempts": _f.attempts + 1, "reason": values["reason"], "retry_at": retry_at}
    await store.execute(row.on_conflict_do_update(index_elements=["queue", "item_id"], set_=again))
