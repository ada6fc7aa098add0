"""Offers are stored: added, given new details, confirmed, closed, with terms and history.

Terms for the search are written in the transaction that saves the offer, or later (``Shelf``).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from dataclasses import replace as evolved
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Date, bindparam, case, delete, insert, update

from bot.domain.offers import Draft, Offer, Schedule, State
from bot.rules import offers as rules
from bot.rules.problems import Problem, Refusal
from bot.search import terms
from bot.search.thesaurus import Thesaurus
from storage import schema as t
from storage.catalogue import changes, index, offer_rows, offers, places
from storage.catalogue.changes import UNKNOWN, Author
from storage.engine.batches import batched
from storage.engine.store import Store
from storage.schema.columns import Instant

_o = t.offer.c
_ADD = insert(t.offer).returning(_o.id, _o.source, _o.external_id)
"""Its rows come back by the name that is theirs alone in a district: in the order of its rows
SQLAlchemy would have SQLite add them one by one."""
_ADD_TEXT = insert(t.offer_text)
_ADD_TITLES = insert(t.offer_titles)
_REMOVE_TITLES = delete(t.offer_titles).where(t.offer_titles.c.offer_id == bindparam("offer"))
_CHANGE = update(t.offer).where(_o.id == bindparam("offer")).values(version=_o.version + 1)
_REPLACE = _CHANGE.where(_o.version == bindparam("was"))
_TODAY = bindparam("today", type_=Date)
_CLOSE = _CHANGE.values(
    state=bindparam("state"),
    expires_at=case((_o.expires_at > _TODAY, _TODAY), else_=_o.expires_at),
)
_REMOVE_TEXTS = delete(t.offer_text).where(t.offer_text.c.offer_id == bindparam("offer"))
_REMOVE = delete(t.offer).where(_o.id.in_(bindparam("offers", expanding=True)))
_LATER = bindparam("shown_until", type_=Date)
_CONFIRM = _CHANGE.values(
    confirmed_at=bindparam("moment", type_=Instant),
    expires_at=case((_o.expires_at < _LATER, _LATER), else_=_o.expires_at),
    state=case((_o.state == State.PROPOSED.value, State.PUBLISHED.value), else_=_o.state),
    person_id=None,
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A district's names and ids, looked up once for many offers.

    ``counted`` collects what ``index.count`` is to be told. With ``later`` no terms are written:
    computing those of 1,200 offers takes seconds, in which nobody else could write. Whoever stores
    offers so calls ``thesaurus.index_waiting`` after the commit.
    """

    district_id: int
    organisations: Mapping[str, int]
    municipalities: Mapping[str, int]
    fields: Mapping[str, int]
    field_names: Mapping[str, tuple[str, ...]]
    thesaurus: Thesaurus
    later: bool = False
    counted: Counter[int] = dataclass_field(default_factory=Counter)


class Weighed(NamedTuple):
    """A draft, and the terms that it is found by: term → weight; None: they are written later."""

    draft: Draft
    weights: dict[int, int] | None


async def shelf(
    store: Store,
    district_id: int,
    organisations: Iterable[str],
    thesaurus: Thesaurus,
    *,
    later: bool = False,
) -> Shelf:
    """Look up a district's names; organisations unknown so far are added, nothing else is."""
    fields = await places.fields(store, district_id)
    towns = await places.municipalities(store, district_id)
    return Shelf(
        district_id=district_id,
        organisations=await places.organisation_ids(store, district_id, organisations),
        municipalities={town.name: town.id for town in towns},
        fields={field.slug: field.id for field in fields},
        field_names={field.slug: tuple(field.names.values()) for field in fields},
        thesaurus=thesaurus,
        later=later,
    )


async def add(store: Store, shelf: Shelf, draft: Draft, now: datetime, expires_at: date) -> int:
    """Add an offer and return its id. Only ``counted`` makes it searchable."""
    weighed = [weigh(shelf, draft)]
    return (await add_all(store, shelf, weighed, now, expires_at))[0]


