"""Reports that an offer is wrong or closed: kept for its owner, without who said it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from bot.domain.reports import Report
from storage import schema as t
from storage.engine.batches import batched
from storage.engine.store import Store


async def add(store: Store, offer_id: int, kind: str, now: datetime) -> None:
    """Add a report, unless the offer has an open one of this kind."""
    mine = select(t.offer.c.id).where(t.offer.c.id == offer_id)
    await store.execute(mine.with_for_update(key_share=True))  # two may see the same at once
    same = (t.report.c.offer_id == offer_id) & (t.report.c.kind == kind)
    if not (
        await store.execute(select(func.count()).select_from(t.report).where(same))
    ).scalar_one():
        await store.execute(insert(t.report).values(offer_id=offer_id, kind=kind, created_at=now))


async def of_district(
    store: Store,
    district_id: int,
    organisations: Collection[int] | None = None,
    limit: int = 5,
) -> list[Report]:
    """Return the oldest open reports of a district.

    ``organisations`` are the ids of those whose offers are meant, None all.
    """
    query = (
        select(t.report)
        .join(t.offer)
        .where(*_of(district_id, organisations))
        .order_by(t.report.c.id)
        .limit(limit)
    )
    return [Report(row.id, row.offer_id, row.kind) for row in await store.execute(query)]


async def count(
    store: Store, district_id: int, organisations: Collection[int] | None = None
) -> int:
    """Return how many reports of a district are open; ``organisations`` as in ``of_district``."""
    query = (
        select(func.count())
        .select_from(t.report)
        .join(t.offer)
        .where(*_of(district_id, organisations))
    )
    return (await store.execute(query)).scalar_one()


async def settle(store: Store, offer_id: int) -> None:
    """Delete the reports of an offer: its owner has looked at it."""
    await store.execute(delete(t.report).where(t.report.c.offer_id == offer_id))


async def of_offer(store: Store, offer_id: int) -> list[Report]:
    """Return the open reports of an offer, the oldest first."""
    query = select(t.report).where(t.report.c.offer_id == offer_id).order_by(t.report.c.id)
    return [Report(row.id, row.offer_id, row.kind) for row in await store.execute(query)]


async def take(store: Store, offer_ids: Sequence[int]) -> list[tuple[int, str, str]]:
    """Delete the reports of offers; return offer, kind and moment of each, to put them back."""
    r, taken = t.report.c, list[tuple[int, str, str]]()
    for batch in batched(offer_ids):
        some = r.offer_id.in_(batch)
        rows = await store.execute(select(t.report).where(some).order_by(r.id))
        taken += [(row.offer_id, row.kind, row.created_at.isoformat()) for row in rows]
        await store.execute(delete(t.report).where(some))
    return taken


async def listed(store: Store, offer_id: int) -> list[tuple[int, str, str]]:
    """Return the open reports of an offer as ``take`` does, and leave them."""
    query = select(t.report).where(t.report.c.offer_id == offer_id).order_by(t.report.c.id)
    rows = await store.execute(query)
    return [(row.offer_id, row.kind, row.created_at.isoformat()) for row in rows]


async def move(store: Store, offer_id: int, target_id: int) -> list[int]:
    """Let the open reports of an offer be about another one; return their ids."""
    r = t.report.c
    moved = select(r.id).where(r.offer_id == offer_id).order_by(r.id)
    ids = list((await store.execute(moved)).scalars())
    await move_back(store, ids, target_id)
    return ids


async def move_back(store: Store, ids: Sequence[int], offer_id: int) -> None:
    """Let reports that are still open be about an offer."""
    if ids:
        moved = update(t.report).where(t.report.c.id.in_(list(ids)))
        await store.execute(moved.values(offer_id=offer_id))


async def put_back(store: Store, taken: Sequence[Sequence[Any]]) -> None:
    """Store reports again that ``take`` returned."""
    rows = [
        {"offer_id": offer_id, "kind": kind, "created_at": datetime.fromisoformat(moment)}
        for offer_id, kind, moment in taken
    ]
    if rows:
        await store.execute(insert(t.report), rows)


def _of(district_id: int, organisations: Collection[int] | None) -> list[ColumnElement[bool]]:
    o = t.offer.c
    here = [o.district_id == district_id]
    return here if organisations is None else [*here, o.organisation_id.in_(sorted(organisations))]
