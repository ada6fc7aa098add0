"""Pages of offers: browsed, searched, saved. One ranked query that behaves the same on both databases."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, desc, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.listings import Listing
from bot.domain.offers import LEVELS, Hit, Page, State, Way
from bot.search import ranking
from bot.search.terms import Query
from storage import numbers, offers
from storage import tables as t

PAGE = 4
"""Four offers, the filters and the bell: six buttons."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: their place narrows and orders what they see; None means anywhere. ``person_id`` 0 saved nothing."""

    today: date
    district_id: int | None = None
    municipality_id: int | None = None
    person_id: int = 0


async def page(connection: AsyncConnection, reader: Reader, listing: Listing, query: Query) -> Page:
    """One page; ``query`` is what was typed if the listing's source is a search, else it is empty."""
    if listing.source == "q" and not query:
        return Page(())
    ids = (await _ids(connection, reader, listing, query)).add_columns(func.count().over().label("total")).limit(PAGE)
    number = listing.page
    rows = (await connection.execute(ids.offset(number * PAGE))).all()
    if not rows and number:  # offers went while somebody turned the pages
        number, rows = 0, (await connection.execute(ids)).all()
    total = rows[0].total if rows else 0
    return Page(tuple(await offers.by_ids(connection, [row.id for row in rows])), number, total, PAGE)


async def search(connection: AsyncConnection, reader: Reader, query: Query, limit: int) -> list[Hit]:
    """The best offers for weighted terms, with their scores; empty if nothing is near enough."""
    if not query:
        return []
    rows = (await connection.execute((await _ranked(connection, reader, Listing("q"), query)).limit(limit))).all()
    scores = {row.id: int(row.score) for row in rows}
    return [Hit(offer, scores[offer.id]) for offer in await offers.by_ids(connection, list(scores))]


async def _ids(connection: AsyncConnection, reader: Reader, listing: Listing, query: Query) -> Select[Any]:
    if listing.source == "q":
        return await _ranked(connection, reader, listing, query)
    chosen = select(t.offer.c.id).where(*_shown(reader, listing))
    if listing.source == "s":
        mine = t.saved_offer.c.person_id == reader.person_id
        return chosen.join(t.saved_offer).where(mine).order_by(t.saved_offer.c.saved_at.desc(), t.offer.c.id)
    near = case((t.offer.c.municipality_id == reader.municipality_id, 0), else_=1)
    soon = case((t.offer.c.starts_on >= reader.today, t.offer.c.starts_on))
    return chosen.order_by(near, soon.nulls_last(), t.offer.c.id)


async def _ranked(connection: AsyncConnection, reader: Reader, listing: Listing, query: Query) -> Select[Any]:
    """Integer sums only: both databases give the same ids and scores."""
    weights = await _inverse_frequencies(connection, reader, query)
    rare = [(term, weight, weight * (term in query.covering)) for term, weight in weights.items() if weight]
    asked = numbers.table(connection, rare, "term", "weight", "covers")
    found = numbers.NumbersFirst(asked, t.offer_term, asked.c.term == t.offer_term.c.term)
    sums = (
        select(t.offer_term.c.offer_id, func.sum(t.offer_term.c.weight * asked.c.weight).label("score"))
        .select_from(found)
        .where(_in_district(reader))
        .group_by(t.offer_term.c.offer_id)
        .having(func.sum(asked.c.covers) >= ranking.floor(weights, query.covering))
        .subquery("sums")
    )
    near = case((t.offer.c.municipality_id == reader.municipality_id, ranking.NEAR), else_=100)
    score = (sums.c.score * near).label("score")
    return select(t.offer.c.id, score).join(sums, sums.c.offer_id == t.offer.c.id).where(*_shown(reader, listing)).order_by(desc(score), t.offer.c.id)


async def _inverse_frequencies(connection: AsyncConnection, reader: Reader, query: Query) -> dict[int, int]:
    """Query weight times IDF, whole numbers; terms in most offers come to 0."""
    total = select(func.count()).select_from(t.offer)
    if reader.district_id is not None:
        total = total.where(t.offer.c.district_id == reader.district_id)
    size = (await connection.execute(total)).scalar_one()
    asked = numbers.table(connection, [(term,) for term in sorted(query.weights)], "term")
    found = numbers.NumbersFirst(asked, t.offer_term, asked.c.term == t.offer_term.c.term)
    counted = select(t.offer_term.c.term, func.count()).select_from(found).where(_in_district(reader))
    seen = {term: n for term, n in await connection.execute(counted.group_by(t.offer_term.c.term))}
    return {term: ranking.weight(weight, seen.get(term, 0), size) for term, weight in sorted(query.weights.items())}


def _in_district(reader: Reader) -> ColumnElement[bool]:
    """Always named, because the index begins with it."""
    if reader.district_id is not None:
        return t.offer_term.c.district_id == reader.district_id
    return t.offer_term.c.district_id.in_(select(t.district.c.id))


def _shown(reader: Reader, listing: Listing) -> list[ColumnElement[bool]]:
    offer = t.offer.c
    conditions = [offer.state == State.PUBLISHED, offer.expires_at >= reader.today]
    if reader.district_id is not None and listing.source != "s":
        conditions.append(offer.district_id == reader.district_id)
    if listing.field_id is not None:
        conditions.append(offer.field_id == listing.field_id)
    if listing.level:
        number = LEVELS.index(listing.level)
        conditions += [func.coalesce(offer.lowest_level, 0) <= number, offer.highest_level >= number]
    return conditions + [condition for letter, condition in _filters(reader).items() if listing.has(letter)]


def _filters(reader: Reader) -> dict[str, ColumnElement[bool]]:
    offer = t.offer.c
    return {
        "w": offer.for_women.is_(True),
        "k": offer.for_children.is_(True),
        "f": offer.free.is_(True),
        "m": or_(offer.municipality_id == reader.municipality_id, offer.way != Way.ON_SITE),
        "e": offer.in_the_evening.is_(True),
    }