def weigh(shelf: Shelf, draft: Draft) -> Weighed:
    """Return a draft with its terms, which takes longer than storing it."""
    return Weighed(draft, _weights(shelf, draft))


async def add_all(
    store: Store, shelf: Shelf, weighed: Sequence[Weighed], now: datetime, expires_at: date
) -> list[int]:
    """Add offers in few statements and return their ids in this order, see ``add``."""
    drafts = [draft for draft, _ in weighed]
    rows = [
        _values(shelf, draft, now, expires_at)
        | {"district_id": shelf.district_id, "indexed": _digest(weights)}
        for draft, weights in weighed
    ]
    added = {(row.source, row.external_id): int(row.id) for row in await store.execute(_ADD, rows)}
    ids = [added[draft.source, draft.external_id] for draft in drafts]
    await _add_texts(store, list(zip(ids, drafts, strict=True)))
    await _add_terms(store, shelf, zip(ids, (weights for _, weights in weighed), strict=True))
    shelf.counted[index.EVERY] += len(ids)
    return ids


async def _add_texts(store: Store, added: Sequence[tuple[int, Draft]]) -> None:
    """Store the texts of new offers, and their titles."""
    texts = [
        offer_rows.text_values(offer_id, offer_text)
        for offer_id, draft in added
        for offer_text in draft.details.texts
    ]
    await store.execute(_ADD_TEXT, texts)
    await store.execute(_ADD_TITLES, [_titles(offer_id, draft) for offer_id, draft in added])


async def _add_terms(
    store: Store, shelf: Shelf, weights_by_offer: Iterable[tuple[int, dict[int, int] | None]]
) -> None:
    """Store the terms of new offers, but those that are written after the import."""
    known = {offer_id: weights for offer_id, weights in weights_by_offer if weights is not None}
    shelf.counted.update(await index.add_all(store, shelf.district_id, known))


async def replace(
    store: Store,
    shelf: Shelf,
    offer: Offer,
    draft: Draft,
    now: datetime,
    author: Author = UNKNOWN,
    *,
    confirms: bool = True,
) -> None:
    """Give an offer new details; an end date that the draft leaves open stays as it was.

    What differs goes into its history, as done by ``author``. Without ``confirms`` nobody said
    that the offer is still right: a translator does not know. Refuses if somebody else changed the
    offer since it was read.
    """
    kept = offer.details.expires_at or now.date()
    weights = _weights(shelf, draft)
    confirmed_at = now if confirms else offer.confirmed_at
    row = _values(shelf, draft, confirmed_at, kept, offer.details.schedules) | {
        "indexed": _digest(weights),
        "source": draft.source or offer.source,
    }
    same = {"offer": offer.id, "was": offer.version}
    if not (await store.execute(_REPLACE, row | same)).rowcount:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    await store.execute(_REMOVE_TEXTS, {"offer": offer.id})
    await _write_texts(store, offer.id, draft)
    if weights is not None:
        await _reindex(store, shelf, offer.id, weights)
    details = evolved(draft.details, expires_at=row["expires_at"])
    after = evolved(offer, details=details, version=offer.version + 1, confirmed_at=confirmed_at)
    await changes.note(store, offer, after, author, now)


async def counted(store: Store, shelf: Shelf) -> None:
    """Tell the search how many offers have each term: after the last offer of a transaction."""
    await index.count(store, shelf.district_id, shelf.counted)
    shelf.counted.clear()


async def confirm(
    store: Store, offer_id: int, now: datetime, shown_until: date, author: Author = UNKNOWN
) -> None:
    """Note that an offer is right: show it at least until a day, publish a proposal."""
    await offers.still_there(store, [offer_id])
    before = await offers.by_id(store, offer_id)
    await store.execute(_CONFIRM, {"offer": offer_id, "moment": now, "shown_until": shown_until})
    if before:
        await _note(store, before, author, now)


