"""Offers that a person keeps."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Date, bindparam, delete, exists, func, insert, or_, select

from bot.domain.announcements import Kind
from bot.domain.offers import State
from bot.domain.people import Person
from bot.rules import people as rules
from storage import schema as t
from storage.engine.sqlite import QUICK
from storage.engine.store import Store
from storage.people.person_rows import listens

_s, _o = t.saved_offer.c, t.offer.c
_named = t.offer.alias()
_STANDING = func.coalesce(_named.c.merged_into, _named.c.id)
"""The offer that stands for a saved one: another one where both were merged."""
_IS_MINE = _s.person_id == bindparam("person")
_IS_SAME = _s.offer_id.in_(
    select(_o.id).where((_o.id == bindparam("offer")) | (_o.merged_into == bindparam("offer")))
)
_HOLDS = select(exists().where(_IS_MINE & _IS_SAME)).execution_options(**QUICK)
_DROP = delete(t.saved_offer).where(_IS_MINE & _IS_SAME)
_SAVED = t.saved_offer.join(_named, _named.c.id == _s.offer_id)
_COUNT = select(func.count(_STANDING.distinct())).select_from(_SAVED).where(_IS_MINE)
_IDS = (
    select(_STANDING)
    .select_from(_SAVED)
    .where(_IS_MINE)
    .group_by(_STANDING)
    .order_by(func.max(_s.saved_at).desc(), _STANDING)
)
_FIRST, _LAST = bindparam("first", type_=Date), bindparam("last", type_=Date)
_DATED = (
    select(_s.person_id, t.offer.c.id)
    .distinct()
    .select_from(_SAVED)
    .join(t.offer, t.offer.c.id == _STANDING)
    .join(t.person, t.person.c.id == _s.person_id)
    .where(
        or_(
            t.offer.c.starts_on.between(_FIRST, _LAST),
            t.offer.c.register_by.between(_FIRST, _LAST),
        ),
        t.offer.c.state == State.PUBLISHED.value,
        t.person.c.district_id == bindparam("district"),
        listens(Kind.SAVED),
    )
    .order_by(t.offer.c.id)
)


_ENDING = (
    select(_s.person_id, t.offer.c.id, t.offer.c.course_kind)
    .join(t.offer, t.offer.c.id == _s.offer_id)
    .join(t.person, t.person.c.id == _s.person_id)
    .where(
        t.offer.c.course_kind != "",
        t.offer.c.expires_at.between(_FIRST, _LAST),
        t.offer.c.starts_on <= bindparam("today", type_=Date),
        t.offer.c.state == State.PUBLISHED.value,
        t.person.c.district_id == bindparam("district"),
        listens(Kind.COURSE),
    )
    .order_by(t.offer.c.expires_at, t.offer.c.id)
)


class EndingCourse(NamedTuple):
    """A course that somebody saved, and its kind."""

    person_id: int
    offer_id: int
    course_kind: str


async def keep(store: Store, person: Person, offer_id: int, now: datetime) -> None:
    """Save an offer; saving it again changes nothing.

    Raises Refusal for a person who has not agreed, and above ``rules.MAX_SAVED``.
    """
    rules.may_keep(person)
    if await holds(store, person.id, offer_id):
        return
    rules.room_for(await count(store, person.id), rules.MAX_SAVED)
    row = {"person_id": person.id, "offer_id": offer_id, "saved_at": now}
    await store.execute(insert(t.saved_offer), row)


async def drop(store: Store, person_id: int, offer_id: int) -> None:
    """Save an offer no longer."""
    await store.execute(_DROP, {"person": person_id, "offer": offer_id})


async def holds(store: Store, person_id: int, offer_id: int) -> bool:
    """Return whether a person saved an offer."""
    values = {"person": person_id, "offer": offer_id}
    return bool((await store.execute(_HOLDS, values)).scalar())


async def count(store: Store, person_id: int) -> int:
    """Return how many offers a person saved."""
    return (await store.execute(_COUNT, {"person": person_id})).scalar_one()


async def ids(store: Store, person_id: int) -> list[int]:
    """Return the ids of the offers that a person saved, the newest first."""
    return list((await store.execute(_IDS, {"person": person_id})).scalars())


async def dated(store: Store, district_id: int, first: date, last: date) -> dict[int, list[int]]:
    """Return person → saved offers that begin in a span, or whose registration ends in it.

    Only people of the district are in it who want to hear of what they saved.
    """
    values = {"district": district_id, "first": first, "last": last}
    offers: dict[int, list[int]] = {}
    for person_id, offer_id in await store.execute(_DATED, values):
        offers.setdefault(person_id, []).append(offer_id)
    return offers


async def ending_courses(
    store: Store, district_id: int, first: date, last: date, today: date
) -> Sequence[EndingCourse]:
    """Return the saved courses that have begun and whose last day is in a span.

    Only people of the district are in it who want to hear of the ends of their courses.
    """
    values = {"district": district_id, "first": first, "last": last, "today": today}
    return [EndingCourse(*row) for row in await store.execute(_ENDING, values)]
