"""Too often, everywhere: every act that is counted, on both channels, for a person and for a town.

The bursts are made small, so that each is reached; how large they are is in ``test_limits``.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Protocol

import pytest
from aiohttp import FormData
from sqlalchemy import select

from bot.domain.attachments import Attachment
from bot.domain.people import Address, Person
from bot.i18n import plain
from bot.rules.limits import OF_SESSION, OF_TOWN, Act, Rate
from bot.rules.people import CONSENT_VERSION
from handlers.dialogue import limits
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Attached, Pressed, Said, Typed
from handlers.dialogue.turn import Hints
from handlers.telegram.emulator.server import Emulator
from handlers.workflows.services import Services
from storage import schema as t
from storage.engine.database import Database
from storage.people import people
from tests.harness.browsers import Browser, Site, opened
from tests.harness.databases import NOW
from tests.harness.telegram import OnTelegram, on_telegram

BURST = Rate(4, 36_000)
MINE = "That was too often in a short time. Please wait a minute."
OURS = "Many people in your town are doing this right now. Please try again in a few minutes."
TOKEN = "0" * 32
PDF = Attachment("a.pdf", "application/pdf", 9, content=b"%PDF-1.4\n")
WAYS: Mapping[Act, tuple[Said, ...]] = {
    Act.REQUEST: (Pressed("quiet.sundays"),),
    Act.TEXT: (Typed("Deutschkurs"),),
    Act.FILE: (Attached(PDF),),
    Act.HELP: (Pressed("helping.send:form:soon"),),
    Act.INVITATION: (
        Pressed(f"invitation.accept:{TOKEN}"),
        Pressed(f"invitation.show:{TOKEN}"),
        Typed(f"/start i-{TOKEN}"),
    ),
    Act.MAIL: (Typed("somebody@web.example"), Pressed("email.show"), Pressed("device.ask")),
    Act.FEED: (Pressed("feed.add:1:all"),),
    Act.NOTICE: (
        Pressed("offer.report:1:closed:a...0"),
        Pressed("group.join:1"),
        Pressed("stand_in.ask:1:1"),
    ),
}
"""What is said to do each act; a command with a start link is a link on the web."""


class Channel(Protocol):
    """Somebody says something; what they are shown is returned as plain text."""

    async def do(self, number: int, said: Said) -> str: ...


class OnWeb:
    """Each person has a browser and an address of their own."""

    def __init__(self, site: Site, municipality_id: int) -> None:
        self._site = site
        self._municipality_id = municipality_id
        self._browsers: dict[int, Browser] = {}

    async def do(self, number: int, said: Said) -> str:
        browser = self._browsers.get(number) or await self._new(number)
        match said:
            case Pressed(data):
                await browser.press(data)
            case Typed(text) if text.startswith("/start "):
                await browser.get(f"/chat?start={text.removeprefix('/start ')}")
            case Typed(text):
                await browser.send(text=text)
            case _:
                await self._attach(browser)
        return browser.shown

    async def _new(self, number: int) -> Browser:
        forwarded = f"198.51.{number // 250}.{number % 250}"
        browser = await self._site.browser(**{"X-Forwarded-For": forwarded}).look()
        database = self._site.conversation.database
        await _met(database, browser.address, self._municipality_id)
        self._browsers[number] = await browser.look()
        return browser

    async def _attach(self, browser: Browser) -> None:
        form = FormData({"csrf": browser.csrf, "number": browser.number, "answers": ""})
        form.add_field("file", PDF.content, filename=PDF.name, content_type=PDF.mime)
        cookie = {"Cookie": f"lotse={browser.cookie}"}
        answer = await self._site.client.post(
            "/chat", data=form, headers=browser.headers | cookie, allow_redirects=False
        )
        await browser._took(answer)
        if answer.status == 303:
            await browser.get(answer.headers["Location"])


class OnPhone:
    """Each person has a chat of their own at Telegram."""

    def __init__(self, telegram: OnTelegram, municipality_id: int) -> None:
        self._telegram = telegram
        self._municipality_id = municipality_id
        self._met: set[int] = set()

    async def do(self, number: int, said: Said) -> str:
        address = Address("telegram", str(700_000 + number))
        if number not in self._met:
            self._met.add(number)
            await _met(self._telegram.database, address, self._municipality_id)
        answer = await self._telegram.hear(address, said, NOW, Hints(("en",)))
        return plain(answer.screen.text)


async def _met(database: Database, address: Address, municipality_id: int) -> None:
    async with database.write() as store:
        query = select(t.municipality.c.district_id).where(t.municipality.c.id == municipality_id)
        person = Person(
            language="en",
            language_chosen=True,
            district_id=(await store.execute(query)).scalar_one(),
            municipality_id=municipality_id,
            consent_version=CONSENT_VERSION,
            consent_at=NOW,
        )
        await people.meet(store, address, person, NOW)


@asynccontextmanager
async def both(
    database: Database, services: Services, emulator: Emulator, **settings: Any
) -> AsyncIterator[dict[str, Channel]]:
    """Yield both channels; what is counted on one is not counted on the other."""
    async with database.read() as store:
        town = (await store.execute(select(t.municipality.c.id).limit(1))).scalar_one()
    async with (
        opened(Conversation(database, services)) as site,
        on_telegram(database, services, emulator, **settings) as telegram,
    ):
        yield {"web": OnWeb(site, town), "telegram": OnPhone(telegram, town)}


def test_there_is_a_way_to_do_every_act() -> None:
    assert set(WAYS) == set(OF_SESSION)
    assert set(OF_TOWN) < set(WAYS)


def _is_refused_at_last(sentence: str, shown: list[str]) -> bool:
    """Whether the first is answered, the last is not, and between them it changes once."""
    refused = [sentence in text for text in shown]
    return refused == sorted(refused) and refused[0] < refused[-1]


async def test_a_person_who_does_too_much_reads_a_kind_sentence_and_others_go_on(
    database: Database, services: Services, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong, number = [], 0
    async with both(database, services, emulator, rate_limits="on") as channels:
        for act, ways in WAYS.items():
            monkeypatch.setattr(limits, "OF_SESSION", OF_SESSION | {act: BURST})
            for name, channel in channels.items():
                for said in ways:
                    number += 2
                    shown = [await channel.do(number, said) for _ in range(BURST.burst + 2)]
                    other = await channel.do(number + 1, said)
                    if not _is_refused_at_last(MINE, shown) or MINE in other:
                        wrong.append((name, said, shown, other))
    assert not wrong


async def test_a_town_that_does_too_much_reads_a_kind_sentence(
    database: Database, services: Services, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody does it once, each from an address of their own."""
    wrong, number = [], 0
    for act in OF_TOWN:
        monkeypatch.setattr(limits, "OF_TOWN", OF_TOWN | {act: BURST})
        for said in WAYS[act]:
            async with both(database, services, emulator) as channels:
                for name, channel in channels.items():
                    numbers = range(number, number := number + BURST.burst + 2)
                    shown = [await channel.do(person, said) for person in numbers]
                    if not _is_refused_at_last(OURS, shown):
                        wrong.append((name, said, shown))
    assert not wrong


