"""Announcements from release to a final state: who gets what, when, once; on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.announcements import Audience, Flight, Kind, Recipient, State
from bot.domain.deliveries import Amendment, Result
from bot.domain.deliveries import State as DeliveryState
from bot.domain.grants import Role
from bot.domain.outcomes import Refused
from bot.domain.people import QuietHours
from handlers.delivery.sender import MOST_STEPS
from handlers.jobs.scheduler import tidy
from handlers.telegram.api.sender import TelegramSender
from handlers.telegram.api.transport import bot_of
from handlers.telegram.emulator.people import read
from handlers.telegram.emulator.server import Emulator
from handlers.telegram.messages import TelegramChannel
from handlers.workflows.launch import fire_due
from handlers.workflows.services import Services
from storage.engine.database import Database
from storage.messaging import announcements, campaigns, deliveries
from tests.harness.crashing import crashed
from tests.harness.databases import NOW
from tests.harness.killing import mailed
from tests.harness.mailing import FIRST, arrived, crowd, mailing, released, states

pytestmark = pytest.mark.every_database
DEADLY = (
    "every.commit:before",
    "handlers.telegram.api.calls.Say.perform:after",
    "storage.messaging.deliveries.claim:after",
    "storage.messaging.deliveries.record:before",
    "handlers.telegram.messages.TelegramChannel.notify:after:4",
)
"""Points of the code at which a process dies, and what it did may be known to nobody."""


async def test_everybody_gets_it_once_in_one_language(
    database: Database, services: Services, emulator: Emulator
) -> None:
    await crowd(database, services, emulator, 3)
    await crowd(database, services, emulator, 2, language="uk")
    await crowd(database, services, emulator, 1, language="ar")
    number = await released(database)
    async with mailing(database, services, emulator) as running:
        await running.settled()
    assert set(arrived(emulator).values()) == {1}
    assert await states(database, number) == {"sent": 6}
    said = [read(emulator.world.people[chat].last.text) for chat in (FIRST, FIRST + 3, FIRST + 5)]
    assert ["Der Kurs" in said[0], "Курс починається" in said[1], "Der Kurs" in said[2]] == [
        True
    ] * 3
    assert "Der Kurs" not in said[1]


async def test_who_asked_comes_first_but_not_for_ever(
    database: Database, services: Services, emulator: Emulator
) -> None:
    """While an answer is under way, no message starts for a moment.

    If answers never stop, the sender still sends everything.
    """
    looked: list[int] = []

    def answering() -> bool:
        looked.append(sum(arrived(emulator).values()))
        return True

    await crowd(database, services, emulator, 10)
    await released(database)
    async with mailing(database, services, emulator, answering=answering) as running:
        await running.settled()
    assert looked.count(0) >= MOST_STEPS
    assert arrived(emulator) == dict.fromkeys(range(FIRST, FIRST + 10), 1)


async def test_a_draft_is_never_sent(
    database: Database, services: Services, emulator: Emulator
) -> None:
    await crowd(database, services, emulator, 2)
    number = await released(database, state=State.DRAFT)
    async with mailing(database, services, emulator) as running:
        running.clock.moment = NOW + timedelta(hours=1)
        await fire_due(database, services, running.clock())
        await running.settled()
    assert not arrived(emulator)
    assert await states(database, number) == {}


async def test_whoever_fits_twice_gets_it_once(
    database: Database, services: Services, emulator: Emulator
) -> None:
    await crowd(database, services, emulator, 1, interests=frozenset({1, 2}), role=Role.VOLUNTEER)
    await crowd(database, services, emulator, 1, interests=frozenset({12}))
    await released(
        database,
        audience=Audience(
            fields=frozenset({1, 2}), roles=frozenset({Recipient.VOLUNTEER, Recipient.NEWCOMER})
        ),
    )
    async with mailing(database, services, emulator) as running:
        await running.settled()
    assert arrived(emulator) == {FIRST: 1}


async def test_who_blocked_us_stops_nobody(
    database: Database, services: Services, emulator: Emulator
) -> None:
    await crowd(database, services, emulator, 5)
    emulator.state.chats[FIRST + 2].gone = "bot was blocked by the user"
    number = await released(database)
    async with mailing(database, services, emulator) as running:
        await running.settled()
        assert await states(database, number) == {"sent": 4, "blocked": 1}
        await released(database)
        await running.settled()
    assert arrived(emulator)[FIRST] == 2
    assert len([one for one in emulator.state.log if one.chat == FIRST + 2]) == 0


async def test_nobody_is_woken_but_for_a_danger(
    database: Database, services: Services, emulator: Emulator
) -> None:
    await crowd(database, services, emulator, 4, quiet=QuietHours())
    evening = datetime(2026, 11, 20, 18, 59, 57, tzinfo=UTC)
    number = await released(database, evening)
    async with mailing(database, services, emulator) as running:
        running.clock.moment = evening
        await running.settled()
        assert not arrived(emulator)
        await released(database, evening, kind=Kind.URGENT)
        await running.settled()
        assert set(arrived(emulator).values()) == {1}
        running.clock.moment = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
        await running.settled()
    assert set(arrived(emulator).values()) == {2}
    assert await states(database, number) == {"sent": 4}


async def test_what_a_dead_process_had_on_its_way_is_sent_again_and_marked(
    database: Database, services: Services, emulator: Emulator
) -> None:
    await crowd(database, services, emulator, 3)
    number = await released(database)
    async with database.write() as store:
        assert len(await deliveries.claim(store, 4711, 2, NOW)) == 2
    async with mailing(database, services, emulator) as running:
        await running.settled()
    assert set(arrived(emulator).values()) == {1}
    async with database.read() as store:
        (campaign,) = await campaigns.of_announcement(store, number)
        assert (await campaigns.progress(store, campaign.id)).possibly_twice == 2


async def test_rather_not_at_all_than_twice(
    database: Database, services: Services, emulator: Emulator
) -> None:
    await crowd(database, services, emulator, 3)
    number = await released(database, never_twice=True)
    async with database.write() as store:
        await deliveries.claim(store, 4711, 1, NOW)
    async with mailing(database, services, emulator) as running:
        await running.settled()
    assert await states(database, number) == {"held": 1, "sent": 2}


async def test_a_result_that_comes_too_late_changes_nothing(
    database: Database, services: Services, emulator: Emulator
) -> None:
    await crowd(database, services, emulator, 1)
    number = await released(database)
    async with database.write() as store:
        (mine,) = await deliveries.by_ids(store, await deliveries.claim(store, 1, 1, NOW))
        await deliveries.take_back(store, 1, NOW)
        await deliveries.claim(store, 2, 1, NOW)
        await deliveries.record(store, [Result(mine, DeliveryState.SENT, NOW)], 1)
    assert await states(database, number) == {"sending": 1}


@pytest.mark.parametrize("fault", ["429", "500", "lost after", "lost before", "reset", "cut"])
async def test_whatever_fails_on_the_way_nobody_is_lost(
    database: Database, services: Services, emulator: Emulator, fault: str
) -> None:
    await crowd(database, services, emulator, 3)
    emulator.faults.plan(fault, "sendMessage", times=1, after=0.01)
    number = await released(database)
    async with mailing(database, services, emulator) as running:
        await running.settled()
        running.clock.moment = NOW + timedelta(seconds=30)
        await running.settled()
    assert await states(database, number) == {"sent": 3}
    doubled = sum(arrived(emulator).values()) - 3
    async with database.read() as store:
        (campaign,) = await campaigns.of_announcement(store, number)
        assert doubled <= (await campaigns.progress(store, campaign.id)).possibly_twice <= 1


async def test_a_long_halt_waits_in_the_ledger_and_is_heeded_after_a_restart(
    database: Database, services: Services, emulator: Emulator
) -> None:
    await crowd(database, services, emulator, 3)
    emulator.faults.plan("429", "sendMessage", after=3600)
    number = await released(database)
    async with mailing(database, services, emulator, rate=20) as running:
        await running.settled()
    later = await released(database)
    async with mailing(database, services, emulator, moment=NOW + timedelta(minutes=59)) as running:
        await running.settled()
    assert (await states(database, number), await states(database, later), arrived(emulator)) == (
        {"due": 3},
        {"due": 3},
        {},
    )
    async with mailing(
        database, services, emulator, moment=NOW + timedelta(hours=1, seconds=1)
    ) as running:
        await running.settled()
    assert set(arrived(emulator).values()) == {2}
    async with database.read() as store:
        assert (await deliveries.counted(store))["possibly_twice"] == 0


async def test_a_message_that_is_refused_pauses_its_campaign(
    database: Database, services: Services, emulator: Emulator
) -> None:
    await crowd(database, services, emulator, 20)
    number = await released(database)

    class Refusing(TelegramChannel):
        async def notify(self, *_: object) -> Refused:
            return Refused("can't parse entities")

    async with mailing(
        database,
        services,
        emulator,
        telegram=Refusing(TelegramSender(bot_of("1:x", emulator.url), 1, 1)),
    ) as running:
        await running.settled()
    found = await states(database, number)
    assert found["dead"] >= 3
    assert found["paused"] >= 1


async def test_pause_go_on_and_cancel(
    database: Database, services: Services, emulator: Emulator
) -> None:
    await crowd(database, services, emulator, 3)
    number = await released(database)
    async with database.write() as store:
        (campaign,) = await campaigns.of_announcement(store, number)
        await campaigns.hold(store, campaign.id)
    async with mailing(database, services, emulator) as running:
        await running.settled()
        assert await states(database, number) == {"paused": 3}
        async with database.write() as store:
            await campaigns.resume(store, campaign.id)
            assert len(await deliveries.claim(store, 99, 1, NOW)) == 1
            await campaigns.cancel(store, campaign.id, NOW)
        await running.settled()
        assert await states(database, number) == {"cancelled": 3}


async def test_who_stopped_a_kind_gets_none_of_it(
    database: Database, services: Services, emulator: Emulator
) -> None:
    await crowd(database, services, emulator, 1, stopped=frozenset({"information"}))
    await crowd(database, services, emulator, 1, paused_until=date.max)
    await crowd(database, services, emulator, 1, paused_until=date(2026, 11, 22))
    await crowd(database, services, emulator, 1, consent_version=0)
    await released(database)
    async with mailing(database, services, emulator) as running:
        await running.settled()
        assert not arrived(emulator)
        running.clock.moment = datetime(2026, 11, 22, 23, tzinfo=UTC)
        await running.settled()
    assert arrived(emulator) == {FIRST + 2: 1}


async def test_after_a_restore_a_human_decides(
    database: Database, services: Services, emulator: Emulator
) -> None:
    await crowd(database, services, emulator, 2)
    number = await released(database)
    async with database.write() as store:
        assert await deliveries.wait(store) == 2
    async with mailing(database, services, emulator) as running:
        await running.settled()
        assert not arrived(emulator)
        async with database.write() as store:
            (campaign,) = await campaigns.of_announcement(store, number)
            assert campaign.flight is Flight.WAITS
            await campaigns.resume(store, campaign.id)
        await running.settled()
    assert set(arrived(emulator).values()) == {1}


async def test_after_thirty_days_only_counts_are_left(
    database: Database, services: Services, emulator: Emulator
) -> None:
    await crowd(database, services, emulator, 2)
    number = await released(database)
    async with mailing(database, services, emulator) as running:
        await running.settled()
    before = await states(database, number)
    await tidy(database, services, NOW + timedelta(days=31))
    async with database.read() as store:
        assert (await store.execute(text("SELECT count(*) FROM delivery"))).scalar_one() == 0
    assert await states(database, number) == before == {"sent": 2}


async def test_a_correction_changes_what_arrived_and_a_withdrawal_takes_it_away(
    database: Database, services: Services, emulator: Emulator
) -> None:
    await crowd(database, services, emulator, 2)
    number = await released(database)
    async with mailing(database, services, emulator) as running:
        await running.settled()
        async with database.write() as store:
            one = await announcements.by_id(store, number)
            assert one
            await announcements.change(
                store, replace(one, texts={"de": "Der Kurs beginnt am Mittwoch."}), NOW
            )
            await campaigns.amend(store, number, Amendment.CORRECT)
        await running.until(
            lambda: all("Mittwoch" in person.last.text for person in emulator.world.people.values())
        )
        assert set(arrived(emulator).values()) == {1}
        async with database.write() as store:
            await campaigns.amend(store, number, Amendment.WITHDRAW)
        await running.until(lambda: not arrived(emulator))
    assert await states(database, number) == {"withdrawn": 2}


@pytest.mark.xdist_group("serial")
async def test_killed_in_the_middle_nobody_is_lost_and_every_double_is_marked(
    url: str, kind: str, services: Services, emulator: Emulator, tmp_path: Path
) -> None:
    emulator.faults.latency = 0.02
    found = await mailed(
        emulator,
        url,
        services,
        tmp_path,
        people=240,
        kills=5,
        processes=1 if kind == "sqlite" else 2,
    )
    assert found.is_right, found
    assert found.waiting, "each kill was in the middle"
    assert max(found.doubled, found.marked) <= 8 * found.kills, found


@pytest.mark.xdist_group("serial")
async def test_dead_at_points_of_the_code_nothing_is_lost(
    url: str, services: Services, emulator: Emulator, tmp_path: Path
) -> None:
    """The short form of ``make bench``, where each point is met by itself.

    Here one process after the other dies; what each leaves is found by the next.
    """
    found = await crashed(emulator, url, services, tmp_path, *DEADLY)
    assert found.is_right, found
