"""What was done at the desk, as long as it can be undone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, insert, select, update

from bot.domain.desk import DeskAct
from bot.rules.desk import UNDO
from storage import schema as t
from storage.engine.sqlite import QUICK
from storage.engine.store import Store

_d = t.desk_act.c
_LATEST = (
    select(t.desk_act)
    .where(
        _d.person_id == bindparam("person"),
        _d.district_id == bindparam("district"),
        _d.done_at >= bindparam("since"),
        _d.undone_at.is_(None),
    )
    .order_by(_d.id.desc())
    .limit(1)
    .execution_options(**QUICK)
)
"""Every page asks for it, so it is built once."""


async def begin(
    store: Store, *, person_id: int, district_id: int, name: str, count: int, now: datetime
) -> int:
    """Store an act and return its id; what it changes refers to it."""
    row = {
        "person_id": person_id,
        "district_id": district_id,
        "name": name,
        "done_at": now,
        "count": count,
        "before": {},
    }
    added = await store.execute(insert(t.desk_act).values(row).returning(_d.id))
    return int(added.scalar_one())


async def remember(store: Store, act_id: int, before: Mapping[str, Any]) -> None:
    """Keep what undoing an act needs."""
    await store.execute(update(t.desk_act).where(_d.id == act_id).values(before=dict(before)))


async def by_id(store: Store, act_id: int) -> DeskAct | None:
    """Return an act under its lock, or None if there is none."""
    row = await store.row(select(t.desk_act).where(_d.id == act_id).with_for_update())
    return _act(row) if row else None


async def latest(store: Store, person_id: int, district_id: int, now: datetime) -> DeskAct | None:
    """Return what a person can still undo, the latest; None if there is nothing."""
    asked = {"person": person_id, "district": district_id, "since": now - UNDO}
    row = await store.row(_LATEST, asked)
    return _act(row) if row else None


async def undone(store: Store, act_id: int, now: datetime) -> None:
    """Remember that an act was undone."""
    await store.execute(update(t.desk_act).where(_d.id == act_id).values(undone_at=now))


def _act(row: RowMapping) -> DeskAct:
    return DeskAct(
        id=row["id"],
        person_id=row["person_id"],
        district_id=row["district_id"],
        name=row["name"],
        done_at=row["done_at"],
        count=row["count"],
        before=row["before"],
        undone_at=row["undone_at"],
    )
