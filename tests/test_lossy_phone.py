"""A whole walk on a phone with 3 seconds of latency that loses a fifth of all it sends and gets.

Latency is pretended: it, and what the page waits for by itself, pass ``FASTER`` times as fast.
What is stored at the end is looked at. The numbers of forms alone are tested in ``test_browser``:
here rules keep a second report or question out even without them.
"""

import asyncio
import sqlite3
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

import pytest
from playwright.async_api import Browser, Error, Page

from tests.harness.network import Network, carrying, end_of
from tests.harness.phones import FASTER, HURRY
from tests.harness.server import Running, free_port

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("serial")]
LATENCY, LOSS = 3.0, 0.2
SMALL = {"width": 360, "height": 640}
QUESTION = "Wo kann ich mein Zeugnis übersetzen lassen?"
TRIES = 15
"""Attempts of a patient person at one step; with a fifth lost each way most need one or two."""
STEP = 400
"""Milliseconds until that person tries again: the page does by itself in a few hundredths."""
ASK = "button[value='enquiry.ask'], main a[href*='at=human']"
STEPS = (
    ("[data-at='about:0']", "button[value='language.set:de']", ""),
    ("[data-at='home:0']", "[data-at='about:0']", "Wehr"),
    ("[data-at^='offer.list:q1.']", "#screen", "Deutschkurs"),
    ("[data-at^='offer.show:']", "main a.entry", ""),
    ("[data-at^='offer.show:'] button[value^='offer.unsave:']", "button[value^='offer.save:']", ""),
    ("[data-at^='offer.details:']", "main a[href*='offer.details']", ""),
    ("[data-at^='offer.wrong:']", "main a[href*='offer.wrong']", ""),
    ("[data-at^='offer.show:']", "button[value*='offer.report:'][value*=':{kind}:']", ""),
    ("[data-expects='enquiry.ask']", ASK, ""),
    ("[data-at^='enquiry.show:']", "[data-expects='enquiry.ask']", QUESTION),
)
"""What is there after each step, what is pressed or has to be there for it, and what is typed."""


@dataclass
class Lossy(Network):
    """Every request and every answer is lost by a die; ``lost`` counts both."""

    dice: Random = field(default_factory=Random)
    lost: Counter[str] = field(default_factory=Counter)

    async def relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onward, away = await asyncio.open_connection(*self.target)
        self._open |= {writer, away}
        ways = (("requests", reader, away), ("answers", onward, writer))
        try:
            await asyncio.gather(*(self._carry(*way, (writer, away)) for way in ways))
        finally:
            self._open -= {writer, away}
            for each in (writer, away):
                each.transport.abort()

    async def _carry(
        self,
        name: str,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        both: tuple[asyncio.StreamWriter, ...],
    ) -> None:
        with suppress(OSError):
            while chunk := await source.read(1 << 20):
                await asyncio.sleep(LATENCY / 2 / FASTER)
                if self.dice.random() < LOSS:
                    self.lost[name] += 1
                    break
                target.write(chunk)
                await target.drain()
        for each in both:
            each.transport.abort()


async def arrives(page: Page, where: str) -> bool:
    """Whether a step led where it leads, within what a person waits."""
    with suppress(Error):
        await page.wait_for_selector(f"#screen{where}", timeout=STEP)
        return True
    return False


async def takes(page: Page, net: Lossy, step: tuple[str, str, str]) -> None:
    """Do a step as a person does who tries again, and loads a page again that did not come."""
    where, what, words = step
    for _ in range(TRIES):
        with suppress(Error):
            if not await page.locator("#screen").count():
                await page.goto(f"{net.address}/chat")
            elif words and await page.locator(what).count():
                await page.fill("#text", words, timeout=STEP)
                await page.press("#text", "Enter", timeout=STEP)
            else:
                await page.locator(ASK if words else what).first.click(timeout=STEP)
        if await arrives(page, where):
            return
    raise AssertionError((step, net.lost, await page.content()))


@pytest.mark.parametrize(("seed", "kind"), [(1, "phone"), (2, "times"), (3, "place")])
async def test_nothing_is_lost_and_nothing_done_twice(
    browser: Browser, server: Running, seed: int, kind: str
) -> None:
    context = await browser.new_context(locale="de", viewport=SMALL)
    await context.add_init_script(HURRY)
    before = stored(server)
    made = Lossy(end_of(server.address), free_port(), dice=Random(seed))
    async with carrying(made) as net:
        page = await context.new_page()
        for where, what, words in STEPS:
            await takes(page, net, (where, what.replace("{kind}", kind), words))
        assert min(net.lost["requests"], net.lost["answers"]) > 0
    after = stored(server)
    more = {name: after[name] - before[name] for name in after}
    assert more == {"person": 1, "saved_offer": 1, "report": 1, "enquiry": 1, "enquiry_message": 1}


def stored(server: Running) -> dict[str, int]:
    """How many rows there are of what the walk makes."""
    file = server.folder / "var" / "try.sqlite"
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as read:
        return {
            name: read.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for name in ("person", "saved_offer", "report", "enquiry", "enquiry_message")
        }
