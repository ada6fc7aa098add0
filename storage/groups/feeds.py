"""Secret addresses of calendars that update themselves.

Only a digest is stored, so that readers of the database cannot open them.
"""

from sqlalchemy import delete, func, insert, select

from storage import schema as t
from storage.engine.store import Store

_f = t.feed.c
_PURPOSE = "feed"


async def add(store: Store, person_id: int, group_id: int | None, token: str) -> None:
    """``group_id`` None is all groups that the person is in."""
    await store.execute(
        insert(t.feed).values(
            person_id=person_id,
            group_id=group_id,
            hashed=store.seal.digest(_PURPOSE, token),
        )
    )


async def found(store: Store, token: str) -> tuple[int, int | None] | None:
    """Person and group of an address; None if there is none, or it was stopped."""
    row = (
        await store.execute(
            select(_f.person_id, _f.group_id).where(_f.hashed == store.seal.digest(_PURPOSE, token))
        )
    ).first()
    return (row.person_id, row.group_id) if row else None


async def count(store: Store, person_id: int) -> int:
    return (await store.execute(select(func.count()).where(_f.person_id == person_id))).scalar_one()


async def stop(store: Store, person_id: int) -> None:
    """All of a person."""
    await store.execute(delete(t.feed).where(_f.person_id == person_id))
