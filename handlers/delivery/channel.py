"""What a channel must be able to do with messages that nobody asked for."""

from typing import Protocol

from bot.domain.outcomes import Outcome
from bot.domain.people import Address
from bot.i18n import Translator
from bot.ui import Screen


class Channel(Protocol):
    """A way to write to people."""

    async def notify(self, address: Address, screen: Screen, tr: Translator) -> Outcome:
        """Send a new message."""
        ...

    async def amend(
        self, address: Address, message: str, screen: Screen | None, tr: Translator
    ) -> Outcome:
        """Replace the content of a message that arrived; None deletes it. May be repeated."""
        ...

    def set_process_count(self, count: int) -> None:
        """Keep to the ``count``-th part of the allowed rate, because that many processes send."""
        ...

    def pause_for(self, seconds: float) -> None:
        """Send nothing for that many seconds, because another process was told so."""
        ...

    @property
    def paused_for(self) -> float:
        """Seconds for which nothing may be sent, 0 if sending is allowed."""
        ...


class UnlimitedChannel:
    """Base of channels that have no rate limit."""

    def set_process_count(self, count: int) -> None:
        """Do nothing: there is no rate to share."""

    def pause_for(self, seconds: float) -> None:
        """Do nothing: nobody is told to wait."""

    @property
    def paused_for(self) -> float:
        """Return 0: sending is always allowed."""
        return 0.0
