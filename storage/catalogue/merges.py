"""Two offers become one: the other one stays as a row that leads to the kept one.

Links, saves, buttons and lists of imports name the other one for years. Nothing of them is moved:
whoever reads an offer by its id gets the one that stands for it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from storage import schema as t
from storage.catalogue import reports
from storage.engine.store import Store

_o = t.offer.c


async def merge(
    store: Store, kept_id: int, other_id: int, attachment_id: int | None
) -> Mapping[str, Any]:
    """Let an offer stand for another one; return what ``split`` needs.

    What was merged into the other one before leads to the kept one, too. ``attachment_id`` is the
    document that the kept one has from now on. Both belong to the office now: neither is deleted
    with the person who suggested it.
    """
    before = select(_o.id).where(_o.merged_into == other_id).order_by(_o.id)
    earlier = list((await store.execute(before)).scalars())
    had = (await store.execute(select(_o.attachment_id).where(_o.id == kept_id))).scalar_one()
    await _lead(store, [other_id, *earlier], kept_id)
    owned = update(t.offer).where(_o.id.in_((kept_id, other_id))).values(person_id=None)
    await store.execute(owned)
    await _attach(store, kept_id, attachment_id)
    moved = await reports.move(store, other_id, kept_id)
    return {
        "kept": kept_id,
        "other": other_id,
        "earlier": earlier,
        "attachment": had,
        "moved_reports": moved,
    }


async def split(store: Store, before: Mapping[str, Any]) -> None:
    """Let two offers stand for themselves again, with the reports that each had."""
    await _lead(store, [before["other"]], None)
    await _lead(store, before["earlier"], before["other"])
    await _attach(store, before["kept"], before["attachment"])
    await reports.move_back(store, before["moved_reports"], before["other"])


async def merged_ids(store: Store, offer_id: int) -> Sequence[int]:
    """Return the ids of the offers that an offer stands for beside itself."""
    rows = select(_o.id).where(_o.merged_into == offer_id).order_by(_o.id)
    return list((await store.execute(rows)).scalars())


async def _lead(store: Store, ids: Sequence[int], target_id: int | None) -> None:
    if ids:
        merged = update(t.offer).where(_o.id.in_(list(ids)))
        await store.execute(merged.values(merged_into=target_id))


async def _attach(store: Store, offer_id: int, attachment_id: int | None) -> None:
    """Set the document of an offer; one that is deleted meanwhile is none."""
    there = select(t.attachment.c.id).where(t.attachment.c.id == attachment_id).scalar_subquery()
    await store.execute(update(t.offer).where(_o.id == offer_id).values(attachment_id=there))
