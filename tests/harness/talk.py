"""Conversations as lists of said and answered.

Said: ``"/start"`` or any text is typed; ``"[Label]"`` presses the button that has this label, or
the first one that contains it. Answered: every text must occur on the screen or on one of its
buttons.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.people import Address
from bot.i18n import plain
from bot.ui import NOTHING, Button, Press, Screen
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.said import Attached, Located, Pressed, Said, Typed
from handlers.dialogue.turn import Hints
from tests.harness.databases import NOW
from tests.harness.telegram import OnTelegram

_INVISIBLE = dict.fromkeys(map(ord, "\u200e\u200f\u2066\u2067\u2068\u2069"))


def bare(text: str) -> str:
    """Without the marks that only order letters."""
    return text.translate(_INVISIBLE)


@dataclass
class Talk:
    """One person in one channel."""

    conversation: Conversation
    languages: tuple[str, ...] = ("de",)
    who: str = "somebody"
    now: datetime = NOW
    screen: Screen = Screen(NOTHING)
    renewed: Address | None = None

    @property
    def address(self) -> Address:
        """Where they are; a browser gets another session when its rights change."""
        return self.renewed or (
            self.conversation.address_of(self.who)
            if isinstance(self.conversation, OnTelegram)
            else Address("web", self.who)
        )

    async def open(self) -> Screen:
        return await self.look("home:0")

    async def look(self, data: str) -> Screen:
        self.screen = await self.conversation.look(
            self.address, data, self.now, Hints(self.languages)
        )
        return self.screen

    async def hear(self, said: Said) -> Screen:
        """A text or file answers what the form on the screen says, as in a browser."""
        if isinstance(said, Typed | Attached) and not said.answers:
            said = replace(said, answers=self.screen.expects)
        answer = await self.conversation.hear(self.address, said, self.now, Hints(self.languages))
        if answer.credentials:
            self.renewed = Address("web", answer.credentials.address)
        self.screen = answer.screen
        return self.screen

    async def say(self, text: str) -> Screen:
        return await (
            self.press(text[1:].removesuffix("]"))
            if text.startswith("[")
            else self.hear(Typed(text))
        )

    async def locate(self, latitude: float, longitude: float) -> Screen:
        return await self.hear(Located(latitude, longitude))

    async def press(self, label: str) -> Screen:
        action = self.button(label).action
        assert isinstance(action, Press), f"{label} does not press"
        return await (
            self.look(action.data)
            if ROUTES.reads_only(action.data)
            else self.hear(Pressed(action.data))
        )

    def button(self, label: str) -> Button:
        same = [b for b in self.screen.buttons if bare(plain(b.label)) == label]
        like = [b for b in self.screen.buttons if label in bare(plain(b.label))]
        assert same or like, f"no button {label!r} on {self.shown}"
        return (same or like)[0]

    @property
    def shown(self) -> str:
        labels = [bare(plain(button.label)) for button in self.screen.buttons]
        return "\n".join(
            [
                bare(plain(self.screen.toast)),
                bare(plain(self.screen.text)),
                *(f"[{label}]" for label in labels),
            ]
        )

    async def goes(self, *lines: tuple[str, ...]) -> None:
        """Each line: what is said, then everything that must be answered; "!text" must not be."""
        for said, *answers in lines:
            await self.say(said)
            for answer in answers:
                if answer.startswith("!"):
                    assert answer[1:] not in self.shown, (
                        f"after {said!r}: {answer!r} in\n{self.shown}"
                    )
                else:
                    assert answer in self.shown, f"after {said!r}: no {answer!r} in\n{self.shown}"

    def translated(self, sentence: str) -> str:
        """A sentence in the language that is shown."""
        return bare(plain(self.conversation.services.translator(self.screen.language)(sentence)))
