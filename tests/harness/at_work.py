"""People of one office in browsers of their own; what they press and type is counted."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import quote

from playwright.async_api import Browser, Locator, Page, expect

from tests.harness.patience import scaled
from tests.harness.server import Running

OFFICE, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


class AtWork:
    """Somebody in a browser. What they press and type is counted for the job that they do."""

    def __init__(self, page: Page, address: str, costs: dict[str, tuple[int, int]]) -> None:
        self.page = page
        self._address = address
        self._costs = costs
        self._presses = self._typed = 0

    @contextmanager
    def job(self, name: str) -> Iterator[None]:
        self._presses = self._typed = 0
        yield
        self._costs[name] = (self._presses, self._typed)

    async def opens(self, path: str) -> None:
        """Begin somewhere; that is no part of a job."""
        await self.page.goto(f"{self._address}{path}")

    async def presses(self, selector: str) -> None:
        self._presses += 1
        await self._seen(selector).click()

    async def goes(self, *routes: str) -> None:
        """Press what leads to these routes of the chat, one after the other."""
        for route in routes:
            await self.presses(f"main :is(button[value^='{route}'], a[href*='at={quote(route)}'])")

    async def turns(self, *pages: str) -> None:
        """Follow links of the desk, one after the other."""
        for page in pages:
            await self.presses(f"a[href^='/desk{page}']")

    async def types(self, selector: str, words: str) -> None:
        self._typed += 1
        await self._seen(selector).fill(words)

    async def answers(self, words: str) -> None:
        """Answer a question of the chat; sending belongs to the typed text."""
        box = "#text:not([placeholder^='Was suchen'])"
        await self.types(box, words)
        await self.page.press(box, "Enter")

    async def sees(self, words: str) -> None:
        await expect(self.page.locator("main")).to_contain_text(words)

    async def done(self) -> None:
        """The desk says that it was stored."""
        await expect(self.page.locator(".strip.good")).to_be_visible()

    def _seen(self, selector: str) -> Locator:
        return self.page.locator(selector).locator("visible=true").first


class Office:
    """The people of one office, each in a browser of their own."""

    def __init__(self, browser: Browser, server: Running) -> None:
        self._browser = browser
        self.server = server
        self.costs: dict[str, tuple[int, int]] = {}

    async def somebody(self, role: str) -> AtWork:
        view = OFFICE if role == "desk" else PHONE
        context = await self._browser.new_context(locale="de-DE", viewport=view)  # type: ignore[arg-type]
        page = await context.new_page()
        page.set_default_timeout(scaled(6) * 1000)
        expect.set_options(timeout=scaled(6) * 1000)
        await page.goto(f"{self.server.address}/try/{role}")
        return AtWork(page, self.server.address, self.costs)

    async def newcomer(self, town: str) -> AtWork:
        who = await self.somebody("newcomer")
        await who.presses("main :is(a, button):has-text('Kurse, Beratung')")
        await who.answers(town)
        await who.sees(town)
        return who

    def nobody_sleeps(self) -> None:
        """Nobody has quiet hours: the clock of the server is real, and this may run at night."""
        file = self.server.folder / "var" / "try.sqlite"
        with closing(sqlite3.connect(file, timeout=scaled(10))) as database, database:
            database.execute("UPDATE person SET quiet_start = quiet_end, quiet_sundays = 0")
