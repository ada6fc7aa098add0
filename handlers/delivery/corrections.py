"""Messages that arrived are replaced or deleted. Both may be repeated, so nothing is claimed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.deliveries import Amendment
from bot.domain.outcomes import Outcome, TryLater, Unknown
from bot.domain.queues import QueueName
from bot.screens.frame import framed
from handlers.delivery.channel import Channel
from handlers.delivery.messages import OutgoingMessage, load_messages, screen_of
from handlers.workflows.each import Later, Queue, each
from handlers.workflows.services import Services
from storage.engine.database import Database
from storage.engine.store import Store
from storage.messaging import deliveries


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to be done to the message ``message`` of ``channel``."""

    post: OutgoingMessage
    amendment: Amendment
    channel: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Corrector:
    """Corrects messages in the channel in which they arrived."""

    database: Database
    services: Services
    channels: Mapping[str, Channel]
    now: Callable[[], datetime]
    is_stopping: Callable[[], bool] = lambda: False

    async def correct_all(self) -> int:
        """Return how many messages were corrected; what says "later" is asked later.

        Raises Unavailable.
        """
        queue = Queue(
            name=QueueName.CORRECTIONS,
            waiting=deliveries.amended,
            work=self._work,
            end=self._leave,
            may_return=True,
        )
        return await each(self.database, queue, self.now())

    async def _work(self, delivery_id: int) -> bool:
        if self.is_stopping():
            return False
        async with self.database.read() as store:
            correction = await self._load(store, delivery_id)
        if correction is None:
            return False
        match await self._correct(correction):
            case TryLater(after):
                raise Later("later", after)
            case Unknown(reason):
                raise Later(reason)
        async with self.database.write() as store:
            return await deliveries.settle(
                store, delivery_id, correction.amendment, correction.post.announcement.version
            )

    async def _leave(self, store: Store, delivery_id: int) -> None:
        await deliveries.leave_as_it_is(store, delivery_id)

    async def _load(self, store: Store, delivery_id: int) -> Correction | None:
        amended = await deliveries.amended_by_id(store, delivery_id)
        if amended is None:
            return None
        channels, pathways = list(self.channels), self.services.pathways
        (post,) = await load_messages(store, [amended.delivery], channels, pathways)
        return Correction(post, amended.amendment, amended.channel, amended.message)

    async def _correct(self, correction: Correction) -> Outcome | None:
        """Return None if the person or the channel is gone."""
        post, channel = correction.post, correction.channel
        address = next((to for to in post.addresses if to.channel == channel), None)
        if address is None:
            return None
        tr = self.services.translator(post.delivery.person.language)
        screen = None
        if correction.amendment is Amendment.CORRECT:
            screen = framed(screen_of(post, self.now(), tr), tr, tr)
        return await self.channels[channel].amend(address, correction.message, screen, tr)
