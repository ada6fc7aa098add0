"""A wrong clock deletes nobody: what would end too much at once waits for a person."""

import logging
from argparse import Namespace
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.config import Config
from bot.domain.people import Address, Person
from bot.rules.people import CONSENT_VERSION
from handlers.cli import operation
from handlers.dialogue.conversation import Conversation
from handlers.jobs.scheduler import Scheduler, tidy
from handlers.workflows.rounds import LONGEST_PAUSE
from storage import safeguards
from storage import schema as t
from storage.people import people
from tests.harness.databases import NOW
from tests.harness.offices import Office

pytestmark = pytest.mark.every_database
PEOPLE = 30
YEARS_LATER = NOW + timedelta(days=800)


@pytest.fixture
async def crowd(conversation: Conversation) -> Conversation:
    async with conversation.database.write() as store:
        for n in range(PEOPLE):
            person = Person(consent_version=CONSENT_VERSION, consent_at=NOW)
            await people.meet(store, Address("web", f"p{n}"), person, NOW)
    return conversation


async def counts(conversation: Conversation) -> tuple[int, int]:
    """How many people there are, and how many published offers."""
    published = select(func.count()).where(t.offer.c.state == "published")
    async with conversation.database.read() as store:
        return await people.count(store), (await store.execute(published)).scalar_one()


async def test_too_much_at_once_waits_until_it_is_confirmed(crowd: Conversation) -> None:
    before = await counts(crowd)
    with pytest.raises(safeguards.TooMuchAtOnce) as stopped:
        await tidy(crowd.database, crowd.services, YEARS_LATER)
    assert stopped.value.args == ("people", PEOPLE, PEOPLE)
    assert await counts(crowd) == before
    gone = await tidy(crowd.database, crowd.services, YEARS_LATER, confirmed=True)
    assert gone["people"] == PEOPLE
    assert await counts(crowd) == (0, 0)


@pytest.mark.parametrize(("old", "stops"), [(5, False), (6, False), (7, True)])
async def test_a_fifth_may_go(crowd: Conversation, old: int, stops: bool) -> None:
    async with crowd.database.write() as store:
        ids = select(t.person.c.id).order_by(t.person.c.id).limit(old).scalar_subquery()
        await store.execute(
            t.person.update().where(t.person.c.id.in_(ids)).values(week_seen="2020-W01")
        )
    if stops:
        with pytest.raises(safeguards.TooMuchAtOnce):
            await tidy(crowd.database, crowd.services, NOW)
    else:
        assert (await tidy(crowd.database, crowd.services, NOW))["people"] == old


@pytest.mark.parametrize(
    ("moved", "is_off"),
    [
        (timedelta(days=-2), True),
        (timedelta(hours=-2), False),
        (timedelta(days=29), False),
        (timedelta(days=31), True),
    ],
)
async def test_a_clock_far_from_the_time_stored_last_deletes_nothing(
    crowd: Conversation, moved: timedelta, is_off: bool
) -> None:
    before = await counts(crowd)
    async with crowd.database.write() as store:
        await safeguards.note_time(store, NOW)
    if not is_off:
        await tidy(crowd.database, crowd.services, NOW + moved)
        return
    with pytest.raises(safeguards.ClockIsOff):
        await tidy(crowd.database, crowd.services, NOW + moved)
    assert await counts(crowd) == before


@pytest.mark.logs_errors
async def test_the_clocks_work_stops_is_said_once_and_goes_on(
    crowd: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    clock, seconds = [NOW], [0.0]
    errands: list[datetime] = []

    async def errand() -> None:
        errands.append(clock[0])

    before = await counts(crowd)
    scheduler = Scheduler(
        database=crowd.database,
        services=crowd.services,
        now=lambda: clock[0],
        errands={"errand": errand},
        clock=lambda: seconds[0],
    )
    caplog.set_level(logging.INFO)
    await scheduler.ticks["short"]()
    clock[0] = YEARS_LATER
    for _ in range(3):
        for name in ("long", "short", "errand"):
            seconds[0] += LONGEST_PAUSE
            await scheduler.ticks[name]()
    said = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(said) == 1, "once, not at every tick"
    assert "2026-11-20 09:30 was stored last; nothing was done" in said[0]
    assert await counts(crowd) == before
    assert errands.count(YEARS_LATER) == 3, "what does not go by the clock goes on"
    await scheduler.ticks["short"]()
    clock[0] = NOW
    await scheduler.ticks["long"]()
    assert "clock: goes on" not in caplog.text, "its pause is not over"
    seconds[0] += LONGEST_PAUSE
    await scheduler.ticks["long"]()
    assert "clock: goes on" in caplog.text, "it works again by itself"
    assert await counts(crowd) == before


async def test_forget_and_retention_say_it_at_the_terminal(
    crowd: Conversation, config: Config
) -> None:
    office = Office(crowd, config)
    before = await counts(crowd)
    context = replace(office.context, now=lambda: YEARS_LATER)
    assert await operation.forget(context, Namespace(person=None)) == 1
    assert f"{PEOPLE} of {PEOPLE} people would go at once; nothing was deleted" in office.lines[-1]
    assert await operation.retention(context, Namespace(confirm=None)) == 1
    assert f"people: {PEOPLE} / {PEOPLE}" in office.lines
    assert await counts(crowd) == before
    assert await operation.retention(context, Namespace(confirm="confirm")) == 0
    assert await counts(crowd) == (0, 0)
    assert await operation.retention(context, Namespace(confirm=None)) == 0
