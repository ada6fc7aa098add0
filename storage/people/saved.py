"""Offers that a person keeps."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, func, insert, or_, select

from bot.domain.announcements import Kind
from bot.domain.offers import State
from bot.domain.people import Person
from bot.rules import people as rules
from storage import schema as t
from storage.engine.store import Store
from storage.people.person_rows import listens


async def keep(store: Store, person: Person, offer_id: int, now: datetime) -> None:
    """Saved once, however often it is pressed. Refuses who has not agreed, and more than a person can look through."""
    rules.may_keep(person)
    if await holds(store, person.id, offer_id):
        return
    rules.room_for(await count(store, person.id), rules.MAX_SAVED)
    row = {"person_id": person.id, "offer_id": offer_id, "saved_at": now}
    await store.execute(insert(t.saved_offer).values(row))


async def drop(store: Store, person_id: int, offer_id: int) -> None:
    await store.execute(delete(t.saved_offer).where(_same(person_id, offer_id)))


async def holds(store: Store, person_id: int, offer_id: int) -> bool:
    matches = select(func.count()).select_from(t.saved_offer).where(_same(person_id, offer_id))
    return (await store.execute(matches)).scalar_one() > 0


async def count(store: Store, person_id: int) -> int:
    query = (
        select(func.count())
        .select_from(t.saved_offer)
        .where(t.saved_offer.c.person_id == person_id)
    )
    return (await store.execute(query)).scalar_one()


async def ids(store: Store, person_id: int) -> list[int]:
    """The newest first."""
    query = select(t.saved_offer.c.offer_id).where(t.saved_offer.c.person_id == person_id)
    return list(
        (
            await store.execute(
                query.order_by(t.saved_offer.c.saved_at.desc(), t.saved_offer.c.offer_id)
            )
        ).scalars()
    )


async def dated(store: Store, district_id: int, first: date, last: date) -> dict[int, list[int]]:
    """Who saved offers that begin, or end their registration, on one of these days and wants to hear of it: person → offers."""
    on_that_day = or_(
        t.offer.c.starts_on.between(first, last), t.offer.c.register_by.between(first, last)
    )
    joined = (
        select(t.saved_offer.c.person_id, t.offer.c.id)
        .join(t.offer)
        .join(t.person, t.person.c.id == t.saved_offer.c.person_id)
    )
    query = joined.where(
        on_that_day,
        t.offer.c.state == State.PUBLISHED,
        t.person.c.district_id == district_id,
        listens(Kind.SAVED),
    )
    offer_ids: dict[int, list[int]] = {}
    for person_id, offer_id in await store.execute(query.order_by(t.offer.c.id)):
        offer_ids.setdefault(person_id, []).append(offer_id)
    return offer_ids


def _same(person_id: int, offer_id: int) -> ColumnElement[bool]:
    return (t.saved_offer.c.person_id == person_id) & (t.saved_offer.c.offer_id == offer_id)
