"""Updates a second from the webhook to the screen, with the database; memory and start-up.

The peers are echo bots without a database.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
import psutil

from benchmarks.processes import say
from benchmarks.sink import Sink, sink
from storage.engine.sealing import Seal
from tests.harness.databases import KEY, Templates
from tests.harness.server import environment, free_port

TOKEN, SECRET = "1:bench", "bench"
UPDATES, PEOPLE, CONNECTIONS = 3000, 200, 40
COMMAND, PRESS = "/help", "offer.show:1:a...0"
_number = iter(range(1, 10**9))


@dataclass(frozen=True)
class Bot:
    """How one is started, and what it wants to be told."""

    name: str
    command: tuple[str, ...]
    secret: str
    settings: dict[str, str]


def update(person: int, text: str) -> bytes:
    """A typed text, or a press if it has a colon."""
    if ":" in text:
        return press(person, text)
    _, message = _message(person)
    return _update({"message": message | {"text": text}})


def press(person: int, data: str) -> bytes:
    """A button that is pressed, whatever it says."""
    sender, message = _message(person)
    query = {"id": str(next(_number)), "from": sender, "chat_instance": "1", "data": data}
    return _update({"callback_query": query | {"message": message | {"text": "x"}}})


def _message(person: int) -> tuple[dict[str, object], dict[str, object]]:
    """Return somebody, and a message of theirs without its text."""
    sender = {"id": person, "is_bot": False, "first_name": "X", "language_code": "de"}
    chat = {"id": person, "type": "private", "first_name": "X"}
    return sender, {"message_id": 7, "date": 1, "chat": chat, "from": sender}


def _update(content: dict[str, object]) -> bytes:
    return orjson.dumps({"update_id": next(_number), **content})


async def bring(
    port: int, secret: str, bodies: list[bytes], connections: int = CONNECTIONS
) -> None:
    """Every update on one of several connections, as fast as they are acknowledged."""
    waiting = iter(bodies)
    await asyncio.gather(*(_bring(port, secret, waiting) for _ in range(connections)))


async def _bring(port: int, secret: str, waiting: Iterator[bytes]) -> None:
    line = await Line.open(port, secret)
    for body in waiting:
        await line.send(body)
    line.close()


class Line:
    """One connection of Telegram's to a webhook, which stays open."""

    def __init__(
        self, secret: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        kind = "Host: x\r\nContent-Type: application/json"
        self._head = (
            f"POST /telegram HTTP/1.1\r\n{kind}\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: "
        )
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int, secret: str) -> "Line":
        return cls(secret, *await asyncio.open_connection("127.0.0.1", port))

    async def send(self, body: bytes) -> None:
        """Back when it is acknowledged."""
        self._writer.write(f"{self._head}{len(body)}\r\n\r\n".encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in answer.split(b"\r\n")[0], answer
        await self._reader.readexactly(
            int(answer.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        )

    def close(self) -> None:
        self._writer.close()


@asynccontextmanager
async def started(bot: Bot, port: int, folder: str) -> AsyncIterator[psutil.Process]:
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *bot.command, cwd=folder, env=environment(**bot.settings), stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await _reachable(port)
        say(f"{bot.name:22}start {time.perf_counter() - began:5.2f} s")
        await asyncio.sleep(2)
        yield psutil.Process(process.pid)
    finally:
        process.kill()
        await process.wait()


async def _reachable(port: int) -> None:
    for _ in range(600):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(0.05)


async def worked(bot: Bot, port: int, text: str) -> tuple[float, float]:
    """Return updates a second until the last screen, and the median time of one answer in ms.

    The time of an answer is measured while nothing else happens.
    """
    people = [10_000 + n for n in range(PEOPLE)]
    await bring(port, bot.secret, [update(person, text) for person in people])
    await _shown(PEOPLE)
    times = []
    for person in people[:50]:
        began = time.perf_counter()
        await bring_one(port, bot.secret, update(person, text))
        times.append((time.perf_counter() - began) * 1000)
    Sink.count = 0
    bodies = [update(people[number % PEOPLE], text) for number in range(UPDATES)]
    began = time.perf_counter()
    await bring(port, bot.secret, bodies)
    await _shown(UPDATES)
    return UPDATES / (time.perf_counter() - began), sorted(times)[25]


async def bring_one(port: int, secret: str, body: bytes) -> None:
    Sink.count = 0
    await asyncio.gather(bring(port, secret, [body], connections=1), _shown(1))


async def _shown(count: int) -> None:
    for _ in range(600_000):
        if Sink.count >= count:
            return
        await asyncio.sleep(0.0005)
    raise TimeoutError(f"{Sink.count} of {count}")


async def main() -> None:
    server, api = await sink()
    with tempfile.TemporaryDirectory() as folder:
        templates = Templates(Path(folder))
        rates: dict[str, float] = {}
        for name in ("PTB echo", "aiogram echo", "Lotse, SQLite", "Lotse, PostgreSQL"):
            port = free_port()
            bot = bot_named(name, api, port, templates)
            async with started(bot, port, folder) as process:
                idle = process.memory_info().rss / 2**20
                for kind, text in (
                    ("/help", COMMAND),
                    *((("press: a card", PRESS),) if name.startswith("Lotse") else ()),
                ):
                    Sink.count = 0
                    rate, middle = await worked(bot, port, text)
                    rates.setdefault(name, rate)
                    say(
                        f"{name:22}{kind:16}{rate:7.0f}/s  {rate / rates['PTB echo']:5.2f} of PTB  "
                        f"answer alone {middle:5.1f} ms"
                    )
                say(
                    f"{name:22}memory {idle:4.0f} MiB idle, "
                    f"{process.memory_info().rss / 2**20:4.0f} MiB after"
                )
        templates.stop()
    server.close()


def bot_named(name: str, api: str, port: int, templates: Templates) -> Bot:
    if not name.startswith("Lotse"):
        return Bot(
            name,
            (sys.executable, "-m", "benchmarks.echoes", name.split()[0].lower(), api, str(port)),
            SECRET,
            {},
        )
    url = templates.fresh("sqlite" if "SQLite" in name else "postgresql", samples=True)
    settings = {
        "LOTSE_DATABASE_URL": url,
        "LOTSE_SECRET_KEY": KEY,
        "LOTSE_TELEGRAM_TOKEN": TOKEN,
        "LOTSE_TELEGRAM_API": api,
        "LOTSE_TELEGRAM_MODE": "webhook",
        "LOTSE_TELEGRAM_RATE": "1000000",
        "LOTSE_TELEGRAM_PARALLEL": "32",
        "LOTSE_WEB_PORT": str(port),
        "LOTSE_METRICS_PORT": "0",
        "LOTSE_WEB_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    return Bot(
        name, (sys.executable, "-m", "bot", "run"), Seal(KEY).token("webhook", "1"), settings
    )
