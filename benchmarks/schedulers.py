"""Two processes on one database: which fires what is due.

Also: what happens when the process that sends dies again and again.
"""

import asyncio
import os
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import text

from benchmarks.processes import say
from bot.domain.announcements import Announcement, State, Times
from handlers.telegram.emulator.server import Emulator, emulated
from handlers.workflows.launch import fire_due
from storage.catalogue import places
from storage.engine.database import Database
from storage.messaging import announcements
from tests.harness.chaos import Process
from tests.harness.databases import Templates, open_database, services
from tests.harness.killing import unfinished
from tests.harness.mailing import DISTRICT, crowd
from tests.harness.server import free_port

DUE = int(os.environ.get("SCHEDULERS_DUE", "1000"))
KILLS = int(os.environ.get("SCHEDULERS_KILLS", "30"))
EVERY, PAUSE = 2.0, 6.0
"""Seconds between two announcements, and between two kills."""
PEOPLE = 5
ZONE = ZoneInfo("Europe/Berlin")


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        templates = Templates(Path(folder))
        for kind in ("sqlite", "postgresql"):
            await forced(templates.fresh(kind, samples=True), kind)
        for kind in ("sqlite", "postgresql"):
            await orphaned(templates.fresh(kind, samples=True), Path(folder) / kind, kind)
        templates.stop()


async def forced(url: str, kind: str) -> None:
    """Two clocks tick at the same moment, as no lock would let them."""
    one, other = open_database(url), open_database(url)
    async with emulated() as emulator:
        await crowd(one, services(), emulator, PEOPLE)
    now = datetime.now(UTC)
    await planned(one, [now + timedelta(seconds=1)] * DUE)
    await asyncio.gather(
        *(fire_due(database, services(), now + timedelta(seconds=2)) for database in (one, other))
    )
    async with one.read() as store:
        fired, rows = [
            (await store.execute(text(f"SELECT count(*) FROM {name}"))).scalar_one()
            for name in ("campaign", "delivery")
        ]
    say(
        f"  {kind:11}{DUE} due, two clocks at once: "
        f"{fired} fired, {rows} deliveries of {DUE * PEOPLE}: {rows - DUE * PEOPLE} double"
    )
    await one.close()
    await other.close()


async def orphaned(url: str, folder: Path, kind: str) -> None:
    """Whoever sends is killed; the longest time from a due moment to the arrival is the gap."""
    database = open_database(url)
    async with emulated() as emulator:
        await crowd(database, services(), emulator, PEOPLE)
        running = [
            Process(folder / str(n), url, emulator, "polling", free_port()) for n in range(2)
        ]
        for one in running:
            await one.start()
        first = datetime.now(UTC) + timedelta(seconds=3)
        moments = [first + timedelta(seconds=EVERY * n) for n in range(int(KILLS * PAUSE / EVERY))]
        await planned(database, moments)
        began = time.monotonic() - (datetime.now(UTC) - first).total_seconds()
        try:
            for number in range(KILLS):
                await asyncio.sleep(PAUSE)  # the time of a crash, not a wait for something
                running[number % 2].kill()
                await running[number % 2].start()
            while await unfinished(database) or datetime.now(UTC) < moments[-1] + timedelta(
                seconds=20
            ):
                await asyncio.sleep(0.5)
        finally:
            for one in running:
                one.kill()
        say(
            f"  {kind:11}{KILLS} kills of the one that sends: "
            f"{_told(emulator, len(moments), began)}"
        )
    await database.close()


def _told(emulator: Emulator, count: int, began: float) -> str:
    arrived: dict[int, list[float]] = {}
    for one in emulator.state.log:
        if one.method == "sendMessage":
            arrived.setdefault(
                int(str(one.parameters["text"]).partition("Nr. ")[2].split()[0].rstrip(".")), []
            ).append(one.at)
    gaps = [at - began - EVERY * number for number, times in arrived.items() for at in times]
    missed = count * PEOPLE - sum(min(PEOPLE, len(times)) for times in arrived.values())
    twice = Counter(max(0, len(times) - PEOPLE) for times in arrived.values())
    doubled = sum(extra * times for extra, times in twice.items())
    return (
        f"{count} announcements for {PEOPLE} people, {missed} missed, {doubled} twice, "
        f"longest gap {max(gaps):.1f} s"
    )


async def planned(database: Database, moments: list[datetime]) -> None:
    """Announcements of the district, one a moment; each says its number."""
    async with database.write() as store:
        district = await places.district_named(store, DISTRICT)
        assert district
        made = Announcement(0, district.id, state=State.RELEASED)
        for number, moment in enumerate(moments):
            times = Times(moment.astimezone(ZONE).replace(tzinfo=None))
            one = replace(made, texts={"de": f"Nr. {number} ist da."}, times=times, next_at=moment)
            await announcements.add(store, one, moment)
