"""Pages of offers: browsed, searched, saved; in the same order on both databases."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select

from bot.domain.listings import Listing, Reader
from bot.domain.offers import LEVELS, Hit, Offer, Page
from bot.rules import initials
from bot.search import facets, honesty
from bot.search.fusion import Found, fused
from bot.search.query import Query
from storage.catalogue import listing_statements, nearest, numbers, offers, openings, search
from storage.catalogue.listing_statements import PAGE
from storage.engine.store import Store

MOST = 60
"""Maximum number of offers that are found by words and meaning together."""


async def page(store: Store, reader: Reader, listing: Listing, query: Query) -> Page:
    """Return one page, the first one if there are not so many.

    ``query`` is what was typed if the listing's source is a search, else it is empty.
    """
    if listing.is_search and not (query or query.near):
        return Page(())
    if _is_fused(query):
        return await _fused_page(store, reader, listing, query)
    if listing.letter:
        return await _titled_page(store, reader, listing)
    statement, values = await _counted(store, reader, listing, query)
    page_number, rows = await _turned(store, statement, values, listing.page)
    shown = tuple(await offers.by_ids(store, [row.id for row in rows]))
    return (
        Page(shown, page_number, rows[0].total, PAGE)
        if rows and _honest(query, shown)
        else Page(())
    )


async def _turned(
    store: Store, statement: Select[Any], values: dict[str, Any], page_number: int
) -> tuple[int, Sequence[Row[Any]]]:
    """Return the number of a page and its rows, of the first one if there are not so many."""
    rows = (await store.execute(statement, values | {"skip": page_number * PAGE})).all()
    if not rows and page_number:  # offers went while somebody turned the pages
        return 0, (await store.execute(statement, values | {"skip": 0})).all()
    return page_number, rows


async def counts_by_letter(store: Store, reader: Reader) -> dict[str, int]:
    """Return each letter that titles begin with, in order, with the number of offers."""
    known = await _titles(store, reader, Listing())
    counts = Counter(initials.initial(title) for _, title in known)
    return {letter: counts[letter] for letter in sorted(counts)}


async def counts_by_town(store: Store, reader: Reader) -> dict[int, int]:
    """Return the id of each municipality of the reader's district with its number of offers."""
    rows = await store.execute(listing_statements.BY_TOWN, _values(reader, Listing()))
    return {row.municipality_id: row.total for row in rows}


async def best(store: Store, reader: Reader, query: Query, limit: int) -> list[Hit]:
    """Return the best offers for what was asked, with their scores; none if nothing is near."""
    listing = Listing("q")
    if query.days:
        return await _of_days(store, reader, query, limit)
    if _is_fused(query):
        found = await _fused(store, reader, listing, query)
        points = {hit.offer_id: (hit.score, hit.by_meaning) for hit in found[:limit]}
        return [Hit(offer, *points[offer.id]) for offer in await offers.by_ids(store, list(points))]
    if not query:
        return []
    values = await _ranked_values(store, reader, listing, query)
    statement = listing_statements.first_ranked(
        store.kind, listing_statements.shape_of(reader, listing)
    )
    rows = (await store.execute(statement, values | {"most": limit})).all()
    scores = {row.id: int(row.score) for row in rows}
    shown = await offers.by_ids(store, list(scores))
    return [Hit(offer, scores[offer.id]) for offer in shown] if _honest(query, shown) else []


def _is_fused(query: Query) -> bool:
    """Return whether the order of words is not the only one: meaning, or the way there."""
    return bool(query.near or query.is_nearby) and not query.days


async def _of_days(store: Store, reader: Reader, query: Query, limit: int) -> list[Hit]:
    """Return the first offers that take place on the days of a query; they have no scores."""
    statement, values = await _counted(store, reader, Listing("q"), query)
    rows = await store.execute(statement.limit(limit), values | {"skip": 0})
    return [Hit(offer, 0) for offer in await offers.by_ids(store, [row.id for row in rows])]


async def fresh(
    store: Store, reader: Reader, listing: Listing, query: Query, newer_than: int
) -> list[int]:
    """Return the ids of the first few offers of a listing that were added after an offer.

    Empty if nothing is near enough to what was asked.
    """
    if (listing.is_search and not query) or listing.is_timed or listing.letter:
        return []
    counted, values = await _counted(store, reader, listing, query)
    statement = counted.where(counted.selected_columns.id > newer_than)
    rows = await store.execute(statement, values | {"skip": 0})
    shown = await offers.by_ids(store, [row.id for row in rows])
    return [offer.id for offer in shown] if _honest(query, shown) else []


