"""Waiting time of others while one person sends 1,000 updates a second for a minute.

Compared with an idle server; memory is measured too.
"""

import asyncio
import os
import re
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.processes import say
from benchmarks.sink import Sink, sink
from benchmarks.working import COMMAND, Bot, Line, bot_named, bring, started, update
from tests.harness.databases import Templates
from tests.harness.server import free_port

SECONDS = float(os.environ.get("FLOOD_SECONDS", "60"))
RATE, LOUD = 1000, 666
WAYS = {"as Telegram brings it": 1, "on 1,200 connections": 1200}
"""Number of connections by the name of the way.

Telegram has one update of a chat in flight. Only on more connections than any chat has do a
thousand a second really arrive.
"""
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


async def flood(port: int, secret: str, lines: int) -> int:
    """Evenly, on so many connections; gives back how many were really brought."""
    return sum(
        await asyncio.gather(*(_flood(port, secret, number, lines) for number in range(lines)))
    )


async def _flood(port: int, secret: str, number: int, lines: int) -> int:
    """Send updates on one connection and return their number.

    The connection sends every ``lines / RATE`` seconds, and waits for each acknowledgement first.
    """
    line, began, brought = await Line.open(port, secret), time.perf_counter(), 0
    while (passed := time.perf_counter() - began) < SECONDS:
        due = (number + brought * lines) / RATE
        if due > passed:
            await asyncio.sleep(due - passed)
        await line.send(update(LOUD, f"/search {brought}"))
        brought += 1
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
                for words, lines in WAYS.items():
                    flooding = asyncio.create_task(flood(port, bot.secret, lines))
                    busy = await others.ask(SECONDS)
                    taken = await flooding / SECONDS
                    after = process.memory_info().rss / 2**20
                    say(
                        f"{name:18} {words}: others' p95 {idle:.1f} ms idle, "
                        f"{busy:.1f} ms while {taken:.0f}/s are taken: {busy / idle:.2f}; "
                        f"memory {memory:.0f} → {after:.0f} MiB"
                    )
        templates.stop()
    server.close()
