"""Dates become campaigns: over a clock change, after a standstill, with two processes at once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.domain.announcements import Audience, Recipient, Times
from bot.domain.grants import Role
from handlers.telegram.emulator.people import read
from handlers.telegram.emulator.server import Emulator
from handlers.workflows.launch import fire_due
from handlers.workflows.services import Services
from storage.engine.database import Database
from tests.harness.databases import open_database, wall
from tests.harness.mailing import FIRST, arrived, crowd, mailing, released, states

pytestmark = pytest.mark.every_database


@pytest.mark.parametrize(
    ("down", "got", "says_late"),
    [
        (timedelta(seconds=5), 1, False),
        (timedelta(minutes=5), 1, True),
        (timedelta(hours=1), 1, True),
        (timedelta(hours=1, seconds=1), 0, False),
        (timedelta(days=3), 0, False),
    ],
)
async def test_what_was_due_during_a_standstill(
    database: Database,
    services: Services,
    emulator: Emulator,
    down: timedelta,
    got: int,
    says_late: bool,
) -> None:
    """Once within its grace and marked as late, not at all after it; never twice."""
    await crowd(database, services, emulator, 1)
    await released(database, times=Times(wall(2026, 11, 24, 10)))
    async with mailing(database, services, emulator) as running:
        running.clock.moment = datetime(2026, 11, 24, 9, tzinfo=UTC) + down
        assert await fire_due(database, services, running.clock()) == 1
        assert await fire_due(database, services, running.clock()) == 0
        await running.settled()
    assert sum(arrived(emulator).values()) == got
    assert all(
        ("10:00" in read(emulator.world.people[FIRST].last.text)) is says_late for _ in range(got)
    )


async def test_weekly_at_the_same_local_time_over_the_clock_change(
    database: Database, services: Services, emulator: Emulator
) -> None:
    await crowd(database, services, emulator, 1)
    start = wall(2027, 3, 23, 18)
    await released(database, times=Times(start, "FREQ=WEEKLY;BYDAY=TU", land="BW"))
    async with mailing(database, services, emulator) as running:
        for when, count in (
            (wall(2027, 3, 23, 16, 59, 59), 0),
            (wall(2027, 3, 23, 17), 1),
            (wall(2027, 3, 30, 15, 59), 1),
            (wall(2027, 3, 30, 16), 2),
        ):
            running.clock.moment = when.replace(tzinfo=UTC)
            await fire_due(database, services, running.clock())
            await running.settled()
            assert sum(arrived(emulator).values()) == count


async def test_a_short_standstill_is_late_and_a_long_one_is_missed_and_told(
    database: Database, services: Services, emulator: Emulator
) -> None:
    await crowd(database, services, emulator, 2)
    (author,) = await crowd(database, services, emulator, 1, role=Role.COORDINATOR)
    start = wall(2026, 11, 24, 10)
    only = Audience(roles=frozenset({Recipient.NEWCOMER}))
    number = await released(database, times=Times(start), audience=only, author_id=author.id)
    async with mailing(database, services, emulator) as running:
        running.clock.moment = datetime(2026, 11, 24, 9, 3, tzinfo=UTC)
        assert await fire_due(database, services, running.clock()) == 1
        assert await fire_due(database, services, running.clock()) == 0
        await running.settled()
        assert arrived(emulator) == {FIRST: 1, FIRST + 1: 1}
        assert "10:00" in read(emulator.world.people[FIRST].last.text)
        await released(
            database, times=Times(wall(2026, 11, 25, 10)), audience=only, author_id=author.id
        )
        running.clock.moment = datetime(2026, 11, 28, 10, tzinfo=UTC)
        await fire_due(database, services, running.clock())
        await running.settled()
    assert arrived(emulator) == {FIRST: 1, FIRST + 1: 1, FIRST + 2: 1}
    assert await states(database, number) == {"sent": 2}


async def test_two_clocks_at_once_fire_once(
    url: str, services: Services, emulator: Emulator
) -> None:
    both = [open_database(url), open_database(url)]
    await crowd(both[0], services, emulator, 3)
    for hour in range(5):
        await released(both[0], times=Times(wall(2026, 11, 24, 10 + hour)))
    now = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
    assert sum(await asyncio.gather(*(fire_due(one, services, now) for one in both * 3))) == 5
    async with both[0].read() as store:
        assert (await store.execute(text("SELECT count(*) FROM delivery"))).scalar_one() >= 3
    for one in both:
        await one.close()
