"""From the command to the line that says "ready", beside ``import telegram.ext``; idle memory."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

from benchmarks.processes import say
from tests.harness.databases import KEY
from tests.harness.server import environment, free_port

RUNS = 7
IDLE = 5
"""Seconds until a server that waits has done what is done once."""
TOKEN = "1:bench"
PEER = ("-c", "import telegram.ext")
COMMANDS = {"lotse --help": ("--help",), "lotse check-config": ("check-config",)}
LOTSE = ("-m", "bot")


@dataclass(frozen=True)
class Start:
    """Seconds until it was ready, by the clock and of a processor; ``idle`` is MiB, RSS and PSS."""

    wall: float
    processor: float
    idle: tuple[float, float] = (0.0, 0.0)


@contextmanager
def ready(
    arguments: tuple[str, ...], folder: Path, settings: Mapping[str, str]
) -> Iterator[tuple[psutil.Process, str]]:
    """Yield a program that has printed a line with an address, and the line."""
    command = [sys.executable, *arguments]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment(**settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            lines = iter(process.stdout or ())
            yield psutil.Process(process.pid), next(line for line in lines if "http://" in line)
        finally:
            process.terminate()


def command(arguments: tuple[str, ...], folder: Path) -> Start:
    """Run a program to its end."""
    began, before = time.perf_counter(), os.times()
    subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment() | {"LOTSE_OPERATOR_CONTACT": "lotse@landkreis.example"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    wall, after = time.perf_counter() - began, os.times()
    user = after.children_user - before.children_user
    return Start(wall, user + after.children_system - before.children_system)


def server(
    arguments: tuple[str, ...], folder: Path, settings: Mapping[str, str], idle: float
) -> Start:
    began = time.perf_counter()
    with ready((*LOTSE, *arguments), folder, settings) as (process, _):
        wall, used = time.perf_counter() - began, process.cpu_times()
        time.sleep(idle)
        memory = process.memory_full_info()
    return Start(wall, used.user + used.system, (memory.rss / 2**20, memory.pss / 2**20))


def servers(api: str) -> dict[str, tuple[tuple[str, ...], dict[str, str]]]:
    """Arguments and settings of each server; a database stays for the next start."""
    site = {"LOTSE_WEB_PORT": str(free_port()), "LOTSE_METRICS_PORT": "0", "LOTSE_SECRET_KEY": KEY}
    telegram = {"LOTSE_TELEGRAM_TOKEN": TOKEN, "LOTSE_TELEGRAM_API": api}
    return {
        "lotse try": (("try",), site),
        "lotse run": (("run",), site),
        "lotse run, Telegram": (("run",), site | telegram | {"LOTSE_TELEGRAM_MODE": "polling"}),
    }


def told(name: str, starts: list[Start], peer: list[Start]) -> None:
    """Print a line of medians. Other work changes the ratio of processor time least."""
    wall, used = median(one.wall for one in starts), median(one.processor for one in starts)
    of_wall = wall / median(one.wall for one in peer)
    of_used = used / median(one.processor for one in peer)
    rss, pss = starts[-1].idle
    memory = f"{rss:8.0f} {pss:8.0f}" if rss else ""
    say(f"{name:24}{wall:8.2f} {used:8.2f} {of_wall:8.2f} {of_used:8.2f} {memory}")


async def main() -> None:
    """Everything in turns, so that other work on the machine meets all of them."""
    pretended = ("-m", "handlers.telegram.emulator", "--port", str(free_port()), "--token", TOKEN)
    starts: dict[str, list[Start]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with ready((*pretended, "--attached"), folder, {}) as (_, address):
            every = servers(address.strip())
            for arguments, settings in every.values():
                server(arguments, folder, settings, IDLE)
            for number in range(RUNS):
                idle = IDLE if number == RUNS - 1 else 0.5
                starts.setdefault("import telegram.ext", []).append(command(PEER, folder))
                for what, words in COMMANDS.items():
                    starts.setdefault(what, []).append(command((*LOTSE, *words), folder))
                for what, (arguments, settings) in every.items():
                    starts.setdefault(what, []).append(server(arguments, folder, settings, idle))
    say(
        f"{'medians':24}{'s':>8} {'CPU s':>8} {'ratio':>8} {'CPU':>8} {'RSS MiB':>8} {'PSS MiB':>8}"
    )
    for what, several in starts.items():
        told(what, several, starts["import telegram.ext"])
