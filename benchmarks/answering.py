"""Time of an answer while 10,000 people are written to, against a server that sends nothing.

The mailing runs at Telegram's pace.
"""

import asyncio
import os
import random
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from benchmarks.flood import Others
from benchmarks.processes import say
from benchmarks.sink import sink
from benchmarks.working import Bot, bot_named, started
from handlers.telegram.emulator.server import emulated
from tests.harness.databases import Templates, open_database, services
from tests.harness.killing import unfinished
from tests.harness.mailing import crowd, released
from tests.harness.server import free_port

PEOPLE = int(os.environ.get("ANSWERING_PEOPLE", "10000"))
SECONDS = float(os.environ.get("ANSWERING_SECONDS", "120"))
MOST_PAUSE = 1.6
"""Most seconds between two questions.

With 25 unasked messages a second, the sum stays below what Telegram accepts.
"""
PACE = {"LOTSE_TELEGRAM_RATE": "28", "LOTSE_TELEGRAM_UNASKED_RATE": "25"}


async def main() -> None:
    server, api = await sink()
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        templates = Templates(Path(folder))
        for name in ("Lotse, SQLite", "Lotse, PostgreSQL"):
            port = free_port()
            made = bot_named(name, api, port, templates)
            await measured(replace(made, settings=made.settings | PACE), port, folder)
        templates.stop()
    server.close()


async def measured(bot: Bot, port: int, folder: str) -> None:
    database = open_database(bot.settings["LOTSE_DATABASE_URL"])
    async with emulated() as emulator:
        await crowd(database, services(), emulator, PEOPLE)
    async with started(bot, port, folder):
        others = Others(bot, port)
        await asked(others, 10)
        idle = await asked(others, SECONDS)
        await released(database, datetime.now(UTC))
        await asyncio.sleep(3)
        before, began = await unfinished(database), time.perf_counter()
        busy = await asked(others, SECONDS)
        rate = (before - await unfinished(database)) / (time.perf_counter() - began)
    await database.close()
    p95 = [quantiles(found, n=20)[18] for found in (idle, busy)]
    say(
        f"{bot.name:18} p95 {p95[0]:.1f} ms idle, {p95[1]:.1f} ms "
        f"while {rate:.1f} others a second are written to: {p95[1] / p95[0]:.2f}; "
        f"median {median(idle):.1f} and {median(busy):.1f} ms; "
        f"{len(idle)} and {len(busy)} questions"
    )


async def asked(others: Others, seconds: float) -> list[float]:
    """Milliseconds that each waited, who asked at random moments."""
    waited, end, chance, person = [], time.perf_counter() + seconds, random.Random(1), 0
    while time.perf_counter() < end:
        person += 1
        waited.append(await others.one(20_000 + person % 50) * 1000)
        await asyncio.sleep(chance.uniform(0, MOST_PAUSE))
    return waited
