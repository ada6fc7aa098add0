"""Ranking: weighted terms against ``offer_term``.

All sums are integers, so that both databases return the same ids and scores.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, desc, func, select

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
    return Weighed(query, ranking.affordable(weights, seen), ranking.floor(weights, query))


def ranked(
    store: Store,
    reader: Reader,
    weighed: Weighed,
    shown: Sequence[ColumnElement[bool]],
) -> Select[Any]:
    """Return the statement of ids and scores, the best first; equal scores by id.

    What has all facts that were asked for as filters ("evening") comes before the rest, if it is
    half as good; what has less than a share of the best score is left out.
    """
    covering, filters = weighed.query.covering, set(weighed.query.filters.values())
    asked = numbers.table(
        store,
        [
            (term, weight, covering.get(term, 0), int(term in filters))
            for term, weight in weighed.weights.items()
        ],
        "term",
        "weight",
        "covers",
        "filters",
    )
    joined = numbers.NumbersFirst(asked, t.offer_term, asked.c.term == t.offer_term.c.term)
    sums = (
        select(
            t.offer_term.c.offer_id,
            func.sum(t.offer_term.c.weight * asked.c.weight).label("score"),
            func.sum(asked.c.filters).label("fits"),
        )
        .select_from(joined)
        .where(index.in_district(t.offer_term, reader.district_id))
        .group_by(t.offer_term.c.offer_id)
        .having(func.sum(asked.c.covers) >= weighed.floor)
        .subquery("sums")
    )
    score = sums.c.score * _boost(reader, weighed.query)
    scored = (
        select(
            t.offer.c.id,
            score.label("score"),
            func.max(score).over().label("best"),
            sums.c.fits,
        )
        .join(sums, sums.c.offer_id == t.offer.c.id)
        .where(sums.c.score > 0, *shown)
        .subquery("scored")
    )
    wanted = len(filters & weighed.weights.keys())
    good = scored.c.score * 100 >= scored.c.best * ranking.FITTING
    return (
        select(scored.c.id, scored.c.score)
        .where(scored.c.score * 100 >= scored.c.best * ranking.TAIL)
        .order_by(
            case((and_(scored.c.fits >= wanted, good), 0), else_=1),
            desc(scored.c.score),
            scored.c.id,
        )
    )


async def near(
    store: Store,
    reader: Reader,
    query: Query,
    shown: Sequence[ColumnElement[bool]],
    values: Mapping[str, Any],
) -> list[Near]:
    """Return the near offers that are shown; ``values`` are the parameters of ``shown``.

    For a short question those with all facts that were asked for as filters come first; a story
    names facts that nobody asks for.
    """
    filters = set() if query.is_long else set(query.filters.values())
    terms = t.offer_term.c
    has_fact = and_(
        terms.offer_id == t.offer.c.id,
        index.in_district(t.offer_term, reader.district_id),
        terms.term.in_(filters),
    )
    rows = (
        select(t.offer.c.id, func.count(terms.term).label("fits"))
        .outerjoin(t.offer_term, has_fact)
        .where(t.offer.c.id.in_([near.offer_id for near in query.near]), *shown)
        .group_by(t.offer.c.id)
    )
    fits = {row.id: row.fits >= len(filters) for row in await store.execute(rows, values)}
    kept = [near for near in query.near if near.offer_id in fits]
    return sorted(kept, key=lambda near: not fits[near.offer_id])


async def explained(
    store: Store, reader: Reader, query: Query, ids: Iterable[int]
) -> dict[int, Counter[str]]:
    """Return offer → label of what was understood → its part of the score, before the boosts."""
    weighed = await weigh(store, reader, query)
    asked = numbers.table(store, list(weighed.weights.items()), "term", "weight")
    joined = numbers.NumbersFirst(asked, t.offer_term, asked.c.term == t.offer_term.c.term)
    points = (t.offer_term.c.weight * asked.c.weight).label("points")
    rows = (
        select(t.offer_term.c.offer_id, t.offer_term.c.term, points)
        .select_from(joined)
        .where(index.in_district(t.offer_term, reader.district_id))
    )
    labels = weighed.query.labels
    points_by_offer: dict[int, Counter[str]] = {offer_id: Counter() for offer_id in ids}
    for offer_id, term, score in await store.execute(
        rows.where(t.offer_term.c.offer_id.in_(list(points_by_offer)))
    ):
        points_by_offer[offer_id][labels[term]] += int(score)
    return points_by_offer


def _boost(reader: Reader, query: Query) -> Any:
    """Return the factor for near, soon and fresh offers; a better answer elsewhere still wins."""
    place = query.place.id if query.place else reader.municipality_id
    soon = t.offer.c.starts_on.between(
        reader.today, reader.today + timedelta(days=ranking.SOON_DAYS)
    )
    lately = datetime.combine(
        reader.today - timedelta(days=ranking.FRESH_DAYS), time(), ZoneInfo("UTC")
    )
    near = case(
        (t.offer.c.municipality_id == place, ranking.NAMED if query.place else ranking.NEAR),
        else_=100,
    )
    return (
        near
        * case((soon, ranking.SOON), else_=100)
        * case((t.offer.c.confirmed_at >= lately, ranking.FRESH), else_=100)
    )
