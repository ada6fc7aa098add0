"""What was found, the nearest first, for who asks for what is near them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from bot.domain.listings import Reader
from bot.rules.places import distances
from bot.search import ranking
from bot.search.fusion import Found
from bot.search.query import Query
from storage import schema as t
from storage.catalogue import places
from storage.engine.store import Store

FARTHEST = 1_000_000
"""Stands for an unknown distance, in kilometres."""
_TOWNS = select(t.offer.c.id, t.offer.c.municipality_id).where(
    t.offer.c.id.in_(bindparam("ids", expanding=True))
)


async def first(
    store: Store, reader: Reader, query: Query, found: Sequence[Found], scores: Mapping[int, int]
) -> list[Found]:
    """Return what was found, that near the reader or the town of the query first.

    ``scores`` are those of the words: what has less than half of the best one stays behind, however
    near it is. Without a town, and where no town is known, the order stays.
    """
    town_id = query.place.id if query.place else reader.municipality_id
    if town_id is None or not found:
        return list(found)
    towns = {row.id: row.municipality_id for row in await _towns(store, found)}
    known = await places.municipalities_by_ids(store, {town_id, *filter(None, towns.values())})
    own = known.get(town_id)
    kilometres = distances(own, known.values()) | {town_id: 0} if own else {}
    least = max(scores.values(), default=0) * ranking.FITTING // 100

    def place(hit: Found) -> tuple[bool, int]:
        is_good = scores.get(hit.offer_id, 0) >= least
        town = towns.get(hit.offer_id) or 0
        return not is_good, kilometres.get(town, FARTHEST) if is_good else 0

    return sorted(found, key=place)


async def _towns(store: Store, found: Sequence[Found]) -> Sequence[Any]:
    return (await store.execute(_TOWNS, {"ids": [hit.offer_id for hit in found]})).all()
