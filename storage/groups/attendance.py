"""Answers to meetings: those who wait move up in the order in which they asked."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update

from bot.domain.groups import IN
from bot.domain.meetings import Answer, Attendance, Coming, Meeting
from storage import schema as t
from storage.engine.store import Store

_m, _a = t.meeting.c, t.attendance.c


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
    """Delete all answers of a person in a group; return the ids of the meetings accepted."""
    mine = select(_m.id).where(_m.group_id == group_id)
    gone = (
        delete(t.attendance)
        .where(_a.person_id == person_id, _a.meeting_id.in_(mine))
        .returning(_a.meeting_id, _a.answer)
    )
    return sorted(row.meeting_id for row in await store.execute(gone) if row.answer == Answer.YES)
