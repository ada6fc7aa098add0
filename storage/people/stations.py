"""The station to a job that somebody let us keep: its number, and counts without people."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select

from bot.domain.pathway import Arrivals
from bot.domain.people import Person
from bot.rules import people as rules
from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store

_s, _c = t.person_station.c, t.station_week.c
_IS_MINE = _s.person_id == bindparam("person")
_OF = select(_s.number).where(_IS_MINE)
_DROP = delete(t.person_station).where(_IS_MINE)
_NOW = (
    select(_s.number, func.count())
    .join(t.person)
    .where(t.person.c.district_id == bindparam("district"))
    .group_by(_s.number)
    .order_by(_s.number)
)
_WEEKS = (
    select(_c.week, _c.number, _c.arrivals)
    .where(_c.district_id == bindparam("district"))
    .order_by(_c.week.desc(), _c.number)
)


async def keep(store: Store, person: Person, number: int, now: datetime) -> None:
    """Store the number of a station instead of the one before, and count who is new there.

    The caller holds the lock of the person. Raises Refusal for a person who has not agreed.
    """
    rules.may_keep(person)
    if await of(store, person.id) == number:
        return
    await drop(store, person.id)
    await store.execute(insert(t.person_station), {"person_id": person.id, "number": number})
    if person.district_id:
        await count(store, rules.week(now), person.district_id, number)


async def count(
    store: Store, week: str, district_id: int, number: int, people_count: int = 1
) -> None:
    """Count that people came to a station in an ISO week."""
    row = upserting(store)(t.station_week).values(
        week=week, district_id=district_id, number=number, arrivals=people_count
    )
    keys = ["week", "district_id", "number"]
    more = {"arrivals": _c.arrivals + people_count}
    await store.execute(row.on_conflict_do_update(index_elements=keys, set_=more))


async def of(store: Store, person_id: int) -> int | None:
    """Return the number of the station that a person marked, None for none."""
    row = await store.row(_OF, {"person": person_id})
    return row["number"] if row else None


async def drop(store: Store, person_id: int) -> None:
    """Delete what is kept; nothing happens if nothing is."""
    await store.execute(_DROP, {"person": person_id})


async def people_at(store: Store, district_id: int) -> dict[int, int]:
    """Return number of a station → how many people of a district are there now."""
    rows = await store.execute(_NOW, {"district": district_id})
    return {number: count for number, count in rows}


async def weeks_of(store: Store, district_id: int) -> Sequence[Arrivals]:
    """Return how many came to each station in each week, the latest week first."""
    return [Arrivals(*row) for row in await store.execute(_WEEKS, {"district": district_id})]
