"""Answers to meetings: those who wait move up in the order in which they asked."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, func, insert, select, update

from bot.domain.groups import IN
from bot.domain.meetings import Answer, Attendance, Coming, Meeting
from storage import schema as t
from storage.engine.store import Store

_m, _a = t.meeting.c, t.attendance.c


class Answered(NamedTuple):
    """The title of a meeting, and what a person answered."""

    title: str
    answer: Answer


async def answer(
    store: Store,
    meeting_id: int,
    person_id: int,
    reply: Answer,
    now: datetime,
    *,
    for_id: int | None = None,
) -> None:
    """Store an answer; a changed one goes to the end of the waiting list.

    ``for_id`` is the person whose place it is, None means their own. The caller holds the meeting's
    lock.
    """
    await store.execute(
        delete(t.attendance).where(_a.meeting_id == meeting_id, _a.person_id == person_id)
    )
    await store.execute(
        insert(t.attendance).values(
            meeting_id=meeting_id, person_id=person_id, answer=reply, since=now, for_id=for_id
        )
    )


async def move_up(store: Store, meeting_id: int) -> int | None:
    """Give the place to the first person who waits; return them, None if nobody waits."""
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
    """Return a person's answer, or None if they gave none."""
    stored = (
        await store.execute(
            select(_a.answer).where(_a.meeting_id == meeting_id, _a.person_id == person_id)
        )
    ).scalar()
    return Answer(stored) if stored else None


async def counted(store: Store, meeting_id: int) -> Attendance:
    """Return how many people gave each answer."""
    rows = await store.execute(
        select(_a.answer, func.count()).where(_a.meeting_id == meeting_id).group_by(_a.answer)
    )
    return Attendance(**{str(name): int(count) for name, count in rows})


async def answers(store: Store, meeting_id: int) -> dict[int, Answer]:
    """Return person → answer, in the order in which they answered."""
    rows = await store.execute(
        select(_a.person_id, _a.answer).where(_a.meeting_id == meeting_id).order_by(_a.id)
    )
    return {row.person_id: Answer(row.answer) for row in rows}


async def coming(store: Store, meeting_id: int) -> list[Coming]:
    """Return all who answered, in the order in which they did."""
    rows = await store.execute(
        select(t.attendance).where(_a.meeting_id == meeting_id).order_by(_a.id)
    )
    return [Coming(row.person_id, Answer(row.answer), row.present, row.for_id) for row in rows]


async def was_there(store: Store, meeting_id: int, person_id: int) -> bool:
    """Return whether somebody was seen at a meeting."""
    query = select(_a.id).where(_a.meeting_id == meeting_id, _a.person_id == person_id, _a.present)
    return (await store.execute(query)).first() is not None


async def saw(store: Store, meeting_id: int, person_id: int, *, present: bool) -> None:
    """Store whether somebody was there."""
    await store.execute(
        update(t.attendance)
        .where(_a.meeting_id == meeting_id, _a.person_id == person_id)
        .values(present=present)
    )


async def concerned(
    store: Store, meeting: Meeting, without: Collection[Answer] = (Answer.NO,)
) -> list[int]:
    """Return the ids of the people in the group who gave none of these answers."""
    answered = select(_a.person_id).where(_a.meeting_id == meeting.id, _a.answer.in_(list(without)))
    return await people_of(store, meeting.group_id, answered)


async def absent(store: Store, meeting: Meeting) -> list[int]:
    """Return the ids of the people in the group who were not there.

    If nobody was seen there, those count as present who said that they would come.
    """
    seen = select(_a.person_id).where(_a.meeting_id == meeting.id, _a.present)
    if (await store.execute(seen.limit(1))).first() is None:
        return await concerned(store, meeting, (Answer.YES,))
    return await people_of(store, meeting.group_id, seen)


async def people_of(store: Store, group_id: int, without: Select[Any] | None = None) -> list[int]:
    """Return the ids of all people in a group, without those that a query selects."""
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


async def of_person(store: Store, person_id: int) -> list[Answered]:
    """Return what a person answered, the oldest first."""
    query = (
        select(_m.title, _a.answer)
        .join(t.meeting, _m.id == _a.meeting_id)
        .where(_a.person_id == person_id)
        .order_by(_a.id)
    )
    return [Answered(row.title, Answer(row.answer)) for row in await store.execute(query)]


async def withdraw(store: Store, group_id: int, person_id: int) -> list[int]:
    """Delete all answers of a person in a group; return the ids of the meetings accepted."""
    mine = select(_m.id).where(_m.group_id == group_id)
    gone = (
        delete(t.attendance)
        .where(_a.person_id == person_id, _a.meeting_id.in_(mine))
        .returning(_a.meeting_id, _a.answer)
    )
    return sorted(row.meeting_id for row in await store.execute(gone) if row.answer == Answer.YES)
