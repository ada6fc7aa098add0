"""Meetings of groups: plan, find, remind."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, bindparam, func, insert, select, tuple_, update

from bot.domain.groups import IN
from bot.domain.meetings import Answer, Meeting, State
from bot.rules.meetings import remind_at
from storage import schema as t
from storage.engine.store import Store
from storage.people.person_rows import wants_one_of

OF_A_DAY = 20
"""Meetings of one person that may have begun within a day and be over, as many as are skipped."""
_m, _a, _member = t.meeting.c, t.attendance.c, t.membership.c
_IS_NEXT = (
    _m.group_id.in_(bindparam("groups", expanding=True)),
    _m.state == State.PLANNED.value,
    _m.starts_at >= bindparam("start"),
    _m.starts_at < bindparam("end"),
)
_FIRST = select(_m.group_id, func.min(_m.starts_at)).where(*_IS_NEXT).group_by(_m.group_id)
_NEXT_STARTS = (
    select(_m.group_id, _m.start)
    .where(tuple_(_m.group_id, _m.starts_at).in_(_FIRST), *_IS_NEXT)
    .order_by(_m.id.desc())
)
"""Of two that begin at once, the one that was planned first comes last, and stays."""


async def add(store: Store, meeting: Meeting) -> int:
    """Store a meeting; return its id."""
    return int(
        (
            await store.execute(
                insert(t.meeting)
                .values(_values(meeting) | {"group_id": meeting.group_id})
                .returning(_m.id)
            )
        ).scalar_one()
    )


async def change(store: Store, meeting: Meeting) -> None:
    """Store it as it is; the caller holds its lock."""
    await store.execute(update(t.meeting).where(_m.id == meeting.id).values(_values(meeting)))


async def by_id(store: Store, meeting_id: int, *, lock: bool = False) -> Meeting | None:
    """Return a meeting, or None if there is none.

    With ``lock`` nobody else changes it or answers meanwhile.
    """
    query = select(t.meeting).where(_m.id == meeting_id)
    row = await store.row(query.with_for_update() if lock else query)
    return _meeting(row) if row else None


async def by_ids(store: Store, meeting_ids: Collection[int]) -> Mapping[int, Meeting]:
    """Return those that exist, by id."""
    if not meeting_ids:
        return {}
    return {
        row["id"]: _meeting(row)
        for row in await store.rows(select(t.meeting).where(_m.id.in_(sorted(meeting_ids))))
    }


async def of_group(store: Store, group_id: int, after: datetime) -> Sequence[Meeting]:
    """Return the meetings of a group that end after a moment, the next first."""
    query = (
        select(t.meeting)
        .where(_m.group_id == group_id, _m.starts_at > after - timedelta(days=1))
        .order_by(_m.starts_at, _m.id)
    )
    candidates = [_meeting(row) for row in await store.rows(query)]
    return [meeting for meeting in candidates if meeting.ends_at > after]


async def of_district(
    store: Store, district_id: int, start: datetime, end: datetime
) -> list[Meeting]:
    """Return the meetings of all groups of a district that begin in a time, in order."""
    query = select(t.meeting).join(t.group, t.group.c.id == _m.group_id)
    wanted = query.where(
        t.group.c.district_id == district_id, _m.starts_at >= start, _m.starts_at < end
    )
    rows = await store.rows(wanted.order_by(_m.starts_at, _m.id))
    return [_meeting(row) for row in rows]


async def next_starts(
    store: Store, group_ids: Collection[int], start: datetime, end: datetime
) -> dict[int, datetime]:
    """Return group → wall time of its first planned meeting that begins in a time, if any does."""
    if not group_ids:
        return {}
    asked = {"groups": sorted(group_ids), "start": start, "end": end}
    rows = await store.execute(_NEXT_STARTS, asked)
    return {row.group_id: datetime.fromisoformat(row.start) for row in rows}


async def next_of(store: Store, group_id: int, now: datetime) -> int | None:
    """Return the id of the next meeting that has not begun; None if none is planned."""
    wanted = (_m.group_id == group_id) & (_m.state == State.PLANNED) & (_m.starts_at > now)
    return (
        await store.execute(select(_m.id).where(wanted).order_by(_m.starts_at, _m.id).limit(1))
    ).scalar()


async def next_of_person(store: Store, person_id: int, now: datetime) -> Meeting | None:
    """Return the next meeting of a person's groups that is not over, None if none is planned.

    One that they said no to does not count, nor does a group that was archived.
    """
    own = select(_member.group_id).where(_member.person_id == person_id, _member.standing.in_(IN))
    refused = select(_a.meeting_id).where(_a.person_id == person_id, _a.answer == Answer.NO)
    archived = select(t.group.c.id).where(t.group.c.archived_at.is_not(None))
    wanted = (
        _m.group_id.in_(own)
        & _m.group_id.not_in(archived)
        & _m.id.not_in(refused)
        & (_m.state == State.PLANNED)
        & (_m.starts_at > now - timedelta(days=1))
    )
    rows = await store.rows(
        select(t.meeting).where(wanted).order_by(_m.starts_at, _m.id).limit(OF_A_DAY)
    )
    return next((meeting for meeting in map(_meeting, rows) if meeting.ends_at > now), None)


async def last_of(store: Store, group_id: int, now: datetime) -> Meeting | None:
    """Return the latest meeting that has begun, or None."""
    wanted = (_m.group_id == group_id) & (_m.state == State.PLANNED) & (_m.starts_at <= now)
    row = await store.row(
        select(t.meeting).where(wanted).order_by(_m.starts_at.desc(), _m.id.desc()).limit(1)
    )
    return _meeting(row) if row else None


async def following(store: Store, meeting: Meeting, *, lock: bool = True) -> list[Meeting]:
    """Return a meeting and the later ones of its series, in their order.

    Meetings that were cancelled, or changed on their own, are left out.
    """
    same = (
        (_m.series_id == meeting.series_id)
        & (_m.starts_at >= meeting.starts_at)
        & (_m.state == State.PLANNED)
    )
    query = (
        select(t.meeting)
        .where(same, ~_m.edited | (_m.id == meeting.id))
        .order_by(_m.starts_at, _m.id)
    )
    query = query.with_for_update() if lock else query
    return [_meeting(row) for row in await store.rows(query)]


async def clashing(store: Store, person_id: int, meeting: Meeting) -> list[Meeting]:
    """Return the meetings at the same time to which the person would come, or perhaps."""
    mine = select(_a.meeting_id).where(
        _a.person_id == person_id, _a.answer.in_((Answer.YES, Answer.MAYBE))
    )
    near = (
        (_m.starts_at < meeting.ends_at)
        & (_m.starts_at > meeting.starts_at - timedelta(days=1))
        & (_m.state == State.PLANNED)
    )
    query = (
        select(t.meeting)
        .where(near, _m.id.in_(mine), _m.id != meeting.id)
        .order_by(_m.starts_at, _m.id)
    )
    candidates = [_meeting(row) for row in await store.rows(query)]
    return [other for other in candidates if other.ends_at > meeting.starts_at]


async def to_remind(store: Store, now: datetime, limit: int) -> Sequence[int]:
    """Return the ids of meetings whose next reminder is due, the longest due first."""
    query = select(_m.id).where(_m.remind_at <= now).order_by(_m.remind_at, _m.id).limit(limit)
    return list((await store.execute(query)).scalars())


async def take_to_remind(store: Store, meeting_id: int, now: datetime) -> Meeting | None:
    """Lock and return a meeting that ``to_remind`` named.

    None if no reminder is due any more or it is locked elsewhere.
    """
    query = select(t.meeting).where(_m.id == meeting_id, _m.remind_at <= now)
    row = await store.row(query.with_for_update(skip_locked=True))
    return _meeting(row) if row else None


async def wanting(store: Store, people: Collection[int], reminders: Collection[str]) -> list[int]:
    """Return those of these people who chose one of these reminders."""
    c = t.person.c
    query = select(c.id).where(c.id.in_(sorted(people)), wants_one_of(reminders)).order_by(c.id)
    return list((await store.execute(query)).scalars())


async def to_subscribe(
    store: Store, person_id: int, group_id: int | None, after: datetime
) -> list[Meeting]:
    """Return the meetings for a person's calendar; ``group_id`` None means all of their groups.

    Cancelled meetings are included, declined ones are not.
    """
    c = t.membership.c
    inside = select(c.group_id).where(c.person_id == person_id, c.standing.in_(IN))
    refused = select(_a.meeting_id).where(_a.person_id == person_id, _a.answer == Answer.NO)
    wanted = _m.group_id.in_(inside) & _m.id.not_in(refused) & (_m.starts_at > after)
    query = (
        select(t.meeting)
        .where(wanted if group_id is None else wanted & (_m.group_id == group_id))
        .order_by(_m.starts_at, _m.id)
    )
    return [_meeting(row) for row in await store.rows(query)]


def _values(meeting: Meeting) -> dict[str, Any]:
    return {
        "title": meeting.title,
        "start": meeting.start.isoformat(timespec="seconds"),
        "zone": meeting.zone,
        "starts_at": meeting.starts_at,
        "minutes": meeting.minutes,
        "place": meeting.place,
        "most": meeting.most,
        "state": meeting.state,
        "sequence": meeting.sequence,
        "reminded": meeting.reminded,
        "series_id": meeting.series_id,
        "edited": meeting.edited,
        "changed_at": meeting.changed_at,
        "remind_at": remind_at(meeting),
    }


def _meeting(row: RowMapping) -> Meeting:
    return Meeting(
        id=row["id"],
        group_id=row["group_id"],
        title=row["title"],
        start=datetime.fromisoformat(row["start"]),
        zone=row["zone"],
        minutes=row["minutes"],
        place=row["place"],
        most=row["most"],
        state=State(row["state"]),
        sequence=row["sequence"],
        reminded=row["reminded"],
        series_id=row["series_id"],
        edited=row["edited"],
        changed_at=row["changed_at"],
    )
