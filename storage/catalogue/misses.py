"""Searches without a result, counted by week, district, language and concept.

Neither texts nor people are stored.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import select

from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store

FEWEST = 5
"""Smaller counts are told to nobody: few people of a language in a small district are known."""
UNKNOWN = ""
"""Nothing in the question was understood."""


class Missed(NamedTuple):
    """How often a concept was looked for in vain; ``week`` is an ISO week such as "2026-W47"."""

    week: str
    language: str
    concept: str
    times: int


async def count(
    store: Store, week: str, district_id: int, language: str, concepts: Iterable[str]
) -> None:
    """Count one more for each concept of a question that found nothing."""
    for concept in sorted(set(concepts)) or [UNKNOWN]:
        row = upserting(store)(t.missed).values(
            week=week, district_id=district_id, language=language, concept=concept, count=1
        )
        keys = ["week", "district_id", "language", "concept"]
        await store.execute(
            row.on_conflict_do_update(index_elements=keys, set_={"count": t.missed.c.count + 1})
        )


async def of(store: Store, district_id: int) -> Sequence[Missed]:
    """Return what was looked for in vain ``FEWEST`` times or more, the latest weeks first."""
    query = select(
        t.missed.c.week, t.missed.c.language, t.missed.c.concept, t.missed.c.count
    ).where(t.missed.c.district_id == district_id, t.missed.c.count >= FEWEST)
    order = (
        t.missed.c.week.desc(),
        t.missed.c.count.desc(),
        t.missed.c.language,
        t.missed.c.concept,
    )
    return [Missed(*row) for row in await store.execute(query.order_by(*order))]
