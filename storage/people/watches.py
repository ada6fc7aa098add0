"""Wishes: "tell me when something like this appears"."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from bot.domain.announcements import Kind
from bot.domain.people import Person
from bot.domain.watches import Watch
from bot.rules import people as rules
from storage import schema as t
from storage.engine.store import Store
from storage.people.person_rows import PERSON, listens, person_of


async def add(store: Store, person: Person, words: str, listing: str, now: datetime) -> None:
    """Stored once. Refuses who has not agreed, and more than twenty."""
    rules.may_keep(person)
    watches = await of(store, person.id)
    if any((watch.words, watch.listing) == (words, listing) for watch in watches):
        return
    rules.room_for(len(watches), rules.MAX_WATCHES)
    newest = (await store.execute(select(func.coalesce(func.max(t.offer.c.id), 0)))).scalar_one()
    row = {
        "person_id": person.id,
        "words": words,
        "listing": listing,
        "newest": newest,
        "created_at": now,
    }
    await store.execute(insert(t.watch).values(row))


async def of(store: Store, person_id: int) -> list[Watch]:
    """The oldest first."""
    query = select(t.watch).where(t.watch.c.person_id == person_id).order_by(t.watch.c.id)
    return [Watch(row.id, row.words, row.listing) for row in await store.execute(query)]


async def of_district(store: Store, district_id: int) -> list[tuple[Person, Watch, int]]:
    """Everybody's there who wants to hear of them, each with the newest offer that was told."""
    joined = select(
        t.watch.c.id.label("watch_id"),
        t.watch.c.words,
        t.watch.c.listing,
        t.watch.c.newest,
        *PERSON,
    ).join(t.person)
    query = joined.where(t.person.c.district_id == district_id, listens(Kind.ALERT)).order_by(
        t.watch.c.id
    )
    rows = (await store.execute(query)).mappings()
    return [
        (person_of(row), Watch(row["watch_id"], row["words"], row["listing"]), row["newest"])
        for row in rows
    ]


async def told(store: Store, watch_ids: Collection[int], newest: int) -> None:
    """Of these nothing older than this offer is told again."""
    await store.execute(
        update(t.watch).where(t.watch.c.id.in_(sorted(watch_ids))).values(newest=newest)
    )


async def drop(store: Store, person_id: int, watch_id: int) -> None:
    """Only one's own: somebody else's number does nothing."""
    own = (t.watch.c.id == watch_id) & (t.watch.c.person_id == person_id)
    await store.execute(delete(t.watch).where(own))


async def count(store: Store, person_id: int) -> int:
    query = select(func.count()).select_from(t.watch).where(t.watch.c.person_id == person_id)
    return (await store.execute(query)).scalar_one()
