"""Pages of offers: browsed, searched, saved; in the same order on both databases."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Subquery,
    Text,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
)

from bot.domain.listings import FILTERS, Listing, Reader
from bot.domain.offers import LEVELS, Hit, Offer, Page, State, Way
from bot.rules import initials
from bot.search import honesty
from bot.search.fusion import Found, fused
from bot.search.query import Query
from storage import schema as t
from storage.catalogue import numbers, offers, openings, search, titles
from storage.engine.store import Store

PAGE = 4
"""Four offers, the filters and the bell: six buttons."""
MOST = 60
"""Maximum number of offers that are found by words and meaning together."""
_o, _s = t.offer.c, t.saved_offer.c
_TOTAL = func.count().over().label("total")

_DISTRICT_OF_FIELD = (
    select(t.field.c.district_id).where(t.field.c.id == bindparam("field")).scalar_subquery()
)
"""It narrows nothing, but leads to the index of lists, which begins with the district."""

_BY_TOWN = (
    select(_o.municipality_id, func.count().label("total"))
    .where(
        _o.state == State.PUBLISHED.value,
        _o.expires_at >= bindparam("today"),
        _o.district_id == bindparam("district"),
        _o.municipality_id.is_not(None),
    )
    .group_by(_o.municipality_id)
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a listing and its reader decides how the statement is written; the rest are values.

    ``source`` is the first letter of the listing's, ``filters`` are letters of ``FILTERS``.
    """

    source: str
    filters: str
    has_level: bool
    has_district: bool
    has_town: bool


async def page(store: Store, reader: Reader, listing: Listing, query: Query) -> Page:
    """Return one page, the first one if there are not so many.

    ``query`` is what was typed if the listing's source is a search, else it is empty.
    """
    if listing.is_search and not (query or query.near):
        return Page(())
    if query.near:
        return await _fused_page(store, reader, listing, query)
    if listing.letter:
        return await _titled_page(store, reader, listing)
    statement, values = await _counted(store, reader, listing, query)
    number, rows = await _turned(store, statement, values, listing.page)
    shown = tuple(await offers.by_ids(store, [row.id for row in rows]))
    return Page(shown, number, rows[0].total, PAGE) if rows and _honest(query, shown) else Page(())


async def _turned(
    store: Store, statement: Select[Any], values: dict[str, Any], number: int
) -> tuple[int, Sequence[Row[Any]]]:
    """Return the number of a page and its rows, of the first one if there are not so many."""
    rows = (await store.execute(statement, values | {"skip": number * PAGE})).all()
    if not rows and number:  # offers went while somebody turned the pages
        return 0, (await store.execute(statement, values | {"skip": 0})).all()
    return number, rows


async def counts_by_letter(store: Store, reader: Reader) -> dict[str, int]:
    """Return each letter that titles begin with, in order, with the number of offers."""
    known = await _titles(store, reader, Listing())
    counts = Counter(initials.initial(title) for _, title in known)
    return {letter: counts[letter] for letter in sorted(counts)}


async def counts_by_town(store: Store, reader: Reader) -> dict[int, int]:
    """Return the id of each municipality of the reader's district with its number of offers."""
    rows = await store.execute(_BY_TOWN, _values(reader, Listing()))
    return {row.municipality_id: row.total for row in rows}


async def best(store: Store, reader: Reader, query: Query, limit: int) -> list[Hit]:
    """Return the best offers for what was asked, with their scores; none if nothing is near."""
    listing = Listing("q")
    if query.near:
        found = await _fused(store, reader, listing, query)
        points = {hit.offer_id: (hit.score, hit.by_meaning) for hit in found[:limit]}
        return [Hit(offer, *points[offer.id]) for offer in await offers.by_ids(store, list(points))]
    if not query:
        return []
    values = await _ranked_values(store, reader, listing, query)
    statement = _first_ranked(store.kind, _shape(reader, listing))
    rows = (await store.execute(statement, values | {"most": limit})).all()
    scores = {row.id: int(row.score) for row in rows}
    shown = await offers.by_ids(store, list(scores))
    return [Hit(offer, scores[offer.id]) for offer in shown] if _honest(query, shown) else []


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
    number = listing.page if listing.page * PAGE < len(found) else 0
    hits = found[number * PAGE : (number + 1) * PAGE]
    certain = [hit.offer_id for hit in hits if hit.by_words]
    similar = [hit.offer_id for hit in hits if not hit.by_words]
    shown = await offers.by_ids(store, certain + similar)
    return Page(tuple(shown), number, len(found), PAGE, frozenset(similar))


