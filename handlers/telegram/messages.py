"""Messages that nobody asked for: to a private chat, or to the chat of a whole group.

In a group's chat nothing personal is offered.
"""

from typing import NamedTuple

from bot.domain.outcomes import Outcome, Sent
from bot.domain.people import Address
from bot.i18n import Translator
from bot.ui import Screen
from handlers.dialogue.routes import ROUTES
from handlers.telegram.api.calls import Delete, Edit
from handlers.telegram.api.sender import TelegramSender
from handlers.telegram.rendering import Target, calls_for, keyboard


class TelegramChannel:
    """Telegram as a ``handlers.delivery.channel.Channel``."""

    def __init__(self, sender: TelegramSender) -> None:
        self._sender = sender

    def set_process_count(self, count: int) -> None:
        """Use the ``count``-th part of the rate only."""
        self._sender.set_process_count(count)

    def pause_for(self, seconds: float) -> None:
        """Send nothing for that many seconds."""
        self._sender.pause_for(seconds)

    @property
    def paused_for(self) -> float:
        """Seconds for which nothing may be sent, 0 if sending is allowed."""
        return self._sender.paused_for

    async def notify(self, address: Address, screen: Screen, tr: Translator) -> Outcome:
        """Send the calls of a screen; the first outcome other than ``Sent`` ends it.

        What was sent before is part of the same message.
        """
        outcome: Outcome = Sent()
        place = place_of(address)
        shown = screen if place.chat > 0 else screen.with_only(ROUTES.is_for_groups)
        for call in calls_for(shown, tr, Target(place.chat, thread=place.topic)):
            outcome = await self._sender.send(call, unasked=True)
            if not isinstance(outcome, Sent):
                return outcome
        return outcome

    async def amend(
        self, address: Address, message: str, screen: Screen | None, tr: Translator
    ) -> Outcome:
        """Edit a message that arrived; None deletes it. Never sends a second message."""
        chat, message_id = place_of(address).chat, int(message or 0)
        if not message_id:
            return Sent()
        if screen is None:
            return await self._sender.send(Delete(chat, message_id), unasked=True)
        edit = Edit(chat, message_id, screen.text, keyboard(screen, tr), only=True)
        return await self._sender.send(edit, unasked=True)


class Place(NamedTuple):
    """A chat, and the topic of a forum in it; 0 is none."""

    chat: int
    topic: int


def place_of(address: Address) -> Place:
    """Return where an address leads: "-100123/7" is the seventh topic of a forum."""
    chat, _, topic = address.value.partition("/")
    return Place(int(chat), int(topic or 0))
