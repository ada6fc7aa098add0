"""Requests that no browser sends, to every route there is: refused, without an error of ours."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Connection, Engine, event

from bot.domain.announcements import Announcement, Kind, State
from bot.domain.grants import Right, Role
from bot.domain.people import Address, Person
from bot.rules.people import CONSENT_VERSION
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.routing import Route
from handlers.dialogue.said import Pressed
from handlers.dialogue.turn import NO_HINTS
from handlers.telegram.channel import Telegram
from handlers.web.server import web_app
from handlers.web.trying import try_routes
from handlers.workflows.services import Services
from storage.catalogue import places
from storage.engine.locks import Locks
from storage.messaging import announcements, campaigns
from storage.people import grants, people
from tests.harness.databases import NOW, POSTGRESQL, SQLITE, Templates, open_database
from tests.harness.junk import RAW, SESSION, request, requests
from tests.harness.patience import scaled

VALUES = {
    "id": ("0", "1", "9" * 18, "9" * 19, "-1", "١"),
    "number": ("1", "9" * 18),
    "token": ("0" * 32, "1-" + "0" * 32, "-", "9" * 19 + "-0"),
    "what": ("confirm", "leave"),
    "district": ("waldshut", "x", "%00", "%ff", "..", "w" * 3000),
    "period": ("2026-H2", "2199-H1", "0000-H9", "%ff"),
    "kind": ("offer", "group", "%00"),
    "language": ("uk", "de-simple", "xx", "%ff"),
    "role": ("newcomer", "volunteer", "coordinator", "king"),
    "name": (
        "lotse.js",
        "sw.js",
        "00000000000000ff-9x9.webp",
        "%00",
        "..%2fassets.py",
        "%ff",
        "x" * 3000,
    ),
    "filename": ("lotse.js", "%00", "..%2f..%2fserver.py", "%ff", "x" * 3000),
}
"""What stands for a variable part of a path."""
# ruff: noqa: E501 (one line is several forms)
VALID = (
    {"press": "\x00"}, {"press": "home:0\x00"}, {"press": "\ud800"}, {"press": "ü" * 40}, {"text": "\x00"},
    {"text": "a\x00b"}, {"text": "\ud800"}, {"text": "\u202e" * 99}, {"text": "/\x00"}, {"text": "/"},
    {"text": "x" * 60_000}, {"text": ""}, {}, {"latitude": "nan"},
    {"latitude": "1e999", "longitude": "x"},
    {"latitude": "9" * 400, "longitude": "1"}, {"press": "message.show:1", "number": "\x00" * 16},
    {"press": "home:0", "number": "a" * 16}, {"press": "help:\x00"}, {"press": "in:de:\x00"},
)  # fmt: skip
"""Forms of somebody with a session and our token."""
FEW = 4
"""Numbers that every press gets."""
OF_MESSAGES = re.compile(r"\b(announcement|campaign)\.")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


Site = TestClient[web.Request, web.Application]


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with served(conversation) as client:
        yield client


@asynccontextmanager
async def served(conversation: Conversation) -> AsyncIterator[Site]:
    """Everything that the web server can have: links of ``lotse try``, Telegram's webhook.

    That channel waits for Telegram to bring updates; nothing is sent.
    """
    telegram = Telegram(by_webhook(conversation), Locks(conversation.database), lambda: NOW)
    more = (*try_routes(conversation, lambda: NOW), *telegram.routes)
    app = web_app(conversation, lambda: NOW, more=more)
    async with TestClient(TestServer(app)) as client:
        yield client


def by_webhook(conversation: Conversation) -> Conversation:
    config = conversation.services.config
    telegram = replace(config.telegram, mode="webhook")
    config = replace(config, telegram=telegram, telegram_token="1:" + "a" * 35)
    return Conversation(conversation.database, replace(conversation.services, config=config))


def paths(app: web.Application) -> Iterator[tuple[web.AbstractResource, list[str]]]:
    """Yield each resource with its paths, whatever stands for its variable parts."""
    for resource in app.router.resources():
        canonical = resource.canonical
        if isinstance(resource, web.StaticResource):
            canonical += "/{filename}"
        names = re.findall(r"{(\w+)}", canonical)
        template = re.sub(r"{\w+}", "{}", canonical)
        every = product(*(VALUES[name] for name in names))
        yield resource, [template.format(*values) for values in every]


async def test_junk_is_refused_and_no_error_is_ours(
    templates: Templates, services: Services
) -> None:
    """The fixture ``no_errors_logged`` sees to it that nothing was logged as an error, either.

    What SQLite was asked nothing for is the same with PostgreSQL, so it is not sent there again.
    """
    asking: list[tuple[str, bytes]] = []
    for kind in (SQLITE, POSTGRESQL):
        database = open_database(templates.fresh(kind, samples=True))
        async with served(Conversation(database, services)) as site:
            wrong, asking = await refused(site, asking or await everything(site))
        await database.close()
        assert not wrong, kind
        assert len(asking) > 500


async def everything(site: Site) -> list[tuple[str, bytes]]:
    """Every request that is sent: what it is, and the bytes."""
    assert site.app is not None
    sent = [(repr(raw[:40]), raw) for raw in RAW]
    for resource, concrete in paths(site.app):
        found = {path: await answered(site.server, request("GET", path)) for path in concrete}
        opened = [path for path, status in found.items() if status != 404]
        opened += [path for path in concrete if path not in opened and _fits(resource, path)][:1]
        sent += requests(opened, [path for path in concrete if path not in opened])
    return sent


def _fits(resource: web.AbstractResource, path: str) -> bool:
    """Return whether our code gets a request of a path, though it may lead nowhere."""
    pattern = resource.get_info().get("pattern")
    return pattern is not None and pattern.fullmatch(path) is not None


async def refused(
    site: Site, sent: list[tuple[str, bytes]]
) -> tuple[list[tuple[str, int]], list[tuple[str, bytes]]]:
    """Send them; return what failed with its status, and what the database was asked for."""
    wrong, asking = [], []
    with transactions() as begun:
        for what, content in sent:
            begun.clear()
            status = await answered(site.server, content)
            if status >= 500 or status == 0:
                wrong.append((what, status))
            if begun:
                asking.append((what, content))
    return wrong, asking


@contextmanager
def transactions() -> Iterator[list[Connection]]:
    """Yield the list of the connections of all transactions that begin."""
    begun: list[Connection] = []
    note = begun.append
    event.listen(Engine, "begin", note)
    yield begun
    event.remove(Engine, "begin", note)


async def answered(server: object, content: bytes) -> int:
    """Send bytes; return the status, 0 if none came.

    A plain socket: a stream would cost as much as the answer of the server, thousands of times.
    """
    loop = asyncio.get_running_loop()
    address = server.host, server.port  # type: ignore[attr-defined]
    with socket.socket() as client:
        client.setblocking(False)
        async with asyncio.timeout(scaled(20)):
            await loop.sock_connect(client, address)
            await loop.sock_sendall(client, content)
            line = await loop.sock_recv(client, 4096)
    return int(line.split()[1]) if line.startswith(b"HTTP/") else 0


@pytest.mark.every_database
async def test_forms_with_our_token_and_nonsense_are_answered(
    site: TestClient[web.Request, web.Application], conversation: Conversation
) -> None:
    wrong = []
    page = await (await site.get("/try/coordinator")).text()
    token = re.search(r'name="csrf" value="([0-9a-f]{64})"', page)
    assert token
    for fields in VALID:
        body = urlencode({"csrf": token[1], **fields}, errors="surrogatepass")
        answer = await site.post("/chat", data=body, headers=FORM)
        if answer.status >= 500:
            wrong.append((fields, answer.status))
    assert not wrong


async def test_no_press_of_a_coordinator_fails_whatever_the_number_means(
    conversation: Conversation,
) -> None:
    """Announcements of every kind, in every state, and their campaigns have these numbers.

    What looks for neither reads them as other numbers, of which a few are enough.
    """
    address, wrong = Address("web", SESSION), []
    numbers = await _filled(conversation, address)
    for name, route in ROUTES.presses.items():
        with statements() as sent:
            for number in numbers if route.readers else numbers[:1]:
                press = Pressed(":".join((name, *arguments(route, number))))
                wrong += await _failed(conversation, address, press)
                if number >= FEW and not any(map(OF_MESSAGES.search, sent)):
                    break
    assert not wrong


async def _failed(
    conversation: Conversation, address: Address, press: Pressed
) -> list[tuple[str, str]]:
    """Press, and keep nothing of it; return how it failed."""
    try:
        async with conversation.database.write() as store:
            await conversation.answer(store, address, press, NOW, NO_HINTS)
            raise Undone
    except Undone:
        return []
    except Exception as error:
        return [(press.data, repr(error))]


@contextmanager
def statements() -> Iterator[list[str]]:
    """Yield the list of all statements that are sent."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)