async def test_a_call_for_help_is_heard_however_often_somebody_wrote(
    database: Database, services: Services, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the web a browser that floods is stopped before anything is read; a town never is."""
    wrong = []
    monkeypatch.setattr(limits, "OF_SESSION", OF_SESSION | {Act.TEXT: BURST})
    async with both(database, services, emulator, rate_limits="on") as channels:
        for _ in range(BURST.burst + 1):
            await channels["telegram"].do(1, Typed("Deutschkurs"))
        wrong.append(await channels["telegram"].do(1, Typed("I want to kill myself")))
    monkeypatch.undo()
    monkeypatch.setattr(limits, "OF_TOWN", OF_TOWN | {Act.TEXT: BURST})
    async with both(database, services, emulator) as channels:
        for channel in channels.values():
            for number in range(10, 11 + BURST.burst):
                await channel.do(number, Typed("Deutschkurs"))
            wrong.append(await channel.do(30, Typed("I want to kill myself")))
    assert not [shown for shown in wrong if "112" not in shown]


async def test_a_group_may_do_what_many_may(database: Database, services: Services) -> None:
    """Its chat is counted as an address of many, not as one person."""
    telegram = replace(services.config.telegram, rate_limits="on")
    config = replace(services.config, telegram=telegram)
    conversation = Conversation(database, replace(services, config=config), lambda: 0.0)
    chat = limits.Client(address="telegram -1001")
    count = OF_SESSION[Act.TEXT].burst * 2
    assert not any(conversation.chats.wait(chat, [Act.REQUEST, Act.TEXT]) for _ in range(count))
