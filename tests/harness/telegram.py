"""Conversations through the whole Telegram channel.

They pass emulator, HTTP, inbox, database, handlers, outbox, and return the same way.

What the emulator shows must be the screen that the handlers returned, so a test of a conversation
tests both channels.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from aiohttp import web

from bot.config import Config
from bot.domain.people import Address
from bot.i18n import Translator, plain
from bot.ui import AskLocation, Copy, Open, Press, Screen, Share
from handlers.delivery import fleet
from handlers.dialogue.chat_questions import Written
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Attached, Located, Pressed, Said, Typed, Unreadable
from handlers.dialogue.turn import NO_HINTS, Answer, Hints
from handlers.telegram.api import outcomes, rate_limiter
from handlers.telegram.channel import Telegram
from handlers.telegram.emulator.people import User
from handlers.telegram.emulator.server import Emulator
from handlers.telegram.emulator.state import Message
from handlers.telegram.inbound import chat_scheduler, replies, update_inbox
from handlers.telegram.rendering import SHARE
from handlers.web.server import web_app
from handlers.workflows.services import Identity, Services
from storage.engine.database import Database
from storage.engine.locks import Locks
from tests.harness.databases import NOW
from tests.harness.patience import Patience
from tests.harness.server import free_port

LONGEST = 4096
"""What a phone sends in one message."""
AGAIN = 0.05
"""Seconds until what failed is tried again."""
UNREADABLE: dict[str, dict[str, Any]] = {
    "picture": {"photo": [{"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}]},
    "voice": {"voice": {"file_id": "x", "file_unique_id": "x", "duration": 1}},
    "contact": {"contact": {"phone_number": "+491234", "first_name": "Sample"}},
    "other": {"dice": {"emoji": "🎲", "value": 3}},
}


class Remembering(Conversation):
    """Keeps the last screen of every address, to compare it with what arrived."""

    def __init__(self, database: Database, services: Services) -> None:
        super().__init__(database, services)
        self.screens: dict[Address, Screen] = {}

    async def answer(
        self,
        store: Any,
        address: Address,
        said: Said,
        now: datetime,
        hints: Hints,
        written: Written | None = None,
    ) -> Answer:
        answer = await super().answer(store, address, said, now, hints, written)
        self.screens[address] = answer.screen
        return answer


class OnTelegram(Conversation):
    """A conversation that goes through the emulator word for word.

    ``address_of`` returns the address of a person there.
    """

    def __init__(
        self,
        emulator: Emulator,
        inner: Remembering,
        telegram: Telegram,
        clock: "Clock",
        locks: Locks,
    ) -> None:
        super().__init__(inner.database, inner.services)
        self.emulator = emulator
        self.telegram = telegram
        self._inner = inner
        self._clock = clock
        self.locks = locks
        self._names: dict[str, int] = {}

    def address_of(self, name: str) -> Address:
        return Address("telegram", str(self._names.setdefault(name, 1001 + len(self._names))))

    async def hear(
        self, address: Address, said: Said, now: datetime, hints: Hints = NO_HINTS
    ) -> Answer:
        self._clock.moment = now
        user = self.emulator.world.person(int(address.value), (hints.languages or ("de",))[0])
        self._inner.screens.pop(address, None)
        count = len(user.sees)
        await self._do(user, said)
        await self.settled()
        screen = self._inner.screens[address]
        if (
            isinstance(said, Pressed)
            and count
            and not (screen.documents or screen.point or _is_location(screen))
        ):
            assert len(user.sees) == count, "a press changes the message that was pressed"
        same(self.services.translator(screen.language), screen, user)
        return Answer(screen)

    async def look(
        self, address: Address, data: str, now: datetime, hints: Hints = NO_HINTS
    ) -> Screen:
        """At Telegram everybody begins with a command; then a look is a press."""
        user = self.emulator.world.person(int(address.value), (hints.languages or ("de",))[0])
        if not user.sees:
            started = await self.hear(address, Typed("/start"), now, hints)
            if data == "home:0":
                return started.screen
        return (await self.hear(address, Pressed(data), now, hints)).screen

    async def _do(self, user: User, said: Said) -> None:
        match said:
            case Pressed(data):
                if not any(message.buttons for message in user.sees):
                    user.say("/start")
                    await self.settled()
                user.press(data, [message for message in user.sees if message.buttons][-1])
            case Typed(text):
                user.say(text[:LONGEST])
            case Located(latitude, longitude):
                user.send(location={"latitude": latitude, "longitude": longitude})
            case Attached(file):
                user.send_file(file.name, file.mime, file.content or b"")
            case Unreadable(kind):
                user.send(**UNREADABLE[kind])

    async def settled(self) -> None:
        """Everything that happened has been worked and shown."""
        await until(lambda: not self.emulator.state.updates and self.telegram.inbox.is_idle)


@contextmanager
def hurried() -> Iterator[None]:
    """Remove pauses: between unasked messages in one chat, between updates, before a repetition.

    ``test_telegram_pace`` tests the first. Updates of one chat are worked 20 a second otherwise.
    Other processes, and what is to be corrected, are looked at every ``AGAIN`` seconds.
    """
    with (
        patch.multiple(rate_limiter, CHAT_SECONDS=0.0, GROUP_SECONDS=0.0),
        patch.multiple(chat_scheduler, PER_SECOND=10_000.0, RETRY=AGAIN),
        patch.object(outcomes, "SOON", AGAIN),
        patch.object(replies, "RETRY", AGAIN),
        patch.object(update_inbox, "RETRY", AGAIN),
        patch.object(fleet, "INTERVAL", AGAIN),
    ):
        yield


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = NOW

    def __call__(self) -> datetime:
        return self.moment


@asynccontextmanager
async def on_telegram(
    database: Database, services: Services, emulator: Emulator, **settings: Any
) -> AsyncIterator[OnTelegram]:
    """The channel of one process, polling the emulator at full speed."""
    port = free_port()
    config = configured(services.config, emulator, port, **settings)
    own = replace(services, config=config, identity=Identity())
    inner, clock = Remembering(database, own), Clock()
    locks = Locks(database)
    telegram = Telegram(inner, locks, clock)
    with hurried():
        async with served(inner, clock, telegram, port), telegram:
            await until(lambda: bool(telegram.inbox.me.name))
            yield OnTelegram(emulator, inner, telegram, clock, locks)
    await locks.close()


@asynccontextmanager
async def served(
    conversation: Conversation, clock: Clock, telegram: Telegram, port: int
) -> AsyncIterator[None]:
    """The web server that the webhook is part of; where we poll, none."""
    if not telegram.routes:
        yield
        return
    runner = web.AppRunner(web_app(conversation, clock, more=telegram.routes), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield
    await runner.cleanup()


def configured(config: Config, emulator: Emulator, port: int, **settings: Any) -> Config:
    telegram = replace(
        config.telegram,
        **({"api": emulator.url, "rate": 10_000, "unasked_rate": 10_000} | settings),
    )
    site = replace(config.web, public_url=f"http://127.0.0.1:{port}")
    return replace(config, telegram=telegram, web=site, telegram_token=emulator.state.token)


async def until(done: Callable[[], bool]) -> None:
    """As soon as it is so; fails if it never is."""
    patience = Patience()
    while not done():
        assert not patience.is_over, "nothing more happens"
        await asyncio.sleep(0.001)


def same(tr: Translator, screen: Screen, user: User) -> None:
    """What arrived says the same words and offers the same buttons as the screen."""
    shown = [message for message in user.sees if not message.file and not message.place]
    pins = [message.place for message in user.sees if message.place]
    assert not screen.point or pins[-1] == (screen.point.latitude, screen.point.longitude)
    said = plain(screen.text).strip()
    newest = next((message for message in reversed(shown) if _matches(message, said)), None)
    assert newest, f"not shown: {said!r}\nbut: {[message.text for message in shown]}"
    if _is_location(screen):
        assert newest.markup
        assert newest.markup["keyboard"][0][0]["request_location"]
        return
    rows = [[_expected(button.action) for button in row] for row in screen.all_rows if row]
    assert [[_found(button) for button in row] for row in newest.rows] == (
        [row[::-1] for row in rows] if tr.language.rtl else rows
    )
    files = [message.file for message in user.sees if message.file]
    assert [(file.name, file.content) for file in screen.documents] == files[
        len(files) - len(screen.documents) :
    ]


def _matches(message: Message, said: str) -> bool:
    """The whole text; or the last part of a long one; or with a confirmation above it."""
    return said.endswith(message.text.strip()) or message.text.strip().endswith(said)


def _is_location(screen: Screen) -> bool:
    return len(screen.buttons) == 1 and isinstance(screen.buttons[0].action, AskLocation)


def _expected(action: Press | Open | AskLocation | Copy | Share) -> tuple[str, str]:
    match action:
        case Press(data):
            return "callback_data", data
        case Open(url) if url.startswith(("tel:", "mailto:")):
            return "copy_text", url.partition(":")[2]
        case Open(url):
            return "url", url
        case Share(url, title):
            return "url", SHARE + urlencode({"url": url, "text": title})
        case Copy(text):
            return "copy_text", text
        case AskLocation():
            return "callback_data", "place.ask"


def _found(button: dict[str, Any]) -> tuple[str, str]:
    kind = next(name for name in ("callback_data", "url", "copy_text") if name in button)
    return kind, button[kind]["text"] if kind == "copy_text" else button[kind]
