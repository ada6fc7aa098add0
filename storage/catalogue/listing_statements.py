"""The statements of pages of offers, each built once a shape and kind of database."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    Text,
    bindparam,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)

from bot.domain.listings import FILTERS, Listing, Reader
from bot.domain.offers import State, Way
from bot.rules.places import DEGREE
from bot.search.terms import concept_term
from storage import schema as t
from storage.catalogue import numbers, search, titles

PAGE = 4
"""Four offers, the filters and the bell: six buttons."""
SHORT_WAY, LONG_WAY = 10, 25
"""Kilometres that people go to a course by bicycle or bus, and by train."""
NARROWING = 0.65
"""What a degree of longitude is of one of latitude in Germany."""
_o, _s = t.offer.c, t.saved_offer.c
TOTAL = func.count().over().label("total")
_DISTRICT_OF_FIELD = (
    select(t.field.c.district_id).where(t.field.c.id == bindparam("field")).scalar_subquery()
)
"""It narrows nothing, but leads to the index of lists, which begins with the district."""
BY_TOWN = (
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


@cache
def titled(shape: Shape) -> Select[Any]:
    """Return the statement of titles, built once a shape."""
    return titles.of_offers(_shown(shape))


@cache
def ranked(kind: str, shape: Shape) -> Select[Any]:
    """Return the statement of what words find, built once for a shape and kind of database."""
    return search.ranked(kind, _shown(shape), has_district=shape.has_district)


@cache
def page_ranked(kind: str, shape: Shape) -> Select[Any]:
    return _paged(ranked(kind, shape))


@cache
def first_ranked(kind: str, shape: Shape) -> Select[Any]:
    return ranked(kind, shape).limit(bindparam("most"))


@cache
def fitting(shape: Shape) -> Select[Any]:
    return search.fitting(_shown(shape), has_district=shape.has_district)


def _paged(chosen: Select[Any]) -> Select[Any]:
    return chosen.add_columns(TOTAL).limit(PAGE).offset(bindparam("skip"))


@cache
def browsed(kind: str, shape: Shape) -> Select[Any]:
    """Return the statement of a listing that is no search, built once a shape and database."""
    chosen = select(_o.id).where(*_shown(shape))
    if shape.source in ("o", "w", "q"):  # those of a moment, or of days that were typed
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
        is_full = case((_o.seats == 0, 1), else_=0)
        return _with_total(chosen, is_full, _nearness() if shape.has_town else near, soon)
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


def shape_of(reader: Reader, listing: Listing) -> Shape:
    return Shape(
        source=listing.source[0],
        filters="".join(sorted(listing.chosen)),
        has_level=bool(listing.level),
        has_district=reader.district_id is not None,
        has_town=reader.municipality_id is not None,
    )


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
        case "childcare":
            return _o.childcare.is_(True)
        case "mornings":
            return _has_fact("morning")
        case _:
            return _o.in_the_evening.is_(True)


def _has_fact(fact: str) -> ColumnElement[bool]:
    """Return the condition that an offer has a fact of the search, from its index."""
    terms = t.offer_term.alias().c
    return exists().where(
        terms.district_id == _o.district_id,
        terms.term == concept_term(fact),
        terms.offer_id == _o.id,
    )


def _nearness() -> ColumnElement[int]:
    """Order the reader's town first, then what is no way, a short one, a longer one, and the rest.

    A straight line between the centres of the towns, on a plane, as ``bot/rules/places.py`` has it;
    of the squares only the bounds are compared, so both databases order alike.
    """
    own, there = t.municipality.alias(), t.municipality.alias()
    north = there.c.latitude - own.c.latitude
    east = (there.c.longitude - own.c.longitude) * NARROWING
    square = (
        select(north * north + east * east)
        .select_from(there.join(own, own.c.id == bindparam("town")))
        .where(there.c.id == _o.municipality_id)
        .correlate(t.offer)
        .scalar_subquery()
    )
    return case(
        (_o.municipality_id == bindparam("town"), 0),
        (or_(_o.municipality_id.is_(None), _o.way != Way.ON_SITE.value), 1),
        (square <= (SHORT_WAY / DEGREE) ** 2, 1),
        (square <= (LONG_WAY / DEGREE) ** 2, 2),
        else_=3,
    )


def _is_in_town(shape: Shape) -> ColumnElement[bool]:
    """In the reader's town; for a reader without one, in no particular town."""
    if shape.has_town:
        return _o.municipality_id == bindparam("town")
    return _o.municipality_id.is_(None)
