"""Secret addresses of calendars that update themselves.

Only a digest is stored, so that readers of the database cannot open them.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select, update

from storage import schema as t
from storage.engine.store import Store

_f = t.feed.c
_PURPOSE = "feed"
NOTED = timedelta(days=7)
"""How exactly we know when an address was last asked for: calendars ask every hour."""


class Subscription(NamedTuple):
    """The calendar of a person; ``group_id`` None is of all groups that they are in.

    ``used_at`` is when it was last asked for, a week at most too early.
    """

    feed_id: int
    person_id: int
    group_id: int | None
    used_at: datetime


async def add(
    store: Store, person_id: int, group_id: int | None, token: str, now: datetime
) -> None:
    """Store an address; ``group_id`` None is for all groups that the person is in."""
    await store.execute(
        insert(t.feed).values(
            person_id=person_id,
            group_id=group_id,
            hashed=store.seal.digest(_PURPOSE, token),
            used_at=now,
        )
    )


async def found(store: Store, token: str) -> Subscription | None:
    """Return what an address is for; None if it does not exist, or was stopped."""
    digests = store.seal.digests(_PURPOSE, token)
    query = select(_f.id, _f.person_id, _f.group_id, _f.used_at).where(_f.hashed.in_(digests))
    row = (await store.execute(query)).first()
    return Subscription(*row) if row else None


async def used(store: Store, feed_id: int, now: datetime) -> None:
    """Remember that a calendar still follows: one that nobody asks for ends by itself."""
    await store.execute(update(t.feed).where(_f.id == feed_id).values(used_at=now))


async def renew(store: Store, token: str) -> None:
    """Find an address by the current key from now on: only who has it can tell its digest."""
    digest, *old = store.seal.digests(_PURPOSE, token)
    await store.execute(update(t.feed).where(_f.hashed.in_(old)).values(hashed=digest))


async def count(store: Store, person_id: int) -> int:
    """Return how many addresses a person has."""
    return (await store.execute(select(func.count()).where(_f.person_id == person_id))).scalar_one()


async def count_all(store: Store) -> int:
    """Return how many addresses there are."""
    return (await store.execute(select(func.count()).select_from(t.feed))).scalar_one()


async def stop(store: Store, person_id: int) -> None:
    """Delete all addresses of a person."""
    await store.execute(delete(t.feed).where(_f.person_id == person_id))
