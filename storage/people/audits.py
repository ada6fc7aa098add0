"""The audit log: acts that need a right, one line each; refusals, counted.

It holds no texts and no names of people. It is kept as long as reports are.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import RowMapping, func, insert, select, update

from bot.domain.audits import Act, Audit, Facts, Origin
from bot.domain.people import Person
from storage import schema as t
from storage.engine.store import Store

DONE = "done"
"""Outcome of an act."""
_a = t.audit.c
_TOTAL = select(func.coalesce(func.sum(_a.count), 0))


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be noted of an act; ``before`` and ``after`` are cut to what differs."""

    act: Act
    subject: str
    before: Facts = field(default_factory=dict)
    after: Facts = field(default_factory=dict)


async def note(
    store: Store,
    person: Person | None,
    entry: Entry,
    now: datetime,
    origin: Origin = Origin.CHAT,
) -> None:
    """Store one line for an act; ``person`` None is the command line, whatever ``origin`` says."""
    row = {
        "person_id": (person.id or None) if person else None,
        "at": now,
        "action": entry.act,
        "outcome": DONE,
        "subject": entry.subject,
        "before": _only(entry.before, entry.after),
        "after": _only(entry.after, entry.before),
        "origin": origin if person else Origin.CONSOLE,
    }
    await store.execute(insert(t.audit).values(row))


async def count_refusal(
    store: Store, person: Person, action: str, outcome: str, now: datetime
) -> None:
    """Count what a person was refused: one row a person, act, outcome and day.

    So nobody can drown the log. Strangers share their rows; a row that another transaction counts
    in at this moment is not waited for, then there is one row more.
    """
    values = {
        "person_id": person.id or None,
        "action": action[:20],
        "outcome": outcome[:40],
        "day": now.date(),
    }
    same = (_a[name].is_not_distinct_from(value) for name, value in values.items())
    row = select(_a.id).where(*same).order_by(_a.id).limit(1).with_for_update(skip_locked=True)
    audit_id = (await store.execute(row)).scalar()
    if audit_id is None:
        await store.execute(insert(t.audit).values(values | {"at": now}))
        return
    again = update(t.audit).where(_a.id == audit_id).values(count=_a.count + 1, at=now)
    await store.execute(again)


async def latest(store: Store, limit: int, *, acts_only: bool = False) -> list[Audit]:
    """Return the latest entries, the newest first; with ``acts_only`` no refusals."""
    query = select(t.audit).order_by(_a.at.desc(), _a.id.desc()).limit(limit)
    rows = await store.rows(query.where(_a.day.is_(None)) if acts_only else query)
    return [_audit(row) for row in rows]


async def count(store: Store) -> int:
    """Return how many acts and refusals there were; a row of refusals is as many as it counts."""
    return int((await store.execute(_TOTAL)).scalar_one())


async def count_refusals(store: Store) -> int:
    """Return how many refusals there were, of all people and days."""
    return int((await store.execute(_TOTAL.where(_a.day.is_not(None)))).scalar_one())


def _only(facts: Facts, others: Facts) -> Facts:
    """Return the facts that are not the same on the other side."""
    return {name: value for name, value in facts.items() if others.get(name, ...) != value}


def _audit(row: RowMapping) -> Audit:
    return Audit(
        at=row["at"],
        person_id=row["person_id"],
        action=row["action"],
        outcome=row["outcome"],
        subject=row["subject"],
        before=row["before"],
        after=row["after"],
        origin=Origin(row["origin"]),
        count=row["count"],
    )