async def _titled_page(store: Store, reader: Reader, listing: Listing) -> Page:
    """Return one page of the offers whose titles begin with a letter, from A to Z."""
    known = await _titles(store, reader, listing)
    ordered = initials.by_title(
        (offer_id, title) for offer_id, title in known if initials.initial(title) == listing.letter
    )
    number = listing.page if listing.page * PAGE < len(ordered) else 0
    shown = await offers.by_ids(store, ordered[number * PAGE : (number + 1) * PAGE])
    return Page(tuple(shown), number, len(ordered), PAGE)


async def _titles(store: Store, reader: Reader, listing: Listing) -> list[tuple[int, str]]:
    """Return the id and the title of each offer, in the reader's language."""
    statement = _titled(_shape(reader, listing))
    rows = await store.execute(statement, _values(reader, listing))
    return [(row.id, row.title) for row in rows]


@cache
def _titled(shape: Shape) -> Select[Any]:
    """Return the statement of titles, built once a shape."""
    return titles.of_offers(_shown(shape))


async def _fused(store: Store, reader: Reader, listing: Listing, query: Query) -> list[Found]:
    """Return what words and meaning found, best first, empty if nothing is near enough."""
    if query.outside:
        return []
    shape, values = _shape(reader, listing), _values(reader, listing)
    by_words = await _by_words(store, reader, listing, query) if query else []
    if not query.sensible:
        first = await offers.by_ids(store, by_words[:PAGE])
        if not (by_words and _honest(query, first)):
            return []
    near = await search.near(store, query, _fitting(shape), values)
    return fused(by_words, near)


async def _by_words(store: Store, reader: Reader, listing: Listing, query: Query) -> list[int]:
    """Return the ids of what words found, the best first."""
    statement = _first_ranked(store.kind, _shape(reader, listing))
    values = await _ranked_values(store, reader, listing, query)
    return [row.id for row in await store.execute(statement, values | {"most": MOST})]


def _honest(query: Query, shown: Sequence[Offer]) -> bool:
    """Return whether one of the first few offers is really about what was asked."""
    return honesty.is_certain(query) or any(
        honesty.resembles(query, offer.details) for offer in shown[:PAGE]
    )


async def _counted(
    store: Store, reader: Reader, listing: Listing, query: Query
) -> tuple[Select[Any], dict[str, Any]]:
    """Return the statement of one page, ids and how many there are in all, and its parameters."""
    shape = _shape(reader, listing)
    if listing.is_search:
        values = await _ranked_values(store, reader, listing, query)
        return _page_ranked(store.kind, shape), values
    return _browsed(store.kind, shape), await _filled(store, reader, listing)


async def _ranked_values(
    store: Store, reader: Reader, listing: Listing, query: Query
) -> dict[str, Any]:
    """Return the parameters of what words find."""
    weighed = await search.weigh(store, reader, query)
    return _values(reader, listing) | search.values(reader, weighed)


@cache
def _ranked(kind: str, shape: Shape) -> Select[Any]:
    """Return the statement of what words find, built once for a shape and kind of database."""
    return search.ranked(kind, _shown(shape), has_district=shape.has_district)


@cache
def _page_ranked(kind: str, shape: Shape) -> Select[Any]:
    return _paged(_ranked(kind, shape))


@cache
def _first_ranked(kind: str, shape: Shape) -> Select[Any]:
    return _ranked(kind, shape).limit(bindparam("most"))


@cache
def _fitting(shape: Shape) -> Select[Any]:
    return search.fitting(_shown(shape), has_district=shape.has_district)


def _paged(chosen: Select[Any]) -> Select[Any]:
    return chosen.add_columns(_TOTAL).limit(PAGE).offset(bindparam("skip"))


@cache
def _browsed(kind: str, shape: Shape) -> Select[Any]:
    """Return the statement of a listing that is no search, built once a shape and database."""
    chosen = select(_o.id).where(*_shown(shape))
    if shape.source in ("o", "w"):
        chosen = chosen.where(numbers.among(kind, _o.id))
    if shape.source == "s":
        mine = _saved()
        chosen = chosen.join(mine, mine.c.offer_id == _o.id)
        return _with_total(chosen, mine.c.saved_at.desc())
    near = case((_is_in_town(shape), 0), else_=1)
    if shape.source == "d":
        return _with_total(chosen, _is_translated(), near)
    soon = case((_o.starts_on >= bindparam("today"), _o.starts_on)).nulls_last()
    if shape.source == "c":
        return _with_total(chosen, case((_o.seats == 0, 1), else_=0), near, soon)
    return _with_total(chosen, near, soon)


