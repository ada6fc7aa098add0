"""Browsers of several people at one web server, with cookies that a test can look at and forge."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import unescape
from typing import Any

from aiohttp import ClientResponse, DummyCookieJar
from aiohttp.test_utils import TestClient, TestServer

from bot.domain.grants import Right, Role
from bot.domain.people import Address, Person
from handlers.desk.desk import desk_routes
from handlers.dialogue.conversation import Conversation
from handlers.web.icons import ICONS
from handlers.web.server import web_app
from storage.catalogue import places
from storage.people import grants, people
from tests.harness.databases import NOW
from tests.harness.talk import bare

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass
class Site:
    """A web server whose clocks stand still until a test moves them."""

    conversation: Conversation
    moment: datetime = NOW
    seconds: float = 0.0
    client: TestClient = field(init=False, repr=False)

    def now(self) -> datetime:
        return self.moment

    def clock(self) -> float:
        return self.seconds

    def browser(self, **headers: str) -> "Browser":
        return Browser(self, headers={"Accept-Language": "en", "User-Agent": FIREFOX, **headers})


@asynccontextmanager
async def opened(conversation: Conversation, **options: Any) -> AsyncIterator[Site]:
    site = Site(conversation)
    app = web_app(conversation, site.now, clock=site.clock, rooms=(desk_routes,), **options)
    async with TestClient(TestServer(app), cookie_jar=DummyCookieJar()) as client:
        site.client = client
        yield site


PICTURE = re.compile(r'<svg class="i"[^>]*><use href="[^"#]*#([^"]+)"/></svg>')
EMOJI = {name: emoji for emoji, name in [*ICONS.items()][::-1]}
"""The first emoji that each of our pictures stands for."""


def with_emoji(page: str) -> str:
    """A page with emoji in place of our pictures, as the screen has them."""
    return PICTURE.sub(lambda picture: EMOJI[picture[1]], page)


@dataclass
class Browser:
    """One browser. ``cookie`` is the value of the session's, "" for none; ``shown`` the page."""

    site: Site
    headers: dict[str, str]
    cookie: str = ""
    shown: str = ""
    status: int = 0
    csrf: str = ""
    number: str = ""
    answers: str = ""

    def copied(self) -> "Browser":
        """Somebody else who has the same cookie."""
        return replace(self)

    @property
    def address(self) -> Address:
        return Address("web", self.cookie.partition(".")[0])

    async def look(self, at: str = "home:0") -> "Browser":
        await self._took(await self._get(f"/chat?at={at}"))
        return self

    async def press(self, data: str) -> "Browser":
        return await self.send(press=data)

    async def send(self, *, follows: bool = True, **form: str) -> "Browser":
        """Send a form with the token and number of the page; a new number after each page."""
        fields = {"csrf": self.csrf, "number": self.number, "answers": self.answers, **form}
        answer = await self.site.client.post(
            "/chat", data=fields, headers=self._headers(), allow_redirects=False
        )
        await self._took(answer)
        if answer.status == 303 and follows:
            await self._took(await self._get(answer.headers["Location"]))
        return self

    async def post(self, path: str) -> "Browser":
        answer = await self.site.client.post(path, headers=self._headers(), allow_redirects=False)
        await self._took(answer)
        if answer.status == 303:
            await self._took(await self._get(answer.headers["Location"]))
        return self

    async def get(self, path: str) -> "Browser":
        await self._took(await self._get(path))
        return self

    async def stream(self) -> ClientResponse:
        return await self.site.client.get("/chat/live", headers=self._headers())

    async def _get(self, path: str) -> ClientResponse:
        return await self.site.client.get(path, headers=self._headers(), allow_redirects=False)

    def _headers(self) -> dict[str, str]:
        return self.headers | ({"Cookie": f"lotse={self.cookie}"} if self.cookie else {})

    async def _took(self, answer: ClientResponse) -> None:
        self.status = answer.status
        text = await answer.text()
        self.shown = bare(unescape(re.sub(r"<[^>]+>", "", with_emoji(text))))
        if found := re.search(r'name="csrf" value="([0-9a-f]{64})"', text):
            self.csrf = found[1]
        if found := re.search(r'name="number" value="([\w-]+)"', text):
            self.number = found[1]
        if found := re.findall(r'name="answers" value="([^"]*)"', text):
            self.answers = found[-1]
        for header in answer.headers.getall("Set-Cookie", []):
            if found := re.match(r"lotse=([^;]*);", header):
                self.cookie = found[1]


async def becomes(
    site: Site, browser: Browser, role: Role | None, slug: str = "waldshut"
) -> Person:
    """Store the person of a browser with a role, as if it had been given elsewhere."""
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, slug)
        assert district
        person = Person(
            language="en",
            language_chosen=True,
            district_id=district.id,
            consent_version=1,
            consent_at=NOW,
        )
        met = await people.meet(store, browser.address, person, site.moment)
        if role:
            await grants.give(store, met.id, Right(role, district.id), site.moment)
        return met


async def coordinator(site: Site) -> Browser:
    """A browser in which a coordinator is signed in."""
    browser = await site.browser().look()
    await becomes(site, browser, Role.COORDINATOR)
    return await (await browser.look()).press("quiet.sundays")
