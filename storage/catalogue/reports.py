"""Reports that an offer is wrong or closed: kept for its owner, without who said it."""

from datetime import datetime

from sqlalchemy import delete, func, insert, select

from bot.domain.reports import Report
from storage import schema as t
from storage.engine.store import Store


async def add(store: Store, offer_id: int, kind: str, now: datetime) -> None:
    """Add a report, unless the offer has an open one of this kind."""
    same = (t.report.c.offer_id == offer_id) & (t.report.c.kind == kind)
    if not (
        await store.execute(select(func.count()).select_from(t.report).where(same))
    ).scalar_one():
        await store.execute(insert(t.report).values(offer_id=offer_id, kind=kind, created_at=now))


async def of_district(store: Store, district_id: int, limit: int = 5) -> list[Report]:
    """Return the oldest open reports of a district."""
    query = (
        select(t.report)
        .join(t.offer)
        .where(t.offer.c.district_id == district_id)
        .order_by(t.report.c.id)
        .limit(limit)
    )
    return [Report(row.id, row.offer_id, row.kind) for row in await store.execute(query)]


async def count(store: Store, district_id: int) -> int:
    """Return how many reports of a district are open."""
    query = (
        select(func.count())
        .select_from(t.report)
        .join(t.offer)
        .where(t.offer.c.district_id == district_id)
    )
    return (await store.execute(query)).scalar_one()


async def settle(store: Store, offer_id: int) -> None:
    """Delete the reports of an offer: its owner has looked at it."""
    await store.execute(delete(t.report).where(t.report.c.offer_id == offer_id))
