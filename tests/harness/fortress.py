"""What an attacker sends to a web server: streams, half requests, floods; and how others fare.

All of it is plain sockets, so that nothing of a client library helps the server.
"""

import asyncio
import random
import statistics
import string
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from unittest import mock

from bot import server
from bot.__main__ import main
from bot.domain.sessions import Credentials
from handlers.dialogue.routes import ROUTES
from handlers.web.connections import GuardedRunner
from handlers.web.sessions import Cookie, Sessions
from tests.harness.patience import scaled
from tests.harness.server import Checkout

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
ANSWER = 30.0
"""Seconds in which a server answers, or it does not."""
HEADERS = 2.0
"""Seconds in which the headers of a request must come to ``Impatient``."""


@dataclass(frozen=True)
class Target:
    """A server to be attacked."""

    host: str
    port: int

    async def connect(self) -> Connection:
        return await asyncio.open_connection(self.host, self.port)

    async def ask(self, path: str, **headers: str) -> tuple[int, str]:
        """Return status and text of one request on a connection of its own.

        Status 0 is a connection that was closed without an answer.
        """
        reader, writer = await self.connect()
        try:
            writer.write(request_of(path, Connection="close", **headers))
            answer = await asyncio.wait_for(reader.read(), scaled(ANSWER))
        except ConnectionError:
            return 0, ""
        finally:
            writer.close()
        return status_of(answer), answer.decode(errors="replace")


def request_of(path: str, method: str = "GET", **headers: str) -> bytes:
    """Return the head of a request; "_" in names of headers is "-"."""
    lines = [f"{method} {path} HTTP/1.1", "Host: lotse"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def status_of(answer: bytes) -> int:
    """Return the status of an answer, 0 for none."""
    parts = answer.split(b" ", 2)
    return int(parts[1]) if len(parts) > 1 else 0


def signed(sessions: Sessions, cookie: Cookie) -> str:
    """Return the header of a cookie."""
    return f"lotse={sessions.value(cookie)}"


def cookies(sessions: Sessions, made: Cookie, count: int) -> list[str]:
    """Return headers with so many sessions that nobody is known by, all signed with the key."""
    return [
        signed(sessions, Cookie(Credentials(f"s{number:043d}"), made.made_on))
        for number in range(count)
    ]


def impatient(arguments: list[str]) -> int:
    """Run a command whose server waits for headers for ``HEADERS`` seconds, not for ten."""
    runner = partial(GuardedRunner, headers=HEADERS)
    with mock.patch.object(server, "GuardedRunner", runner):
        return main(arguments)


class Impatient(Checkout):
    """``lotse`` of this checkout with a time for headers that a test can wait for."""

    main = staticmethod(impatient)


@asynccontextmanager
async def held(connections: Iterable[Awaitable[Connection]]) -> AsyncIterator[list[Connection]]:
    """Hold connections open for as long as the block takes."""
    opened = [await connection for connection in connections]
    try:
        yield opened
    finally:
        for _, writer in opened:
            writer.close()
            with suppress(ConnectionError, OSError):
                await writer.wait_closed()


async def stream(target: Target, cookie: str, address: str = "") -> Connection:
    """Open a stream that nobody reads; ``address`` is where a trusted proxy says it is from."""
    reader, writer = await target.connect()
    more = {"X_Forwarded_For": address} if address else {}
    writer.write(request_of("/chat/live", Cookie=cookie, **more))
    await writer.drain()
    return reader, writer


async def half(target: Target) -> Connection:
    """Send half of the headers."""
    reader, writer = await target.connect()
    writer.write(b"GET /chat HTTP/1.1\r\nHost: lotse\r\nX-Slow: ")
    await writer.drain()
    return reader, writer


async def slow_body(target: Target, size: int = 1000) -> Connection:
    """Send a form of which only a part comes."""
    reader, writer = await target.connect()
    form = {"Content_Type": "application/x-www-form-urlencoded", "Content_Length": str(size)}
    writer.write(request_of("/chat", "POST", **form) + b"text=")
    await writer.drain()
    return reader, writer


async def statuses(opened: Sequence[Connection]) -> Counter[int]:
    """Return how many got which status by now; what says nothing is 0."""
    return Counter([await first_status(reader) for reader, _ in opened])


async def first_status(reader: asyncio.StreamReader) -> int:
    try:
        return status_of(await asyncio.wait_for(reader.readline(), scaled(ANSWER)))
    except (TimeoutError, ConnectionError):
        return 0


async def is_closed(reader: asyncio.StreamReader, seconds: float) -> bool:
    """Return whether the other side closes a connection within some seconds."""
    try:
        await asyncio.wait_for(reader.read(), scaled(seconds))
    except TimeoutError:
        return False
    except ConnectionError:
        return True
    return True


async def times(ask: Callable[[], Awaitable[int]], count: int) -> list[float]:
    """Return the seconds that each of ``count`` requests took; each must be answered with 200."""
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        status = await ask()
        taken.append(time.perf_counter() - began)
        assert status == 200, status
    return taken


def p95(taken: Sequence[float]) -> float:
    """Return the time within which 95 of 100 requests were answered."""
    return statistics.quantiles(taken, n=100)[94]


def forged_press(chance: random.Random, number: int) -> str:
    """Return a press that only coordinators may send, an invalid token, or an unknown button."""
    return chance.choice(
        (
            f"{chance.choice(('confirm', 'close', 'review'))}:{chance.randint(1, 150)}",
            f"invitation.accept:{chance.getrandbits(128):032x}",
            f"invitation.show:{chance.getrandbits(128):032x}",
            f"{chance.choice(list(ROUTES.presses))}:{'x' * chance.randint(1, 60)}:{number}:::",
            "".join(chance.choices(string.printable, k=chance.randint(1, 64))) + ":",
            f"role:coordinator:{number}",
            "reports",
        )
    )
