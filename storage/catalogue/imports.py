"""A file's drafts into the catalogue: all or nothing, in the transaction of the caller."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import bindparam, select, text

from bot.domain.imports import OfferSummary, Plan
from bot.domain.offers import Draft, Offer
from bot.domain.places import Field, Municipality
from bot.rules import imports as rules
from bot.search.thesaurus import Thesaurus
from storage import schema as t
from storage.catalogue import (
    import_runs,
    indexing,
    offer_bulk,
    offer_rows,
    offer_summaries,
    offers,
    places,
    storing,
)
from storage.catalogue.storing import Shelf, Weighed
from storage.engine.batches import batched
from storage.engine.store import Store

A = TypeVar("A")
B = TypeVar("B")
NEW_STATISTICS = "ANALYZE offer, offer_text, offer_term"
"""Gives PostgreSQL statistics of the filled tables. Without them a search took 500 ms, not 20."""
_o = t.offer.c
_STATE = (
    select(_o.id, _o.version, _o.seen_in, _o.merged_into)
    .where(_o.district_id == bindparam("district"))
    .order_by(_o.id)
)
BATCH = 100
"""Offers that are added in the same statements."""


async def plan(
    store: Store,
    district_id: int,
    drafts: Iterable[Draft],
    accepted: rules.Accepted = rules.NOTHING_ACCEPTED,
) -> Plan:
    """Return what these drafts would change; under the lock if the transaction writes.

    Without it a thread compares, so that nobody waits; under it others wait in any case.
    """
    drafts = list(drafts)
    known = {draft.external_id: draft.details for draft in drafts}
    if store.writes:
        await offer_bulk.lock_all(store, district_id)
    summaries = await offer_summaries.of_district(store, district_id)
    named = await offer_rows.load_shared(store, _named_ids(summaries, known), known)
    last = await import_runs.last_imports(store, [o for o in named if o.external_id in known])
    runs = await import_runs.last_runs(store, district_id)
    make = partial(rules.plan, drafts, summaries, named, accepted, last, runs)
    return make() if store.writes else await asyncio.to_thread(make)


def _named_ids(summaries: Sequence[OfferSummary], known: Collection[str]) -> list[int]:
    """Return the ids of offers with these numbers, and of those that they were merged into."""
    named = [offer for offer in summaries if offer.external_id in known]
    wanted = {offer.id for offer in named} | {offer.merged_into for offer in named}
    return [offer.id for offer in summaries if offer.id in wanted]


async def state(store: Store, district_id: int) -> int:
    """Return a number that differs when anything changed that a plan is made from."""
    rows = await store.execute(_STATE, {"district": district_id})
    return hash(tuple(map(tuple, rows)))


async def apply(
    store: Store,
    district_id: int,
    plan: Plan,
    thesaurus: Thesaurus,
    now: datetime,
    expires_at: date,
    done: Callable[[], object],
    *,
    later: bool = False,
) -> int:
    """Write the plan and return the number of the import, with which it can be undone.

    ``done`` is called after each offer, for a progress bar. Offers are indexed when they are
    written, or ``later``, see ``storing.Shelf``: if there were no others, all of them are then,
    and the next server need not do it again, which made a list five times as slow for half a
    minute.
    """
    first = not await offers.are_there(store)
    drafts = [*plan.new, *(draft for _, draft in plan.changed)]
    added = await _add_beside(store, district_id, plan, drafts)
    sources = {draft.source for draft in drafts}
    run_id = await import_runs.begin(store, district_id, sources, added, now)
    names = {draft.details.organisation for draft in drafts}
    shelf = await storing.shelf(store, district_id, names, thesaurus, later=later)
    writing = _Writing(store, shelf, run_id, now, done)
    await _add(writing, plan.new, expires_at)
    await _change(writing, plan.changed)
    if plan.closes_missing:
        await _close(writing, plan.missing)
    await import_runs.see(store, run_id, plan.seen)
    await storing.counted(store, writing.shelf)
    if first:
        await indexing.finish(store, thesaurus)
    if drafts and store.is_postgresql:
        await store.execute(text(NEW_STATISTICS))
    return run_id


@dataclass(frozen=True, slots=True)
class _Writing:
    """An import that is being written."""

    store: Store
    shelf: storing.Shelf
    run_id: int
    now: datetime
    done: Callable[[], object]


async def _add_beside(
    store: Store, district_id: int, plan: Plan, drafts: Sequence[Draft]
) -> dict[str, Any]:
    """Add missing places and fields; return what undoing needs beside the changes of offers.

    "seen" and "said" are what earlier imports said of offers that this one holds as well.
    """
    changed = {offer.id for offer, _ in plan.changed}
    unchanged = [offer_id for offer_id in plan.seen if offer_id not in changed]
    return {
        "municipalities": await _add_places(store, district_id, drafts),
        "fields": await _add_fields(store, district_id, drafts),
        "seen": list((await import_runs.seen_in(store, unchanged)).items()),
        "said": list((await import_runs.imported_of_merged(store, plan.seen)).items()),
    }


async def _add(writing: _Writing, drafts: Sequence[Draft], expires_at: date) -> None:
    """Add offers. While the database stores some of them, the terms of the next are computed."""
    weighed: list[Weighed] = []
    for batch in batched(drafts, BATCH):
        weighed, _ = await _both(
            _weighed(writing.shelf, batch), _store(writing, weighed, expires_at)
        )
    await _store(writing, weighed, expires_at)


async def _both(first: Awaitable[A], second: Awaitable[B]) -> tuple[A, B]:
    """Return what both give, when both have ended: no statement runs on behind an error."""
    one, other = await asyncio.gather(first, second, return_exceptions=True)
    if isinstance(one, BaseException):
        raise one
    if isinstance(other, BaseException):
        raise other
    return one, other


async def _weighed(shelf: Shelf, drafts: Sequence[Draft]) -> list[Weighed]:
    """Return drafts with their terms; what waits for the database goes on after each of them."""
    weighed = []
    for draft in drafts:
        weighed.append(storing.weigh(shelf, draft))
        await asyncio.sleep(0)
    return weighed


async def _store(writing: _Writing, weighed: Sequence[Weighed], expires_at: date) -> None:
    """Store new offers, and that this import added them."""
    if not weighed:
        return
    ids = await storing.add_all(writing.store, writing.shelf, weighed, writing.now, expires_at)
    numbered = {offer_id: draft for offer_id, (draft, _) in zip(ids, weighed, strict=True)}
    numbers = {offer_id: draft.external_id for offer_id, draft in numbered.items()}
    await import_runs.note_added(writing.store, writing.run_id, numbers)
    seen = {offer_id: draft.imported or draft.details for offer_id, draft in numbered.items()}
    await import_runs.see(writing.store, writing.run_id, seen)
    for _ in weighed:
        writing.done()


async def _change(writing: _Writing, changed: Sequence[tuple[Offer, Draft]]) -> None:
    await import_runs.note_changed(writing.store, writing.run_id, [offer for offer, _ in changed])
    for offer, draft in changed:
        await storing.replace(writing.store, writing.shelf, offer, draft, writing.now)
        writing.done()


async def _close(writing: _Writing, missing: Sequence[OfferSummary]) -> None:
    """Hide what the list does not hold any more."""
    before = await offer_rows.load_shared(writing.store, [offer.id for offer in missing])
    await import_runs.note_changed(writing.store, writing.run_id, before)
    for offer in missing:
        await storing.close(writing.store, offer.id, writing.now)


async def _add_places(store: Store, district_id: int, drafts: Iterable[Draft]) -> list[str]:
    """Add the missing municipalities; the rules let only names through that may be added."""
    names = {draft.details.municipality for draft in drafts}
    present = {place.name for place in await places.municipalities(store, district_id)}
    missing = sorted(names - present - {""})
    for name in missing:
        await places.add_municipality(store, Municipality(0, district_id, name))
    return missing


async def _add_fields(store: Store, district_id: int, drafts: Iterable[Draft]) -> list[str]:
    """Add the missing fields; the rules let new ones through only if the district has none."""
    names = {draft.details.field for draft in drafts}
    present = {field.slug for field in await places.fields(store, district_id)}
    missing = sorted(names - present - {""})
    for position, name in enumerate(missing, len(present)):
        await places.add_field(
            store,
            Field(id=0, district_id=district_id, slug=name, emoji="•", names={"de": name}),
            position,
        )
    return missing
