"""Meetings that recur: what they have in common, and how far ahead they are planned."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from bot.domain.announcements import Times
from bot.domain.meetings import Series
from storage import schema as t
from storage.engine.store import Store

_s = t.series.c


async def add(store: Store, series: Series) -> int:
    """Store a series; return its id."""
    return int(
        (
            await store.execute(insert(t.series).values(_values(series)).returning(_s.id))
        ).scalar_one()
    )


async def change(store: Store, series: Series) -> None:
    """Store a series as it is now."""
    await store.execute(update(t.series).where(_s.id == series.id).values(_values(series)))


async def by_id(store: Store, series_id: int, *, lock: bool = False) -> Series | None:
    """Return a series, or None if it has ended."""
    query = select(t.series).where(_s.id == series_id)
    row = await store.row(query.with_for_update() if lock else query)
    return _series(row) if row else None


async def end(store: Store, series_id: int) -> None:
    """Delete a series: no further dates, and its meetings are single ones from now on."""
    await store.execute(delete(t.series).where(_s.id == series_id))


async def to_plan(store: Store, before: datetime, limit: int) -> Sequence[int]:
    """Return the ids of series that are not planned up to a moment."""
    query = select(_s.id).where(_s.planned_until < before).order_by(_s.planned_until, _s.id)
    return list((await store.execute(query.limit(limit))).scalars())


async def take_to_plan(store: Store, series_id: int, before: datetime) -> Series | None:
    """Lock and return a series that ``to_plan`` named; None if planned or locked elsewhere."""
    query = select(t.series).where(_s.id == series_id, _s.planned_until < before)
    row = await store.row(query.with_for_update(skip_locked=True))
    return _series(row) if row else None


def written(series: Series) -> dict[str, Any]:
    """Return a series as values of JSON, for ``read``; without its id."""
    return _values(series) | {"planned_until": series.planned_until.isoformat()}


def read(values: Mapping[str, Any]) -> Series:
    """Return the series, not stored yet, that ``written`` made values of."""
    until = datetime.fromisoformat(values["planned_until"])
    return _series({**values, "id": 0, "planned_until": until})


def _values(series: Series) -> dict[str, Any]:
    start = series.times.start
    if start is None:
        raise ValueError("a series begins at a time")
    return {
        "group_id": series.group_id,
        "title": series.title,
        "start": start.isoformat(timespec="seconds"),
        "rule": series.times.rule,
        "zone": series.times.zone,
        "land": series.times.land,
        "minutes": series.minutes,
        "place": series.place,
        "most": series.most,
        "planned_until": series.planned_until,
    }


def _series(row: Mapping[Any, Any]) -> Series:
    times = Times(datetime.fromisoformat(row["start"]), row["rule"], row["zone"], row["land"])
    return Series(
        id=row["id"],
        group_id=row["group_id"],
        title=row["title"],
        times=times,
        planned_until=row["planned_until"],
        minutes=row["minutes"],
        place=row["place"],
        most=row["most"],
    )
