"""What newcomers asked for in vain, and the offers about it."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, or_, select

from bot.domain.evidence import Span
from bot.domain.needs import Asked
from bot.domain.offers import State
from bot.search.terms import concept_term
from storage import schema as t
from storage.engine.store import Store

_m, _o, _term, _change = t.missed.c, t.offer.c, t.offer_term.c, t.offer_change.c


async def asked(store: Store, district_id: int, weeks: Collection[str]) -> Sequence[Asked]:
    """Return every count of these ISO weeks, small ones too: ``bot/rules/needs.py`` tells them."""
    return await _counted(store, district_id, weeks, _m.count)


async def unopened(store: Store, district_id: int, weeks: Collection[str]) -> Sequence[Asked]:
    """Return how often offers were found and none was opened, small counts too."""
    return await _counted(store, district_id, weeks, _m.unopened)


async def _counted(
    store: Store, district_id: int, weeks: Collection[str], count: ColumnElement[int]
) -> Sequence[Asked]:
    town = func.coalesce(t.municipality.c.name, "")
    query = (
        select(_m.week, _m.concept, _m.language, town, count)
        .outerjoin(t.municipality, t.municipality.c.id == _m.municipality_id)
        .where(_m.district_id == district_id, _m.week.in_(sorted(weeks)), count > 0)
        .order_by(_m.week, _m.concept, _m.language, town)
    )
    return [Asked(*row) for row in await store.execute(query)]


async def arrivals(
    store: Store, district_id: int, concepts: Collection[str], span: Span
) -> dict[str, date]:
    """Return concept → the day on which the newest open offer about it came; missing without one.

    An offer keeps no such day: it is the moment of its first change, and of one that was never
    changed the moment at which it was confirmed.
    """
    first = func.min(_change.changed_at).label("changed")
    has_begun = or_(_o.starts_on.is_(None), _o.starts_on <= span.at)
    query = (
        _about(district_id, concepts)
        .add_columns(_o.id, _o.confirmed_at, first)
        .outerjoin(t.offer_change, _change.offer_id == _o.id)
        .where(_o.state == State.PUBLISHED, _o.expires_at >= span.at, has_begun)
        .group_by(_term.term, _o.id, _o.confirmed_at)
    )
    days: dict[int, date] = {}
    for row in await store.rows(query):
        came = min(filter(None, (row["confirmed_at"], row["changed"])))
        day = came.astimezone(ZoneInfo(span.zone)).date()
        days[row["term"]] = max(day, days.get(row["term"], day))
    by_term = {concept_term(concept): concept for concept in concepts}
    return {by_term[term]: day for term, day in days.items()}


async def fields(store: Store, district_id: int, concepts: Collection[str]) -> dict[str, int]:
    """Return concept → the field of action that most offers about it belong to."""
    count = func.count().label("count")
    query = (
        _about(district_id, concepts)
        .add_columns(_o.field_id, count)
        .where(_o.field_id.is_not(None))
        .group_by(_term.term, _o.field_id)
        .order_by(count, _o.field_id.desc())
    )
    by_term = {concept_term(concept): concept for concept in concepts}
    return {by_term[row["term"]]: row["field_id"] for row in await store.rows(query)}


def _about(district_id: int, concepts: Collection[str]) -> Select[Any]:
    """The terms of offers of a district that are about one of these concepts."""
    terms = sorted(map(concept_term, concepts))
    return (
        select(_term.term)
        .join(t.offer, _o.id == _term.offer_id)
        .where(_term.district_id == district_id, _term.term.in_(terms), _o.merged_into.is_(None))
    )
