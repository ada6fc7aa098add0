"""Meetings of groups and who comes to them. Who waits moves up in the order of having asked."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, Select, delete, func, insert, select, update

from bot.domain.groups import IN
from bot.domain.meetings import Answer, Attendance, Coming, Meeting, State
from bot.rules.meetings import remind_at
from storage import schema as t
from storage.engine.store import Store
from storage.people.person_rows import wants_one_of

_m, _a = t.meeting.c, t.attendance.c


async def add(store: Store, meeting: Meeting) -> int:
    """Gives back its id."""
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
    """None if there is none. With ``lock`` nobody else changes it or answers meanwhile."""
    query = select(t.meeting).where(_m.id == meeting_id)
    row = (await store.execute(query.with_for_update() if lock else query)).mappings().first()
    return _meeting(row) if row else None


async def by_ids(store: Store, meeting_ids: Collection[int]) -> Mapping[int, Meeting]:
    """Those that are there."""
    if not meeting_ids:
        return {}
    return {
        row["id"]: _meeting(row)
        for row in (
            await store.execute(select(t.meeting).where(_m.id.in_(sorted(meeting_ids))))
        ).mappings()
    }


async def of_group(store: Store, group_id: int, after: datetime) -> Sequence[Meeting]:
    """Those that are not over at that moment, the next first; none takes longer than a day."""
    query = (
        select(t.meeting)
        .where(_m.group_id == group_id, _m.starts_at > after - timedelta(days=1))
        .order_by(_m.starts_at, _m.id)
    )
    candidates = [_meeting(row) for row in (await store.execute(query)).mappings()]
    return [meeting for meeting in candidates if meeting.ends_at > after]


async def next_of(store: Store, group_id: int, now: datetime) -> int | None:
    """The id of the next one that has not begun; None if none is planned."""
    wanted = (_m.group_id == group_id) & (_m.state == State.PLANNED) & (_m.starts_at > now)
    return (
        await store.execute(select(_m.id).where(wanted).order_by(_m.starts_at, _m.id).limit(1))
    ).scalar()


async def last_of(store: Store, group_id: int, now: datetime) -> Meeting | None:
    """The latest that has begun; None if there was none."""
    wanted = (_m.group_id == group_id) & (_m.state == State.PLANNED) & (_m.starts_at <= now)
    row = (
        (
            await store.execute(
                select(t.meeting).where(wanted).order_by(_m.starts_at.desc(), _m.id.desc()).limit(1)
            )
        )
        .mappings()
        .first()
    )
    return _meeting(row) if row else None


async def following(store: Store, meeting: Meeting) -> list[Meeting]:
    """It and the later ones of its series, locked, in their order; not those cancelled or changed on their own."""
    same = (
        (_m.series_id == meeting.series_id)
        & (_m.starts_at >= meeting.starts_at)
        & (_m.state == State.PLANNED)
    )
    query = (
        select(t.meeting)
        .where(same, ~_m.edited | (_m.id == meeting.id))
        .order_by(_m.starts_at, _m.id)
        .with_for_update()
    )
    return [_meeting(row) for row in (await store.execute(query)).mappings()]


async def clashing(store: Store, person_id: int, meeting: Meeting) -> list[Meeting]:
    """What else the person does not want to miss at that time."""
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
    candidates = [_meeting(row) for row in (await store.execute(query)).mappings()]
    return [other for other in candidates if other.ends_at > meeting.starts_at]


async def to_remind(store: Store, now: datetime) -> Meeting | None:
    """One whose next reminder is due, locked; what another process reminds of is left out. None if there is none."""
    query = (
        select(t.meeting)
        .where(_m.remind_at <= now)
        .order_by(_m.remind_at, _m.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = (await store.execute(query)).mappings().first()
    return _meeting(row) if row else None


async def wanting(store: Store, people: Collection[int], reminders: Collection[str]) -> list[int]:
    """Return those of these people who chose one of these reminders."""
    c = t.person.c
    query = select(c.id).where(c.id.in_(sorted(people)), wants_one_of(reminders)).order_by(c.id)
    return list((await store.execute(query)).scalars())


async def answer(
    store: Store,
    meeting_id: int,
    person_id: int,
    reply: Answer,
    now: datetime,
    *,
    for_id: int | None = None,
) -> None:
    """A changed mind goes to the end of those who wait; the caller holds the meeting's lock. ``for_id`` is whose place it is, None one's own."""
    await store.execute(
        delete(t.attendance).where(_a.meeting_id == meeting_id, _a.person_id == person_id)
    )
    await store.execute(
        insert(t.attendance).values(
            meeting_id=meeting_id, person_id=person_id, answer=reply, since=now, for_id=for_id
        )
    )


async def move_up(store: Store, meeting_id: int) -> int | None:
    """The first who waits has the place; gives back the person, None if nobody waits."""
    waiting = (
        select(_a.id, _a.person_id)
        .where(_a.meeting_id == meeting_id, _a.answer == Answer.WAITING)
        .order_by(_a.id)
        .limit(1)
    )
    row = (await store.execute(waiting)).first()
    if row is None:
        return None
    await store.execute(update(t.attendance).where(_a.id == row.id).values(answer=Answer.YES))
    return int(row.person_id)


async def answer_of(store: Store, meeting_id: int, person_id: int) -> Answer | None:
    """None if they said nothing."""
    stored = (
        await store.execute(
            select(_a.answer).where(_a.meeting_id == meeting_id, _a.person_id == person_id)
        )
    ).scalar()
    return Answer(stored) if stored else None


async def counted(store: Store, meeting_id: int) -> Attendance:
    rows = await store.execute(
        select(_a.answer, func.count()).where(_a.meeting_id == meeting_id).group_by(_a.answer)
    )
    return Attendance(**{str(name): int(count) for name, count in rows})


async def answers(store: Store, meeting_id: int) -> dict[int, Answer]:
    """Person → what they said, in the order of having said it."""
    rows = await store.execute(
        select(_a.person_id, _a.answer).where(_a.meeting_id == meeting_id).order_by(_a.id)
    )
    return {row.person_id: Answer(row.answer) for row in rows}


async def coming(store: Store, meeting_id: int) -> list[Coming]:
    """Everybody who said something, in the order of having said it."""
    rows = await store.execute(
        select(t.attendance).where(_a.meeting_id == meeting_id).order_by(_a.id)
    )
    return [Coming(row.person_id, Answer(row.answer), row.present, row.for_id) for row in rows]


async def was_there(store: Store, meeting_id: int, person_id: int) -> bool:
    query = select(_a.id).where(_a.meeting_id == meeting_id, _a.person_id == person_id, _a.present)
    return (await store.execute(query)).first() is not None


async def saw(store: Store, meeting_id: int, person_id: int, *, present: bool) -> None:
    """Whether somebody was there."""
    await store.execute(
        update(t.attendance)
        .where(_a.meeting_id == meeting_id, _a.person_id == person_id)
        .values(present=present)
    )


async def concerned(
    store: Store, meeting: Meeting, without: Collection[Answer] = (Answer.NO,)
) -> list[int]:
    """The people of the group who did not say one of these."""
    answered = select(_a.person_id).where(_a.meeting_id == meeting.id, _a.answer.in_(list(without)))
    return await people_of(store, meeting.group_id, answered)


async def to_subscribe(
    store: Store, person_id: int, group_id: int | None, after: datetime
) -> list[Meeting]:
    """What belongs into a person's calendar: of one group, or of all they are in; cancelled ones too, but not what they said no to."""
    c = t.membership.c
    inside = select(c.group_id).where(c.person_id == person_id, c.standing.in_(IN))
    refused = select(_a.meeting_id).where(_a.person_id == person_id, _a.answer == Answer.NO)
    wanted = _m.group_id.in_(inside) & _m.id.not_in(refused) & (_m.starts_at > after)
    query = (
        select(t.meeting)
        .where(wanted if group_id is None else wanted & (_m.group_id == group_id))
        .order_by(_m.starts_at, _m.id)
    )
    return [_meeting(row) for row in (await store.execute(query)).mappings()]


