"""What the service tells by itself: once, and only what is new for that person."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import bindparam, text

from bot.domain.grants import Role
from bot.domain.offers import Details, Draft, OfferText
from bot.rules.problems import Problem
from bot.screens.problem_words import WORDS
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.said import Pressed
from handlers.telegram.emulator.server import Emulator
from handlers.workflows import digests
from handlers.workflows.launch import fire_due, skip_services
from handlers.workflows.services import Services
from storage.catalogue import imports, offers, places
from storage.engine.database import Database
from storage.people import people, saved, watches
from storage.schema.columns import Instant
from tests.harness.databases import NOW
from tests.harness.mailing import FIRST, arrived, crowd, mailing
from tests.test_announcing import somebody

pytestmark = pytest.mark.every_database


async def test_the_service_tells_what_is_new_once(
    database: Database, services: Services, emulator: Emulator
) -> None:
    (somebody, reader) = await crowd(database, services, emulator, 2)
    monday = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    await digests.prepare(database, NOW)
    async with database.write() as store:
        await watches.add(store, somebody, "Schwimmkurs", "q...0", NOW)
        fields = await places.fields(store, somebody.district_id or 0)
        await people.change(store, replace(reader, interests=frozenset({fields[0].id})))
    async with mailing(database, services, emulator) as running:
        for day in range(9):
            running.clock.moment = monday + timedelta(days=day)
            if day == 1:
                await _publish(database, services, somebody.district_id or 0, fields[0].slug)
            await fire_due(database, services, running.clock())
            await running.settled()
            seen = [len(person.sees) for person in emulator.world.people.values()]
            assert (
                seen
                == [[0, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 1], [1, 1]][day]
            ), day
        assert "Schwimmkurs für Mütter" in emulator.world.people[FIRST].last.text


async def _publish(database: Database, services: Services, district_id: int, field: str) -> None:
    async with database.write() as store:
        texts = (OfferText("de", "Schwimmkurs für Mütter", "Schwimmen lernen im Hallenbad."),)
        draft = Draft("neu-1", Details("Schwimmverein", texts, field=field), frozenset({"de"}))
        plan = await imports.plan(store, district_id, [draft])
        await imports.apply(
            store, district_id, plan, services.thesaurus, NOW, date(2027, 12, 31), lambda: None
        )


async def test_what_was_saved_is_reminded_of_two_days_before(
    database: Database, services: Services, emulator: Emulator
) -> None:
    (somebody,) = await crowd(database, services, emulator, 1)
    await digests.prepare(database, NOW)
    async with database.write() as store:
        found = next(
            one
            for one in await offers.of_district(store, somebody.district_id or 0)
            if one.details.starts_on
        )
        await saved.keep(store, somebody, found.id, NOW)
    starts = found.details.starts_on
    assert starts
    async with mailing(database, services, emulator) as running:
        for days, count in ((3, 0), (2, 1), (1, 1)):
            running.clock.moment = datetime.combine(starts - timedelta(days=days), time(9, 30), UTC)
            async with database.write() as store:
                await store.execute(
                    text("UPDATE announcement SET next_at = :at").bindparams(
                        bindparam("at", running.clock(), type_=Instant)
                    )
                )
            await fire_due(database, services, running.clock())
            await running.settled()
            assert sum(arrived(emulator).values()) == count


async def test_nothing_is_forgotten_in_a_standstill(
    database: Database, services: Services, emulator: Emulator
) -> None:
    """After the service was down for ten days, nothing is missing.

    A saved offer begins tomorrow, one that ends in nine days was not asked about, and a Monday had
    news.
    """
    (reader, office) = [
        (await crowd(database, services, emulator, 1, role=role))[0]
        for role in (None, Role.COORDINATOR)
    ]
    monday, thursday = (
        datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
        datetime(2026, 12, 3, 11, 30, tzinfo=UTC),
    )
    await digests.prepare(database, NOW)
    async with database.write() as store:
        fields = await places.fields(store, reader.district_id or 0)
        known = await offers.of_district(store, reader.district_id or 0)
        await store.execute(text("UPDATE offer SET expires_at = '2027-06-01'"))
        for one, column, day in (
            (known[0], "starts_on", "2026-12-04"),
            (known[1], "starts_on", "2026-12-01"),
            (known[2], "expires_at", "2026-12-12"),
        ):
            await store.execute(text(f"UPDATE offer SET {column} = '{day}' WHERE id = {one.id}"))
            await saved.keep(store, reader, one.id, NOW)
    async with mailing(database, services, emulator) as running:
        for moment, seen in (
            (monday, {}),
            (thursday, {FIRST: 2, FIRST + 1: 1}),
            (thursday + timedelta(hours=1), {FIRST: 2, FIRST + 1: 1}),
        ):
            running.clock.moment = moment
            await fire_due(database, services, moment)
            await running.settled()
            assert arrived(emulator) == seen, moment
            if moment == monday:
                async with database.write() as store:
                    await people.change(store, replace(reader, interests=frozenset({fields[0].id})))
                await _publish(database, services, reader.district_id or 0, fields[0].slug)
        shown = [
            button["callback_data"] or ""
            for message in emulator.world.people[FIRST].sees
            for button in message.buttons
        ]
        assert [
            any(one.startswith(f"offer.show:{known[n].id}:") for one in shown) for n in (0, 1)
        ] == [
            True,
            False,
        ]
    assert office.id


async def test_after_a_restore_the_service_says_nothing_twice(
    database: Database, services: Services, emulator: Emulator
) -> None:
    """It may have said it since the backup. What begins later, it tells at its next date."""
    (reader,) = await crowd(database, services, emulator, 1)
    restored = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)
    await digests.prepare(database, NOW)
    async with database.write() as store:
        known = await offers.of_district(store, reader.district_id or 0)
        for one, day in ((known[0], "2026-11-26"), (known[1], "2026-11-27")):
            await store.execute(text(f"UPDATE offer SET starts_on = '{day}' WHERE id = {one.id}"))
            await saved.keep(store, reader, one.id, NOW)
        await skip_services(store, restored)
    async with mailing(database, services, emulator) as running:
        for moment, seen in ((restored, {}), (restored + timedelta(days=1), {FIRST: 1})):
            running.clock.moment = moment
            await fire_due(database, services, moment)
            await running.settled()
            assert arrived(emulator) == seen
        shown = " ".join(
            button["callback_data"] or ""
            for message in emulator.world.people[FIRST].sees
            for button in message.buttons
        )
        assert f"offer.show:{known[1].id}:" in shown
        assert f"offer.show:{known[0].id}:" not in shown


async def test_the_office_is_asked_about_offers_that_end_soon(
    database: Database, services: Services, emulator: Emulator
) -> None:
    (office, reader) = [
        (await crowd(database, services, emulator, 1, role=role))[0]
        for role in (Role.COORDINATOR, None)
    ]
    await digests.prepare(database, NOW)
    async with database.write() as store:
        known = await offers.of_district(store, office.district_id or 0)
        await store.execute(text("UPDATE offer SET expires_at = '2027-06-01'"))
        for one in known[:6]:
            await store.execute(
                text("UPDATE offer SET expires_at = '2026-12-05' WHERE id = :one").bindparams(
                    one=one.id
                )
            )
    async with mailing(database, services, emulator) as running:
        running.clock.moment = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
        await fire_due(database, services, running.clock())
        await running.settled()
        assert arrived(emulator) == {FIRST: 2}
        shown = [
            button["callback_data"]
            for message in emulator.world.people[FIRST].sees
            for button in message.buttons
        ]
        assert {f"report.show:{one.id}" for one in known[:6]} <= set(shown)
    assert reader.id


async def test_a_coordinator_is_told_that_the_service_says_it_by_itself(
    database: Database, services: Services, conversation: Conversation
) -> None:
    """Every press about a message of the service, and about its campaigns: nothing is changed."""
    office = await somebody(conversation, "office", role=Role.COORDINATOR)
    await digests.prepare(database, NOW)
    await fire_due(database, services, datetime(2026, 11, 23, 8, 30, tzinfo=UTC))
    async with database.read() as store:
        mine = "SELECT id FROM announcement WHERE district_id = (SELECT id FROM district"
        query = text(f"{mine} WHERE slug = 'waldshut') AND kind <> 'information'")
        told = list((await store.execute(query)).scalars())
        query = text(f"SELECT id FROM campaign WHERE announcement_id IN ({told[0]}, {told[1]})")
        fired = list((await store.execute(query)).scalars())
    before = await _steered(database)
    words = office.translated(WORDS[Problem.BY_ITSELF])
    presses = [
        ":".join([name, str(row_id), *_rest(name)])
        for name in ROUTES.presses
        for row_id in (told if name.startswith("message.") else fired)
        if name.startswith(("message.", "campaign.")) and name not in WITHOUT_ID
    ]
    wrong = []
    for press in presses:
        await office.hear(Pressed(press))
        if words not in office.shown:
            wrong.append((press, office.shown))
    assert not wrong
    assert len(presses) > 60
    assert await _steered(database) == before


WITHOUT_ID = {"message.list", "message.new", "message.about"}


def _rest(name: str) -> list[str]:
    """What a press says behind the id."""
    return {
        "message.texts": ["0"], "message.text": ["de"], "message.audience": ["0"],
        "message.choices": ["roles", "0"], "message.aim": ["roles", "newcomer"],
        "message.kind": ["urgent"], "message.move": ["next"],
        "message.release": ["0"], "message.corrections": ["0"],
        "message.correct": ["de"],
    }.get(name, [])  # fmt: skip


async def _steered(database: Database) -> list[tuple[object, ...]]:
    """What could have been changed."""
    async with database.read() as store:
        announcements = await store.execute(
            text("SELECT id, state, version, next_at FROM announcement ORDER BY id")
        )
        campaigns = await store.execute(text("SELECT id, flight FROM campaign ORDER BY id"))
        return [*map(tuple, announcements), *map(tuple, campaigns)]
