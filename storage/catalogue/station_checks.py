"""Questions whether a station still holds, one a half-year, and their answers."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import RowMapping, Select, and_, bindparam, exists, func, insert, select, update

from bot.domain.half_years import HalfYear, half_year_named
from bot.domain.pathway import StationAnswer, StationCheck, StationEdit
from bot.rules.station_checks import is_to_ask
from storage import schema as t
from storage.catalogue import places
from storage.engine.store import Store

_c, _k = t.station_change.c, t.station_check.c
_OF_DISTRICT = select(t.station_check).where(_k.district_id == bindparam("district"))


async def to_ask(store: Store, day: date, period: HalfYear, limit: int) -> Sequence[int]:
    """Return the ids of the last versions of stations that are to be asked about."""
    rows = await store.rows(_unasked(period))
    return [row["id"] for row in rows if _cannot_be_read(row) or is_to_ask(_edit(row), day)][:limit]


async def take_to_ask(
    store: Store, change_id: int, day: date, period: HalfYear
) -> tuple[int, StationEdit] | None:
    """Return the district and what it wrote of a station, under the lock of the district.

    None if the station does not wait any more.
    """
    row = await store.row(select(_c.district_id).where(_c.id == change_id))
    if row is None:
        return None
    await places.locked_district(store, row["district_id"])
    row = await store.row(_unasked(period).where(_c.id == change_id))
    if row is None or not is_to_ask(_edit(row), day):
        return None
    return row["district_id"], _edit(row)


def _unasked(period: HalfYear) -> Select[tuple[object, ...]]:
    """Select the last version of each station that nobody was asked about in a half-year."""
    newest = (
        select(_c.district_id, _c.number, func.max(_c.version).label("version"))
        .group_by(_c.district_id, _c.number)
        .subquery()
    )
    n = newest.c
    same = and_(n.district_id == _c.district_id, n.number == _c.number, n.version == _c.version)
    was_asked = exists().where(
        _k.district_id == _c.district_id, _k.number == _c.number, _k.period == str(period)
    )
    return select(t.station_change).join(newest, same).where(~was_asked).order_by(_c.id)


def _edit(row: RowMapping) -> StationEdit:
    """Return a version. Raises TypeError and ValueError for cells that are none."""
    cells = dict(row["cells"])
    return StationEdit(row["number"], row["version"], cells, row["changed_at"], row["person_id"])


def _cannot_be_read(row: RowMapping) -> bool:
    """Return whether a row waits only to fail by itself, where it is told."""
    return not isinstance(row["cells"], dict)


async def note(
    store: Store, district_id: int, station_number: int, period: HalfYear, now: datetime
) -> None:
    """Store that it is asked about a station."""
    row = {
        "district_id": district_id,
        "number": station_number,
        "period": str(period),
        "asked_at": now,
    }
    await store.execute(insert(t.station_check).values(row))


async def answer(
    store: Store,
    district_id: int,
    station_number: int,
    period: HalfYear,
    said: StationAnswer,
    now: datetime,
    *,
    reason: str = "",
) -> bool:
    """Store the answer, the last one counts; False if it was never asked.

    Without a ``reason`` the one before stays, unless the station holds now.
    """
    values: dict[str, object] = {"answer": said, "answered_at": now}
    if reason or said is StationAnswer.HOLDS:
        values["reason"] = reason
    statement = (
        update(t.station_check)
        .where(_k.district_id == district_id, _k.number == station_number, _k.period == str(period))
        .values(values)
        .returning(_k.number)
    )
    return (await store.execute(statement)).first() is not None


async def of_district(store: Store, district_id: int) -> list[StationCheck]:
    """Return all questions about the stations of a district."""
    rows = await store.rows(_OF_DISTRICT, {"district": district_id})
    return [check for row in rows if (check := _check(row))]


async def of_periods(
    store: Store, district_ids: Collection[int], periods: Collection[HalfYear]
) -> dict[tuple[int, int, str], StationCheck]:
    """Return (district, number, half-year) → question."""
    query = select(t.station_check).where(
        _k.district_id.in_(district_ids), _k.period.in_(map(str, periods))
    )
    return {
        (row["district_id"], row["number"], row["period"]): check
        for row in await store.rows(query)
        if (check := _check(row))
    }


def _check(row: RowMapping) -> StationCheck | None:
    """Return a question, None for one of no half-year."""
    period = half_year_named(row["period"])
    if period is None:
        return None
    answered = row["answered_at"]
    return StationCheck(
        row["number"],
        period,
        row["asked_at"].date(),
        StationAnswer(row["answer"]),
        answered.date() if answered else None,
        row["reason"],
    )
