"""The catalogue's offers as they are stored; ``storing`` changes them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, exists, func, select, update

from bot.domain.offers import Offer, State
from storage import schema as t
from storage.catalogue import offer_rows
from storage.engine.batches import batched
from storage.engine.store import Store

_o = t.offer.c
_IS_KNOWN = select(
    exists().where(_o.district_id == bindparam("district"), _o.external_id == bindparam("name"))
)
_IS_SHOWN = (_o.state == State.PUBLISHED.value) & (_o.expires_at >= bindparam("today"))
_IDS_SHOWN = (
    select(_o.id)
    .where(_IS_SHOWN, _o.id > bindparam("after"))
    .order_by(_o.id)
    .limit(bindparam("most"))
)
_WITHOUT_TERMS = select(_o.id).where(_o.indexed.is_(None)).order_by(_o.id)
_SINCE = (
    select(_o.id, _o.field_id, _o.municipality_id)
    .where(_IS_SHOWN, _o.district_id == bindparam("district"), _o.id > bindparam("newest"))
    .order_by(_o.id)
)
_ENDING = (
    select(_o.id)
    .where(
        _o.state == State.PUBLISHED.value,
        _o.expires_at.between(bindparam("first"), bindparam("last")),
        _o.district_id == bindparam("district"),
    )
    .order_by(_o.id)
)
_STILL_THERE = (
    select(_o.id, _o.indexed).where(_o.id.in_(bindparam("ids", expanding=True))).with_for_update()
)
_INDEXED = update(t.offer).where(_o.id == bindparam("offer")).values(indexed=bindparam("digest"))


class NewOffer(NamedTuple):
    """An offer that was added lately, and what somebody interested may look for."""

    offer_id: int
    field_id: int | None
    municipality_id: int | None


async def by_id(store: Store, offer_id: int) -> Offer | None:
    """Return an offer, or None if there is none; for a merged one the offer that stands for it."""
    return (await by_asked_id(store, [offer_id])).get(offer_id)


async def by_asked_id(store: Store, ids: Sequence[int]) -> dict[int, Offer]:
    """Return id → offer, for merged ones the offer that stands for them; missing are left out."""
    stored = {offer.id: offer for offer in await offer_rows.load(store, ids)}
    merged = {offer.id: offer.merged_into for offer in stored.values() if offer.merged_into}
    if not merged:
        return stored
    standing = {offer.id: offer for offer in await offer_rows.load(store, [*merged.values()])}
    own = {offer_id: offer for offer_id, offer in stored.items() if offer_id not in merged}
    return own | {
        offer_id: standing[target] for offer_id, target in merged.items() if target in standing
    }


async def as_stored(store: Store, ids: Sequence[int]) -> list[Offer]:
    """Return the offers that exist, in the order asked for; merged ones as they are themselves."""
    stored = {offer.id: offer for offer in await offer_rows.load(store, ids)}
    return [stored[offer_id] for offer_id in ids if offer_id in stored]


async def of_file(store: Store, attachment_id: int) -> Offer | None:
    """Return the offer that has a file, or None if none has it."""
    query = select(_o.id).where(_o.attachment_id == attachment_id).limit(1)
    offer_id = (await store.execute(query)).scalar()
    return await by_id(store, offer_id) if offer_id else None


async def by_ids(store: Store, ids: Sequence[int]) -> list[Offer]:
    """Return offers in the order asked for, each once; missing ones are left out.

    For merged ones it is the offer that stands for them.
    """
    asked = await by_asked_id(store, ids)
    return list({asked[key].id: asked[key] for key in ids if key in asked}.values())


async def of_district(store: Store, district_id: int) -> list[Offer]:
    """Return every offer, hidden ones too, by external id; merged ones are none any more."""
    listed = await offer_rows.load_district(store, district_id)
    return [offer for offer in listed if offer.merged_into is None]


async def is_known(store: Store, district_id: int, external_id: str) -> bool:
    """Return whether the district has an offer by this name of its source."""
    values = {"district": district_id, "name": external_id}
    return bool((await store.execute(_IS_KNOWN, values)).scalar())


async def ids_shown(store: Store, today: date, after: int = 0, limit: int = 5000) -> list[int]:
    """Return the ids above ``after`` of offers that anybody may see, for the site map."""
    values = {"today": today, "after": after, "most": limit}
    return list((await store.execute(_IDS_SHOWN, values)).scalars())


async def are_there(store: Store) -> bool:
    """Return whether there is any offer, in any district."""
    return bool((await store.execute(select(exists(select(t.offer.c.id))))).scalar())


async def ids(store: Store) -> list[int]:
    """Return the ids of all offers, hidden ones too."""
    return list((await store.execute(select(_o.id).order_by(_o.id))).scalars())


async def since(store: Store, district_id: int, newest: int, today: date) -> Sequence[NewOffer]:
    """Return the offers shown that were added after the offer ``newest``, the oldest first."""
    values = {"district": district_id, "newest": newest, "today": today}
    return [NewOffer(*row) for row in await store.execute(_SINCE, values)]


async def ending(store: Store, district_id: int, first: date, last: date) -> list[int]:
    """Return the ids of offers shown whose last day is in this span."""
    values = {"district": district_id, "first": first, "last": last}
    return list((await store.execute(_ENDING, values)).scalars())


async def still_there(store: Store, ids: Sequence[int]) -> dict[int, int | None]:
    """Lock offers; return id → digest of the terms, None if unknown, of those that exist."""
    rows = await store.execute(_STILL_THERE, {"ids": list(ids)})
    return {row.id: row.indexed for row in rows}


async def without_terms(store: Store, limit: int) -> list[int]:
    """Return the first offers that wait for their terms, by id."""
    return list((await store.execute(_WITHOUT_TERMS.limit(limit))).scalars())


async def indexed(store: Store, digests: Mapping[int, int]) -> None:
    """Store offer → digest of the terms that it has now."""
    rows = [{"offer": offer_id, "digest": digest} for offer_id, digest in sorted(digests.items())]
    await store.execute(_INDEXED, rows)


async def versions(store: Store, ids: Sequence[int]) -> dict[int, int]:
    """Return id → version of the offers that exist."""
    query = select(_o.id, _o.version).where(_o.id.in_(bindparam("ids", expanding=True)))
    stored: dict[int, int] = {}
    for batch in batched(ids):
        stored |= {row.id: row.version for row in await store.execute(query, {"ids": batch})}
    return stored


async def count(store: Store) -> int:
    """Return how many offers are stored."""
    return (await store.execute(select(func.count()).select_from(t.offer))).scalar_one()
