"""The rows that make offers findable: one a term and offer, written in the transaction that saves the offer."""

from collections.abc import Mapping

from sqlalchemy import delete, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import numbers
from storage import tables as t


async def add(connection: AsyncConnection, district_id: int, offer_id: int, weights: Mapping[int, int]) -> None:
    asked = numbers.table(connection, sorted(weights.items()), "term", "weight")
    rows = select(literal(district_id, t.Id), asked.c.term, literal(offer_id, t.Id), asked.c.weight)
    await connection.execute(insert(t.offer_term).from_select(["district_id", "term", "offer_id", "weight"], rows))


async def remove(connection: AsyncConnection, offer_id: int) -> None:
    await connection.execute(delete(t.offer_term).where(t.offer_term.c.offer_id == offer_id))
