"""People as they are stored: met, seen again, unreachable for a while, with what they chose."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.people import Address, Person
from storage import schema as t
from storage.catalogue import places
from storage.engine.database import Database
from storage.people import people
from tests.harness.databases import NOW
from tests.harness.mailing import DISTRICT, agreed

TELEGRAM, EMAIL = Address("telegram", "71"), Address("email", "a@example.org")
OTHERS, NOBODYS = Address("telegram", "72"), Address("email", "71")
LATER = NOW + timedelta(weeks=3)
pytestmark = pytest.mark.every_database


async def _met(database: Database, address: Address = TELEGRAM) -> Person:
    async with database.write() as store:
        district = await places.district_named(store, DISTRICT)
        assert district
        return await people.meet(store, address, Person(**agreed(district.id)), NOW)


async def test_who_was_met_is_found_at_their_address_alone(database: Database) -> None:
    met, other = await _met(database), await _met(database, OTHERS)
    written = await _met(database, EMAIL)
    async with database.write() as store:
        for lock in (False, True):
            assert await people.at(store, TELEGRAM, lock=lock) == met
            assert await people.at(store, OTHERS, lock=lock) == other
            assert await people.at(store, NOBODYS, lock=lock) is None
        assert await people.by_id(store, met.id) == met
        assert await people.by_id(store, written.id + 1) is None
        assert await people.channels(store, met.id) == ["telegram"]
        assert await people.channels(store, written.id) == ["email"]
        assert await people.count(store) == 3


async def test_who_cannot_be_reached_is_written_to_when_they_speak(database: Database) -> None:
    met, other = await _met(database), await _met(database, OTHERS)
    async with database.write() as store:
        await people.suspend(store, TELEGRAM, NOW)
        unreached = await people.at(store, TELEGRAM)
        assert unreached == replace(met, suspended=True)
        assert await people.at(store, OTHERS) == other
        every = await people.addresses(store, [met.id, other.id])
        assert every == {met.id: [], other.id: [OTHERS]}
        assert await people.seen(store, unreached, NOW) == met
        assert await people.at(store, TELEGRAM) == met
        assert await people.addresses(store, [met.id]) == {met.id: [TELEGRAM]}


async def test_only_the_week_is_remembered_in_which_somebody_spoke(database: Database) -> None:
    met, stranger = await _met(database), Person()
    async with database.write() as store:
        assert await people.seen(store, met, NOW + timedelta(minutes=1)) == met
        again = await people.seen(store, met, LATER)
        assert again.week_seen > met.week_seen
        assert await people.at(store, TELEGRAM) == again == replace(met, week_seen=again.week_seen)
        assert await people.seen(store, stranger, LATER) == stranger


async def test_what_was_chosen_is_stored_and_taken_back(database: Database) -> None:
    met, other = await _met(database), await _met(database, OTHERS)
    async with database.write() as store:
        fields = (await store.execute(select(t.field.c.id).order_by(t.field.c.id).limit(3))).all()
        first, second, third = (row.id for row in fields)
        both = replace(met, interests=frozenset({first, second}), skills=frozenset({"fahren"}))
        await people.change(store, replace(other, interests=frozenset({first})))
        assert await people.change(store, both) == both == await people.by_id(store, met.id)
        moved = replace(both, interests=frozenset({second, third}), skills=frozenset())
        await people.change(store, moved)
        assert await people.by_id(store, met.id) == moved
        kept = await people.by_id(store, other.id)
        assert kept
        assert kept.interests == {first}


async def test_a_new_address_replaces_the_old_one_unless_it_is_taken(database: Database) -> None:
    met, other = await _met(database), await _met(database, OTHERS)
    async with database.write() as store:
        await people.move(store, TELEGRAM, EMAIL, NOW)
        assert await people.at(store, TELEGRAM) is None
        assert await people.at(store, EMAIL) == met
        await people.move(store, EMAIL, OTHERS, NOW)
        assert await people.by_id(store, met.id) is None
        assert await people.at(store, OTHERS) == other


async def test_the_menu_of_an_address_is_learned_once(database: Database) -> None:
    await _met(database)
    await _met(database, OTHERS)
    async with database.write() as store:
        assert await people.learn_menu(store, TELEGRAM, "uk")
        assert not await people.learn_menu(store, TELEGRAM, "uk")
        assert await people.learn_menu(store, OTHERS, "uk")
