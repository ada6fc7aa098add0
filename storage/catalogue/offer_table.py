"""The table of offers at the desk: filtered, sorted and counted by the database."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from bot.domain.offers import State
from bot.text import sort_key
from storage import schema as t
from storage.catalogue import numbers
from storage.catalogue.offer_query import Counts, OfferFacts, OfferQuery
from storage.engine.batches import batched
from storage.engine.store import Store

MOST_DOUBLES = 20
"""Offers that may be doubles of one, as many as are named."""
_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)
BATCH = 100
"""Rows of one statement: reading 500 kept everybody else waiting for 12 to 21 ms."""
_o = t.offer.c
_german = t.offer_text.alias()
_title = func.coalesce(_german.c.title, "")
SORTS: Mapping[str, ColumnElement[Any]] = {
    "title": _o.title_key,
    "organisation": func.lower(t.organisation.c.name),
    "municipality": func.coalesce(t.municipality.c.name, ""),
    "field": func.coalesce(t.field.c.position, -1),
    "state": _o.state,
    "expires_at": _o.expires_at,
    "confirmed_at": _o.confirmed_at,
}
"""Columns by which the table can be sorted."""
_no_town = literal(0, t.offer.c.municipality_id.type)


def _has_text(language: str) -> ColumnElement[bool]:
    return _o.text_states.contains(f"|{language}:", autoescape=True)


def _is_double() -> ColumnElement[bool]:
    """An offer has the German title and the town of another published one."""
    other = t.offer.alias().c
    twice = (
        select(other.title_key, func.coalesce(other.municipality_id, _no_town))
        .where(
            other.district_id == bindparam("district"),
            other.state == State.PUBLISHED.value,
            other.title_key != "",
        )
        .group_by(other.title_key, other.municipality_id)
        .having(func.count() > 1)
    )
    return tuple_(_o.title_key, func.coalesce(_o.municipality_id, _no_town)).in_(twice)


_shown = _o.state == State.PUBLISHED.value
_VIEWS: Mapping[str, ColumnElement[bool]] = {
    "ending": and_(_shown, _o.expires_at.between(bindparam("today"), bindparam("soon"))),
    "unconfirmed": and_(_shown, _o.confirmed_at < bindparam("confirmed_before")),
    "without_uk": and_(_shown, ~_has_text("uk")),
    "doubles": and_(_shown, _is_double()),
    "reported": _o.id.in_(select(t.report.c.offer_id)),
    "closed": _o.state == State.CLOSED.value,
}
"""Views that an office needs often, in the order in which they are offered."""
VIEWS = tuple(_VIEWS)


def _counting(view: str) -> Select[Any]:
    """Return the number of offers of ``view`` ("" is all) and of each view, by all filters."""
    numbers = {name: func.count().filter(is_in) for name, is_in in _VIEWS.items()}
    by = (_o.state, _o.field_id, _o.municipality_id)
    listed = numbers[view] if view else func.count()
    named = (count.label(name) for name, count in numbers.items())
    return select(*by, listed.label("listed"), *named).group_by(*by)


_COUNTING = {view: _counting(view) for view in ("", *VIEWS)}


async def looked_up(store: Store, query: OfferQuery) -> OfferQuery:
    """Return the query with the ids of the offers that have its words, of all if it has none.

    Reading all titles is most of the work of a search, so it is done once for all statements.
    """
    words = query.words.split()[:5]
    if not words or query.ids is not None:
        return query
    found = select(_o.id).where(
        _o.district_id == query.district_id,
        *(_contains(word, store.kind) for word in words),
    )
    return replace(query, ids=tuple((await store.execute(found)).scalars()))


async def page(
    store: Store, query: OfferQuery, *, sort: str, descending: bool, limit: int, offset: int
) -> list[int]:
    """Return the ids of one page of the table."""
    query = await looked_up(store, query)
    column = SORTS.get(sort, SORTS["title"])
    ordered = column.desc() if descending else column.asc()
    rows = _joined(sort).where(*_conditions(query, store.kind)).order_by(ordered, _o.id)
    found = await store.execute(rows.limit(limit).offset(offset), _values(query))
    return list(found.scalars())


async def versions(store: Store, query: OfferQuery) -> dict[int, int]:
    """Return id → version of all offers that are meant, by id."""
    query = await looked_up(store, query)
    rows = select(_o.id, _o.version).where(*_conditions(query, store.kind)).order_by(_o.id)
    return {row.id: row.version for row in await store.execute(rows, _values(query))}


async def counts(store: Store, query: OfferQuery) -> Counts:
    """Return the numbers beside the filters, and that of all offers that are meant.

    All are from one pass over an index: a row for each state, field and town, with the number of
    its offers in each view.
    """
    query = await looked_up(store, query)
    rows = _COUNTING[query.view].where(*_of_office(query), *_with_words(query, store.kind))
    return _counted(query, await store.execute(rows, _values(query)))


def _counted(query: OfferQuery, rows: Iterable[Sequence[Any]]) -> Counts:
    """Add up the rows of ``_counting``: state, field, town, number, and the number in each view."""
    states, fields, towns = Counter[str](), Counter[int](), Counter[int]()
    meant = [(0,) * (1 + len(VIEWS))]
    for state, field_id, town_id, listed, *views in rows:
        is_state = query.state in ("", state)
        is_field = query.field_id in (None, field_id or 0)
        is_town = query.municipality_id in (None, town_id or 0)
        states[state] += listed * is_field * is_town
        fields[field_id or 0] += listed * is_state * is_town
        towns[town_id or 0] += listed * is_state * is_field
        if is_state and is_field and is_town:
            meant.append((listed, *views))
    total, *of_views = map(sum, zip(*meant, strict=True))
    return Counts(states, fields, towns, dict(zip(VIEWS, of_views, strict=True)), total)


async def facts(store: Store, query: OfferQuery, ids: Sequence[int]) -> list[OfferFacts]:
    """Return what acts on many offers ask for, of those that the office of ``query`` keeps."""
    found: list[OfferFacts] = []
    for some in batched(ids, BATCH):
        rows = select(_o.id, _o.version, _o.state, _o.expires_at, _title.label("title")).outerjoin(
            _german, (_german.c.offer_id == _o.id) & (_german.c.language == "de")
        )
        wanted = rows.where(_o.id.in_(some), *_of_office(query)).order_by(_o.id)
        found += [
            OfferFacts(row.id, row.version, State(row.state), row.expires_at, row.title)
            for row in await store.execute(wanted)
        ]
    return found


async def organisations(store: Store, district_id: int) -> dict[int, str]:
    """Return id → name of the organisations of a district, by name."""
    o = t.organisation.c
    rows = await store.execute(select(o.id, o.name).where(o.district_id == district_id))
    named = sorted(rows, key=lambda row: sort_key(row.name))
    return {row.id: row.name for row in named}


async def doubles_of(store: Store, district_id: int, offer_id: int, words: str) -> list[int]:
    """Return the ids of offers with the German title of an offer, in the same town first.

    With ``words`` it is those that have them in a title or in their owner's name. What is closed
    or was merged is no double any more.
    """
    other = t.offer.alias()
    is_elsewhere = func.coalesce(other.c.municipality_id, 0) != func.coalesce(_o.municipality_id, 0)
    possible = (
        other.c.id != offer_id,
        other.c.district_id == district_id,
        other.c.state != State.CLOSED.value,
        other.c.merged_into.is_(None),
    )
    titled = (
        select(other.c.id)
        .select_from(t.offer)
        .join(other, other.c.title_key == _o.title_key)
        .where(_o.id == offer_id, _o.title_key != "", *possible)
        .order_by(case((is_elsewhere, 1), else_=0), other.c.id)
    )
    has_words = (_contains(word, store.kind) for word in words.split()[:5])
    with_words = select(_o.id).where(*has_words)
    named = select(other.c.id).where(other.c.id.in_(with_words), *possible).order_by(other.c.id)
    rows = (named if words.split() else titled).limit(MOST_DOUBLES)
    return list((await store.execute(rows)).scalars())


def _joined(sort: str) -> Select[Any]:
    """Return the ids of offers with what sorting by a column needs, and nothing else."""
    rows = select(_o.id)
    match sort:
        case "organisation":
            return rows.join(t.organisation)
        case "municipality":
            return rows.outerjoin(t.municipality)
        case "field":
            return rows.outerjoin(t.field)
    return rows


def _conditions(query: OfferQuery, kind: str) -> list[ColumnElement[bool]]:
    found = [*_of_office(query), *_with_words(query, kind)]
    if query.state:
        found.append(_o.state == query.state)
    if query.field_id is not None:
        found.append(func.coalesce(_o.field_id, 0) == query.field_id)
    if query.municipality_id is not None:
        found.append(func.coalesce(_o.municipality_id, 0) == query.municipality_id)
    return [*found, *_in_view(query)]


def _in_view(query: OfferQuery) -> list[ColumnElement[bool]]:
    return [_VIEWS[query.view]] if query.view else []


def _values(query: OfferQuery) -> dict[str, Any]:
    """Return the values that views are compared with, and the offers that have the words."""
    found = {} if query.ids is None else numbers.list_of(query.ids)
    return found | {
        "district": query.district_id,
        "today": query.today,
        "soon": query.soon,
        "confirmed_before": query.confirmed_before,
    }


def _of_office(query: OfferQuery) -> list[ColumnElement[bool]]:
    here = [_o.district_id == query.district_id, _o.merged_into.is_(None)]
    if query.organisations is not None:
        here.append(_o.organisation_id.in_(sorted(query.organisations)))
    return here


def _with_words(query: OfferQuery, kind: str) -> list[ColumnElement[bool]]:
    """Return the condition that an offer was found by its words, see ``looked_up``."""
    if query.ids is None:
        return []
    return [numbers.among(kind, _o.id)]


def _contains(word: str, kind: str) -> ColumnElement[bool]:
    """A word stands in a title, or in the owner's name."""
    titles, owner = t.offer_titles.c, t.organisation.c
    named = or_(*(_holds(owner.name, form, kind) for form in _forms(word, kind)))
    return or_(
        _o.id.in_(select(titles.offer_id).where(_holds(titles.titles, word.lower(), kind))),
        _o.organisation_id.in_(select(owner.id).where(named)),
    )


def _holds(column: ColumnElement[str], form: str, kind: str) -> ColumnElement[bool]:
    """A text has a form of a word in it. PostgreSQL's LIKE takes twice as long to say so."""
    if kind == "sqlite":
        return column.contains(form, autoescape=True)
    return func.strpos(column, form) > 0


def _forms(word: str, kind: str) -> list[str]:
    """Return a word in small and capital letters. SQLite knows only a to z as the same letters."""
    forms = dict.fromkeys((word, word.lower(), word.upper(), word.capitalize()))
    if kind == "sqlite":
        return list({form.translate(_SMALL): form for form in forms}.values())
    return list(forms)
