"""The vectors of offers. They are made after an offer is saved, never while it is.

``made_from`` is the digest of the terms with which the offer was indexed: when it changes, the
vectors are stale and made again, unless the ``digest`` of the texts says that they are the same.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import bindparam, select, update

from storage import schema as t
from storage.catalogue import offers
from storage.engine import settings
from storage.engine.database import upserting
from storage.engine.store import Store

_o, _m = t.offer.c, t.offer_meaning.c
_OF_DISTRICT = (
    select(t.offer_meaning)
    .where(
        _m.district_id == bindparam("district"),
        _m.model == bindparam("model"),
        _m.offer_id > bindparam("after"),
    )
    .order_by(_m.offer_id)
    .limit(bindparam("most"))
)
READ_AT_ONCE = 500
"""Offers whose vectors are read with one statement: a district's are many MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMeaning:
    """The vectors of an offer, as they are stored.

    ``kinds`` and ``vectors`` hold a byte and ``WIDTH`` bytes for each piece of text. ``digest``
    is that of the texts, ``made_from`` that of the terms, None if it was never indexed.
    """

    offer_id: int
    district_id: int
    made_from: int | None
    digest: int
    kinds: bytes
    vectors: bytes


async def stale(store: Store, model: str, limit: int) -> dict[int, int | None]:
    """Return offer → digest of its terms, for the first offers without current vectors."""
    outdated = (_m.model != model) | _m.made_from.is_distinct_from(_o.indexed)
    rows = await store.execute(
        select(_o.id, _o.indexed)
        .outerjoin(t.offer_meaning, _m.offer_id == _o.id)
        .where(_m.offer_id.is_(None) | outdated)
        .order_by(_o.id)
        .limit(limit)
    )
    return {row.id: row.indexed for row in rows}


async def digests(store: Store, model: str, offer_ids: Sequence[int]) -> dict[int, int]:
    """Return offer → digest of the texts that its vectors of this model were made from."""
    rows = await store.execute(
        select(_m.offer_id, _m.digest).where(_m.offer_id.in_(offer_ids), _m.model == model)
    )
    return {offer_id: digest for offer_id, digest in rows}


async def replace(store: Store, model: str, made: Sequence[StoredMeaning]) -> None:
    """Store vectors in place of those before, and let every process load them anew.

    Offers that were deleted meanwhile are left out.
    """
    there = await offers.still_there(store, [meaning.offer_id for meaning in made])
    kept = [meaning for meaning in made if meaning.offer_id in there]
    for meaning in kept:
        await _write(store, {"model": model, **asdict(meaning)})
    for district_id in sorted({meaning.district_id for meaning in kept}):
        name = _revision_name(district_id)
        revision = int(await settings.value(store, name) or 0) + 1
        await settings.set_value(store, name, str(revision))


async def confirm(store: Store, offer_ids: Sequence[int]) -> None:
    """Record that the vectors still fit, although the terms of these offers changed."""
    for offer_id, indexed in (await offers.still_there(store, offer_ids)).items():
        await store.execute(
            update(t.offer_meaning).where(_m.offer_id == offer_id).values(made_from=indexed)
        )


async def revision(store: Store, district_id: int) -> str:
    """Return what changes whenever vectors of a district do; "" before the first."""
    return await settings.value(store, _revision_name(district_id))


async def of_district(store: Store, district_id: int, model: str) -> AsyncIterator[StoredMeaning]:
    """Yield the vectors of a district's offers, by id; few of them are in memory at once."""
    values = {"district": district_id, "model": model, "after": 0, "most": READ_AT_ONCE}
    while rows := await store.rows(_OF_DISTRICT, values):
        for row in rows:
            yield StoredMeaning(**{name: row[name] for name in StoredMeaning.__dataclass_fields__})
        values["after"] = rows[-1]["offer_id"]


async def _write(store: Store, row: Mapping[str, Any]) -> None:
    statement = upserting(store)(t.offer_meaning).values(**row)
    await store.execute(
        statement.on_conflict_do_update(
            index_elements=["offer_id"],
            set_={name: value for name, value in row.items() if name != "offer_id"},
        )
    )


def _revision_name(district_id: int) -> str:
    return f"meaning:{district_id}"
