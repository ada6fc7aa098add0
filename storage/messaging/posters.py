"""How often a poster's link was followed; never by whom."""

from sqlalchemy import select, update

from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store

FEWEST = 5
"""Smaller numbers could show a single person."""


async def made(store: Store, name: str) -> None:
    """Only posters that were made are counted: a forged link adds nothing."""
    await store.execute(
        upserting(store)(t.poster).values(name=name, followed=0).on_conflict_do_nothing()
    )


async def follow(store: Store, name: str) -> None:
    await store.execute(
        update(t.poster).where(t.poster.c.name == name).values(followed=t.poster.c.followed + 1)
    )


async def counted(store: Store) -> list[tuple[str, int]]:
    """Return posters and how often each was followed, the most first; below five are left out."""
    query = select(t.poster.c.name, t.poster.c.followed).where(t.poster.c.followed >= FEWEST)
    rows = await store.execute(query.order_by(t.poster.c.followed.desc(), t.poster.c.name))
    return [(row.name, row.followed) for row in rows]
