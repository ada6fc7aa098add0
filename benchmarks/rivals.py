"""A mailing as people do it today, and ours: rate, limits, lost and doubled messages.

The truth is the emulator's own log. Its network takes 50 ms, some answers are "too many", some are
lost, some people have blocked the bot.
"""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from benchmarks.processes import say
from handlers.delivery.sender import Sender
from handlers.telegram.api.sender import TelegramSender
from handlers.telegram.api.transport import bot_of
from handlers.telegram.emulator.server import Emulator, emulated
from handlers.telegram.messages import TelegramChannel
from storage.engine.locks import Locks
from tests.harness.databases import Templates, open_database, services
from tests.harness.killing import unfinished
from tests.harness.mailing import FIRST, crowd, released

RATE = 28
"""Messages a second; Telegram's own limit is 30."""
UNASKED = 25
WORDS = "Der Kurs beginnt am Dienstag."
Way = Callable[[Emulator, Sequence[int]], Awaitable[None]]


@dataclass(frozen=True)
class Day:
    """One setting of the emulated network.

    ``rate`` is the share of requests that meet one of ``faults``. Of ``people``, every
    ``blocked``-th has blocked the bot; 0 means nobody.
    """

    name: str
    people: int
    rate: float
    faults: tuple[str, ...]
    blocked: int


DAYS = (
    Day(
        "an ordinary day: 1 % 429, 1 % lost answers, 1 % lost requests, 5 % blocked",
        600,
        0.03,
        ("429", "lost after", "lost before"),
        20,
    ),
    Day("a bad day: 20 % 429", 200, 0.2, ("429",), 0),
)


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        templates = Templates(Path(folder))
        for day in DAYS:
            say(f"  {day.name}, {day.people} people")
            for name, way in (("Lotse", ours(templates)), *PEERS.items()):
                await measured(day, name, way)
        templates.stop()


async def measured(day: Day, name: str, way: Way) -> None:
    async with emulated() as emulator:
        emulator.faults.latency, emulator.faults.rate, emulator.faults.kinds = (
            0.05,
            day.rate,
            day.faults,
        )
        chats = [emulator.world.person(FIRST + n).id for n in range(day.people)]
        for chat in chats[:: day.blocked] if day.blocked else ():
            emulator.state.chats[chat].gone = "bot was blocked by the user"
        began = time.monotonic()
        await way(emulator, chats)
        say(f"    {name:22}{_told(emulator, chats, time.monotonic() - began)}")


def _told(emulator: Emulator, chats: Sequence[int], seconds: float) -> str:
    log = emulator.state.log
    arrived = Counter(call.chat for call in log if call.method == "sendMessage")
    reachable = [chat for chat in chats if not emulator.state.chats[chat].gone]
    lost = sum(not arrived[chat] for chat in reachable)
    twice = sum(max(0, count - 1) for count in arrived.values())
    ideal = len(emulator.asked) / RATE + _held(emulator.halts)
    return (
        f"{len(arrived) / seconds:5.1f}/s, {seconds / ideal:4.2f} of the ideal time, "
        f"at most {_busiest(emulator.asked):3} in a second, "
        f"{_inside(emulator.asked, emulator.halts):3} sent inside a halt, "
        f"{lost:3} lost, {twice:2} doubled"
    )


def _busiest(asked: Sequence[float]) -> int:
    """Return the largest number of requests within any second."""
    return max(sum(begin <= at < begin + 1 for at in asked) for begin in asked)


def _inside(asked: Sequence[float], halts: Sequence[tuple[float, float]]) -> int:
    """Return how many requests came while the network had said to wait."""
    return sum(any(begin < at < begin + after for begin, after in halts) for at in asked)


def _held(halts: Sequence[tuple[float, float]]) -> float:
    """Seconds in which nothing was allowed, however many said so."""
    ends = sorted((at, at + after) for at, after in halts)
    shared = sum(max(0.0, min(end, later) - other) for (_, end), (other, later) in pairwise(ends))
    return sum(end - at for at, end in ends) - shared


def ours(templates: Templates) -> Way:
    async def way(emulator: Emulator, chats: Sequence[int]) -> None:
        database, spoken = open_database(templates.fresh("sqlite", samples=True)), services()
        emulator.world.people.clear()
        gone = {chat: emulator.state.chats[chat].gone for chat in chats}
        await crowd(database, spoken, emulator, len(chats))
        for chat, words in gone.items():
            emulator.state.chats[chat].gone = words
        await released(database, datetime.now(UTC))
        bot, locks = bot_of(emulator.state.token, emulator.url), Locks(database)
        await bot.request.initialize()
        channels = {"telegram": TelegramChannel(TelegramSender(bot, RATE, UNASKED))}
        async with Sender(
            database=database,
            services=spoken,
            channels=channels,
            locks=locks,
            parallel=8,
            now=lambda: datetime.now(UTC),
        ):
            while await unfinished(database):
                await asyncio.sleep(0.05)
        await locks.close()
        await bot.request.shutdown()
        await database.close()

    return way


async def loop(emulator: Emulator, chats: Sequence[int]) -> None:
    """Send as the documentation of many bots shows it.

    Messages go one after the other, with a pause; errors are ignored.
    """
    from telegram import Bot
    from telegram.error import TelegramError

    async with Bot(emulator.state.token, base_url=f"{emulator.url}/bot") as bot:
        for chat in chats:
            try:
                await bot.send_message(chat, WORDS)
            except TelegramError:
                continue
            await asyncio.sleep(1 / 30)


async def limiter(emulator: Emulator, chats: Sequence[int]) -> None:
    """python-telegram-bot's own limiter, everything at once, and as many retries as it takes."""
    from telegram.error import TelegramError
    from telegram.ext import AIORateLimiter, ExtBot
    from telegram.request import HTTPXRequest

    request = HTTPXRequest(connection_pool_size=64, pool_timeout=600)
    async with ExtBot(
        emulator.state.token,
        base_url=f"{emulator.url}/bot",
        request=request,
        rate_limiter=AIORateLimiter(max_retries=5),
    ) as bot:

        async def one(chat: int) -> None:
            try:
                await bot.send_message(chat, WORDS)
            except TelegramError:
                return

        await asyncio.gather(*map(one, chats))


async def broadcaster(emulator: Emulator, chats: Sequence[int]) -> None:
    """aiogram with aiogram-broadcaster, 30 a second, with its own handler for 429."""
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram_broadcaster import Broadcaster
    from aiogram_broadcaster.contents import TextContent
    from aiogram_broadcaster.intervals import SimpleInterval
    from aiogram_broadcaster.utils.retry_after_handler import setup_retry_after_handler

    async with Bot(
        emulator.state.token, session=AiohttpSession(api=TelegramAPIServer.from_base(emulator.url))
    ) as bot:
        peer = Broadcaster(bot)
        setup_retry_after_handler(peer.event)
        mailer = await peer.create_mailer(
            chats=chats, content=TextContent(text=WORDS), interval=SimpleInterval(interval=1 / 30)
        )
        await mailer.start()


PEERS: dict[str, Way] = {
    "sleep(1/30)": loop,
    "PTB AIORateLimiter": limiter,
    "aiogram-broadcaster": broadcaster,
}
