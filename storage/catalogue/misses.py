"""Searches without a result, counted by week, district, town, language and concept.

Neither texts nor people are stored.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store

FEWEST = 5
"""Smaller counts are told to nobody: few people of a language in a small district are known."""
UNKNOWN = ""
"""Nothing in the question was understood."""
NO_TOWN = 0
"""Stands for the town of people who named only their district."""


class Missed(NamedTuple):
    """How often a concept was looked for in vain; ``week`` is an ISO week such as "2026-W47"."""

    week: str
    language: str
    concept: str
    times: int


async def count(
    store: Store,
    week: str,
    district_id: int,
    language: str,
    concepts: Iterable[str],
    municipality_id: int | None = None,
    *,
    times: int = 1,
) -> None:
    """Count one more, or ``times`` more, for each concept of a question that found nothing.

    ``municipality_id`` is where the person lives, None if they named no town.
    """
    for concept in sorted(set(concepts)) or [UNKNOWN]:
        row = upserting(store)(t.missed).values(
            week=week,
            district_id=district_id,
            municipality_id=municipality_id or NO_TOWN,
            language=language,
            concept=concept,
            count=times,
        )
        keys = ["week", "district_id", "municipality_id", "language", "concept"]
        await store.execute(
            row.on_conflict_do_update(index_elements=keys, set_={"count": t.missed.c.count + times})
        )


async def of(store: Store, district_id: int) -> Sequence[Missed]:
    """Return what was looked for in vain ``FEWEST`` times or more, the latest weeks first.

    Towns are counted together.
    """
    m = t.missed.c
    times = func.sum(m.count)
    query = (
        select(m.week, m.language, m.concept, times)
        .where(m.district_id == district_id, m.count > 0)
        .group_by(m.week, m.language, m.concept)
        .having(times >= FEWEST)
        .order_by(m.week.desc(), times.desc(), m.language, m.concept)
    )
    return [Missed(*row) for row in await store.execute(query)]
