"""A file's drafts into the catalogue: all or nothing, in the transaction of the caller."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from sqlalchemy import text

from bot.domain.imports import Plan
from bot.domain.offers import Draft
from bot.domain.places import Field, Municipality
from bot.rules import imports as rules
from bot.search.thesaurus import Thesaurus
from storage.catalogue import indexing, offers, places
from storage.engine.store import Store

NEW_STATISTICS = "ANALYZE offer, offer_text, offer_term"
"""Gives PostgreSQL statistics of the filled tables. Without them a search took 500 ms, not 20."""


async def plan(
    store: Store,
    district_id: int,
    drafts: Iterable[Draft],
    accepted: rules.Accepted = rules.NOTHING_ACCEPTED,
) -> Plan:
    """Return what these drafts would change; under the lock if the transaction writes."""
    return rules.plan(drafts, await offers.of_district(store, district_id), accepted)


async def apply(
    store: Store,
    district_id: int,
    plan: Plan,
    thesaurus: Thesaurus,
    now: datetime,
    expires_at: date,
    done: Callable[[], object],
) -> None:
    """Write the plan; ``done`` is called after each offer, for a progress bar.

    Offers are indexed when they are written: without others all of them are then, and the next
    server need not do it again, which made a list five times as slow for half a minute.
    """
    first = not await offers.are_there(store)
    drafts = [*plan.new, *(draft for _, draft in plan.changed)]
    await _add_places(store, district_id, {draft.details.municipality for draft in drafts})
    await _add_fields(store, district_id, {draft.details.field for draft in drafts})
    shelf = await offers.shelf(
        store, district_id, {draft.details.organisation for draft in drafts}, thesaurus
    )
    for draft in plan.new:
        await offers.add(store, shelf, draft, now, expires_at)
        done()
    for offer, draft in plan.changed:
        await offers.replace(store, shelf, offer, draft, now)
        done()
    await offers.counted(store, shelf)
    if first:
        await indexing.finish(store, thesaurus)
    if drafts and store.is_postgresql:
        await store.execute(text(NEW_STATISTICS))


async def _add_places(store: Store, district_id: int, names: set[str]) -> None:
    """Add the missing municipalities; the rules let only names through that may be added."""
    present = {place.name for place in await places.municipalities(store, district_id)}
    for name in sorted(names - present - {""}):
        await places.add_municipality(store, Municipality(0, district_id, name))


async def _add_fields(store: Store, district_id: int, names: set[str]) -> None:
    """Add the missing fields; the rules let new ones through only if the district has none."""
    present = {field.slug for field in await places.fields(store, district_id)}
    for position, name in enumerate(sorted(names - present - {""}), len(present)):
        await places.add_field(
            store,
            Field(id=0, district_id=district_id, slug=name, emoji="•", names={"de": name}),
            position,
        )
