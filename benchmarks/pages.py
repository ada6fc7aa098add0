"""Pages on a cheap phone, as Lighthouse sees them: its slow 4G and its slow processor.

Needs npm and a Chromium: the one of the system, else that of the tests.
"""

import asyncio
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import orjson

from tests.harness.server import free_port, lotse, running

LIGHTHOUSE = "lighthouse@12.8.2"
ATTEMPTS = 3
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
DISTRICT, PERIOD = "rems-murr", "2026-H1"
PAGES = {
    "first page of the site": "/",
    "first page of the chat": "/chat",
    "list of offers": "/chat?at=offer.list:a...0",
    "public page of an offer": "/o/3",
    "report to the council": f"/r/{DISTRICT}/{PERIOD}",
}
NOT_FOUND_BY_SEARCH_ENGINES = {"is-crawlable"}
"""What the chat fails on purpose: only public pages are for search engines."""


@dataclass(frozen=True)
class Result:
    """What Lighthouse said of a page: points by category, seconds, bytes, failed audits."""

    points: Mapping[str, int]
    largest_paint: float
    size: int
    failed: tuple[str, ...]


async def main() -> None:
    if shutil.which("npm") is None:
        sys.stdout.write("npm is missing.\n")
        return
    sys.stdout.write(f"| page | {' | '.join(CATEGORIES)} | largest paint | first load |\n")
    sys.stdout.write(f"| --- |{' --- |' * 6}\n")
    with tempfile.TemporaryDirectory() as folder:
        port = str(free_port())
        public = f"http://127.0.0.1:{port}"
        with running(Path(folder)) as server:
            server.stop()
        _make_real(Path(folder))
        with running(Path(folder), LOTSE_WEB_PORT=port, LOTSE_WEB_PUBLIC_URL=public) as server:
            for name, path in PAGES.items():
                await _look(server.address + path)
                _print(name, path, await measured(server.address + path))


async def _look(url: str) -> None:
    """Ask for a page once: who comes first after a start waits for its words to be loaded."""
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        await answer.read()


def _make_real(folder: Path) -> None:
    """Release a report, and let offers be no samples, which search engines may not keep."""
    [path] = [*(folder / "var").glob("*.sqlite")]
    report = ("report", "report.json", "--district", DISTRICT, "--period", PERIOD)
    released = lotse(folder, *report, LOTSE_DATABASE_URL=f"sqlite:///{path}")
    assert not released.returncode, released
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE offer SET sample = 0")


def _print(name: str, path: str, result: Result) -> None:
    points = " | ".join(str(result.points[category]) for category in CATEGORIES)
    sys.stdout.write(
        f"| {name} | {points} | {result.largest_paint:.1f} s | {result.size / 1024:.1f} KiB |\n"
    )
    is_chat = path.startswith("/chat")
    unexpected = sorted(set(result.failed) - (NOT_FOUND_BY_SEARCH_ENGINES if is_chat else set()))
    sys.stdout.write(f"  failed: {', '.join(unexpected)}\n" if unexpected else "")


async def measured(url: str) -> Result:
    """Return what Lighthouse says of a page. Raises RuntimeError if it could not load it.

    Now and then Chromium records no trace (NO_NAVSTART), and Lighthouse asks to be run again.
    """
    chromium = shutil.which("chromium") or await _chromium_of_the_tests()
    for _ in range(ATTEMPTS):
        said = await _lighthouse(url, chromium)
        if said is not None:
            return _read(orjson.loads(said))
    raise RuntimeError(f"Lighthouse could not load {url}")


async def _lighthouse(url: str, chromium: str) -> bytes | None:
    """Return its report as JSON, None when it failed."""
    process = await asyncio.create_subprocess_exec(
        *("npm", "exec", "--yes", f"--package={LIGHTHOUSE}", "--", "lighthouse", url),
        *("--output=json", "--output-path=stdout", "--quiet"),
        "--chrome-flags=--headless=new --no-sandbox",
        env={**os.environ, "CHROME_PATH": chromium},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    return None if process.returncode else said


async def _chromium_of_the_tests() -> str:
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        return playwright.chromium.executable_path


def _read(report: Mapping[str, Any]) -> Result:
    audits, categories = report["audits"], report["categories"]
    named = [ref["id"] for category in CATEGORIES for ref in categories[category]["auditRefs"]]
    failed = [name for name in dict.fromkeys(named) if audits[name]["score"] == 0]
    return Result(
        points={name: round(100 * categories[name]["score"]) for name in CATEGORIES},
        largest_paint=audits["largest-contentful-paint"]["numericValue"] / 1000,
        size=audits["total-byte-weight"]["numericValue"],
        failed=tuple(failed),
    )
