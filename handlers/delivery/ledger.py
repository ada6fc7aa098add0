"""Claims and results of one sending process, in few transactions.

What was sent is recorded at the beginning of the transaction that claims the next messages: one
commit for both, and for many results.
"""

import logging
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from bot.domain.deliveries import Result, State
from bot.domain.outcomes import Moved, Refused, Unreachable
from bot.domain.people import Address
from bot.rules.deliveries import REFUSED_IN_A_ROW
from handlers.delivery.attempts import Attempt
from handlers.delivery.messages import OutgoingMessage, load_messages
from storage.engine.database import Database
from storage.engine.store import Store
from storage.messaging import campaigns, deliveries
from storage.people import people

log = logging.getLogger(__name__)


class Ledger:
    """``owner`` is the number under which this process claims; ``channels`` are names, the
    preferred first.
    """

    def __init__(self, *, database: Database, owner: int, channels: Sequence[str]) -> None:
        self._database = database
        self._owner = owner
        self._channels = channels
        self._finished: list[Attempt] = []
        self._recording_count = 0
        self._refusal_counts: Counter[int] = Counter()

    def add(self, attempt: Attempt) -> None:
        """Keep a finished attempt until the next transaction."""
        self._finished.append(attempt)

    @property
    def finished_count(self) -> int:
        """How many attempts wait for the next transaction."""
        return len(self._finished)

    @property
    def is_settled(self) -> bool:
        """Whether every finished attempt is committed."""
        return not self._finished and not self._recording_count

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Store]:
        """Open a transaction that records the finished attempts first.

        If it fails, the next one begins with them. Raises Unavailable.
        """
        batch, self._finished = self._finished, []
        self._recording_count = len(batch)
        try:
            async with self._database.write() as store:
                await self._record_batch(store, batch)
                yield store
        except BaseException:
            self._finished = batch + self._finished
            raise
        finally:
            self._recording_count = 0

    async def claim(self, store: Store, count: int, now: datetime) -> list[OutgoingMessage]:
        """Claim up to ``count`` due messages, with all that sending them needs."""
        claimed = await deliveries.claim(store, self._owner, count, now) if count else []
        return await load_messages(store, claimed, self._channels)

    async def record(self, store: Store, results: Sequence[Result]) -> None:
        """Record what became of claimed messages."""
        await deliveries.record(store, results, self._owner)

    async def _record_batch(self, store: Store, batch: Sequence[Attempt]) -> None:
        """Record results with what follows from them for the address and the campaign."""
        await self.record(store, [attempt.result for attempt in batch])
        for attempt in batch:
            await _update_address(store, attempt)
            if self._is_refused_again(attempt):
                campaign_id = attempt.result.delivery.campaign_id
                await campaigns.hold(store, campaign_id)
                log.warning("campaign %d is paused: its message is refused", campaign_id)

    def _is_refused_again(self, attempt: Attempt) -> bool:
        """Whether so many messages of a campaign were refused in a row that the rest would be."""
        campaign_id = attempt.result.delivery.campaign_id
        if attempt.result.state is State.SENT:
            self._refusal_counts.pop(campaign_id, None)
        if not isinstance(attempt.outcome, Refused):
            return False
        self._refusal_counts[campaign_id] += 1
        return self._refusal_counts[campaign_id] == REFUSED_IN_A_ROW


async def _update_address(store: Store, attempt: Attempt) -> None:
    match attempt.outcome:
        case Unreachable():
            await people.suspend(store, attempt.address, attempt.result.at)
        case Moved(value):
            moved = Address(attempt.address.channel, value)
            await people.move(store, attempt.address, moved, attempt.result.at)