class Undone(Exception):
    """Ends a transaction: the next press meets what this one met."""


def arguments(route: Route, number: int) -> list[str]:
    """Return arguments that can be read: the number wherever one fits, else a word."""
    return [str(number) if _reads(reader, str(number)) else "de" for reader in route.readers]


def _reads(reader: object, text: str) -> bool:
    try:
        reader(text)  # type: ignore[operator]
    except ValueError:
        return False
    return True


async def _filled(conversation: Conversation, address: Address) -> list[int]:
    """Store announcements and their campaigns, and return their ids."""
    async with conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        person = Person(
            language="de",
            language_chosen=True,
            district_id=district.id,
            consent_version=CONSENT_VERSION,
            consent_at=NOW,
        )
        met = await people.meet(store, address, person, NOW)
        await grants.give(store, met.id, Right(Role.COORDINATOR, district.id), NOW)
        numbers = []
        for kind, state in product(Kind, (State.DRAFT, State.RELEASED)):
            text = {} if kind not in ("information", "reminder", "urgent") else {"de": "x"}
            made = Announcement(0, district.id, kind=kind, state=state, texts=text)
            number = await announcements.add(store, made, NOW)
            stored = await announcements.by_id(store, number)
            assert stored
            if state is State.RELEASED:
                await campaigns.fire(store, stored, NOW, NOW.date())
            numbers.append(number)
        return numbers
