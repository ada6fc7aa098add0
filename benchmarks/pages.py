"""Pages on a cheap phone, as Lighthouse sees them: its slow 4G and its slow processor.

Needs npm and a Chromium: the one of the system, else that of the tests.
"""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from tests.harness.server import running

LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = {
    "first page": "/chat",
    "list of offers": "/chat?at=offer.list:a...0",
    "public page of an offer": "/o/3",
}
NOT_FOUND_BY_SEARCH_ENGINES = {"is-crawlable", "canonical"}
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
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as server:
        for name, path in PAGES.items():
            _print(name, await measured(server.address + path))


def _print(name: str, result: Result) -> None:
    points = " | ".join(str(result.points[category]) for category in CATEGORIES)
    sys.stdout.write(
        f"| {name} | {points} | {result.largest_paint:.1f} s | {result.size / 1024:.1f} KiB |\n"
    )
    unexpected = sorted(set(result.failed) - NOT_FOUND_BY_SEARCH_ENGINES)
    sys.stdout.write(f"  failed: {', '.join(unexpected)}\n" if unexpected else "")


async def measured(url: str) -> Result:
    """Return what Lighthouse says of a page. Raises RuntimeError if it could not load it."""
    chromium = shutil.which("chromium") or await _chromium_of_the_tests()
    process = await asyncio.create_subprocess_exec(
        *("npm", "exec", "--yes", f"--package={LIGHTHOUSE}", "--", "lighthouse", url),
        *("--output=json", "--output-path=stdout", "--quiet"),
        "--chrome-flags=--headless=new --no-sandbox",
        env={**os.environ, "CHROME_PATH": chromium},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"Lighthouse ended with {process.returncode}")
    return _read(orjson.loads(said))


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
