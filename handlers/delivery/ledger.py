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
from bot.domain.group_events.emails import EmailReturned
from bot.domain.outcomes import Moved, Refused, Unreachable
from bot.domain.people import Address
from bot.domain.queues import QueueName
from bot.rules.deliveries import REFUSED_IN_A_ROW
from handlers.delivery.attempts import Attempt
from handlers.delivery.messages import OutgoingMessage, load_messages
from handlers.workflows import each
from handlers.workflows.notify import notify_in_district
from storage.catalogue.pathways import Pathways
from storage.engine import failed_items
from storage.engine.database import Database
from storage.engine.store import Store
from storage.messaging import campaigns, deliveries
from storage.people import emails, people

EMAIL = emails.CHANNEL
QUEUE = QueueName.DELIVERIES
log = logging.getLogger(__name__)


class Ledger:
    """``owner`` is the number under which this process claims; ``channels`` are names, the
    preferred first.
    """

    def __init__(
        self, *, database: Database, owner: int, channels: Sequence[str], pathways: Pathways
    ) -> None:
        self._database = database
        self._pathways = pathways
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
    async def transaction(self, *, apart: bool = False) -> AsyncIterator[Store]:
        """Open a transaction that records the finished attempts first; ``apart`` each by itself.

        If it fails, the next one begins with them. Raises Unavailable.
        """
        batch, self._finished = self._finished, []
        self._recording_count = len(batch)
        try:
            async with self._database.write() as store:
                await self._record_batch(store, batch, apart=apart)
                yield store
        except BaseException:
            self._finished = batch + self._finished
            raise
        finally:
            self._recording_count = 0

    async def claim(
        self, store: Store, count: int, now: datetime, *, apart: bool = False
    ) -> list[OutgoingMessage]:
        """Claim up to ``count`` due messages, with all that sending them needs.

        With ``apart`` each is loaded by itself, and those that cannot be end as dead.
        """
        claimed = await deliveries.claim(store, self._owner, count, now) if count else []
        if not apart:
            return await self._load(store, claimed)
        return [
            message
            for delivery_id in claimed
            for message in await self._load_apart(store, delivery_id, now)
        ]

    async def _load(self, store: Store, delivery_ids: Sequence[int]) -> list[OutgoingMessage]:
        claimed = await deliveries.by_ids(store, delivery_ids)
        if len(claimed) != len(delivery_ids):
            raise LookupError("a delivery has lost its person or campaign")
        return await load_messages(store, claimed, self._channels, self._pathways)

    async def _load_apart(
        self, store: Store, delivery_id: int, now: datetime
    ) -> list[OutgoingMessage]:
        loaded: list[OutgoingMessage] = []
        async with each.apart(store, QUEUE, delivery_id, now) as failure:
            loaded = await self._load(store, [delivery_id])
        if failure.reason:
            await deliveries.bury(store, delivery_id, failure.reason, now)
        return loaded

    async def record(self, store: Store, results: Sequence[Result]) -> None:
        """Record what became of claimed messages; those that failed by our fault are counted."""
        await deliveries.record(store, results, self._owner)
        for result in results:
            if result.state is State.DEAD:
                delivery_id, reason = result.delivery.id, result.reason
                await failed_items.fail(store, QUEUE, delivery_id, reason, result.at)

    async def _record_batch(
        self, store: Store, batch: Sequence[Attempt], *, apart: bool = False
    ) -> None:
        """Record results; with ``apart`` one that cannot be recorded ends as dead."""
        if not apart:
            await self._record(store, batch)
            return
        for attempt in batch:
            delivery_id, at = attempt.result.delivery.id, attempt.result.at
            async with each.apart(store, QUEUE, delivery_id, at) as failure:
                await self._record(store, [attempt])
            if failure.reason:
                await deliveries.bury(store, delivery_id, failure.reason, at)

    async def _record(self, store: Store, batch: Sequence[Attempt]) -> None:
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
        if not (isinstance(attempt.outcome, Refused) and attempt.is_shared):
            return False
        self._refusal_counts[campaign_id] += 1
        return self._refusal_counts[campaign_id] == REFUSED_IN_A_ROW


async def _update_address(store: Store, attempt: Attempt) -> None:
    match attempt.outcome:
        case Unreachable():
            await people.suspend(store, attempt.address, attempt.result.at)
            await _tell(store, attempt)
        case Moved(value):
            moved = Address(attempt.address.channel, value)
            await people.move(store, attempt.address, moved, attempt.result.at)


async def _tell(store: Store, attempt: Attempt) -> None:
    """Tell a person where they are reached otherwise that no e-mail arrives."""
    person = attempt.result.delivery.person
    if attempt.address.channel == EMAIL and person.district_id:
        event, at = EmailReturned(None), attempt.result.at
        await notify_in_district(store, person.district_id, [person.id], event, at)
