"""Who was given a right or refused one: without texts, kept as long as reports are."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Person
from storage import schema as t


@dataclass(frozen=True, slots=True)
class Audit:
    """``person_id`` None: nobody of whom anything is stored, or somebody who was forgotten since."""

    at: datetime
    person_id: int | None
    action: str
    outcome: str


async def note(
    connection: AsyncConnection, person: Person, action: str, outcome: str, now: datetime
) -> None:
    row = {
        "person_id": person.id or None,
        "action": action[:20],
        "outcome": outcome[:40],
        "at": now,
    }
    await connection.execute(insert(t.audit).values(row))


async def latest(connection: AsyncConnection, limit: int) -> list[Audit]:
    """The newest first."""
    query = select(t.audit).order_by(t.audit.c.id.desc()).limit(limit)
    return [
        Audit(row.at, row.person_id, row.action, row.outcome)
        for row in await connection.execute(query)
    ]


async def count(connection: AsyncConnection) -> int:
    return (await connection.execute(select(func.count()).select_from(t.audit))).scalar_one()


async def count_before(connection: AsyncConnection, moment: datetime) -> int:
    return (
        await connection.execute(
            select(func.count()).select_from(t.audit).where(t.audit.c.at < moment)
        )
    ).scalar_one()


async def forget_before(connection: AsyncConnection, moment: datetime) -> int:
    return (await connection.execute(delete(t.audit).where(t.audit.c.at < moment))).rowcount
