"""The audit log: acts that need a right, one line each; refusals, counted.

It holds no texts and no names of people. It is kept as long as reports are.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)

from bot.domain.audits import Act, Audit, Facts, Origin
from bot.domain.people import Person
from storage import schema as t
from storage.engine.store import Store

DONE = "done"
"""Outcome of an act."""
_a = t.audit.c
_IN_FACTS = ("group", "district")
"""Facts that lead to a district where the thing itself is gone."""
_ROWS: dict[str, Table] = {
    "district": t.district,
    "offer": t.offer,
    "group": t.group,
    "announcement": t.announcement,
    "measure": t.measure,
    "grant": t.grants,
    "invitation": t.invitation,
    "help request": t.help_request,
    "question": t.enquiry,
    "saved answer": t.saved_answer,
    "campaign": t.campaign,
    "membership": t.membership,
    "result": t.result,
    "seat": t.seat,
}
"""What stands before the id in a subject → the table of such things."""
_DISTRICTS: dict[str, Select[Any]] = {
    words: select(table.c.district_id if "district_id" in table.c else t.district.c.id)
    for words, table in _ROWS.items()
    if "district_id" in table.c or table is t.district
} | {
    words: select(t.group.c.district_id).join(_ROWS[words], _ROWS[words].c.group_id == t.group.c.id)
    for words in ("membership", "result", "seat")
}
_DISTRICTS["campaign"] = select(t.announcement.c.district_id).join(
    t.campaign, t.campaign.c.announcement_id == t.announcement.c.id
)
_TOTAL = select(func.coalesce(func.sum(_a.count), 0))
_REFUSED = (
    select(_a.id)
    .where(
        *(
            column.is_not_distinct_from(bindparam(f"its_{column.name}"))
            for column in (_a.person_id, _a.action, _a.outcome, _a.day)
        )
    )
    .order_by(_a.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_REFUSE = insert(t.audit)
_REFUSE_AGAIN = (
    update(t.audit)
    .where(_a.id == bindparam("audit"))
    .values(count=_a.count + 1, at=bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be noted of an act; ``before`` and ``after`` are cut to what differs.

    ``district_id`` is the district that it is about. None means that of the thing, which the
    subject names, or of the group or district among the facts.
    """

    act: Act
    subject: str
    before: Facts = field(default_factory=dict)
    after: Facts = field(default_factory=dict)
    district_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class LogQuery:
    """Which acts of a district are wanted.

    ``act`` "" means all; ``subject`` is a thing such as "offer 17" or the beginning of one, ""
    all. ``since`` None means from the beginning.
    """

    district_id: int
    act: str = ""
    subject: str = ""
    since: datetime | None = None


async def note(
    store: Store,
    person: Person | None,
    entry: Entry,
    now: datetime,
    origin: Origin = Origin.CHAT,
) -> None:
    """Store one line for an act.

    ``person`` None is the command line, whatever ``origin`` says, but for an organisation's link.
    """
    is_nobody = person is None and origin is not Origin.OWNER
    row = {
        "person_id": (person.id or None) if person else None,
        "district_id": await _district_of(store, entry),
        "at": now,
        "action": entry.act,
        "outcome": DONE,
        "subject": entry.subject,
        "before": _only(entry.before, entry.after),
        "after": _only(entry.after, entry.before),
        "origin": Origin.CONSOLE if is_nobody else origin,
    }
    await store.execute(insert(t.audit).values(row))


async def _district_of(store: Store, entry: Entry) -> int | None:
    """Return the district that an act is about, None if that is not known."""
    if entry.district_id is not None:
        return entry.district_id
    words, _, row_id = entry.subject.rpartition(" ")
    facts = {**entry.before, **entry.after}
    for name, value in ((words, row_id), *((name, facts.get(name)) for name in _IN_FACTS)):
        is_id = str(value).isascii() and str(value).isdigit()
        if is_id and name in _DISTRICTS:
            query = _DISTRICTS[name].where(_ROWS[name].c.id == int(str(value)))
            if (district_id := (await store.execute(query)).scalar()) is not None:
                return int(district_id)
    return None


async def of_district(store: Store, query: LogQuery, *, limit: int, offset: int = 0) -> list[Audit]:
    """Return acts in a district, the newest first."""
    wanted = select(t.audit).where(*_matching(query)).order_by(_a.at.desc(), _a.id.desc())
    return [_audit(row) for row in await store.rows(wanted.limit(limit).offset(offset))]


async def count_acts(store: Store, query: LogQuery) -> dict[str, int]:
    """Return action → number of acts that match, whatever act the query asks for."""
    wanted = replace(query, act="")
    rows = select(_a.action, func.count()).where(*_matching(wanted)).group_by(_a.action)
    return {row[0]: row[1] for row in await store.execute(rows)}


def _matching(query: LogQuery) -> list[ColumnElement[bool]]:
    conditions = [_a.day.is_(None), _a.district_id == query.district_id]
    if query.act:
        conditions.append(_a.action == query.act)
    if query.subject:
        same = _a.subject == query.subject
        begins = _a.subject.startswith(f"{query.subject} ", autoescape=True)
        conditions.append(same | begins)
    if query.since:
        conditions.append(_a.at >= query.since)
    return conditions


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
    asked = {f"its_{name}": value for name, value in values.items()}
    audit_id = (await store.execute(_REFUSED, asked)).scalar()
    if audit_id is None:
        await store.execute(_REFUSE, values | {"at": now})
        return
    await store.execute(_REFUSE_AGAIN, {"audit": audit_id, "now": now})


async def latest(store: Store, limit: int, *, acts_only: bool = False) -> list[Audit]:
    """Return the latest entries, the newest first; with ``acts_only`` no refusals."""
    query = select(t.audit).order_by(_a.at.desc(), _a.id.desc()).limit(limit)
    rows = await store.rows(query.where(_a.day.is_(None)) if acts_only else query)
    return [_audit(row) for row in rows]


async def last_done(store: Store, act: Act, subjects: Collection[str]) -> dict[str, datetime]:
    """Return subject → when an act was last done to it, without those of which nothing is known."""
    query = (
        select(_a.subject, func.max(_a.at))
        .where(_a.action == act, _a.subject.in_(sorted(subjects)), _a.day.is_(None))
        .group_by(_a.subject)
    )
    return {subject: at for subject, at in await store.execute(query)}


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
        district_id=row["district_id"],
    )
