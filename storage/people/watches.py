"""Wishes: "tell me when something like this appears"."""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from typing import NamedTuple

from sqlalchemy import RowMapping, bindparam, delete, func, insert, select, update

from bot.domain.announcements import Kind
from bot.domain.people import Person
from bot.domain.watches import Watch
from bot.rules import people as rules
from storage import schema as t
from storage.engine.store import Store
from storage.people.person_rows import PERSON, listens, person_of

_w = t.watch.c
_IS_MINE = _w.person_id == bindparam("person")
_NEWEST = select(func.coalesce(func.max(t.offer.c.id), 0))
_OF = select(t.watch).where(_IS_MINE).order_by(_w.id)
_COUNT = select(func.count()).select_from(t.watch).where(_IS_MINE)
_DROP = delete(t.watch).where(_w.id == bindparam("watch"), _IS_MINE)
_OF_DISTRICT = (
    select(_w.id.label("watch_id"), _w.words, _w.listing, _w.newest, *PERSON)
    .join(t.person)
    .where(t.person.c.district_id == bindparam("district"), listens(Kind.ALERT))
    .order_by(_w.id)
)


class Watched(NamedTuple):
    """Somebody's watch; ``newest`` is the latest offer that they were told of, by its id."""

    person: Person
    watch: Watch
    newest: int


async def add(store: Store, person: Person, words: str, listing: str, now: datetime) -> bool:
    """Store a watch, and return whether it is new; storing it again changes nothing.

    Raises Refusal for a person who has not agreed, and above ``rules.MAX_WATCHES``.
    """
    rules.may_keep(person)
    watches = await of(store, person.id)
    if any((watch.words, watch.listing) == (words, listing) for watch in watches):
        return False
    rules.room_for(len(watches), rules.MAX_WATCHES)
    row = {
        "person_id": person.id,
        "words": words,
        "listing": listing,
        "newest": (await store.execute(_NEWEST)).scalar_one(),
        "created_at": now,
    }
    await store.execute(insert(t.watch), row)
    return True


async def of(store: Store, person_id: int) -> list[Watch]:
    """Return the watches of a person, the oldest first."""
    rows = await store.rows(_OF, {"person": person_id})
    return [Watch(row["id"], row["words"], row["listing"]) for row in rows]


async def of_district(store: Store, district_id: int) -> dict[int, Callable[[], Watched]]:
    """Return watch → how it is read, of all people of a district who want to hear, in order.

    Each is read by itself, so that one that cannot be read spoils no other.
    """
    rows = await store.rows(_OF_DISTRICT, {"district": district_id})
    return {row["watch_id"]: partial(_watched, row) for row in rows}


def _watched(row: RowMapping) -> Watched:
    watch = Watch(row["watch_id"], row["words"], row["listing"])
    return Watched(person_of(row), watch, row["newest"])


async def told(store: Store, watch_ids: Collection[int], newest: int) -> None:
    """Remember that the people were told of everything up to the offer ``newest``."""
    mine = update(t.watch).where(_w.id.in_(sorted(watch_ids)))
    await store.execute(mine.values(newest=newest))


async def drop(store: Store, person_id: int, watch_id: int) -> None:
    """Delete a watch of the person; nothing happens if it is somebody else's."""
    await store.execute(_DROP, {"person": person_id, "watch": watch_id})


async def count(store: Store, person_id: int) -> int:
    """Return how many watches a person has."""
    return (await store.execute(_COUNT, {"person": person_id})).scalar_one()
