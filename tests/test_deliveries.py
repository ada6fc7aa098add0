"""The ledger's rows: what is claimed, what became of it, and what a dead process leaves behind."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import RowMapping, select, update

from bot.domain.announcements import Flight
from bot.domain.deliveries import Amendment, Delivery, Result, State
from bot.domain.people import Address, Person
from storage import schema as t
from storage.catalogue import places
from storage.engine.database import Database
from storage.engine.store import Store
from storage.messaging import campaigns, deliveries
from storage.messaging.deliveries import LONGEST_MESSAGE, LONGEST_REASON
from storage.messaging.group_events import to_json
from storage.people import people
from tests.harness.databases import NOW
from tests.harness.group_events import ASKED
from tests.harness.mailing import DISTRICT, agreed, released

MINE, THEIRS = 71, 72
LATER, MUCH_LATER = NOW + timedelta(minutes=5), NOW + timedelta(hours=9)
pytestmark = pytest.mark.every_database


async def _given(database: Database, **values: Any) -> tuple[int, list[Person]]:
    """Return an announcement with a delivery for each of three people, and these people."""
    async with database.write() as store:
        district = await places.district_named(store, DISTRICT)
        assert district
        given = agreed(district.id)
        addresses = [Address("telegram", str(number)) for number in range(3)]
        met = [await people.meet(store, address, Person(**given), NOW) for address in addresses]
    return await released(database, **values), met


async def _rows(store: Store) -> list[RowMapping]:
    return list(await store.rows(select(t.delivery).order_by(t.delivery.c.id)))


async def _ids(store: Store) -> list[int]:
    return [row["id"] for row in await _rows(store)]


async def _set(store: Store, delivery_id: int, **values: Any) -> None:
    await store.execute(update(t.delivery).where(t.delivery.c.id == delivery_id).values(values))


async def _claimed(store: Store, most: int = 9, owner: int = MINE) -> Sequence[Delivery]:
    return await deliveries.by_ids(store, await deliveries.claim(store, owner, most, NOW))


async def test_a_claimed_delivery_has_all_that_is_sent(database: Database) -> None:
    announcement_id, met = await _given(database)
    async with database.write() as store:
        (campaign,) = await campaigns.of_announcement(store, announcement_id)
        first, second, third = await _ids(store)
        await _set(store, second, possibly_twice=True, offers=[7, 3], attempts=4)
        await _set(store, third, event=to_json(ASKED))
        await store.execute(update(t.campaign).values(late=True, flight=Flight.WAITS))
        claimed = await _claimed(store)
        assert await deliveries.by_ids(store, []) == []
        assert await deliveries.by_ids(store, [third + 99]) == []
    expected = Delivery(
        first, campaign.id, announcement_id, met[0], 1, NOW, late=True, flight=Flight.WAITS
    )
    assert claimed[0] == expected
    assert claimed[1] == replace(
        expected, id=second, person=met[1], attempt=5, possibly_twice=True, offers=(7, 3)
    )
    assert claimed[2] == replace(expected, id=third, person=met[2], event=ASKED)


async def test_the_most_urgent_are_claimed_and_come_first(database: Database) -> None:
    """By priority, then by when they are due, then by id; not those of another time or state."""
    await _given(database)
    async with database.write() as store:
        first, second, third = await _ids(store)
        await _set(store, second, priority=-1)
        await _set(store, first, due_at=NOW - timedelta(hours=1))
        assert [delivery.id for delivery in await _claimed(store, 2)] == [second, first]
        assert await deliveries.owners(store) == [MINE]
        await _set(store, third, due_at=LATER)
        assert not await _claimed(store)
        await _set(store, first, priority=5, state=State.SENT)
        every = await deliveries.by_ids(store, [first, second, third])
        assert [delivery.id for delivery in every] == [second, third, first]


async def test_what_became_of_a_message_is_recorded(database: Database) -> None:
    await _given(database)
    async with database.write() as store:
        arrived, waits, lost = await _claimed(store)
        await _set(store, waits.id, channel="web", is_read=True)
        sent = Result(arrived, State.SENT, LATER, None, "telegram", "m" * 50, is_read=True)
        again = Result(waits, State.DUE, LATER, MUCH_LATER, possibly_twice=True, counts=False)
        dead = Result(lost, State.DEAD, LATER, None, "email", "", "no\0 such \ud800" + "!" * 90)
        await deliveries.record(store, [sent, again, dead], MINE)
        await deliveries.record(store, [], MINE)
        first, second, third = await _rows(store)
        assert (await deliveries.counted(store))["possibly_twice"] == 1
    assert _told(first) == (State.SENT, 1, NOW, "telegram", "m" * LONGEST_MESSAGE, "", LATER)
    assert _told(second) == (State.DUE, 0, MUCH_LATER, "web", "", "", None)
    reason = ("no such ?" + "!" * 90)[:LONGEST_REASON]
    assert _told(third) == (State.DEAD, 1, NOW, "email", "", reason, LATER)
    assert [row["is_read"] for row in (first, second, third)] == [True, True, False]
    assert [row["possibly_twice"] for row in (first, second, third)] == [False, True, False]
    assert {row["owner"] for row in (first, second, third)} == {None}


def _told(row: RowMapping) -> tuple[Any, ...]:
    names = ("state", "attempts", "due_at", "channel", "message", "reason", "ended_at")
    return tuple(row[name] for name in names)


async def test_who_no_longer_owns_a_delivery_records_nothing(database: Database) -> None:
    """Another process, an older attempt, and one whose delivery was stopped meanwhile."""
    await _given(database)
    async with database.write() as store:
        taken, older, stopped = await _claimed(store)
        await _set(store, taken.id, owner=THEIRS)
        await _set(store, older.id, attempts=2)
        await _set(store, stopped.id, state=State.CANCELLED)
        before = await _rows(store)
        results = [Result(delivery, State.SENT, LATER) for delivery in (taken, older, stopped)]
        for result in results:
            await deliveries.record(store, [result], MINE)
        assert await _rows(store) == before


async def test_what_cannot_be_handled_is_buried(database: Database) -> None:
    await _given(database)
    async with database.write() as store:
        first, *others = await _claimed(store)
        before = await _rows(store)
        await deliveries.bury(store, first.id, "bad\0" + "x" * 90, LATER)
        row, *rest = await _rows(store)
        assert (row["state"], row["owner"], row["ended_at"]) == (State.DEAD, None, LATER)
        assert row["reason"] == ("bad" + "x" * 90)[:LONGEST_REASON]
        assert rest == before[1:]
        assert (await deliveries.counted(store))[State.DEAD] == 1
        assert len(others) == (await deliveries.counted(store))[State.SENDING]


@pytest.mark.parametrize("never_twice", [False, True], ids=["again", "never twice"])
async def test_what_a_dead_process_had_on_its_way_is_taken_back(
    database: Database, never_twice: bool
) -> None:
    """It may have arrived: it is marked, or held. Those of others go on."""
    await _given(database, never_twice=never_twice)
    async with database.write() as store:
        (first,) = await _claimed(store, 1)
        (second,) = await _claimed(store, 1, THEIRS)
        assert set(await deliveries.owners(store)) == {MINE, THEIRS}
        assert await deliveries.take_back(store, MINE, LATER) == 1
        mine, theirs, due = await _rows(store)
    state, ended_at = (State.HELD, LATER) if never_twice else (State.DUE, None)
    assert (mine["id"], mine["state"], mine["ended_at"]) == (first.id, state, ended_at)
    assert (mine["owner"], mine["possibly_twice"]) == (None, True)
    assert (theirs["id"], theirs["state"], theirs["owner"]) == (second.id, State.SENDING, THEIRS)
    assert (theirs["possibly_twice"], due["possibly_twice"]) == (False, False)


async def test_messages_to_change_are_the_oldest_that_arrived(database: Database) -> None:
    announcement_id, met = await _given(database)
    async with database.write() as store:
        first, second, third = await _ids(store)
        await _set(store, third, state=State.SENT, channel="telegram", message="17")
        await _set(store, first, state=State.SENT)
        await campaigns.amend(store, announcement_id, Amendment.CORRECT)
        assert list(await deliveries.amended(store, 9)) == [first, third]
        assert list(await deliveries.amended(store, 1)) == [first]
        assert await deliveries.amended_by_id(store, second) is None
        found = await deliveries.amended_by_id(store, third)
        assert found
        assert (found.amendment, found.channel, found.message) == (
            Amendment.CORRECT,
            "telegram",
            "17",
        )
        assert (found.delivery.id, found.delivery.person) == (third, met[2])
        await deliveries.leave_as_it_is(store, first)
        assert list(await deliveries.amended(store, 9)) == [third]


async def test_a_change_is_done_for_the_text_that_went_out(database: Database) -> None:
    announcement_id, _ = await _given(database)
    async with database.write() as store:
        first, second, _ = await _ids(store)
        for delivery_id in (first, second):
            await _set(store, delivery_id, state=State.SENT)
        await campaigns.amend(store, announcement_id, Amendment.WITHDRAW)
        version = (await store.execute(select(t.announcement.c.version))).scalar_one()
        assert not await deliveries.settle(store, first, Amendment.WITHDRAW, version + 1)
        assert not await deliveries.settle(store, first, Amendment.CORRECT, version)
        assert await deliveries.settle(store, first, Amendment.WITHDRAW, version)
        states = [row["state"] for row in await _rows(store)]
        assert states[:2] == [State.WITHDRAWN, State.SENT]
        assert list(await deliveries.amended(store, 9)) == [second]
