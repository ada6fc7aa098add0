"""What every channel can do with what we say unasked."""

from typing import Protocol

from bot.domain.outcomes import Outcome
from bot.domain.people import Address
from bot.i18n import Translator
from bot.ui import Screen


class Channel(Protocol):
    async def notify(self, address: Address, screen: Screen, tr: Translator) -> Outcome:
        """A new message."""
        ...

    def share(self, processes: int) -> None:
        """So many processes send at once: each takes its part of what is allowed."""
        ...

    def halt(self, seconds: float = 0.0) -> float:
        """Nothing is sent for so many seconds, because another process was told so; gives back how long nothing may be sent."""
        ...

    async def amend(
        self, address: Address, message: str, screen: Screen | None, tr: Translator
    ) -> Outcome:
        """Another text in a message that arrived; None takes it away. Doing it twice changes nothing."""
        ...


class Uncounted:
    """For channels whose messages nobody counts."""

    def share(self, processes: int) -> None:
        """There is nothing to share."""

    def halt(self, seconds: float = 0.0) -> float:
        return 0.0
