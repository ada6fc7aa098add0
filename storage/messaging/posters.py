"""How often a poster's link was followed; never by whom."""

from typing import NamedTuple

from sqlalchemy import select, update

from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store

_p = t.poster.c
FEWEST = 5
"""Smaller numbers could show a single person."""


class Followed(NamedTuple):
    """How often the link of a poster was followed."""

    name: str
    times: int


async def made(store: Store, name: str, district_id: int) -> int:
    """Count a poster from now on, and return the id of its district.

    A forged link to one that was never made adds nothing. The first district that makes a poster
    keeps its name.
    """
    row = upserting(store)(t.poster).values(name=name, followed=0, district_id=district_id)
    await store.execute(row.on_conflict_do_nothing())
    nobodys = update(t.poster).where(_p.name == name, _p.district_id.is_(None))
    await store.execute(nobodys.values(district_id=district_id))
    query = select(_p.district_id).where(_p.name == name)
    return int((await store.execute(query)).scalar_one())


async def of_district(store: Store, district_id: int) -> list[Followed]:
    """Return the posters of a district, by name; ``times`` is 0 for fewer than five."""
    query = select(_p.name, _p.followed).where(_p.district_id == district_id).order_by(_p.name)
    return [
        Followed(row.name, row.followed if row.followed >= FEWEST else 0)
        for row in await store.execute(query)
    ]


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
