"""One attempt to send a claimed message: whether it may be sent now, and what became of it."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.announcements import Kind
from bot.domain.deliveries import Result, State
from bot.domain.outcomes import Failed, Outcome, Refused
from bot.domain.people import Address
from bot.domain.push import CHANNEL as BELL
from bot.rules import deliveries as rules
from bot.rules.quiet import allowed_at
from bot.rules.recurrence import zone_of
from handlers.delivery.channel import Channel
from handlers.delivery.messages import OutgoingMessage, ScreenCache
from handlers.workflows.faults import trace
from handlers.workflows.services import Services

LONG_PAUSE = 5.0
"""Seconds: in a longer pause of its channel, a message waits in the ledger instead of in memory."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A finished attempt: ``outcome`` is what the channel said of ``address``.

    ``is_shared``: all people of the campaign get this message, so what is refused to one is
    refused to all.
    """

    result: Result
    address: Address
    outcome: Outcome
    is_shared: bool = False


class Transmitter:
    """Sends single messages; remembers the screens that many people get.

    ``is_open`` says whether a page of a web address is open here.
    """

    def __init__(
        self,
        *,
        services: Services,
        channels: Mapping[str, Channel],
        now: Callable[[], datetime],
        is_open: Callable[[Address], bool],
    ) -> None:
        self._services = services
        self._channels = channels
        self._now = now
        self._is_open = is_open
        self._screens = ScreenCache()

    def postponed(self, post: OutgoingMessage, now: datetime) -> Result | None:
        """Return why a message is not sent now, or None if it may be sent. Never raises."""
        try:
            return self._postponed(post, now)
        except Exception as error:
            log.error("delivery %d cannot be timed: %s", post.delivery.id, trace(error))
            return Result(post.delivery, State.DEAD, now, reason=type(error).__name__)

    def _postponed(self, post: OutgoingMessage, now: datetime) -> Result | None:
        delivery = post.delivery
        if halted := rules.halted(delivery, now):
            return halted
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
        """Send a message to the first of its addresses, to others as rules say. Never raises."""
        addresses = self._ways(post)
        attempt = await self._send(post, addresses)
        while addresses[1:] and self._goes_on(post, attempt):
            addresses = addresses[1:]
            attempt = await self._send(post, addresses)
        return attempt

    def _ways(self, post: OutgoingMessage) -> Sequence[Address]:
        """Return the addresses, the preferred first: who has our page open needs no push."""
        if post.addresses[0].channel != BELL:
            return post.addresses
        watched = [address for address in post.addresses if self._is_watched(address)]
        return watched or post.addresses

    def _is_watched(self, address: Address) -> bool:
        return address.channel == "web" and self._is_open(address)

    def _goes_on(self, post: OutgoingMessage, attempt: Attempt) -> bool:
        return rules.goes_on(
            post.delivery,
            attempt.address.channel,
            attempt.outcome,
            self._now(),
            never_twice=post.announcement.never_twice,
        )

    async def _send(self, post: OutgoingMessage, addresses: Sequence[Address]) -> Attempt:
        address = addresses[0]
        try:
            outcome = await self._notify(post, address)
            result = self._result(post, addresses, outcome)
        except Exception as error:
            log.error("delivery %d cannot be sent: %s", post.delivery.id, trace(error))
            outcome = Failed(type(error).__name__)
            result = self._result(post, addresses, outcome)
        return Attempt(result, address, outcome, post.is_shared)

    def _result(
        self, post: OutgoingMessage, addresses: Sequence[Address], outcome: Outcome
    ) -> Result:
        return rules.result_of(
            post.delivery,
            addresses[0].channel,
            outcome,
            self._now(),
            never_twice=post.announcement.never_twice,
            elsewhere=len(addresses) > 1,
        )

    async def _notify(self, post: OutgoingMessage, address: Address) -> Outcome:
        """Raises only for our own errors, which count against this one message.

        A screen of all people of a campaign that cannot be made is refused for all of them.
        """
        tr = self._services.translator(post.delivery.person.language)
        try:
            screen = self._screens.screen(post, self._now(), tr)
        except Exception as error:
            if not post.is_shared:
                raise
            log.error("campaign %d cannot be shown: %s", post.delivery.campaign_id, trace(error))
            return Refused("our mistake")
        return await self._channels[address.channel].notify(address, screen, tr)