def _with_total(chosen: Select[Any], *order: ColumnElement[Any]) -> Select[Any]:
    """Return one page of chosen offers in an order, with how many they are.

    They are counted beside the page: a window over them would keep and carry every row.
    """
    total = select(func.count()).select_from(chosen.subquery()).scalar_subquery()
    page = chosen.add_columns(total.label("total")).order_by(*order, _o.id)
    return page.limit(PAGE).offset(bindparam("skip"))


def _saved() -> Subquery:
    """Return what somebody saved, and when; of a merged offer the one that stands for it."""
    named = t.offer.alias()
    standing = func.coalesce(named.c.merged_into, named.c.id)
    return (
        select(standing.label("offer_id"), func.max(_s.saved_at).label("saved_at"))
        .join(named, named.c.id == _s.offer_id)
        .where(_s.person_id == bindparam("person"))
        .group_by(standing)
        .subquery()
    )


def _is_translated() -> ColumnElement[int]:
    """Order documents that are in the reader's language, or for it, before all others."""
    own = select(t.offer_text.c.offer_id).where(
        t.offer_text.c.offer_id == _o.id, t.offer_text.c.language == bindparam("language")
    )
    spoken = cast(_o.languages, Text).contains(bindparam("spoken", type_=Text))
    return case((or_(own.exists(), spoken), 0), else_=1)


def _shape(reader: Reader, listing: Listing) -> Shape:
    return Shape(
        source=listing.source[0],
        filters="".join(sorted(listing.chosen)),
        has_level=bool(listing.level),
        has_district=reader.district_id is not None,
        has_town=reader.municipality_id is not None,
    )


async def _filled(store: Store, reader: Reader, listing: Listing) -> dict[str, Any]:
    """Return the parameters of a listing, with the ids of one that depends on the moment."""
    values = _values(reader, listing)
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


def _shown(shape: Shape) -> list[ColumnElement[bool]]:
    conditions = [_o.state == State.PUBLISHED.value, _o.expires_at >= bindparam("today")]
    conditions += _in_district(shape)
    if shape.source == "f":
        conditions.append(_o.field_id == bindparam("field"))
    if shape.source == "p":
        conditions.append(_o.municipality_id == bindparam("place"))
    if shape.source == "d":
        conditions.append(_o.attachment_id.is_not(None))
    if shape.source == "c":
        conditions += _joinable()
    if shape.has_level:
        conditions.append(func.coalesce(_o.lowest_level, 0) <= bindparam("level"))
        conditions.append(_o.highest_level >= bindparam("level"))
    return conditions + [_filter(shape, letter) for letter in shape.filters]


def _in_district(shape: Shape) -> list[ColumnElement[bool]]:
    """Offers of the reader's district; who has none sees all, but a topic is of one district."""
    if shape.has_district and shape.source != "s":
        return [_o.district_id == bindparam("district")]
    return [_o.district_id == _DISTRICT_OF_FIELD] if shape.source == "f" else []


def _joinable() -> list[ColumnElement[bool]]:
    """Courses of a kind that have not begun, and for which people can still register."""
    return [
        _o.course_kind == bindparam("kind"),
        or_(_o.starts_on.is_(None), _o.starts_on >= bindparam("today")),
        or_(_o.register_by.is_(None), _o.register_by >= bindparam("today")),
    ]


def _filter(shape: Shape, letter: str) -> ColumnElement[bool]:
    match FILTERS[letter]:
        case "women":
            return _o.for_women.is_(True)
        case "children":
            return _o.for_children.is_(True)
        case "free":
            return _o.free.is_(True)
        case "my_town":
            return or_(_is_in_town(shape), _o.way != Way.ON_SITE.value)
        case _:
            return _o.in_the_evening.is_(True)


def _is_in_town(shape: Shape) -> ColumnElement[bool]:
    """In the reader's town; for a reader without one, in no particular town."""
    if shape.has_town:
        return _o.municipality_id == bindparam("town")
    return _o.municipality_id.is_(None)
