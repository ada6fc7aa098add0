"""Measures at the desk: pages at 500 measures and 8 half-years, answers while a report is made."""

import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import aiohttp

from benchmarks import catalogue
from benchmarks.desk import Times, asked, desk, fill, form_of, times_of
from benchmarks.processes import say
from bot.domain.half_years import HalfYear, half_year_of
from bot.domain.measures import MeasureDetails, MeasureText, ReviewDraft, ReviewState
from storage.catalogue import places
from storage.engine.database import Database
from storage.engine.store import Store
from storage.measures import measures, reviews

OFFERS, HALF_YEARS = 200, 8
MEASURES = int(os.environ.get("PLANS_MEASURES", "500"))
WANTED, MEANWHILE = 30.0, 1.5
"""Milliseconds at p95 that are promised of a page; of idle while a report is made."""
ANSWER = "/chat?at=list:f1...3"
"""What somebody else looks at meanwhile."""
PAGES = {
    "measures": "/desk/measures",
    "measures, page 20": "/desk/measures?page=20",
    "a measure": "/desk/measures/{n}",
    "its history": "/desk/measures/{n}/history",
    "its evidence": "/desk/measures/{n}/evidence",
    "reviews of a half-year": "/desk/measures/review/{period}",
    "reports": "/desk/report",
    "texts of a report": "/desk/report/{period}/texts",
    "preview of a report": "/desk/report/{period}",
}


async def plan(database: Database, now: datetime) -> list[int]:
    """Store the measures with a review of each half-year; return their ids."""
    periods = [half_year_of(now.date())]
    while len(periods) < HALF_YEARS:
        periods.append(periods[-1].before)
    async with database.write() as store:
        district = await places.district_named(store, catalogue.DISTRICT)
        assert district
        return [
            await _measure(store, district.id, number, periods, now) for number in range(MEASURES)
        ]


async def _measure(
    store: Store, district_id: int, number: int, periods: list[HalfYear], now: datetime
) -> int:
    words = MeasureText("de", f"Sprachkurse am Abend {number}", "Wer arbeitet, lernt Deutsch.")
    details = MeasureDetails(
        f"{number // 20 + 1}.{number % 20 + 1}", (words,), target=Decimal(40), unit="Plätze"
    )
    measure = await measures.add(store, district_id, details, now)
    for period in periods:
        draft = ReviewDraft(ReviewState.RUNNING, Decimal(number % 40), words="Läuft wie geplant.")
        await reviews.add(store, measure.id, period, draft, now)
    return measure.id


async def pages(session: aiohttp.ClientSession, ids: list[int], period: HalfYear) -> None:
    say(f"{'':28}{'p50 ms':>9}{'p95 ms':>9}{'KiB':>7}")
    for page, path in PAGES.items():
        here = path.format(n="{n}", period=period)
        times = await asked(session, here, numbers=ids)
        is_late = "" if times.p95 <= WANTED else f"  above {WANTED:.0f}"
        say(f"{page:28}{times.p50:>9.1f}{times.p95:>9.1f}{times.size / 1024:>7.1f}{is_late}")


async def report(session: aiohttp.ClientSession, base: str, period: HalfYear) -> None:
    """Let a report be made as PDF, and say how long answers to somebody else take meanwhile.

    Idle is measured before and after it: other programs come and go on a machine.
    """
    async with aiohttp.ClientSession(base) as other:
        before = await asked(other, ANSWER)
        page = f"/desk/report/{period}"
        async with session.get(page) as answer:
            form = form_of(await answer.text(), "version")
        data = {name: form[name] for name in ("csrf", "number", "version")} | {"as": "pdf"}
        began = time.perf_counter()
        async with session.post(f"{page}/files", data=data) as answer:
            assert answer.status == 200, answer.status
            file = answer.url
        busy = await _until(other, lambda: _is_made(session, str(file)))
        seconds = time.perf_counter() - began
        after = await asked(other, ANSWER)
    idle = (before.p95 + after.p95) / 2
    say(
        f"a report of {MEASURES} measures as PDF in {seconds:.1f} s; answers at p95 "
        f"{before.p95:.1f} ms before, {busy.p95:.1f} meanwhile, {after.p95:.1f} after it: "
        f"{busy.p95 / idle:.2f} of idle (aim {MEANWHILE})"
    )


async def _until(session: aiohttp.ClientSession, is_done: Callable[[], Awaitable[bool]]) -> Times:
    """Ask for answers until something is done, looked at once a second."""
    times: list[float] = []
    looked_at = time.perf_counter()
    while True:
        began = time.perf_counter()
        async with session.get(ANSWER) as answer:
            await answer.read()
        times.append((time.perf_counter() - began) * 1000)
        if time.perf_counter() - looked_at > 1:
            if await is_done():
                return times_of(times)
            looked_at = time.perf_counter()


async def _is_made(session: aiohttp.ClientSession, address: str) -> bool:
    async with session.get(address) as answer:
        page = await answer.text()
    assert 'class="strip bad"' not in page, "the report failed"
    return "as=file" in page


async def main() -> None:
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        for name, url in catalogue.databases(Path(folder)).items():
            database, _ = await catalogue.filled(url, OFFERS)
            cookie, ids = await fill(database, now), await plan(database, now)
            await catalogue.look_at_tables(database)
            await database.close()
            say(f"\n{name}: {MEASURES} measures, {HALF_YEARS} half-years")
            headers = {"Cookie": f"lotse={cookie}"}
            with desk(url) as base:
                async with aiohttp.ClientSession(base, headers=headers) as session:
                    await pages(session, ids, half_year_of(now.date()))
                    await report(session, base, half_year_of(now.date()))
