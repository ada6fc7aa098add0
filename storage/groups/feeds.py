"""Secret addresses of calendars that follow by themselves. Only a digest is kept: who reads the database cannot open them."""

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Address
from storage import schema as t
from storage.engine.sealing import Seal

_f = t.feed.c
_PURPOSE = "feed"


async def add(
    connection: AsyncConnection, seal: Seal, person_id: int, group_id: int | None, token: str
) -> None:
    """``group_id`` None is all groups that the person is in."""
    await connection.execute(
        insert(t.feed).values(
            person_id=person_id, group_id=group_id, hashed=seal.digest(Address(_PURPOSE, token))
        )
    )


async def found(
    connection: AsyncConnection, seal: Seal, token: str
) -> tuple[int, int | None] | None:
    """Person and group of an address; None if there is none, or it was stopped."""
    row = (
        await connection.execute(
            select(_f.person_id, _f.group_id).where(
                _f.hashed == seal.digest(Address(_PURPOSE, token))
            )
        )
    ).first()
    return (row.person_id, row.group_id) if row else None


async def count(connection: AsyncConnection, person_id: int) -> int:
    return (
        await connection.execute(select(func.count()).where(_f.person_id == person_id))
    ).scalar_one()


async def stop(connection: AsyncConnection, person_id: int) -> None:
    """All of a person."""
    await connection.execute(delete(t.feed).where(_f.person_id == person_id))
