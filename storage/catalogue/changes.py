"""The history of offers: what each version changed, who did it, before and after.

Every verb that changes an offer writes it in the same transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, insert, select

from bot.domain.audits import Origin
from bot.domain.desk import Cells
from bot.domain.offers import Offer
from bot.rules import exports
from bot.rules.desk import changed_cells
from storage import schema as t
from storage.engine.store import Store

_c = t.offer_change.c
CONFIRMED = "confirmed_at"
"""Cell with the moment at which an offer was confirmed last, in ISO 8601; no file has it."""
_SILENT = ("lotse_version", "external_id", "source")


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes an offer. ``person_id`` None is the command line or somebody unknown.

    ``act_id`` is the act at the desk by which it can be undone, None for none.
    """

    person_id: int | None = None
    origin: Origin = Origin.CONSOLE
    act_id: int | None = None


UNKNOWN = Author()


@dataclass(frozen=True, slots=True)
class Change:
    """What one version of an offer changed: the cells that differ, before and after."""

    id: int
    offer_id: int
    version: int
    changed_at: datetime
    before: Cells
    after: Cells
    person_id: int | None = None
    origin: Origin = Origin.CONSOLE


def cells(offer: Offer) -> dict[str, str]:
    """Return what an offer says, by column."""
    row = exports.row(offer, "de")
    kept = {name: cell for name, cell in row.items() if name not in _SILENT}
    return kept | {CONFIRMED: offer.confirmed_at.isoformat(timespec="seconds")}


async def note(store: Store, before: Offer, after: Offer, author: Author, now: datetime) -> None:
    """Store what differs between two states of an offer."""
    was, became = changed_cells(cells(before), cells(after))
    if was or became:
        await note_all(store, [(after.id, after.version, was, became)], author, now)


async def note_all(
    store: Store,
    changes: Sequence[tuple[int, int, Mapping[str, str], Mapping[str, str]]],
    author: Author,
    now: datetime,
) -> None:
    """Store changes of many offers: id, new version, cells before and after."""
    rows = [
        {
            "offer_id": offer_id,
            "desk_act_id": author.act_id,
            "person_id": author.person_id,
            "origin": author.origin,
            "version": version,
            "changed_at": now,
            "before": dict(before),
            "after": dict(after),
        }
        for offer_id, version, before, after in changes
    ]
    if rows:
        await store.execute(insert(t.offer_change), rows)


async def of_offer(store: Store, offer_id: int, limit: int = 200) -> list[Change]:
    """Return the changes of an offer, the newest first."""
    query = select(t.offer_change).where(_c.offer_id == offer_id)
    rows = await store.rows(query.order_by(_c.version.desc(), _c.id.desc()).limit(limit))
    return [_change(row) for row in rows]


async def of_offers(store: Store, offer_ids: Collection[int]) -> dict[int, list[Change]]:
    """Return offer → its changes, the newest first; offers without any are missing."""
    query = select(t.offer_change).where(_c.offer_id.in_(sorted(offer_ids)))
    rows = await store.rows(query.order_by(_c.version.desc(), _c.id.desc())) if offer_ids else []
    found: dict[int, list[Change]] = {}
    for row in rows:
        found.setdefault(row["offer_id"], []).append(_change(row))
    return found


async def of_act(store: Store, act_id: int) -> list[Change]:
    """Return what an act at the desk changed, by offer."""
    query = select(t.offer_change).where(_c.desk_act_id == act_id)
    return [_change(row) for row in await store.rows(query.order_by(_c.offer_id))]


async def cells_at(store: Store, offer: Offer, version: int) -> dict[str, str]:
    """Return what an offer said at a version: its cells now, with later changes taken back.

    A version that is too long ago is taken for the oldest one that is remembered.
    """
    then = cells(offer)
    for change in await of_offer(store, offer.id):
        if change.version > version:
            then |= change.before
    return then


def _change(row: RowMapping) -> Change:
    return Change(
        id=row["id"],
        offer_id=row["offer_id"],
        version=row["version"],
        changed_at=row["changed_at"],
        before=row["before"],
        after=row["after"],
        person_id=row["person_id"],
        origin=Origin(row["origin"]),
    )
