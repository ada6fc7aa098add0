"""What newcomers asked for in vain, and the offers about it."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from bot.domain.evidence import EvidenceKind, Only, Span
from bot.domain.needs import Asked, Supply
from storage import schema as t
from storage.engine.store import Store
from storage.measures import evidence

_m = t.missed.c


async def asked(store: Store, district_id: int, weeks: Collection[str]) -> Sequence[Asked]:
    """Return every count of these ISO weeks, small ones too: ``bot/rules/needs.py`` tells them."""
    town = func.coalesce(t.municipality.c.name, "")
    query = (
        select(_m.week, _m.concept, _m.language, town, _m.count)
        .outerjoin(t.municipality, t.municipality.c.id == _m.municipality_id)
        .where(_m.district_id == district_id, _m.week.in_(sorted(weeks)))
        .order_by(_m.week, _m.concept, _m.language, town)
    )
    return [Asked(*row) for row in await store.execute(query)]


async def supply(
    store: Store, district_id: int, concepts: Collection[str], span: Span
) -> dict[str, Supply]:
    """Return concept → the offers whose texts are about it."""
    found = {}
    for concept in sorted(concepts):
        only = Only(concept=concept)
        counted = await evidence.count(store, district_id, EvidenceKind.OFFERS, only, span)
        found[concept] = Supply(counted.figures["open"], counted.figures["ended"])
    return found
