"""Ranking: weighted terms against ``offer_term``.

All sums are integers, so that both databases return the same ids and scores.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, case, desc, func, select

from bot.domain.listings import Reader
from bot.search import ranking
from bot.search.expansion import expanded, heard, sounds
from bot.search.lexicon import PIVOT
from bot.search.meaning import Near
from bot.search.query import Query
from bot.search.terms import language_term
from storage import schema as t
from storage.catalogue import index, lexicons, numbers
from storage.engine.store import Store


@dataclass(frozen=True, slots=True)
class Weighed:
    """A query for one district: ``weights`` of the terms, and the ``floor`` of what is covered."""

    query: Query
    weights: dict[int, int]
    floor: int


async def weigh(store: Store, reader: Reader, query: Query) -> Weighed:
    """Weigh the terms of a query by how rare each is.

    Names in other scripts are matched by sound; words are translated where the catalogue is not.
    """
    spoken = language_term(query.language)
    seen = await index.counts(
        store, reader.district_id, [*query.weights, *sounds(query), spoken, index.EVERY]
    )
    total = seen.get(index.EVERY, 0)
    query = heard(query, seen)
    direct = ranking.direct(seen.get(spoken, 0), total)
    if direct < 100 and not query.language.startswith(PIVOT):
        query = expanded(query, await lexicons.meanings(store, query.language, query.words), direct)
        seen |= await index.counts(store, reader.district_id, query.weights.keys() - seen.keys())
    weights = {
        term: ranking.weight(weight, seen.get(term, 0), total)
        for term, weight in sorted(query.weights.items())
    }
    kept = ranking.affordable(weights, seen, query.deciding)
    return Weighed(query, kept, ranking.floor(weights, query))


def ranked(kind: str, shown: Sequence[ColumnElement[bool]], *, has_district: bool) -> Select[Any]:
    """Return the statement of ids and scores, the best first; equal scores by id.

    ``kind`` is that of the database, ``values`` are the parameters. What has all facts that were
    asked for as filters ("evening") comes before the rest, if it is half as good; what has less
    than a share of the best score is left out.
    """
    asked, terms = numbers.table(kind, "term", "weight", "covers", "filters"), t.offer_term.c
    sums = (
        select(
            terms.offer_id,
            func.sum(terms.weight * asked.c.weight).label("score"),
            func.sum(asked.c.filters).label("fits"),
        )
        .select_from(numbers.NumbersFirst(asked, t.offer_term, asked.c.term == terms.term))
        .where(index.in_district(t.offer_term, has_district=has_district))
        .group_by(terms.offer_id)
        .having(func.sum(asked.c.covers) >= bindparam("floor"))
        .subquery("sums")
    )
    scored = (
        select(t.offer.c.id, (sums.c.score * _boost()).label("score"), sums.c.fits)
        .join(sums, sums.c.offer_id == t.offer.c.id)
        .where(sums.c.score > 0, *shown)
        .cte("scored")
        .prefix_with("MATERIALIZED")
    )
    best = select(func.max(scored.c.score).label("score")).cte("best")
    good = scored.c.score * 100 >= best.c.score * bindparam("fitting")
    return (
        select(scored.c.id, scored.c.score)
        .where(scored.c.score * 100 >= best.c.score * bindparam("tail"))
        .order_by(
            case((and_(scored.c.fits >= bindparam("wanted"), good), 0), else_=1),
            desc(scored.c.score),
            scored.c.id,
        )
    )


def values(reader: Reader, weighed: Weighed) -> dict[str, Any]:
    """Return the parameters of ``ranked`` that its conditions do not name."""
    query, weights = weighed.query, weighed.weights
    covering, filters = query.covering, set(query.filters.values())
    asked = [
        (term, weight, covering.get(term, 0), int(term in filters))
        for term, weight in weights.items()
    ]
    lately = reader.today - timedelta(days=ranking.FRESH_DAYS)
    return {
        **numbers.rows_of(asked),
        "floor": weighed.floor,
        "wanted": len(filters & weights.keys()),
        "near_town": query.place.id if query.place else reader.municipality_id,
        "fitting": ranking.FITTING,
        "tail": ranking.TAIL,
        "boost": ranking.NAMED if query.place else ranking.NEAR,
        "soon": reader.today + timedelta(days=ranking.SOON_DAYS),
        "lately": datetime.combine(lately, time(), ZoneInfo("UTC")),
    }


async def near(
    store: Store, query: Query, statement: Select[Any], values: Mapping[str, Any]
) -> list[Near]:
    """Return the near offers that are shown.

    ``statement`` is that of ``fitting``, and ``values`` are its parameters without our own. For a
    short question those with all facts that were asked for as filters come first; a story names
    facts that nobody asks for.
    """
    filters = set() if query.is_long else set(query.filters.values())
    ours = {"near_ids": [near.offer_id for near in query.near], "filters": sorted(filters)}
    rows = await store.execute(statement, {**values, **ours})
    fits = {row.id: row.fits >= len(filters) for row in rows}
    kept = [near for near in query.near if near.offer_id in fits]
    return sorted(kept, key=lambda near: not fits[near.offer_id])


def fitting(shown: Sequence[ColumnElement[bool]], *, has_district: bool) -> Select[Any]:
    """Return the statement of which offers are shown, and how many of some facts each has."""
    terms = t.offer_term.c
    has_fact = and_(
        terms.offer_id == t.offer.c.id,
        index.in_district(t.offer_term, has_district=has_district),
        terms.term.in_(bindparam("filters", expanding=True)),
    )
    return (
        select(t.offer.c.id, func.count(terms.term).label("fits"))
        .outerjoin(t.offer_term, has_fact)
        .where(t.offer.c.id.in_(bindparam("near_ids", expanding=True)), *shown)
        .group_by(t.offer.c.id)
    )


async def explained(
    store: Store, reader: Reader, query: Query, ids: Iterable[int]
) -> dict[int, Counter[str]]:
    """Return offer → label of what was understood → its part of the score, before the boosts."""
    weighed = await weigh(store, reader, query)
    asked = numbers.table(store.kind, "term", "weight")
    joined = numbers.NumbersFirst(asked, t.offer_term, asked.c.term == t.offer_term.c.term)
    points = (t.offer_term.c.weight * asked.c.weight).label("points")
    rows = (
        select(t.offer_term.c.offer_id, t.offer_term.c.term, points)
        .select_from(joined)
        .where(index.in_district(t.offer_term, has_district=reader.district_id is not None))
    )
    values = {"district": reader.district_id, **numbers.rows_of(list(weighed.weights.items()))}
    labels = weighed.query.labels
    points_by_offer: dict[int, Counter[str]] = {offer_id: Counter() for offer_id in ids}
    for offer_id, term, score in await store.execute(
        rows.where(t.offer_term.c.offer_id.in_(list(points_by_offer))), values
    ):
        points_by_offer[offer_id][labels[term]] += int(score)
    return points_by_offer


def _boost() -> Any:
    """Return the factor for near, soon and fresh offers; a better answer elsewhere still wins."""
    offer = t.offer.c
    is_near = offer.municipality_id.is_not_distinct_from(bindparam("near_town"))
    is_soon = offer.starts_on.between(bindparam("today"), bindparam("soon"))
    is_fresh = offer.confirmed_at >= bindparam("lately")
    return (
        case((is_near, bindparam("boost", type_=Integer)), else_=100)
        * case((is_soon, ranking.SOON), else_=100)
        * case((is_fresh, ranking.FRESH), else_=100)
    )
