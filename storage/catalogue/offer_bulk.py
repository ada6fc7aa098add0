"""Simple columns of many offers, changed at once, each with its line of history."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, select, tuple_, update

from storage import schema as t
from storage.catalogue.changes import Author, note_all
from storage.engine.batches import batched
from storage.engine.store import Store

BATCH = 100
"""Rows of one statement: others are answered between two, so each has to be short."""
_o = t.offer.c


async def set_values(
    store: Store, ids: Sequence[int], values: Mapping[str, Any], author: Author, now: datetime
) -> None:
    """Change simple columns of many offers, with a line of history for each.

    ``values`` may hold ``state``, ``expires_at`` and ``confirmed_at``.
    """
    for some in batched(ids, BATCH):
        before = await store.rows(
            select(_o.id, _o.version, _o.state, _o.expires_at, _o.confirmed_at)
            .where(_o.id.in_(some))
            .order_by(_o.id)
            .with_for_update()
        )
        changed = update(t.offer).where(_o.id.in_(some))
        await store.execute(changed.values(dict(values) | {"version": _o.version + 1}))
        lines = [_line(row, values) for row in before]
        await note_all(store, lines, author, now)


def _line(
    row: RowMapping, values: Mapping[str, Any]
) -> tuple[int, int, dict[str, str], dict[str, str]]:
    was = {name: _cell(row[name]) for name in values}
    became = {name: _cell(value) for name, value in values.items()}
    names = [name for name in values if was[name] != became[name]]
    return (
        row["id"],
        row["version"] + 1,
        {name: was[name] for name in names},
        {name: became[name] for name in names},
    )


def _cell(value: Any) -> str:
    """Return a value as the history has it: dates as in a file, moments in ISO 8601."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)


async def by_version(store: Store, wanted: Mapping[int, int]) -> list[int]:
    """Lock offers; return the ids of those that still have the version they had."""
    same: list[int] = []
    for some in batched(sorted(wanted.items()), BATCH):
        rows = select(_o.id).where(tuple_(_o.id, _o.version).in_(some)).with_for_update()
        same += list((await store.execute(rows.order_by(_o.id))).scalars())
    return same


async def lock(store: Store, offer_id: int) -> None:
    """Let nobody else change an offer until the end of the transaction."""
    await store.execute(select(_o.id).where(_o.id == offer_id).with_for_update())


async def lock_all(store: Store, district_id: int) -> None:
    """Let nobody else change the offers of a district until the end of the transaction."""
    query = select(_o.id).where(_o.district_id == district_id).order_by(_o.id)
    await store.execute(query.with_for_update())
