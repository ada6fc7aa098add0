"""Messages that arrived are replaced or deleted. Both may be repeated, so nothing is claimed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.deliveries import Amendment
from bot.domain.outcomes import Outcome, TryLater, Unknown
from bot.screens.frame import framed
from handlers.delivery.channel import Channel
from handlers.delivery.messages import OutgoingMessage, load_messages, screen_of
from handlers.services import Services
from storage.engine.database import Database
from storage.messaging import deliveries

BATCH_SIZE = 20
"""Messages that are corrected before the next look at what is waiting."""


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

    async def correct_batch(self) -> int:
        """Return how many of the next messages were corrected; the others are tried again later.

        Raises Unavailable.
        """
        done = [
            correction
            for correction in await self._waiting()
            if not isinstance(await self._correct(correction), (TryLater, Unknown))
        ]
        await self._settle(done)
        return len(done)

    async def _waiting(self) -> list[Correction]:
        async with self.database.read() as store:
            amended = await deliveries.amended(store, BATCH_SIZE)
            made = await load_messages(
                store, [delivery for delivery, _, _, _ in amended], list(self.channels)
            )
        return [
            Correction(post, amendment, channel, message)
            for post, (_, amendment, channel, message) in zip(made, amended, strict=True)
        ]

    async def _settle(self, corrections: Sequence[Correction]) -> None:
        if not corrections:
            return
        async with self.database.write() as store:
            for correction in corrections:
                await deliveries.settle(store, correction.post.delivery.id, correction.amendment)

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
