"""How many taps it takes to reach what people come for; a typed text counts as one."""

import re
from collections.abc import AsyncIterator

import pytest_asyncio

from bot.environment import ROOT
from bot.ui import Entry, Open, Press, Screen
from handlers.dialogue.conversation import Conversation
from tests.harness.browsers import Browser, Site, opened

PHONE = "tel:"


@pytest_asyncio.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as site:
        yield site


class Taps:
    """Somebody who taps what is on the page before them, and nothing else."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.count = 0
        self.browser: Browser = site.browser()
        self.at = "home:0"

    async def screen(self) -> Screen:
        return await self.site.conversation.look(self.browser.address, self.at, self.site.now())

    async def tap(self, begins: str, label: str = "") -> None:
        """Tap the first button or entry whose press begins like this."""
        screen = await self.screen()
        offered = [part for part in screen.body if isinstance(part, Entry)] + [*screen.buttons]
        (data, *_) = [
            part.action.data
            for part in offered
            if isinstance(part.action, Press)
            and part.action.data.startswith(begins)
            and label in (part.title if isinstance(part, Entry) else part.label)
        ]
        self.count += 1
        await self.browser.press(data)
        writes = begins.partition(":")[0] in ("language.set", "district.set", "town.set")
        self.at = "home:0" if writes else data

    async def type(self, text: str) -> None:
        self.count += 1
        await self.browser.send(text=text)
        self.at = "offer.list:q...0"

    async def calls(self) -> bool:
        """Whether the phone number of an offer is there to be tapped."""
        actions = [button.action for button in (await self.screen()).buttons]
        return any(isinstance(a, Open) and a.url.startswith(PHONE) for a in actions)


async def at_home(site: Site) -> Taps:
    taps = Taps(site)
    await taps.browser.look()
    await taps.tap("language.set:uk")
    await taps.tap("district.set", "Waldshut")
    return taps


async def by_topic(site: Site) -> Taps:
    taps = await at_home(site)
    await taps.tap("offer.list:f")
    await taps.tap("offer.show")
    return taps


async def by_town(site: Site) -> Taps:
    taps = Taps(site)
    await taps.browser.look()
    await taps.tap("language.set:uk")
    await taps.type("Bonndorf")
    taps.at = "home:0"
    await taps.tap("offer.list:f")
    await taps.tap("offer.show")
    return taps


async def by_question(site: Site) -> Taps:
    taps = await at_home(site)
    taps.count = 0
    await taps.type("мовне кафе")
    await taps.tap("offer.show")
    return taps


async def by_map(site: Site) -> Taps:
    taps = await at_home(site)
    taps.count = 0
    await taps.tap("map.show")
    await taps.tap("offer.list:p")
    await taps.tap("offer.show")
    return taps


async def by_letter(site: Site) -> Taps:
    taps = await at_home(site)
    taps.count = 0
    await taps.tap("offer.list:a")
    await taps.tap("offer.letters")
    await taps.tap("offer.list:l")
    await taps.tap("offer.show")
    return taps


WAYS = {
    "language, district, topic, phone number": (by_topic, 4),
    "language, typed town, topic, phone number": (by_town, 4),
    "from home: a typed question, phone number": (by_question, 3),
    "from home: map, town, phone number": (by_map, 3),
    "from home: all offers, letter, phone number": (by_letter, 4),
}
"""How each row of the table in the docs is walked, and the most taps that it may take."""


async def test_a_phone_number_is_as_many_taps_away_as_the_docs_say(site: Site) -> None:
    table = (ROOT / "docs" / "benchmarks.md").read_text("utf-8").partition("### Taps")[2]
    written = dict(re.findall(r"^\| (.+?) \| (\d) \|", table, re.M))
    wrong = []
    for name, (walk, most) in WAYS.items():
        taps = await walk(site)
        assert await taps.calls(), name
        if taps.count > most or written.get(name) != str(taps.count):
            wrong.append((name, taps.count, written.get(name)))
    assert not wrong


async def test_a_wrong_language_is_one_tap_away_from_every_screen(site: Site) -> None:
    taps = await at_home(site)
    wrong = []
    for at in ("home:0", "about:0", "settings", "human", "offer.list:a...0", "map.show:0"):
        answer = await site.client.get(f"/chat?at={at}", headers=taps.browser._headers())
        page = await answer.text()
        wrong += [at] * (not re.search(r'<header>.*href="/chat\?at=language.list"', page, re.S))
    assert not wrong
