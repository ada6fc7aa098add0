"""The catalogue's offers: find, save, confirm, close. Terms for the search are written in the same transaction."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, case, delete, exists, func, insert, select, update

from bot.domain.offers import Draft, Offer, OfferText, State, TextState
from bot.rules import offers as rules
from bot.search import terms
from bot.search.thesaurus import Thesaurus
from storage import schema as t
from storage.catalogue import index, offer_rows, places
from storage.engine.store import Store

BATCH = 500
"""Rows of one statement: below every database's limit of parameters."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A district's names and ids, looked up once for many offers; ``counted`` collects for ``index.count``."""

    district_id: int
    organisations: Mapping[str, int]
    municipalities: Mapping[str, int]
    fields: Mapping[str, int]
    field_names: Mapping[str, tuple[str, ...]]
    thesaurus: Thesaurus
    counted: Counter[int] = dataclass_field(default_factory=Counter)


class NewOffer(NamedTuple):
    """An offer that was added lately, and what somebody interested may look for."""

    offer_id: int
    field_id: int | None
    municipality_id: int | None


async def shelf(
    store: Store,
    district_id: int,
    organisations: Iterable[str],
    thesaurus: Thesaurus,
) -> Shelf:
    """Unknown organisations are added; municipalities and fields are not."""
    fields = await places.fields(store, district_id)
    return Shelf(
        district_id,
        await places.organisation_ids(store, district_id, organisations),
        {place.name: place.id for place in await places.municipalities(store, district_id)},
        {field.slug: field.id for field in fields},
        {field.slug: tuple(field.names.values()) for field in fields},
        thesaurus,
    )


async def by_id(store: Store, offer_id: int) -> Offer | None:
    """None if there is none."""
    return next(iter(await by_ids(store, [offer_id])), None)


async def by_ids(store: Store, ids: Sequence[int]) -> list[Offer]:
    """In the order asked for; missing ones are left out."""
    loaded = {
        offer.id: offer
        for batch in _batched(ids)
        for offer in await _load(store, _rows().where(t.offer.c.id.in_(batch)))
    }
    return [loaded[offer_id] for offer_id in ids if offer_id in loaded]


async def of_district(store: Store, district_id: int) -> list[Offer]:
    """Every offer, hidden ones too, by external id: for imports and exports."""
    return await _load(
        store,
        _rows().where(t.offer.c.district_id == district_id).order_by(t.offer.c.external_id),
    )


async def is_known(store: Store, district_id: int, external_id: str) -> bool:
    """Whether the district has an offer by this name of its source."""
    same = (t.offer.c.district_id == district_id) & (t.offer.c.external_id == external_id)
    return bool((await store.execute(select(exists().where(same)))).scalar())


async def ids_shown(store: Store, today: date, after: int = 0, limit: int = 5000) -> list[int]:
    """Ids of all offers that anybody may see, for the site map."""
    shown = (
        (t.offer.c.state == State.PUBLISHED)
        & (t.offer.c.expires_at >= today)
        & (t.offer.c.id > after)
    )
    return list(
        (
            await store.execute(
                select(t.offer.c.id).where(shown).order_by(t.offer.c.id).limit(limit)
            )
        ).scalars()
    )


async def are_there(store: Store) -> bool:
    """Return whether there is any offer, in any district."""
    return bool((await store.execute(select(exists(select(t.offer.c.id))))).scalar())


async def ids(store: Store) -> list[int]:
    """Of all offers, hidden ones too."""
    return list((await store.execute(select(t.offer.c.id).order_by(t.offer.c.id))).scalars())


async def since(store: Store, district_id: int, newest: int, today: date) -> Sequence[NewOffer]:
    """Return the offers shown that were added after the offer ``newest``, the oldest first."""
    shown = (
        (t.offer.c.state == State.PUBLISHED)
        & (t.offer.c.expires_at >= today)
        & (t.offer.c.district_id == district_id)
    )
    query = (
        select(t.offer.c.id, t.offer.c.field_id, t.offer.c.municipality_id)
        .where(shown, t.offer.c.id > newest)
        .order_by(t.offer.c.id)
    )
    return [NewOffer(*row) for row in await store.execute(query)]


async def ending(store: Store, district_id: int, first: date, last: date) -> list[int]:
    """Those shown whose last day is one of these."""
    soon = (
        (t.offer.c.state == State.PUBLISHED)
        & t.offer.c.expires_at.between(first, last)
        & (t.offer.c.district_id == district_id)
    )
    return list(
        (await store.execute(select(t.offer.c.id).where(soon).order_by(t.offer.c.id))).scalars()
    )


async def still_there(store: Store, ids: Sequence[int]) -> dict[int, int | None]:
    """With the digest of their terms, None if it is not known; locked, so that nobody changes them meanwhile."""
    rows = await store.execute(
        select(t.offer.c.id, t.offer.c.indexed).where(t.offer.c.id.in_(ids)).with_for_update()
    )
    return {row.id: row.indexed for row in rows}


async def indexed(store: Store, digests: Mapping[int, int]) -> None:
    """Offer → digest of the terms that it has now."""
    changed = (
        update(t.offer)
        .where(t.offer.c.id == bindparam("number"))
        .values(indexed=bindparam("digest"))
    )
    await store.execute(
        changed,
        [{"number": offer_id, "digest": digest} for offer_id, digest in sorted(digests.items())],
    )


async def add(store: Store, shelf: Shelf, draft: Draft, now: datetime, expires_at: date) -> int:
    """A new offer; gives back its id. ``counted`` makes it searchable."""
    weights = _weights(shelf, draft)
    values = _values(shelf, draft, now, expires_at) | {
        "district_id": shelf.district_id,
        "indexed": index.digest(weights),
    }
    offer_id = int(
        (await store.execute(insert(t.offer).values(values).returning(t.offer.c.id))).scalar_one()
    )
    await _write_texts(store, offer_id, draft)
    shelf.counted.update(await index.add(store, shelf.district_id, offer_id, weights))
    return offer_id


async def replace(store: Store, shelf: Shelf, offer: Offer, draft: Draft, now: datetime) -> None:
    """New details for an offer; an end date that the draft leaves open stays as it was."""
    kept = offer.details.expires_at or now.date()
    weights = _weights(shelf, draft)
    values = _values(shelf, draft, now, kept) | {"indexed": index.digest(weights)}
    await store.execute(update(t.offer).where(t.offer.c.id == offer.id).values(values))
    await store.execute(delete(t.offer_text).where(t.offer_text.c.offer_id == offer.id))
    await _write_texts(store, offer.id, draft)
    before = await index.written(store, [offer.id])
    shelf.counted.update(
        await index.change(store, shelf.district_id, offer.id, before[offer.id], weights)
    )


async def counted(store: Store, shelf: Shelf) -> None:
    """After the last offer of a transaction: tell the search how many there are of each term."""
    await index.count(store, shelf.district_id, shelf.counted)
    shelf.counted.clear()


async def confirm(store: Store, offer_id: int, now: datetime, shown_until: date) -> None:
    """Somebody who knows said that it is right: it is shown at least until that day; what was proposed is published."""
    later = case((t.offer.c.expires_at < shown_until, shown_until), else_=t.offer.c.expires_at)
    state = case((t.offer.c.state == State.PROPOSED, State.PUBLISHED), else_=t.offer.c.state)
    await store.execute(
        update(t.offer)
        .where(t.offer.c.id == offer_id)
        .values(confirmed_at=now, expires_at=later, state=state)
    )


async def attach(store: Store, offer_id: int, attachment_id: int | None) -> None:
    """None takes the document away. Imports leave it alone."""
    await store.execute(
        update(t.offer).where(t.offer.c.id == offer_id).values(attachment_id=attachment_id)
    )


async def remove(store: Store, shelf: Shelf, offer_id: int) -> None:
    """A draft that is not wanted."""
    before = await index.written(store, [offer_id])
    shelf.counted.update(
        await index.change(store, shelf.district_id, offer_id, before[offer_id], {})
    )
    await store.execute(delete(t.offer).where(t.offer.c.id == offer_id))


async def close(store: Store, offer_id: int) -> None:
    """Nobody sees it any more."""
    await store.execute(update(t.offer).where(t.offer.c.id == offer_id).values(state=State.CLOSED))


async def count(store: Store) -> int:
    return (await store.execute(select(func.count()).select_from(t.offer))).scalar_one()


def _rows() -> Select[Any]:
    return (
        select(
            t.offer,
            t.organisation.c.name.label("organisation"),
            t.municipality.c.name.label("municipality"),
            t.field.c.slug.label("field"),
            t.field.c.emoji.label("emoji"),
        )
        .join(t.organisation)
        .outerjoin(t.municipality)
        .outerjoin(t.field)
    )


async def _load(store: Store, query: Select[Any]) -> list[Offer]:
    rows = (await store.execute(query)).mappings().all()
    texts = await _texts(store, [row["id"] for row in rows])
    return [offer_rows.offer(row, tuple(texts[row["id"]])) for row in rows]


async def _texts(store: Store, ids: Sequence[int]) -> dict[int, list[OfferText]]:
    texts: dict[int, list[OfferText]] = {offer_id: [] for offer_id in ids}
    for batch in _batched(ids):
        query = (
            select(t.offer_text)
            .where(t.offer_text.c.offer_id.in_(batch))
            .order_by(t.offer_text.c.language)
        )
        for row in await store.execute(query):
            text = OfferText(
                row.language, row.title, row.description, row.next_steps, TextState(row.state)
            )
            texts[row.offer_id].append(text)
    return texts


def _values(shelf: Shelf, draft: Draft, now: datetime, expires_at: date) -> dict[str, Any]:
    details = draft.details
    return offer_rows.values(details) | {
        "external_id": draft.external_id,
        "organisation_id": shelf.organisations[details.organisation],
        "municipality_id": shelf.municipalities.get(details.municipality),
        "field_id": shelf.fields.get(details.field),
        "expires_at": details.expires_at or expires_at,
        "confirmed_at": now,
        "for_women": rules.is_for_women(details),
        "for_children": rules.is_for_children(details),
        "in_the_evening": rules.is_evening(details),
        **dict(zip(("lowest_level", "highest_level"), rules.level_bounds(details), strict=True)),
    }


async def _write_texts(store: Store, offer_id: int, draft: Draft) -> None:
    await store.execute(
        insert(t.offer_text),
        [offer_rows.text_values(offer_id, text) for text in draft.details.texts],
    )


def _weights(shelf: Shelf, draft: Draft) -> dict[int, int]:
    return terms.of_details(
        draft.details, shelf.field_names.get(draft.details.field, ()), shelf.thesaurus
    )


def _batched(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[i : i + BATCH] for i in range(0, len(ids), BATCH))
