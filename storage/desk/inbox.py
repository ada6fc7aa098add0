"""What waits for the office of a district, and what the office noted about it.

One statement lists the rows of all kinds, the oldest first; where there are more of a kind than it
lists, their number is counted beside it.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import (
    RowMapping,
    Select,
    exists,
    func,
    select,
)

from bot.domain.desk import InboxItem, InboxMark, Waiting
from bot.rules.desk import CONFIRMED, SOON, is_open
from storage import schema as t
from storage.desk.inbox_statements import MOST, everything, queries, together
from storage.engine.database import upserting
from storage.engine.sealing import Seal
from storage.engine.store import Store

OF_OFFERS = (
    Waiting.REPORT,
    Waiting.PROPOSAL,
    Waiting.ENDING,
    Waiting.UNCONFIRMED,
    Waiting.OWNER,
)
"""Kinds that are about an offer."""
_NOTE = "note"
_o, _mark = t.offer.c, t.inbox_mark.c


async def waiting(
    store: Store,
    district_id: int,
    now: datetime,
    today: date,
    organisations: Collection[int] | None = None,
    *,
    person_id: int = 0,
) -> tuple[list[InboxItem], dict[Waiting, int]]:
    """Return what waits, the oldest first, and how many rows there are of each kind.

    What was put off or marked as done is among them: ``marks`` says so. ``organisations`` are those
    whose offers an editor keeps, who gets nothing else; None is all of the district. ``person_id``
    is whose imports are among them, 0 for nobody's.
    """
    asked = _asked(district_id, person_id, now, today)
    kept = _kept(organisations)
    statement = everything() if organisations is None else together(kept)
    items = [_item(row) for row in await store.rows(statement, asked)]
    listed = Counter(item.kind for item in items)
    counts = {
        kind: listed[kind] if listed[kind] < MOST else await _count(store, query, asked)
        for kind, query in kept.items()
    }
    return sorted(items, key=lambda item: (item.since, item.kind, item.subject_id)), counts


def _kept(organisations: Collection[int] | None) -> Mapping[Waiting, Select[Any]]:
    """Return the statements of what somebody sees, see ``waiting``."""
    if organisations is None:
        return queries()
    kept = _o.organisation_id.in_(sorted(organisations))
    return {kind: queries()[kind].where(kept) for kind in OF_OFFERS}


async def count_open(
    store: Store,
    district_id: int,
    now: datetime,
    today: date,
    organisations: Collection[int] | None = None,
    *,
    person_id: int = 0,
) -> int:
    """Return how many things wait now; what was put off, or marked as done, does not count."""
    counts = await open_counts(store, district_id, now, today, organisations, person_id=person_id)
    return sum(counts.values())


async def open_counts(
    store: Store,
    district_id: int,
    now: datetime,
    today: date,
    organisations: Collection[int] | None = None,
    *,
    person_id: int = 0,
) -> dict[Waiting, int]:
    """Return kind → how many things wait now; kinds of which none does are missing.

    What was put off, or marked as done, does not count.
    """
    items, counts = await waiting(
        store, district_id, now, today, organisations, person_id=person_id
    )
    noted = await marks(store, district_id)
    for item in items:
        if not is_open(item, noted.get((item.kind.value, item.subject_id)), today):
            counts[item.kind] -= 1
    return {kind: count for kind, count in counts.items() if count > 0}


async def marks(store: Store, district_id: int) -> dict[tuple[str, int], InboxMark]:
    """Return kind and subject → what the office noted about it."""
    rows = await store.rows(select(t.inbox_mark).where(_mark.district_id == district_id))
    return {(row["kind"], row["subject_id"]): _read_mark(row, store.seal) for row in rows}


async def mark(
    store: Store, district_id: int, kind: str, subject_id: int, noted: InboxMark, now: datetime
) -> None:
    """Note something about what waits, instead of what was noted before."""
    sealed = store.seal.close(_NOTE, noted.note) if noted.note else None
    changed = {
        "person_id": noted.person_id,
        "snoozed_until": noted.snoozed_until,
        "sealed": sealed,
        "done_at": noted.done_at,
        "marked_at": now,
    }
    row = {"district_id": district_id, "kind": kind, "subject_id": subject_id, **changed}
    statement = upserting(store)(t.inbox_mark).values(row)
    await store.execute(
        statement.on_conflict_do_update(
            index_elements=["district_id", "kind", "subject_id"], set_=changed
        )
    )


async def put_marks_back(
    store: Store, district_id: int, before: Sequence[Sequence[Any]], now: datetime
) -> None:
    """Let what was done or put off wait again: kind, subject, and the day it was put off until.

    What else was kept of it counts for nothing here.
    """
    known = await marks(store, district_id) if before else {}
    for kind, subject_id, day, *_ in before:
        noted = known.get((kind, subject_id), InboxMark())
        until = date.fromisoformat(day) if day else None
        again = InboxMark(noted.person_id, until, noted.note)
        await mark(store, district_id, kind, subject_id, again, now)


async def assign_back(
    store: Store, district_id: int, before: Sequence[Sequence[Any]], now: datetime
) -> int:
    """Let those take care again who did before; return of how much.

    ``before`` is kind, subject, a day, who took care, and who did afterwards.
    """
    known, count = await marks(store, district_id), 0
    for kind, subject_id, _, person_id, later_id in before:
        noted = known.get((kind, subject_id), InboxMark())
        if noted.person_id == later_id:
            await mark(
                store, district_id, kind, subject_id, replace(noted, person_id=person_id), now
            )
            count += 1
    return count


def last_done(noted: Mapping[tuple[str, int], InboxMark]) -> datetime | None:
    """Return when something that waited was done last, None for never; see ``marks``."""
    return max((each.done_at for each in noted.values() if each.done_at), default=None)


async def is_waiting(
    store: Store,
    district_id: int,
    key: tuple[Waiting, int],
    now: datetime,
    today: date,
    organisations: Collection[int] | None = None,
    *,
    person_id: int = 0,
) -> bool:
    """Return whether something waits in a district, by kind and subject."""
    kind, subject_id = key
    kept = _kept(organisations)
    if kind not in kept:
        return False
    rows = kept[kind].order_by(None).subquery()
    query = select(exists().where(rows.c.subject_id == subject_id))
    asked = _asked(district_id, person_id, now, today)
    return bool((await store.execute(query, asked)).scalar_one())


def _asked(district_id: int, person_id: int, now: datetime, today: date) -> dict[str, Any]:
    """Return the values that all statements ask for; they are built once."""
    return {
        "district": district_id,
        "person": person_id,
        "today": today,
        "soon": today + SOON,
        "confirmed_before": now - CONFIRMED,
        "morning": datetime.combine(today, time(), UTC),
    }


async def _count(store: Store, query: Select[Any], asked: Mapping[str, Any]) -> int:
    bare = query.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
    return int((await store.execute(bare, asked)).scalar_one())


def _item(row: RowMapping) -> InboxItem:
    since, due = row["since"], row["due"]
    if due is not None:
        since = datetime.combine(due - SOON, time(), UTC)
    return InboxItem(
        kind=Waiting(row["kind"]),
        subject_id=row["subject_id"],
        target_id=row["target_id"],
        title=row["title"],
        since=since,
        due=due,
        word=row["word"] or "",
        municipality_id=row["municipality_id"],
    )


def _read_mark(row: Mapping[Any, Any], seal: Seal) -> InboxMark:
    return InboxMark(
        person_id=row["person_id"],
        snoozed_until=row["snoozed_until"],
        note=seal.open(_NOTE, row["sealed"]) if row["sealed"] else "",
        done_at=row["done_at"],
    )
