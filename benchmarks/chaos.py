"""Updates lost, doubled or out of order after 10,000 updates and 50 kills.

The peer is plain python-telegram-bot.
"""

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.processes import say
from handlers.telegram.emulator.server import Emulator, emulated
from tests.harness.chaos import chaos
from tests.harness.databases import Templates
from tests.harness.server import free_port
from tests.harness.telegram import until

UPDATES = int(os.environ.get("CHAOS_UPDATES", "10000"))
KILLS = int(os.environ.get("CHAOS_KILLS", "50"))


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        templates = Templates(Path(folder))
        for kind in ("sqlite", "postgresql"):
            for mode in ("webhook", "polling"):
                async with emulated() as emulator:
                    url = templates.fresh(kind, samples=True)
                    found = await chaos(
                        emulator,
                        url,
                        Path(folder) / f"{kind}-{mode}",
                        mode,
                        free_port(),
                        UPDATES,
                        KILLS,
                    )
                say(
                    f"{kind:11}{mode:8} {found.updates} updates, {found.kills} kills, "
                    f"{found.seconds:4.0f} s: {found.lost} lost, "
                    f"{found.effects} effects missing or doubled, "
                    f"{found.out_of_order} out of order, "
                    f"{found.doubled} answers twice, {found.recorded} recorded beforehand"
                )
        templates.stop()
    async with emulated() as emulator:
        lost = await peer(emulator)
    say(
        f"PTB echo   polling  {UPDATES} updates, {KILLS} kills: "
        f"{lost} acknowledged and never answered"
    )


async def peer(emulator: Emulator) -> int:
    """The same kills on an echo bot as python-telegram-bot's own examples start it."""
    people = [emulator.world.person(2000 + n, "de") for n in range(40)]
    feeding = asyncio.create_task(_feed(emulator, people))
    chance = random.Random(1)
    process = _start(emulator)
    for _ in range(KILLS):
        await _polled(emulator)
        await asyncio.sleep(chance.uniform(0.05, 0.7))
        process.kill()
        process.wait()
        process = _start(emulator)
    await feeding
    await until(lambda: not emulator.state.updates)
    await _quiet(emulator)
    process.kill()
    process.wait()
    answered = {
        entry.parameters["text"] for entry in emulator.state.log if entry.method == "sendMessage"
    }
    return sum(f"frage {number}" not in answered for number in range(UPDATES))


async def _feed(emulator: Emulator, people: list) -> None:
    for number in range(UPDATES):
        people[number % len(people)].say(f"frage {number}")
        while len(emulator.state.updates) > 300:
            await asyncio.sleep(0.01)


def _start(emulator: Emulator) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "benchmarks.echoes", "ptb-polling", emulator.url, "0"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


async def _polled(emulator: Emulator) -> None:
    """Until the new process asks."""
    requests = emulator.requests
    end = time.monotonic() + 20
    while emulator.requests == requests and time.monotonic() < end:
        await asyncio.sleep(0.01)


async def _quiet(emulator: Emulator) -> None:
    seen = -1
    while seen != len(emulator.state.log):
        seen = len(emulator.state.log)
        await asyncio.sleep(2)
