"""Messages at night and in the morning, of 10,000 sent from 19:59:50.

Quiet hours begin at 20:00.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.mailing import sending
from benchmarks.processes import say
from benchmarks.sink import Sink
from bot.domain.announcements import Kind
from bot.domain.people import QuietHours
from storage.engine.database import Database
from tests.harness.databases import Templates
from tests.harness.killing import unfinished

PEOPLE = int(os.environ.get("NIGHT_PEOPLE", "10000"))
SECONDS = float(os.environ.get("NIGHT_SECONDS", "30"))
ZONE = ZoneInfo("Europe/Berlin")
EVENING = datetime(2026, 11, 24, 19, 59, 50, tzinfo=ZONE).astimezone(UTC)
NIGHT, MORNING = EVENING + timedelta(seconds=10), EVENING + timedelta(hours=12, seconds=10)


class Wall:
    """A clock that stands at the evening until it is set going, from any moment."""

    def __init__(self) -> None:
        self._moment, self._since = EVENING, 0.0

    def goes_from(self, moment: datetime) -> None:
        self._moment, self._since = moment, time.monotonic()

    def __call__(self) -> datetime:
        return self._moment + timedelta(
            seconds=time.monotonic() - self._since if self._since else 0
        )


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        templates = Templates(Path(folder))
        for kind in ("sqlite", "postgresql"):
            for word in (Kind.INFORMATION, Kind.URGENT):
                await measured(templates, kind, word)
        templates.stop()


async def measured(templates: Templates, kind: str, word: Kind) -> None:
    """Print how many messages arrive before the night, at night and in the morning.

    Information goes at Telegram's pace until the night, and without a limit in the morning; urgent
    messages go at once.
    """
    wall, moments = Wall(), list[datetime]()
    rate = (28, 25) if word is Kind.INFORMATION else (100_000, 100_000)
    async with sending(templates, kind, PEOPLE, *rate, wall, kind=word, quiet=QuietHours()) as one:
        Sink.watch = lambda _: moments.append(wall())
        wall.goes_from(EVENING)
        async with one.sender:
            await until(
                one.database,
                lambda: wall() > EVENING + timedelta(seconds=SECONDS),
                urgent=word is Kind.URGENT,
            )
        wall.goes_from(MORNING)
        async with one.lifted:
            await until(one.database, lambda: False, urgent=True)
    evening, night = sum(at < NIGHT for at in moments), sum(NIGHT <= at < MORNING for at in moments)
    say(
        f"  {kind:11}{word:12}{PEOPLE} people: {evening} before 20:00, "
        f"{night} at night, {sum(at >= MORNING for at in moments)} from 8:00"
    )


async def until(database: Database, done: Callable[[], bool], *, urgent: bool) -> None:
    """It is that time, or (if that counts) everybody has it."""
    while not done() and not (urgent and not await unfinished(database)):
        await asyncio.sleep(0.1)
