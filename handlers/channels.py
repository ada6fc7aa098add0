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

    async def amend(self, address: Address, message: str, screen: Screen | None, tr: Translator) -> Outcome:
        """Another text in a message that arrived; None takes it away. Doing it twice changes nothing."""
        ...