async def of_author(store: Store, offer_id: int, author_id: int | None) -> None:
    """Let a proposal be deleted with the person who wrote it, until the office publishes it."""
    await store.execute(_CHANGE, {"offer": offer_id, "person_id": author_id})


async def attach(store: Store, offer_id: int, attachment_id: int | None) -> None:
    """Set the document of an offer; None takes it away. Imports leave it alone."""
    await store.execute(_CHANGE, {"offer": offer_id, "attachment_id": attachment_id})


async def remove(store: Store, shelf: Shelf, offer_id: int) -> None:
    """Delete a draft that is not wanted."""
    await remove_all(store, shelf, [offer_id])


async def remove_all(store: Store, shelf: Shelf, offer_ids: Sequence[int]) -> None:
    """Delete offers, with their terms."""
    for some in batched(offer_ids):
        shelf.counted.subtract(await index.remove_all(store, shelf.district_id, some))
        shelf.counted[index.EVERY] -= len(some)
        await store.execute(_REMOVE, {"offers": some})


async def _reindex(store: Store, shelf: Shelf, offer_id: int, weights: Mapping[int, int]) -> None:
    """Replace the terms of one offer."""
    before = (await index.written(store, [offer_id]))[offer_id]
    changed = await index.change(store, shelf.district_id, offer_id, before, weights)
    shelf.counted.update(changed)


async def close(store: Store, offer_id: int, now: datetime, author: Author = UNKNOWN) -> None:
    """Hide an offer from everybody. Today was its last day, unless that was earlier."""
    await offers.still_there(store, [offer_id])
    before = await offers.by_id(store, offer_id)
    row = {"offer": offer_id, "state": State.CLOSED, "today": now.date()}
    await store.execute(_CLOSE, row)
    if before:
        await _note(store, before, author, now)


async def _note(store: Store, before: Offer, author: Author, now: datetime) -> None:
    """Write into the history what an offer was before and is now."""
    after = await offers.by_id(store, before.id)
    if after:
        await changes.note(store, before, after, author, now)


def _values(
    shelf: Shelf,
    draft: Draft,
    confirmed_at: datetime,
    expires_at: date,
    before: Sequence[Schedule] = (),
) -> dict[str, Any]:
    details = draft.details
    return offer_rows.values(details, before) | {
        "external_id": draft.external_id,
        "source": draft.source,
        "organisation_id": shelf.organisations[details.organisation],
        "municipality_id": shelf.municipalities.get(details.municipality),
        "field_id": shelf.fields.get(details.field),
        "expires_at": details.expires_at or expires_at,
        "confirmed_at": confirmed_at,
        "for_women": rules.is_for_women(details),
        "for_children": rules.is_for_children(details),
        "in_the_evening": rules.is_evening(details),
        "title_key": rules.title_key(details),
        "text_states": rules.text_states(details),
        **dict(zip(("lowest_level", "highest_level"), rules.level_bounds(details), strict=True)),
    }


async def _write_texts(store: Store, offer_id: int, draft: Draft) -> None:
    rows = [offer_rows.text_values(offer_id, text) for text in draft.details.texts]
    await store.execute(_ADD_TEXT, rows)
    await store.execute(_REMOVE_TITLES, {"offer": offer_id})
    await store.execute(_ADD_TITLES, _titles(offer_id, draft))


def _titles(offer_id: int, draft: Draft) -> dict[str, Any]:
    return {"offer_id": offer_id, "titles": rules.titles(draft.details)}


def _weights(shelf: Shelf, draft: Draft) -> dict[int, int] | None:
    """Return term → weight; None if they are written later."""
    if shelf.later:
        return None
    names = shelf.field_names.get(draft.details.field, ())
    return terms.of_details(draft.details, names, shelf.thesaurus)


def _digest(weights: Mapping[int, int] | None) -> int | None:
    """Return what marks the terms of an offer; None lets it wait for them."""
    return None if weights is None else index.digest(weights)
