"""One attempt to send a claimed message: whether it may be sent now, and what became of it."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.announcements import Kind
from bot.domain.deliveries import Result, State
from bot.domain.outcomes import Outcome, Refused
from bot.domain.people import Address
from bot.rules import deliveries as rules
from bot.rules.quiet import allowed_at
from bot.rules.recurrence import zone_of
from handlers.delivery.channel import Channel
from handlers.delivery.messages import OutgoingMessage, ScreenCache
from handlers.services import Services

LONG_PAUSE = 5.0
"""Seconds: in a longer pause of its channel, a message waits in the ledger instead of in memory."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A finished attempt: ``outcome`` is what the channel said of ``address``."""

    result: Result
    address: Address
    outcome: Outcome


class Transmitter:
    """Sends single messages; remembers the screens that many people get."""

    def __init__(
        self,
        *,
        services: Services,
        channels: Mapping[str, Channel],
        now: Callable[[], datetime],
    ) -> None:
        self._services = services
        self._channels = channels
        self._now = now
        self._screens = ScreenCache()

    def postponed(self, post: OutgoingMessage, now: datetime) -> Result | None:
        """Return why a message is not sent now, or None if it may be sent."""
        delivery = post.delivery
        if not post.addresses:
            return Result(delivery, State.BLOCKED, now, reason="no address")
        if post.is_stale(now):
            return Result(delivery, State.CANCELLED, now, reason="over", counts=False)
        urgent = post.announcement.kind is Kind.URGENT
        until = allowed_at(delivery.person, now, zone_of(post.announcement.times), urgent=urgent)
        if until != now:
            return rules.postponed(delivery, until, now)
        pause = self._channels[post.addresses[0].channel].paused_for
        if pause > LONG_PAUSE:
            return rules.postponed(delivery, now + timedelta(seconds=pause), now)
        return None

    async def send(self, post: OutgoingMessage) -> Attempt:
        """Send a message to the first of its addresses. Never raises."""
        address, *others = post.addresses
        outcome = await self._notify(post, address)
        result = rules.result_of(
            post.delivery,
            address.channel,
            outcome,
            self._now(),
            never_twice=post.announcement.never_twice,
            elsewhere=bool(others),
        )
        return Attempt(result, address, outcome)

    async def _notify(self, post: OutgoingMessage, address: Address) -> Outcome:
        """Our own error counts as a fault of the message, not of the person's address."""
        try:
            tr = self._services.translator(post.delivery.person.language)
            screen = self._screens.screen(post, self._now(), tr)
            return await self._channels[address.channel].notify(address, screen, tr)
        except Exception:
            log.exception("a message could not be made")
            return Refused("our mistake")
