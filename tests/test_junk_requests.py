"""Requests that no browser sends, to every route there is: refused, without an error of ours."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from itertools import product
from urllib.parse import urlencode

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

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
from storage.catalogue import places
from storage.engine.locks import Locks
from storage.messaging import announcements, campaigns
from storage.people import grants, people
from tests.harness.databases import NOW
from tests.harness.patience import scaled

SESSION = "s" * 43
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "get")
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
# ruff: noqa: E501 (one line of bytes is one request)
QUERIES = (
    "at=%00", "at=%ff%fe", "at=%ED%A0%80", "at=" + "x" * 4000, "at", "at=a&at=b", "&&=&", "start=%00",
    "start=i-" + "0" * 32, "lang=%00", "lang=%ff", "number=%00", "number=" + "a" * 16, "%=%", "a[]=1",
    "at=in:de:in:de:home:0", "at=message.show:" + "9" * 18, "start=o" + "9" * 30, "at=home:0%0d%0aX:1",
)  # fmt: skip
MULTIPART = b"multipart/form-data"
HEADERS = (
    b"Cookie: lotse=\xff\xfe", b"Cookie: =;=;;,", b"Cookie: lotse=" + b"s" * 43 + b"; start=\x7f",
    b'Cookie: lotse="\\000"; $Version=1; a=b=c', b"Cookie: " + b"a=b; " * 1000, b"Cookie: __Host-lotse",
    b"Accept-Language: \xff\xfe\xfd", b"Accept-Language: ;q=;,,;;*", b"Accept-Language: " + b"de," * 2000,
    b"X-Lotse-Tab: \xff", b"X-Lotse-Tab: " + b"t" * 4000, b"X-Telegram-Bot-Api-Secret-Token: \xff",
    b"Range: bytes=9-1", b"Range: lines=\xff", b"Range: bytes=" + b"0-1," * 500, b"If-Modified-Since: \xff",
    b"If-None-Match: \"\xff", b"If-Range: x", b"Accept-Encoding: \xff;q=x", b"Expect: 200-maybe",
    b"Upgrade: h2c", b"Host: \xff", b"Origin: null", b"Sec-Fetch-Dest: \xff", b"Transfer-Encoding: gzip",
    b"Content-Length: -1", b"Content-Length: x", b"X: \x00", b"no colon", b"X-Long: " + b"y" * 9000,
    b"Cookie: lotse=s.s.1." + b"0" * 64, b"Cookie: start=%ff; start=\xc3", b"Cookie: " + b";" * 4000,
    b"Accept-Language: de;q=\xff, en;q=1e9, *;q=nan", b"Accept: \xff;q=x", b"If-Match: *, \xff",
    b"Content-Type: \xff", b"Content-Type: ;;;", b"Content-Encoding: gzip", b"Content-Encoding: br",
)  # fmt: skip
BODIES = (
    (MULTIPART, b"x"), (MULTIPART + b"; boundary=", b"x"), (MULTIPART + b"; boundary=b", b"x"),
    (MULTIPART + b"; boundary=b", b"--b\r\n\r\nx\r\n--b--\r\n"), (b"multipart/mixed; boundary=b", b"--b--"),
    (MULTIPART + b"; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n"),
    (MULTIPART + b"; boundary=b", b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nx'),
    (
        MULTIPART + b"; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="text"\r\nContent-Type: text/plain; charset=no\r\n'
        b"\r\nx\r\n--b--\r\n",
    ),
    (
        MULTIPART + b"; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="text"\r\nContent-Transfer-Encoding: no\r\n'
        b"\r\nx\r\n--b--\r\n",
    ),
    (
        MULTIPART + b"; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="\x00\xff.pdf"\r\n'
        b"Content-Type: \xff\r\n\r\n%PDF-\r\n--b--\r\n",
    ),
    (MULTIPART + b'; boundary="\xff"', b"x"), (MULTIPART + b"; boundary=b; boundary=c", b"--b--"),
    (MULTIPART + b"; charset=no; boundary=b", b"--b\r\n"), (b"multipart/form-data;boundary", b"x"),
    (b"Multipart/Form-Data; Boundary=b", b"--c\r\n\r\n--c--"), (b"multipart/", b"x"),
    (MULTIPART + b"; boundary=" + b"b" * 200, b"--" + b"b" * 200 + b"--"),
    (b"application/x-www-form-urlencoded; charset=no", b"text=x"),
    (b"application/x-www-form-urlencoded; charset=utf-16", b"text=x"),
    (b"application/x-www-form-urlencoded; charset=rot13", b"text=x"),
    (b"application/x-www-form-urlencoded; charset=raw_unicode_escape", b"text=\\ud800"),
    (b"application/x-www-form-urlencoded; charset=\xff", b"text=x"),
    (b"application/x-www-form-urlencoded", b"text=%ED%A0%80&press=%00"),
    (b"application/x-www-form-urlencoded", b"\xff\xfe\x00"),
    (b"application/x-www-form-urlencoded", b"&" * 5000), (b"application/x-www-form-urlencoded", b"%"),
    (b"application/json", b"{" * 5000), (b"application/json", b'{"update_id": "\\ud800"}'),
    (b"text/plain", b"\x00"), (b"", b""),
)  # fmt: skip
VALID = (
    {"press": "\x00"}, {"press": "home:0\x00"}, {"press": "\ud800"}, {"press": "ü" * 40}, {"text": "\x00"},
    {"text": "a\x00b"}, {"text": "\ud800"}, {"text": "\u202e" * 99}, {"text": "/\x00"}, {"text": "/"},
    {"text": "x" * 60_000}, {"text": ""}, {}, {"latitude": "nan"}, {"latitude": "1e999", "longitude": "x"},
    {"latitude": "9" * 400, "longitude": "1"}, {"press": "message.show:1", "number": "\x00" * 16},
    {"press": "home:0", "number": "a" * 16}, {"press": "help:\x00"}, {"press": "in:de:\x00"},
)  # fmt: skip
"""Forms of somebody with a session and our token."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
async def site(
    conversation: Conversation, telegram_channel: Telegram
) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """Everything that the web server can have: links of ``lotse try``, Telegram's webhook."""
    more = (*try_routes(conversation, lambda: NOW), *telegram_channel.routes)
    app = web_app(conversation, lambda: NOW, more=more)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
