"""What districts write of their stations to a job, over the file: every version is kept."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select

from bot.domain.desk import Cells
from bot.domain.pathway import StationEdit
from storage import schema as t
from storage.engine.store import Store

_c = t.station_change.c
_COLUMNS = (_c.number, _c.version, _c.cells, _c.changed_at, _c.person_id)
_IS_OURS = _c.district_id == bindparam("district")
_NEWEST = (
    select(_c.number, func.max(_c.version).label("version"))
    .where(_IS_OURS)
    .group_by(_c.number)
    .subquery()
)
_LATEST = (
    select(*_COLUMNS)
    .join(_NEWEST, (_NEWEST.c.number == _c.number) & (_NEWEST.c.version == _c.version))
    .where(_IS_OURS)
    .order_by(_c.number)
)
_HISTORY = select(*_COLUMNS).where(_IS_OURS, _c.number == bindparam("number")).order_by(_c.version)


async def of_district(store: Store, district_id: int) -> Sequence[StationEdit]:
    """Return the last version of each station that a district ever wrote something about."""
    return [StationEdit(*row) for row in await store.execute(_LATEST, {"district": district_id})]


async def history(store: Store, district_id: int, station_number: int) -> Sequence[StationEdit]:
    """Return every version of a station, the first one first."""
    named = {"district": district_id, "number": station_number}
    return [StationEdit(*row) for row in await store.execute(_HISTORY, named)]


async def write(
    store: Store,
    district_id: int,
    station_number: int,
    cells: Cells,
    now: datetime,
    person_id: int | None,
) -> StationEdit:
    """Add a version; no cells are the station of the file. The caller locks the district."""
    versions = [edit.version for edit in await history(store, district_id, station_number)]
    edit = StationEdit(station_number, max(versions, default=0) + 1, dict(cells), now, person_id)
    row = {
        "district_id": district_id,
        "number": station_number,
        "version": edit.version,
        "cells": edit.cells,
        "changed_at": now,
        "person_id": person_id,
    }
    await store.execute(insert(t.station_change).values(row))
    return edit
