"""The station to a job that somebody let us keep: its number, and counts without people."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select

from bot.domain.pathway import Arrivals, Searched
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


async def keep(store: Store, person: Person, station_number: int, now: datetime) -> None:
    """Store the number of a station instead of the one before, and count who is new there.

    The caller holds the lock of the person. Raises Refusal for a person who has not agreed.
    """
    rules.may_keep(person)
    if await of(store, person.id) == station_number:
        return
    await drop(store, person.id)
    await store.execute(
        insert(t.person_station), {"person_id": person.id, "number": station_number}
    )
    if person.district_id:
        await count(store, rules.week(now), person.district_id, station_number)


async def count(
    store: Store, week: str, district_id: int, station_number: int, people_count: int = 1
) -> None:
    """Count that people came to a station in an ISO week."""
    row = upserting(store)(t.station_week).values(
        week=week, district_id=district_id, number=station_number, arrivals=people_count
    )
    keys = ["week", "district_id", "number"]
    more = {"arrivals": _c.arrivals + people_count}
    await store.execute(row.on_conflict_do_update(index_elements=keys, set_=more))


async def count_search(
    store: Store,
    week: str,
    district_id: int,
    station_number: int,
    concepts: Iterable[str],
    *,
    times: int = 1,
) -> None:
    """Count one more search, or ``times`` more, for each concept that somebody looked for."""
    for concept in sorted(set(concepts)):
        row = upserting(store)(t.station_search).values(
            week=week, district_id=district_id, number=station_number, concept=concept, count=times
        )
        keys = ["week", "district_id", "number", "concept"]
        more = {"count": t.station_search.c.count + times}
        await store.execute(row.on_conflict_do_update(index_elements=keys, set_=more))


async def searched(store: Store, district_id: int, weeks: Collection[str]) -> Sequence[Searched]:
    """Return what was searched for at each station in these ISO weeks, the most often first.

    Small counts too: ``bot/rules/station_numbers.py`` says what is told.
    """
    c = t.station_search.c
    times = func.sum(c.count)
    query = (
        select(c.number, c.concept, times)
        .where(c.district_id == district_id, c.week.in_(sorted(weeks)))
        .group_by(c.number, c.concept)
        .order_by(c.number, times.desc(), c.concept)
    )
    return [Searched(*row) for row in await store.execute(query)]


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
    return {station_number: count for station_number, count in rows}


async def weeks_of(store: Store, district_id: int) -> Sequence[Arrivals]:
    """Return how many came to each station in each week, the latest week first."""
    return [Arrivals(*row) for row in await store.execute(_WEEKS, {"district": district_id})]
