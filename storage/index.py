"""The rows that make offers findable: one a term and offer, written in the transaction that saves the offer."""

from collections.abc import Mapping

from sqlalchemy import delete, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import numbers
from storage import tables as t

BATCH = 500
"""Terms of one statement."""


async def add(connection: AsyncConnection, district_id: int, offer_id: int, weights: Mapping[int, int]) -> None:
    asked = numbers.table(connection, sorted(weights.items()), "term", "weight")
    rows = select(literal(district_id, t.Id), asked.c.term, literal(offer_id, t.Id), asked.c.weight)
    await connection.execute(insert(t.offer_term).from_select(["district_id", "term", "offer_id", "weight"], rows))


async def remove(connection: AsyncConnection, offer_id: int) -> None:
    await connection.execute(delete(t.offer_term).where(t.offer_term.c.offer_id == offer_id))


async def change(connection: AsyncConnection, district_id: int, offer_id: int, weights: Mapping[int, int]) -> None:
    """Only the rows that differ are written."""
    mine = t.offer_term.c.offer_id == offer_id
    query = select(t.offer_term.c.term, t.offer_term.c.weight).where(mine, t.offer_term.c.district_id == district_id)
    before = {row.term: row.weight for row in await connection.execute(query)}
    gone = [term for term, weight in before.items() if weights.get(term) != weight]
    for start in range(0, len(gone), BATCH):
        batch = t.offer_term.c.term.in_(gone[start : start + BATCH])
        await connection.execute(delete(t.offer_term).where(mine, t.offer_term.c.district_id == district_id, batch))
    if new := {term: weight for term, weight in weights.items() if before.get(term) != weight}:
        await add(connection, district_id, offer_id, new)
