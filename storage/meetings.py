"""Meetings of groups and who comes to them. Who waits moves up in the order of having asked."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.groups import IN
from bot.domain.meetings import Answer, Attendance, Meeting, State
from bot.rules.meetings import REMINDERS
from storage import tables as t

_m, _a = t.meeting.c, t.attendance.c


async def add(connection: AsyncConnection, one: Meeting) -> int:
    """Gives back its id."""
    return int((await connection.execute(insert(t.meeting).values(_values(one) | {"group_id": one.group_id}).returning(_m.id))).scalar_one())


async def change(connection: AsyncConnection, one: Meeting) -> None:
    """Store it as it is; the caller holds its lock."""
    await connection.execute(update(t.meeting).where(_m.id == one.id).values(_values(one)))


async def by_id(connection: AsyncConnection, number: int, *, lock: bool = False) -> Meeting | None:
    """None if there is none. With ``lock`` nobody else changes it or answers meanwhile."""
    query = select(t.meeting).where(_m.id == number)
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().first()
    return _meeting(row) if row else None


async def by_ids(connection: AsyncConnection, numbers: Collection[int]) -> Mapping[int, Meeting]:
    """Those that are there."""
    if not numbers:
        return {}
    return {row["id"]: _meeting(row) for row in (await connection.execute(select(t.meeting).where(_m.id.in_(sorted(numbers))))).mappings()}


async def of_group(connection: AsyncConnection, group_id: int, after: datetime) -> Sequence[Meeting]:
    """Those that are not over at that moment, the next first; none takes longer than a day."""
    query = select(t.meeting).where(_m.group_id == group_id, _m.starts_at > after - timedelta(days=1)).order_by(_m.starts_at, _m.id)
    known = [_meeting(row) for row in (await connection.execute(query)).mappings()]
    return [one for one in known if one.ends_at > after]


async def to_remind(connection: AsyncConnection, now: datetime) -> Meeting | None:
    """One whose next reminder is due, locked; what another process reminds of is left out. None if there is none."""
    due = [(_m.reminded <= number) & (_m.starts_at <= now + before) for number, before in enumerate(REMINDERS)]
    wanted = (_m.state == State.PLANNED) & (_m.starts_at > now) & (due[0] | due[1])
    query = select(t.meeting).where(wanted).order_by(_m.starts_at, _m.id).limit(1).with_for_update(skip_locked=True)
    row = (await connection.execute(query)).mappings().first()
    return _meeting(row) if row else None


async def answer(connection: AsyncConnection, meeting_id: int, person_id: int, said: Answer, now: datetime) -> None:
    """A changed mind goes to the end of those who wait; the caller holds the meeting's lock."""
    await connection.execute(delete(t.attendance).where(_a.meeting_id == meeting_id, _a.person_id == person_id))
    await connection.execute(insert(t.attendance).values(meeting_id=meeting_id, person_id=person_id, answer=said, since=now))


async def move_up(connection: AsyncConnection, meeting_id: int) -> int | None:
    """The first who waits has the place; gives back the person, None if nobody waits."""
    waiting = select(_a.id, _a.person_id).where(_a.meeting_id == meeting_id, _a.answer == Answer.WAITING).order_by(_a.id).limit(1)
    row = (await connection.execute(waiting)).first()
    if row is None:
        return None
    await connection.execute(update(t.attendance).where(_a.id == row.id).values(answer=Answer.YES))
    return int(row.person_id)


async def answer_of(connection: AsyncConnection, meeting_id: int, person_id: int) -> Answer | None:
    """None if they said nothing."""
    found = (await connection.execute(select(_a.answer).where(_a.meeting_id == meeting_id, _a.person_id == person_id))).scalar()
    return Answer(found) if found else None


async def counted(connection: AsyncConnection, meeting_id: int) -> Attendance:
    rows = await connection.execute(select(_a.answer, func.count()).where(_a.meeting_id == meeting_id).group_by(_a.answer))
    return Attendance(**{str(name): int(number) for name, number in rows})


async def answers(connection: AsyncConnection, meeting_id: int) -> dict[int, Answer]:
    """Person → what they said, in the order of having said it."""
    rows = await connection.execute(select(_a.person_id, _a.answer).where(_a.meeting_id == meeting_id).order_by(_a.id))
    return {row.person_id: Answer(row.answer) for row in rows}


async def concerned(connection: AsyncConnection, one: Meeting, without: Collection[Answer] = (Answer.NO,)) -> list[int]:
    """The people of the group who did not say one of these."""
    said = select(_a.person_id).where(_a.meeting_id == one.id, _a.answer.in_(list(without)))
    c = t.membership.c
    query = select(c.person_id).where(c.group_id == one.group_id, c.standing.in_(IN), c.person_id.not_in(said)).order_by(c.person_id)
    return list((await connection.execute(query)).scalars())


async def of_person(connection: AsyncConnection, person_id: int) -> list[tuple[str, Answer]]:
    """Titles and what the person said, the oldest first."""
    query = select(_m.title, _a.answer).join(t.meeting, _m.id == _a.meeting_id).where(_a.person_id == person_id).order_by(_a.id)
    return [(row.title, Answer(row.answer)) for row in await connection.execute(query)]


async def withdraw(connection: AsyncConnection, group_id: int, person_id: int) -> None:
    """Who leaves a group comes to none of its meetings."""
    mine = select(_m.id).where(_m.group_id == group_id)
    await connection.execute(delete(t.attendance).where(_a.person_id == person_id, _a.meeting_id.in_(mine)))


def _values(one: Meeting) -> dict[str, Any]:
    return {
        "title": one.title, "start": one.start.isoformat(timespec="seconds"), "zone": one.zone, "starts_at": one.starts_at, "minutes": one.minutes,
        "place": one.place, "most": one.most, "state": one.state, "sequence": one.sequence, "reminded": one.reminded,
    }  # fmt: skip


def _meeting(row: RowMapping) -> Meeting:
    return Meeting(
        row["id"],
        row["group_id"],
        row["title"],
        datetime.fromisoformat(row["start"]),
        row["zone"],
        row["minutes"],
        row["place"],
        row["most"],
        State(row["state"]),
        row["sequence"],
        row["reminded"],
    )
