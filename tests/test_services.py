"""What the service tells by itself: once, and only what is new for that person."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import bindparam, text

from bot.domain.offers import Details, Draft, OfferText
from bot.domain.people import Role
from handlers import services
from handlers.firing import fire_due
from handlers.turn import World
from storage import imports, offers, people, places, saved, watches
from storage.columns import Instant
from storage.database import Database
from tests.databases import NOW
from tests.emulator.server import Emulator
from tests.mailing import FIRST, arrived, crowd, mailing


async def test_the_service_tells_what_is_new_once(database: Database, world: World, emulator: Emulator) -> None:
    (somebody, reader) = await crowd(database, world, emulator, 2)
    monday = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    async with database.write() as connection:
        await services.prepared(connection, NOW)
        await watches.add(connection, somebody, "Schwimmkurs", "q...0", NOW)
        fields = await places.fields(connection, somebody.district_id or 0)
        await people.change(connection, replace(reader, interests=frozenset({fields[0].id})))
    async with mailing(database, world, emulator) as running:
        for day in range(9):
            running.clock.moment = monday + timedelta(days=day)
            if day == 1:
                await _publish(database, world, somebody.district_id or 0, fields[0].slug)
            await fire_due(database, world, running.clock())
            await running.settled()
            seen = [len(person.sees) for person in emulator.world.people.values()]
            assert seen == [[0, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 1], [1, 1]][day], day
        assert "Schwimmkurs für Mütter" in emulator.world.people[FIRST].last.text


async def _publish(database: Database, world: World, district_id: int, field: str) -> None:
    async with database.write() as connection:
        texts = (OfferText("de", "Schwimmkurs für Mütter", "Schwimmen lernen im Hallenbad."),)
        draft = Draft("neu-1", Details("Schwimmverein", texts, field=field), frozenset({"de"}))
        plan = await imports.plan(connection, district_id, [draft])
        await imports.apply(connection, district_id, plan, world.thesaurus, NOW, date(2027, 12, 31), lambda: None)


async def test_what_was_saved_is_reminded_of_two_days_before(database: Database, world: World, emulator: Emulator) -> None:
    (somebody,) = await crowd(database, world, emulator, 1)
    async with database.write() as connection:
        await services.prepared(connection, NOW)
        found = next(one for one in await offers.of_district(connection, somebody.district_id or 0) if one.details.starts_on)
        await saved.keep(connection, somebody, found.id, NOW)
    starts = found.details.starts_on
    assert starts
    async with mailing(database, world, emulator) as running:
        for days, count in ((3, 0), (2, 1), (1, 1)):
            running.clock.moment = datetime.combine(starts - timedelta(days=days), time(9, 30), UTC)
            async with database.write() as connection:
                await connection.execute(text("UPDATE announcement SET next_at = :at").bindparams(bindparam("at", running.clock(), type_=Instant)))
            await fire_due(database, world, running.clock())
            await running.settled()
            assert sum(arrived(emulator).values()) == count


async def test_the_office_is_asked_about_offers_that_end_soon(database: Database, world: World, emulator: Emulator) -> None:
    (office, reader) = [(await crowd(database, world, emulator, 1, role=role))[0] for role in (Role.COORDINATOR, Role.NEWCOMER)]
    async with database.write() as connection:
        await services.prepared(connection, NOW)
        known = await offers.of_district(connection, office.district_id or 0)
        await connection.execute(text("UPDATE offer SET expires_at = '2027-06-01'"))
        for one in known[:6]:
            await connection.execute(text("UPDATE offer SET expires_at = '2026-12-05' WHERE id = :one").bindparams(one=one.id))
    async with mailing(database, world, emulator) as running:
        running.clock.moment = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
        await fire_due(database, world, running.clock())
        await running.settled()
        assert arrived(emulator) == {FIRST: 2}
        shown = [button["callback_data"] for message in emulator.world.people[FIRST].sees for button in message.buttons]
        assert {f"review:{one.id}" for one in known[:6]} <= set(shown)
    assert reader.id
