"""What we say unasked: in a private chat, or in the chat of a whole group, where nothing personal is offered."""

from bot.domain.outcomes import Outcome, Sent
from bot.domain.people import Address
from bot.i18n import Translator
from bot.ui import Screen
from handlers.dialogue.routes import ROUTES
from handlers.telegram.api.calls import Delete, Edit
from handlers.telegram.api.outbox import Outbox
from handlers.telegram.rendering import Target, calls_for, keyboard


class Notices:
    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def share(self, processes: int) -> None:
        self._outbox.share(processes)

    def halt(self, seconds: float = 0.0) -> float:
        return self._outbox.halt(seconds)

    async def notify(self, address: Address, screen: Screen, tr: Translator) -> Outcome:
        """The first outcome that is not good ends it: what was sent before is part of the same message."""
        outcome: Outcome = Sent()
        chat, topic = chat_of(address)
        shown = screen if chat > 0 else screen.with_only(ROUTES.is_for_groups)
        for call in calls_for(shown, tr, Target(chat, thread=topic)):
            outcome = await self._outbox.deliver(call, unasked=True)
            if not isinstance(outcome, Sent):
                return outcome
        return outcome

    async def amend(
        self, address: Address, message: str, screen: Screen | None, tr: Translator
    ) -> Outcome:
        """Another text in a message that arrived; None takes it away. Never a second message."""
        (chat, _), number = chat_of(address), int(message or 0)
        if not number:
            return Sent()
        if screen is None:
            return await self._outbox.deliver(Delete(chat, number), unasked=True)
        return await self._outbox.deliver(
            Edit(chat, number, screen.text, keyboard(screen, tr), only=True), unasked=True
        )


def chat_of(address: Address) -> tuple[int, int]:
    """Chat and topic, 0 none: "-100123/7" is the seventh topic of a forum."""
    chat, _, topic = address.value.partition("/")
    return int(chat), int(topic or 0)