def telegram_channel(conversation: Conversation) -> Telegram:
    """A channel that waits for Telegram to bring updates; nothing is sent."""
    return Telegram(by_webhook(conversation), Locks(conversation.database), lambda: NOW)


def by_webhook(conversation: Conversation) -> Conversation:
    config = conversation.services.config
    telegram = replace(config.telegram, mode="webhook")
    config = replace(config, telegram=telegram, telegram_token="1:" + "a" * 35)
    return Conversation(conversation.database, replace(conversation.services, config=config))


def requests(app: web.Application) -> Iterator[tuple[str, bytes]]:
    """Every route with every kind of junk: what it is, and the bytes."""
    for path in sorted(set(paths(app))):
        for method in METHODS:
            yield f"{method} {path}", request(method, path)
        for query in QUERIES:
            yield f"{path}?{query[:30]}", request("GET", f"{path}?{query}")
        for header, method in product(HEADERS, ("GET", "POST")):
            yield f"{method} {path} {header[:40]!r}", request(method, path, header)
        for (kind, body), cookie in product(
            BODIES, (b"A: b", b"Cookie: lotse=" + SESSION.encode())
        ):
            typed = b"Content-Type: " + kind if kind else b"A: c"
            yield f"{path} {kind!r} {body[:40]!r}", request("POST", path, typed, cookie, body=body)


def paths(app: web.Application) -> Iterator[str]:
    """Return concrete paths of every resource, whatever stands for its variable parts."""
    for resource in app.router.resources():
        canonical = resource.canonical
        if isinstance(resource, web.StaticResource):
            canonical += "/{filename}"
        names = re.findall(r"{(\w+)}", canonical)
        for values in product(*(VALUES[name] for name in names)):
            left = iter(values)
            yield re.sub(r"{\w+}", lambda _: next(left), canonical)  # noqa: B023 (used at once)


def request(method: str, path: str, *headers: bytes, body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1".encode(), b"Host: x", *headers, b"Connection: close"]
    if not any(header.startswith((b"Content-Length", b"Transfer")) for header in headers):
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


RAW = (
    b"\x00\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /chat\r\n\r\n", b"\x16\x03\x01\x02\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n", b"GET " + b"/" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n", b"GET * HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET  /chat  HTTP/1.1\r\nHost: x\r\n\r\n", b"get /chat http/1.1\r\nHost: x\r\n\r\n",
    b"GET /chat HTTP/1.1 x\r\nHost: x\r\n\r\n", b"POST /chat HTTP/1.1\r\nContent-Length: 1\r\n"
    b"Content-Length: 2\r\n\r\nxx", b"GET /chat HTTP/1.1\r\n x\r\n\r\n", b"<?xml?>\r\n\r\n",
    b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"POST /chat HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"GET /%zz HTTP/1.1\r\n\r\n",
)  # fmt: skip


@pytest.mark.every_database
async def test_junk_is_refused_and_no_error_is_ours(
    site: TestClient[web.Request, web.Application],
) -> None:
    """The fixture ``no_errors_logged`` sees to it that nothing was logged as an error, either."""
    app = site.app
    assert app is not None
    wrong = []
    for what, content in (*requests(app), *((repr(raw[:40]), raw) for raw in RAW)):
        status = await answered(site.server, content)
        if status >= 500 or status == 0:
            wrong.append((what, status))
    assert not wrong


async def answered(server: object, content: bytes) -> int:
    """Send bytes; return the status, 0 if none came."""
    reader, writer = await asyncio.open_connection(server.host, server.port)  # type: ignore[attr-defined]
    try:
        writer.write(content)
        line = await asyncio.wait_for(reader.readline(), scaled(20))
        return int(line.split()[1]) if line.startswith(b"HTTP/") else 0
    finally:
        writer.close()


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
    """Announcements of every kind, in every state, and their campaigns have these numbers."""
    address, wrong = Address("web", SESSION), []
    numbers = await _filled(conversation, address)
    for name, route in ROUTES.presses.items():
        for number in numbers if route.readers else numbers[:1]:
            press = Pressed(":".join((name, *_arguments(route, number))))
            try:
                async with conversation.database.write() as store:
                    await conversation.answer(store, address, press, NOW, NO_HINTS)
                    raise Undone
            except Undone:
                continue
            except Exception as error:
                wrong.append((press.data, repr(error)))
    assert not wrong


class Undone(Exception):
    """Ends a transaction: the next press meets what this one met."""


def _arguments(route: Route, number: int) -> list[str]:
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
