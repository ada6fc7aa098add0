"""One person at 1,000 updates a second for a minute: how long the others wait, against an idle server; memory."""

import asyncio
import os
import re
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.processes import free_port, say
from benchmarks.sink import Sink, sink
from benchmarks.working import COMMAND, Bot, Line, bot_named, bring, started, update
from tests.databases import Templates

SECONDS = float(os.environ.get("FLOOD_SECONDS", "60"))
RATE, LOUD, LINES = 1000, 666, 5
EVERY = 0.1
"""Seconds between two questions of the others."""
_CHAT = re.compile(rb'"chat_id":(\d+)')


class Others:
    """People who ask from time to time, and how long they wait for their screen."""

    def __init__(self, bot: Bot, port: int) -> None:
        self._bot = bot
        self._port = port
        self._waiting: dict[int, asyncio.Future[None]] = {}
        Sink.watch = self._saw

    async def ask(self, seconds: float) -> float:
        """The time that 95 % wait at most, in milliseconds."""
        asking, end, person = [], time.perf_counter() + seconds, 20_000
        while time.perf_counter() < end:
            person += 1
            asking.append(asyncio.create_task(self.one(20_000 + person % 50)))
            await asyncio.sleep(EVERY)
        return statistics.quantiles(await asyncio.gather(*asking), n=20)[18] * 1000

    async def one(self, person: int) -> float:
        shown = self._waiting[person] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        await bring(self._port, self._bot.secret, [update(person, COMMAND)], connections=1)
        await asyncio.wait_for(shown, 60)
        return time.perf_counter() - began

    def _saw(self, body: bytes) -> None:
        found = _CHAT.search(body)
        waiting = self._waiting.pop(int(found[1]), None) if found else None
        if waiting and not waiting.done():
            waiting.set_result(None)


async def flood(port: int, secret: str) -> int:
    """Evenly, on a few connections; gives back how many were really brought."""
    return sum(await asyncio.gather(*(_flood(port, secret) for _ in range(LINES))))


async def _flood(port: int, secret: str) -> int:
    line = await Line.open(port, secret)
    began, brought = time.perf_counter(), 0
    while (passed := time.perf_counter() - began) < SECONDS:
        if brought < passed * RATE / LINES:
            await line.send(update(LOUD, f"/search {brought}"))
            brought += 1
        else:
            await asyncio.sleep(0.001)
    line.close()
    return brought


async def main() -> None:
    server, api = await sink()
    with tempfile.TemporaryDirectory() as folder:
        templates = Templates(Path(folder))
        for name in ("Lotse, SQLite", "Lotse, PostgreSQL"):
            port = free_port()
            bot = bot_named(name, api, port, templates)
            async with started(bot, port, folder) as process:
                others = Others(bot, port)
                await others.ask(5)
                idle, memory = await others.ask(15), process.memory_info().rss / 2**20
                flooding = asyncio.create_task(flood(port, bot.secret))
                busy = await others.ask(SECONDS)
                brought = await flooding
                after = process.memory_info().rss / 2**20
                say(
                    f"{name:18} others' p95 {idle:.1f} ms idle, {busy:.1f} ms at {brought / SECONDS:.0f} updates/s of one: {busy / idle:.2f}; "
                    f"memory {memory:.0f} → {after:.0f} MiB"
                )
        templates.stop()
    server.close()
