"""Imports that were stored: what each one changed, and what offers were before it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.domain.imports import ImportRun
from bot.domain.offers import Details, Offer
from storage import schema as t
from storage.catalogue import offer_rows
from storage.engine.batches import batched
from storage.engine.store import Store
from storage.schema.columns import Instant

KEPT = 30
"""Number of imports of a district that can be undone; older ones are forgotten."""
_o, _r, _c = t.offer.c, t.import_run.c, t.import_change.c
_LAST = select(_o.id, _o.imported).where(
    _o.id.in_(bindparam("ids", expanding=True)), _o.imported.is_not(None)
)
_LAST_RUNS = select(_o.id, _o.seen_in).where(
    _o.district_id == bindparam("district"), _o.imported.is_not(None)
)
_SEEN_IN = select(_o.id, _o.seen_in).where(_o.id.in_(bindparam("ids", expanding=True)))
_SEE = (
    update(t.offer)
    .where(_o.id == bindparam("offer"))
    .values(imported=bindparam("content"), seen_in=bindparam("run"))
)
_SEE_AGAIN = update(t.offer).where(_o.id == bindparam("offer")).values(seen_in=bindparam("run"))
_ADD_RUN = insert(t.import_run).returning(_r.id)
_ADD_CHANGE = insert(t.import_change)
_RUNS = (
    select(
        _r.id,
        _r.made_at,
        _r.sources,
        func.count(_c.id).label("changes"),
        func.count(_c.undone_at).label("undone"),
    )
    .outerjoin(t.import_change, _c.import_run_id == _r.id)
    .where(_r.district_id == bindparam("district"))
    .group_by(_r.id, _r.made_at)
    .order_by(_r.id.desc())
)
_RUN = select(t.import_run).where(
    _r.id == bindparam("run"), _r.district_id == bindparam("district")
)
_CHANGES = (
    select(t.import_change)
    .where(_c.import_run_id == bindparam("run"), _c.undone_at.is_(None))
    .order_by(_c.id)
)
_UNDONE = (
    update(t.import_change)
    .where(_c.id == bindparam("change"))
    .values(undone_at=bindparam("moment", type_=Instant))
)
_OLD = select(_r.id).where(_r.district_id == bindparam("district")).order_by(_r.id.desc())


@dataclass(frozen=True, slots=True)
class Before:
    """What an offer was before an import changed it; ``imported`` is as it is stored."""

    details: Details
    source: str
    confirmed_at: datetime
    imported: Any
    seen_in: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """What an import did to an offer: ``before`` None means that it added it.

    ``offer_id`` None means that the offer is deleted.
    """

    id: int
    offer_id: int | None
    external_id: str
    version: int
    before: Before | None


async def last_imports(store: Store, offers: Sequence[Offer]) -> dict[int, Details]:
    """Return offer id → what the last import said, of offers that came with one.

    What the offers still say is in memory only once: most of it.
    """
    last: dict[int, Details] = {}
    for batch in batched(offers):
        said = {offer.id: offer.details for offer in batch}
        for row in await store.execute(_LAST, {"ids": list(said)}):
            details = offer_rows.thawed(row.imported)
            last[row.id] = offer_rows.sharing(details, said[row.id])
    return last


async def last_runs(store: Store, district_id: int) -> dict[int, int]:
    """Return offer id → number of the last import that held it, of all that came with one.

    The number of an import that is forgotten is 0.
    """
    rows = await store.execute(_LAST_RUNS, {"district": district_id})
    return {row.id: row.seen_in or 0 for row in rows}


async def begin(
    store: Store, district_id: int, sources: Iterable[str], added: Mapping[str, Any], now: datetime
) -> int:
    """Add an import and return its number; the oldest of the district are forgotten."""
    old = list((await store.execute(_OLD.offset(KEPT - 1), {"district": district_id})).scalars())
    if old:
        await store.execute(delete(t.import_run).where(_r.id.in_(old)))
    row = {
        "district_id": district_id,
        "sources": sorted(sources),
        "added": dict(added),
        "made_at": now,
    }
    return int((await store.execute(_ADD_RUN, row)).scalar_one())


async def seen_in(store: Store, ids: Sequence[int]) -> dict[int, int | None]:
    """Return offer id → number of the import that last held it, None if none did."""
    seen: dict[int, int | None] = {}
    for batch in batched(ids):
        rows = await store.execute(_SEEN_IN, {"ids": batch})
        seen |= {row.id: row.seen_in for row in rows}
    return seen


async def see(store: Store, run_id: int, seen: Mapping[int, Details]) -> None:
    """Store what an import said of offers, for the next one to compare with."""
    for batch in batched(list(seen)):
        rows = [
            {"offer": offer_id, "content": offer_rows.frozen(seen[offer_id]), "run": run_id}
            for offer_id in batch
        ]
        await store.execute(_SEE, rows)


async def imported_of_merged(store: Store, ids: Iterable[int]) -> dict[int, Any]:
    """Return offer id → what the last import said, of those that were merged into another one."""
    wanted = set(ids)
    rows = await store.execute(select(_o.id, _o.imported).where(_o.merged_into.is_not(None)))
    return {row.id: row.imported for row in rows if row.id in wanted}


async def say_again(store: Store, imported: Mapping[int, Any]) -> None:
    """Set what the last import said of offers, as it is stored."""
    for offer_id, content in imported.items():
        said = update(t.offer).where(_o.id == offer_id).values(imported=content)
        await store.execute(said)


async def see_again(store: Store, seen: Mapping[int, int | None]) -> None:
    """Set the import that last held each offer."""
    rows = [{"offer": offer_id, "run": run_id} for offer_id, run_id in seen.items()]
    for batch in batched(rows):
        await store.execute(_SEE_AGAIN, batch)


async def note_added(store: Store, run_id: int, added: Mapping[int, str]) -> None:
    """Note the offers that an import added: id → number in the list."""
    rows = [
        _change(run_id, offer_id, external_id, 1, None) for offer_id, external_id in added.items()
    ]
    if rows:
        await store.execute(_ADD_CHANGE, rows)


async def note_changed(store: Store, run_id: int, changed: Sequence[Offer]) -> None:
    """Note what offers are before an import changes each of them once."""
    query = select(_o.id, _o.imported, _o.seen_in).where(
        _o.id.in_(bindparam("ids", expanding=True))
    )
    for batch in batched(changed):
        rows = await store.execute(query, {"ids": [offer.id for offer in batch]})
        stored = {row.id: (row.imported, row.seen_in) for row in rows}
        await store.execute(
            _ADD_CHANGE, [_changed(run_id, offer, *stored[offer.id]) for offer in batch]
        )


def _changed(run_id: int, offer: Offer, imported: Any, seen_in: int | None) -> dict[str, Any]:
    before = {
        "details": offer_rows.frozen(offer.details),
        "source": offer.source,
        "confirmed_at": offer.confirmed_at.isoformat(),
        "imported": imported,
        "seen_in": seen_in,
    }
    return _change(run_id, offer.id, offer.external_id, offer.version + 1, before)


def _change(
    run_id: int, offer_id: int, external_id: str, version: int, before: dict[str, Any] | None
) -> dict[str, Any]:
    return {
        "import_run_id": run_id,
        "offer_id": offer_id,
        "external_id": external_id,
        "version": version,
        "before": before,
    }


async def of_district(store: Store, district_id: int) -> list[ImportRun]:
    """Return the imports of a district, the latest first."""
    rows = await store.execute(_RUNS, {"district": district_id})
    return [
        ImportRun(row.id, row.made_at, tuple(row.sources), row.changes, row.undone) for row in rows
    ]


async def added_by(store: Store, district_id: int, run_id: int) -> Mapping[str, Any] | None:
    """Return what an import added beside offers, or None if the district has no such import."""
    row = await store.row(_RUN, {"run": run_id, "district": district_id})
    return row["added"] if row else None


async def open_changes(store: Store, run_id: int) -> list[Change]:
    """Return the changes of an import that are not undone."""
    rows = await store.execute(_CHANGES, {"run": run_id})
    return [
        Change(row.id, row.offer_id, row.external_id, row.version, _before(row.before))
        for row in rows
    ]


def _before(content: Mapping[str, Any] | None) -> Before | None:
    if content is None:
        return None
    return Before(
        details=offer_rows.thawed(content["details"]),
        source=content["source"],
        confirmed_at=datetime.fromisoformat(content["confirmed_at"]),
        imported=content["imported"],
        seen_in=content["seen_in"],
    )


async def restore(store: Store, offer_id: int, before: Before) -> None:
    """Give an offer back what it had beside its details."""
    values = {
        "source": before.source,
        "confirmed_at": before.confirmed_at,
        "imported": before.imported,
        "seen_in": before.seen_in,
    }
    await store.execute(update(t.offer).where(_o.id == offer_id).values(values))


async def note_undone(store: Store, changes: Iterable[Change], now: datetime) -> None:
    """Note that changes are undone."""
    rows = [{"change": change.id, "moment": now} for change in changes]
    if rows:
        await store.execute(_UNDONE, rows)
