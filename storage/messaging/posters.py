"""How often a poster's link was followed; never by whom."""

from typing import NamedTuple

from sqlalchemy import select, update

from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store

FEWEST = 5
"""Smaller numbers could show a single person."""


class Followed(NamedTuple):
    """How often the link of a poster was followed."""

    name: str
    times: int


async def made(store: Store, name: str) -> None:
    """Count a poster from now on; a forged link to one that was never made adds nothing."""
    await store.execute(
        upserting(store)(t.poster).values(name=name, followed=0).on_conflict_do_nothing()
    )


async def follow(store: Store, name: str) -> None:
    """Count that the link of a poster was followed."""
    await store.execute(
        update(t.poster).where(t.poster.c.name == name).values(followed=t.poster.c.followed + 1)
    )


async def counted(store: Store) -> list[Followed]:
    """Return posters and how often each was followed, the most first; below five are left out."""
    query = select(t.poster.c.name, t.poster.c.followed).where(t.poster.c.followed >= FEWEST)
    rows = await store.execute(query.order_by(t.poster.c.followed.desc(), t.poster.c.name))
    return [Followed(row.name, row.followed) for row in rows]
