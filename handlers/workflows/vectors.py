"""Vectors of offers that were saved or imported, a batch at a time; a bad offer stops no other."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.domain.queues import QueueName
from handlers.workflows.each import together
from handlers.workflows.meaning import Meaning
from storage.engine import failed_items
from storage.engine.database import Database


async def make_vectors(
    meaning: Meaning,
    database: Database,
    now: datetime,
    *,
    advance: Callable[[int], object] = lambda _: None,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Make the vectors that are missing or stale; return of how many offers it tried to.

    ``advance`` hears of every batch; ``stopping`` ends it after the texts that are being read. A
    process that is killed has stored the batches before; two that make the same ones at once store
    the same. An offer that cannot be read is set aside for a day.
    """
    count = 0
    while not stopping() and (indexed := await _open(meaning, database, now)):

        async def work(ids: Sequence[int], known: dict[int, int | None] = indexed) -> None:
            await meaning.make(database, {offer_id: known[offer_id] for offer_id in ids}, stopping)

        await together(database, QueueName.MEANING, list(indexed), work, now)
        advance(len(indexed))
        count += len(indexed)
    if count:
        meaning.finish()
    return count


async def _open(meaning: Meaning, database: Database, now: datetime) -> dict[int, int | None]:
    """Return the next offers that wait."""
    async with database.read() as store:
        resting = await failed_items.resting(store, QueueName.MEANING, now)
    return await meaning.stale(database, resting)
