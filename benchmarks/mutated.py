"""Errors, memory and waiting time under broken updates.

A million go through the projection; in the webhook, 1 in 100 is bad.
"""

import os
import random
import statistics
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.flood import Others
from benchmarks.processes import say
from benchmarks.sink import sink
from benchmarks.working import bot_named, bring, started
from handlers.telegram.inbound.fields import BadUpdate
from handlers.telegram.inbound.marked_text import Me
from handlers.telegram.inbound.updates import project, update_id
from tests.harness.databases import Templates
from tests.harness.server import free_port
from tests.test_telegram_updates import mutated, samples

UPDATES = int(os.environ.get("MUTATED_UPDATES", "1000000"))
PEOPLE, ROUNDS = 100, 20


def projected() -> None:
    chance, known, me, process = (
        random.Random(1_000_000),
        samples(),
        Me(123456789, "lotse_test_bot"),
        psutil.Process(),
    )
    taken = bad = unhandled = 0
    began, memory = time.perf_counter(), process.memory_info().rss
    for _ in range(UPDATES):
        broken = mutated(chance, chance.choice(known))
        try:
            update_id(broken)
            project(broken, me)
            taken += 1
        except BadUpdate:
            bad += 1
        except Exception:
            unhandled += 1
    grown = (process.memory_info().rss - memory) / 2**20
    say(
        f"{UPDATES} mutated: {taken} taken, {bad} put aside, {unhandled} errors; "
        f"memory +{grown:.0f} MiB; {time.perf_counter() - began:.0f} s"
    )


async def main() -> None:
    projected()
    server, api = await sink()
    with tempfile.TemporaryDirectory() as folder:
        templates, port = Templates(Path(folder)), free_port()
        bot = bot_named("Lotse, SQLite", api, port, templates)
        async with started(bot, port, folder):
            others, times = Others(bot, port), []
            for number in range(ROUNDS * PEOPLE):
                if number % 100 == 50:
                    await bring(
                        port,
                        bot.secret,
                        [b'{"update_id": %d, "message": {"chat": 7}}' % (10**12 + number)],
                        connections=1,
                    )
                times.append(await others.one(30_000 + number % PEOPLE))
            p95 = statistics.quantiles(times, n=20)[18] * 1000
            say(
                f"1 bad in 100: {len(times)} of {ROUNDS * PEOPLE} good ones answered, "
                f"p95 {p95:.1f} ms"
            )
        templates.stop()
    server.close()