async def absent(store: Store, meeting: Meeting) -> list[int]:
    """The people of the group who were not there: by who was seen there, else by who said yes."""
    seen = select(_a.person_id).where(_a.meeting_id == meeting.id, _a.present)
    if (await store.execute(seen.limit(1))).first() is None:
        return await concerned(store, meeting, (Answer.YES,))
    return await people_of(store, meeting.group_id, seen)


async def people_of(store: Store, group_id: int, without: Select[Any] | None = None) -> list[int]:
    """Everybody who is in a group, without those whom a query finds."""
    c = t.membership.c
    query = (
        select(c.person_id).where(c.group_id == group_id, c.standing.in_(IN)).order_by(c.person_id)
    )
    return list(
        (
            await store.execute(
                query if without is None else query.where(c.person_id.not_in(without))
            )
        ).scalars()
    )


async def of_person(store: Store, person_id: int) -> list[tuple[str, Answer]]:
    """Titles and what the person said, the oldest first."""
    query = (
        select(_m.title, _a.answer)
        .join(t.meeting, _m.id == _a.meeting_id)
        .where(_a.person_id == person_id)
        .order_by(_a.id)
    )
    return [(row.title, Answer(row.answer)) for row in await store.execute(query)]


async def withdraw(store: Store, group_id: int, person_id: int) -> list[int]:
    """Takes all answers of a person in a group back; gives back the meetings to which they would have come."""
    mine = select(_m.id).where(_m.group_id == group_id)
    gone = (
        delete(t.attendance)
        .where(_a.person_id == person_id, _a.meeting_id.in_(mine))
        .returning(_a.meeting_id, _a.answer)
    )
    return sorted(row.meeting_id for row in await store.execute(gone) if row.answer == Answer.YES)


def _values(meeting: Meeting) -> dict[str, Any]:
    return {
        "title": meeting.title, "start": meeting.start.isoformat(timespec="seconds"), "zone": meeting.zone, "starts_at": meeting.starts_at, "minutes": meeting.minutes,
        "place": meeting.place, "most": meeting.most, "state": meeting.state, "sequence": meeting.sequence, "reminded": meeting.reminded,
        "series_id": meeting.series_id, "edited": meeting.edited, "remind_at": remind_at(meeting),
    }  # fmt: skip


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
    )
