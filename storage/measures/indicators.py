"""Indicators: the few context numbers of a district, a figure for each half-year."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from bot.domain.measures import Indicator, IndicatorValue
from bot.rules.measures import checked_indicator, checked_value
from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store
from storage.measures.measures import lock_district
from storage.measures.periods import stored_period

_i, _v = t.indicator.c, t.indicator_value.c
_VALUES = (
    select(t.indicator_value)
    .join(t.indicator, _i.id == _v.indicator_id)
    .where(_i.district_id == bindparam("district"))
    .order_by(_v.period)
)


async def of_district(store: Store, district_id: int) -> list[Indicator]:
    """Return the indicators of a district in the order they were added, with all their figures."""
    query = select(t.indicator).where(_i.district_id == district_id).order_by(_i.id)
    values: dict[int, list[IndicatorValue]] = {}
    for row in await store.rows(_VALUES, {"district": district_id}):
        value = IndicatorValue(
            stored_period(row["period"]), row["value"], row["source"], row["as_of"]
        )
        values.setdefault(row["indicator_id"], []).append(value)
    return [
        Indicator(
            id=row["id"],
            district_id=district_id,
            name=row["name"],
            unit=row["unit"],
            values=tuple(values.get(row["id"], ())),
        )
        for row in await store.rows(query)
    ]


async def add(store: Store, district_id: int, name: str, unit: str = "") -> int:
    """Add an indicator; return its id. Refuses one too many, and a name that is known."""
    await lock_district(store, district_id)
    checked_indicator(name, unit, await of_district(store, district_id))
    values = {"district_id": district_id, "name": name, "unit": unit}
    added = await store.execute(insert(t.indicator).values(values).returning(_i.id))
    return int(added.scalar_one())


async def set_value(store: Store, indicator_id: int, value: IndicatorValue, now: datetime) -> None:
    """Store the figure of a half-year, in place of an earlier one. Refuses one without a source."""
    checked_value(value, now.date())
    figures = {"value": value.value, "source": value.source, "as_of": value.as_of}
    row = {"indicator_id": indicator_id, "period": str(value.period), **figures}
    await store.execute(
        upserting(store)(t.indicator_value)
        .values(row)
        .on_conflict_do_update(index_elements=["indicator_id", "period"], set_=figures)
    )


async def remove(store: Store, indicator_id: int) -> None:
    """Delete an indicator with all its figures; what was released keeps them."""
    await store.execute(delete(t.indicator).where(_i.id == indicator_id))
