"""An import is stored or undone: the same steps and audit lines for command line and desk."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.audits import Act, Facts, Origin
from bot.domain.imports import Plan, Undoing
from bot.domain.offers import Draft
from bot.domain.people import Person
from bot.domain.places import District
from bot.rules.childcare import with_childcare
from bot.rules.import_context import ImportContext
from bot.rules.imports import Accepted
from bot.rules.ladder import with_kind
from handlers.workflows.services import Services
from handlers.workflows.thesaurus import current
from storage.catalogue import import_undo, imports, offer_bulk, places
from storage.engine.store import Store
from storage.people.audits import Entry, note


@dataclass(frozen=True, slots=True)
class Importer:
    """Who imports, and when; ``person`` None is the command line."""

    services: Services
    now: datetime
    person: Person | None = None
    origin: Origin = Origin.CONSOLE


async def import_context(
    store: Store,
    services: Services,
    district: District,
    *,
    language: str = "",
    source: str = "",
    organisation: str = "",
    new_municipalities: bool = False,
) -> ImportContext:
    """Return what files of a district may hold; ``organisation`` "" is the district itself."""
    kinds = services.ladders.of(district.slug).kinds.values()
    return ImportContext(
        municipalities=await places.municipalities(store, district.id),
        fields=await places.fields(store, district.id),
        languages=list(services.languages),
        language=language or "de",
        organisation=organisation or district.name,
        new_municipalities=new_municipalities,
        source=source.strip()[:200],
        course_kinds={kind.code: kind.name for kind in kinds},
    )


async def plan(
    store: Store,
    services: Services,
    district: District,
    drafts: Iterable[Draft],
    accepted: Accepted,
) -> Plan:
    """Return what drafts would change; their kinds of courses are filled in first."""
    ladder = services.ladders.of(district.slug)
    known = [with_childcare(with_kind(ladder, draft)) for draft in drafts]
    return await imports.plan(store, district.id, known, accepted)


@dataclass(frozen=True, slots=True)
class PlannedAhead:
    """A plan, and a number that differs when the catalogue that it was made from does."""

    plan: Plan
    state: int


async def plan_ahead(
    store: Store,
    services: Services,
    district: District,
    drafts: Iterable[Draft],
    accepted: Accepted,
) -> PlannedAhead:
    """Return a plan that is made while others may write, which takes seconds for a long list."""
    state = await imports.state(store, district.id)
    return PlannedAhead(await plan(store, services, district, drafts, accepted), state)


async def plan_still(
    store: Store,
    services: Services,
    district: District,
    drafts: Iterable[Draft],
    accepted: Accepted,
    ahead: PlannedAhead,
) -> Plan:
    """Return a plan under the lock: the one made ahead unless the catalogue changed since."""
    await offer_bulk.lock_all(store, district.id)
    if await imports.state(store, district.id) == ahead.state:
        return ahead.plan
    return await plan(store, services, district, drafts, accepted)


async def apply(
    store: Store,
    importer: Importer,
    district: District,
    plan: Plan,
    done: Callable[[], object] = lambda: None,
) -> int:
    """Write a plan with its audit line, and return the number of the import.

    ``done`` is called after each offer. Their terms are left to ``thesaurus.index_waiting``.
    """
    services, now = importer.services, importer.now
    expiry = (now + timedelta(days=services.config.retention.offers_days)).date()
    thesaurus = await current(store, services.thesaurus)
    run_id = await imports.apply(store, district.id, plan, thesaurus, now, expiry, done, later=True)
    counts: Facts = {"new": len(plan.new), "changed": len(plan.changed)}
    entry = Entry(Act.IMPORT, f"district {district.id}", {}, counts)
    await note(store, importer.person, entry, now, importer.origin)
    return run_id


async def undo(
    store: Store,
    importer: Importer,
    district: District,
    run_id: int,
    only: frozenset[str] | None = None,
) -> Undoing | None:
    """Undo an import, or the rows with the numbers ``only``, with its audit line.

    Return None if the district has no such import.
    """
    thesaurus = await current(store, importer.services.thesaurus)
    undoing = await import_undo.undo(store, district.id, run_id, thesaurus, importer.now, only)
    if undoing and (undoing.restored or undoing.removed):
        counts: Facts = {"restored": len(undoing.restored), "removed": len(undoing.removed)}
        entry = Entry(Act.IMPORT_UNDO, f"district {district.id}", {}, counts)
        await note(store, importer.person, entry, importer.now, importer.origin)
    return undoing
