"""Rights that were given or refused, without texts; kept as long as reports are."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from bot.domain.people import Person
from storage import schema as t
from storage.engine.store import Store


@dataclass(frozen=True, slots=True)
class Audit:
    """``person_id`` None is a stranger, or somebody who was forgotten since."""

    at: datetime
    person_id: int | None
    action: str
    outcome: str


async def note(store: Store, person: Person, action: str, outcome: str, now: datetime) -> None:
    """Store what a person did and what came of it, cut to the length of the columns."""
    row = {
        "person_id": person.id or None,
        "action": action[:20],
        "outcome": outcome[:40],
        "at": now,
    }
    await store.execute(insert(t.audit).values(row))


async def latest(store: Store, limit: int) -> list[Audit]:
    """Return the latest entries, the newest first."""
    query = select(t.audit).order_by(t.audit.c.id.desc()).limit(limit)
    return [
        Audit(row.at, row.person_id, row.action, row.outcome) for row in await store.execute(query)
    ]


async def count(store: Store) -> int:
    """Return how many entries are stored."""
    return (await store.execute(select(func.count()).select_from(t.audit))).scalar_one()
