"""Screens of the web chat at 5,000 offers on both databases, imports.

After an import the server computes for many minutes what the texts mean, on a thread of its own.
So screens are measured with words alone, as they are when that is done, and two of them again
meanwhile.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import aiohttp

from benchmarks import catalogue
from benchmarks.processes import say, started
from tests.harness.server import environment, free_port

OFFERS, REQUESTS, AT_ONCE = 5_000, 600, 8
SEARCHES = (
    "Deutschkurs am Abend",
    "Schwimmen",
    "دورة ألمانية",
    "курс німецької",
    "help with my landlord",
)
Ask = Callable[[aiohttp.ClientSession, int], Awaitable[int]]


async def load(ask: Ask, base: str, at_once: int, requests: int) -> tuple[float, float, float]:
    """Requests a second, and the time of one at the median and at 95 %, in milliseconds."""
    times: list[float] = []
    waiting = iter(range(requests))

    async def worker() -> None:
        async with aiohttp.ClientSession(
            base, cookie_jar=aiohttp.CookieJar(unsafe=True)
        ) as session:
            await ask(session, 0)
            for number in waiting:
                began = time.perf_counter()
                status = await ask(session, number)
                times.append(time.perf_counter() - began)
                assert status == 200, status

    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(at_once)))
    whole = time.perf_counter() - began
    cuts = statistics.quantiles(times, n=100)
    return requests / whole, cuts[49] * 1000, cuts[94] * 1000


def getting(path: str) -> Ask:
    async def ask(session: aiohttp.ClientSession, number: int) -> int:
        async with session.get(path.format(n=number % OFFERS + 1)) as answer:
            await answer.read()
            return answer.status

    return ask


def searching() -> Ask:
    """Typing: one transaction that keeps the words, one page of results."""
    tokens: dict[aiohttp.ClientSession, str] = {}

    async def ask(session: aiohttp.ClientSession, number: int) -> int:
        if session not in tokens:
            async with session.get("/chat") as answer:
                tokens[session] = (await answer.text()).split('name="csrf" value="')[1][:64]
            for press in ("language.set:de", "district.set:1"):
                await post(session, press=press)
        return await post(session, text=SEARCHES[number % len(SEARCHES)])

    async def post(session: aiohttp.ClientSession, **form: str) -> int:
        data = {"csrf": tokens[session], **form}
        async with session.post("/chat", data=data, headers={"X-Lotse-Tab": "bench"}) as answer:
            await answer.read()
            return answer.status

    return ask


LIST = "list of a field"
SCREENS: dict[str, Ask] = {
    LIST: getting("/chat?at=list:f1...3"),
    "list, filtered": getting("/chat?at=list:a.f..3"),
    "card": getting("/chat?at=offer:{n}:a...0"),
    "details": getting("/chat?at=details:{n}:0:a...0"),
    "public page": getting("/o/{n}"),
    "typed search": searching(),
}
MEANWHILE = (LIST, "typed search")
"""What is measured again while meanings are computed."""


async def screens(name: str, url: str, rate: float) -> None:
    """Our screens beside the bare page, one at a time and eight at once."""
    say(f"\n{name}: {OFFERS} offers, imported at {rate:.0f} a second")
    say(
        f"{'':26}{'1 at once: p50':>16}{'p95 ms':>9}"
        f"{'8 at once: /s':>16}{'p95 ms':>9}{'of bare page':>14}"
    )
    with tempfile.TemporaryDirectory() as folder:
        bare_port = free_port()
        with started([sys.executable, "-m", "benchmarks.bare", url, str(bare_port)], bare_port):
            bare = await row("bare page, one row", f"http://127.0.0.1:{bare_port}", getting("/"), 0)
            await rows(Path(folder), url, dict.fromkeys(SCREENS, ""), "off", bare)
            await rows(Path(folder), url, dict.fromkeys(MEANWHILE, ", meanwhile"), "auto", bare)


async def rows(folder: Path, url: str, names: Mapping[str, str], meaning: str, bare: float) -> None:
    """Measure screens of a new server, each with what its name is followed by."""
    port = free_port()
    ours = {
        "LOTSE_DATABASE_URL": url,
        "LOTSE_WEB_PORT": str(port),
        "LOTSE_METRICS_PORT": "0",
        "LOTSE_SECRET_KEY": "0f" * 32,
        "LOTSE_WEB_RATE_LIMITS": "off",
        "LOTSE_SEARCH_MEANING": meaning,
    }
    command = [sys.executable, "-m", "bot", "run"]
    with started(command, port, cwd=str(folder), env=environment(**ours)):
        for screen, addition in names.items():
            await row(f"{screen}{addition}", f"http://127.0.0.1:{port}", SCREENS[screen], bare)


async def row(name: str, base: str, ask: Ask, bare: float) -> float:
    _, p50, p95 = await load(ask, base, 1, REQUESTS // 3)
    rate, _, busy = await load(ask, base, AT_ONCE, REQUESTS)
    ratio = f"{rate / bare:.2f}" if bare else "1"
    say(f"{name:26}{p50:>16.1f}{p95:>9.1f}{rate:>16.0f}{busy:>9.1f}{ratio:>14}")
    return rate


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, url in catalogue.databases(Path(folder)).items():
            database, rate = await catalogue.filled(url, OFFERS)
            await catalogue.look_at_tables(database)
            await database.close()
            await screens(name, url, rate)