async def _fused_page(store: Store, reader: Reader, listing: Listing, query: Query) -> Page:
    """Return one page of what words and meaning found together."""
    found = await _fused(store, reader, listing, query)
    page_number = listing.page if listing.page * PAGE < len(found) else 0
    hits = found[page_number * PAGE : (page_number + 1) * PAGE]
    certain = [hit.offer_id for hit in hits if hit.by_words]
    similar = [hit.offer_id for hit in hits if not hit.by_words]
    shown = await offers.by_ids(store, certain + similar)
    return Page(tuple(shown), page_number, len(found), PAGE, frozenset(similar))


async def _titled_page(store: Store, reader: Reader, listing: Listing) -> Page:
    """Return one page of the offers whose titles begin with a letter, from A to Z."""
    known = await _titles(store, reader, listing)
    ordered = initials.by_title(
        (offer_id, title) for offer_id, title in known if initials.initial(title) == listing.letter
    )
    page_number = listing.page if listing.page * PAGE < len(ordered) else 0
    shown = await offers.by_ids(store, ordered[page_number * PAGE : (page_number + 1) * PAGE])
    return Page(tuple(shown), page_number, len(ordered), PAGE)


async def _titles(store: Store, reader: Reader, listing: Listing) -> list[tuple[int, str]]:
    """Return the id and the title of each offer, in the reader's language."""
    statement = listing_statements.titled(listing_statements.shape_of(reader, listing))
    rows = await store.execute(statement, _values(reader, listing))
    return [(row.id, row.title) for row in rows]


async def _fused(store: Store, reader: Reader, listing: Listing, query: Query) -> list[Found]:
    """Return what words and meaning found, best first, empty if nothing is near enough."""
    shape, values = listing_statements.shape_of(reader, listing), _values(reader, listing)
    by_words = await _by_words(store, reader, listing, query) if query else {}
    if not query.sensible:
        first = await offers.by_ids(store, list(by_words)[:PAGE])
        if not (by_words and _honest(query, first)):
            return []
    near = await search.near(store, query, listing_statements.fitting(shape), values)
    found = fused(list(by_words), near)
    return await nearest.first(store, reader, query, found, by_words) if query.is_nearby else found


async def _by_words(store: Store, reader: Reader, listing: Listing, query: Query) -> dict[int, int]:
    """Return the ids of what words found with their scores, the best first."""
    statement = listing_statements.first_ranked(
        store.kind, listing_statements.shape_of(reader, listing)
    )
    values = await _ranked_values(store, reader, listing, query)
    rows = await store.execute(statement, values | {"most": MOST})
    return {row.id: int(row.score) for row in rows}


def _honest(query: Query, shown: Sequence[Offer]) -> bool:
    """Return whether one of the first few offers is really about what was asked."""
    if query.days:
        return True
    if not query.outside and honesty.is_certain(query):
        return True
    is_about = honesty.is_named if query.outside else honesty.resembles
    return any(is_about(query, offer.details) for offer in shown[:PAGE])


async def _counted(
    store: Store, reader: Reader, listing: Listing, query: Query
) -> tuple[Select[Any], dict[str, Any]]:
    """Return the statement of one page, ids and how many there are in all, and its parameters."""
    shape = listing_statements.shape_of(reader, listing)
    if listing.is_search and not query.days:
        values = await _ranked_values(store, reader, listing, query)
        return listing_statements.page_ranked(store.kind, shape), values
    return listing_statements.browsed(store.kind, shape), await _filled(
        store, reader, listing, query
    )


async def _ranked_values(
    store: Store, reader: Reader, listing: Listing, query: Query
) -> dict[str, Any]:
    """Return the parameters of what words find."""
    weighed = await search.weigh(store, reader, query)
    return _values(reader, listing) | search.values(reader, weighed)


async def _filled(store: Store, reader: Reader, listing: Listing, query: Query) -> dict[str, Any]:
    """Return the parameters of a listing, with the ids of one that depends on the moment."""
    values = _values(reader, listing)
    if query.days:
        parts = set(facets.PARTS).intersection(query.facts)
        return values | numbers.list_of(await openings.on_days(store, reader, query.days, parts))
    if listing.is_timed:
        return values | numbers.list_of(await openings.ids(store, reader, listing.source))
    return values


def _values(reader: Reader, listing: Listing) -> dict[str, Any]:
    """Return the parameters of every shape; a statement takes those that it names."""
    return {
        "today": reader.today,
        "district": reader.district_id,
        "town": reader.municipality_id,
        "person": reader.person_id,
        "language": reader.language,
        "base": reader.language.split("-")[0],
        "spoken": f'"{reader.language}"',
        "field": listing.field_id,
        "place": listing.place_id,
        "kind": listing.course_kind,
        "level": LEVELS.index(listing.level) if listing.level else 0,
    }
