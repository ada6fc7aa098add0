"""The level of German that somebody let us keep: a range and a day, nothing of their answers."""

from datetime import date

from sqlalchemy import bindparam, delete, insert, select

from bot.domain.levels import KeptLevel, LevelRange, parse_range
from bot.domain.people import Person
from bot.rules import people as rules
from storage import schema as t
from storage.engine.store import Store

_l = t.person_level.c
_IS_MINE = _l.person_id == bindparam("person")
_OF = select(_l.levels, _l.assessed_on).where(_IS_MINE)
_DROP = delete(t.person_level).where(_IS_MINE)


async def keep(store: Store, person: Person, levels: LevelRange, today: date) -> KeptLevel:
    """Store a range instead of the one before. The caller holds the lock of the person.

    Raises Refusal for a person who has not agreed.
    """
    rules.may_keep(person)
    await drop(store, person.id)
    row = {"person_id": person.id, "levels": levels.code, "assessed_on": today}
    await store.execute(insert(t.person_level), row)
    return KeptLevel(levels, today)


async def of(store: Store, person_id: int) -> KeptLevel | None:
    """Return what a person let us keep, None for nothing."""
    row = await store.row(_OF, {"person": person_id})
    return KeptLevel(parse_range(row["levels"]), row["assessed_on"]) if row else None


async def drop(store: Store, person_id: int) -> None:
    """Delete what is kept; nothing happens if nothing is."""
    await store.execute(_DROP, {"person": person_id})
