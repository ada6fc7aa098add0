"""A list right after an import of 5,000 offers, and while all are indexed anew, beside later."""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import aiohttp
from sqlalchemy import text

from benchmarks import catalogue
from benchmarks.processes import say, started
from benchmarks.web import OFFERS, getting
from storage.catalogue.indexing import DONE
from tests.harness.databases import KEY, open_database
from tests.harness.server import environment, free_port

SECONDS = 8
PATIENCE = 300
"""Seconds in which everything must be indexed."""
LIST = getting("/chat?at=list:f1...3")


async def median(session: aiohttp.ClientSession) -> float:
    """Milliseconds that a list takes at the median, one after the other for some seconds."""
    times: list[float] = []
    until = time.perf_counter() + SECONDS
    while (began := time.perf_counter()) < until:
        assert await LIST(session, 1) == 200
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


async def compared(what: str, url: str) -> None:
    """Print how long a list takes in the first seconds of a server, and when all is indexed."""
    port = free_port()
    settings = {
        "LOTSE_DATABASE_URL": url,
        "LOTSE_WEB_PORT": str(port),
        "LOTSE_METRICS_PORT": "0",
        "LOTSE_SECRET_KEY": KEY,
    }
    command = [sys.executable, "-m", "bot", "run"]
    with (
        tempfile.TemporaryDirectory() as folder,
        started(command, port, cwd=folder, env=environment(**settings)),
    ):
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", cookie_jar=jar) as session:
            began = time.perf_counter()
            await LIST(session, 0)
            first = await median(session)
            await indexed(url)
            took, later = time.perf_counter() - began, await median(session)
    say(f"{what:36}{first:8.1f} ms, later {later:6.1f}: {first / later:5.2f}; at most {took:.0f} s")


async def indexed(url: str) -> None:
    """Wait until all offers are indexed with today's words. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        while not await is_indexed(url):
            await asyncio.sleep(1)


async def is_indexed(url: str) -> bool:
    query = text("SELECT value FROM setting WHERE name = :name")
    database = open_database(url)
    async with database.read() as store:
        value = (await store.execute(query, {"name": DONE})).scalar()
    await database.close()
    return bool(value)


async def forget(url: str) -> None:
    """As a new version does whose words are others."""
    database = open_database(url)
    async with database.write() as store:
        await store.execute(text("DELETE FROM setting WHERE name = :name"), {"name": DONE})
    await database.close()


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, url in catalogue.databases(Path(folder)).items():
            database, _ = await catalogue.filled(url, OFFERS)
            await database.close()
            await compared(f"{name}: after the import", url)
            await forget(url)
            await compared(f"{name}: while all is indexed anew", url)
