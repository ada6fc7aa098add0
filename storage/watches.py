"""Wishes: "tell me when something like this appears"."""

from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Person
from bot.domain.watches import Watch
from bot.rules import people as rules
from storage import tables as t


async def add(connection: AsyncConnection, person: Person, words: str, listing: str, now: datetime) -> None:
    """Stored once. Refuses who has not agreed, and more than twenty."""
    rules.may_keep(person)
    known = await of(connection, person.id)
    if any((watch.words, watch.listing) == (words, listing) for watch in known):
        return
    rules.room_for(len(known), rules.MAX_WATCHES)
    row = {"person_id": person.id, "words": words, "listing": listing, "created_at": now}
    await connection.execute(insert(t.watch).values(row))


async def of(connection: AsyncConnection, person_id: int) -> list[Watch]:
    """The oldest first."""
    query = select(t.watch).where(t.watch.c.person_id == person_id).order_by(t.watch.c.id)
    return [Watch(row.id, row.words, row.listing) for row in await connection.execute(query)]


async def drop(connection: AsyncConnection, person_id: int, watch_id: int) -> None:
    """Only one's own: somebody else's number does nothing."""
    own = (t.watch.c.id == watch_id) & (t.watch.c.person_id == person_id)
    await connection.execute(delete(t.watch).where(own))


async def count(connection: AsyncConnection, person_id: int) -> int:
    query = select(func.count()).select_from(t.watch).where(t.watch.c.person_id == person_id)
    return (await connection.execute(query)).scalar_one()
