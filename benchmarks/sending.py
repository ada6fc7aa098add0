"""Messages a second and CPU time a message of four transports.

Ours, python-telegram-bot's own, aiogram's, and a bare aiohttp loop.
"""

import asyncio
import sys

import orjson

from benchmarks.processes import say
from benchmarks.senders import WAYS
from benchmarks.sink import Sink, sink

LATENCIES = ((0.0, 32), (0.05, 100), (0.15, 100))
"""Seconds of the network, and how many at once."""
SECONDS = 4.0


async def main() -> None:
    server, url = await sink()
    say(
        f"{'latency':>8}{'at once':>9}   {'':10}{'messages/s':>12}"
        f"{'ms CPU':>9}{'of PTB':>9}{'of aiogram':>12}"
    )
    for latency, at_once in LATENCIES:
        Sink.latency = latency
        found = {way: await measured(way, url, at_once) for way in WAYS}
        for way, one in found.items():
            ratios = (
                f"{one['rate'] / found['ptb']['rate']:>9.1f}"
                f"{one['rate'] / found['aiogram']['rate']:>12.2f}"
            )
            say(
                f"{latency * 1000:>5.0f} ms{at_once:>9}   {way:10}"
                f"{one['rate']:>12.0f}{one['cpu_ms']:>9.2f}{ratios}"
            )
    server.close()


async def measured(way: str, url: str, at_once: int) -> dict[str, float]:
    command = (sys.executable, "-m", "benchmarks.senders", way, url, str(at_once), str(SECONDS))
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    out, _ = await process.communicate()
    return dict(orjson.loads(out))
