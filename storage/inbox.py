"""What came in and is not worked yet: stored before it is acknowledged, worked exactly once, in order per chat.

``new`` → ``answered`` (its effects are committed, what is to be shown is stored) → ``done``. ``bad`` ones are kept apart, of
``flood`` only the number is. Of a finished one nothing is left but its number, so that it is known when it comes again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import tables as t
from storage.database import upserting


class State(StrEnum):
    NEW = "new"
    ANSWERED = "answered"
    DONE = "done"
    BAD = "bad"
    FLOOD = "flood"


OPEN = (State.NEW, State.ANSWERED)
_IS_OPEN = t.inbox.c.state.in_([State.NEW.value, State.ANSWERED.value])


@dataclass(frozen=True, slots=True)
class Arrival:
    """``update_id`` None is one that could not be read; ``chat`` orders, and tells nothing without the key."""

    bot: int
    update_id: int | None
    chat: int
    state: State
    sealed: bytes | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """The oldest open one of a chat. ``sealed`` is what came in, or what is still to be shown."""

    id: int
    state: State
    sealed: bytes
    attempts: int
    possibly_twice: bool


async def receive(connection: AsyncConnection, arrivals: Sequence[Arrival], now: datetime) -> None:
    """Store what came in; whatever is already known is not stored again."""
    rows = [_row(arrival, now) for arrival in arrivals]
    statement = upserting(connection)(t.inbox).on_conflict_do_nothing(index_elements=["bot", "update_id"])
    await connection.execute(statement, rows)


async def next_of(connection: AsyncConnection, chat: int) -> Waiting | None:
    """The oldest open one of a chat, locked; None if nothing waits."""
    c = t.inbox.c
    query = select(c.id, c.state, c.sealed, c.attempts, c.possibly_twice).where(c.chat == chat, _IS_OPEN).order_by(c.id).limit(1)
    row = (await connection.execute(query.with_for_update())).first()
    return Waiting(row.id, State(row.state), row.sealed, row.attempts, row.possibly_twice) if row else None


async def answered(connection: AsyncConnection, number: int, sealed: bytes) -> None:
    """Its effects are in this transaction; ``sealed`` is what is to be shown."""
    await _change(connection, [number], state=State.ANSWERED, sealed=sealed)


async def remaining(connection: AsyncConnection, number: int, sealed: bytes, *, possibly_twice: bool) -> None:
    """What is still to be shown; ``possibly_twice`` is recorded before it is tried again."""
    await _change(connection, [number], sealed=sealed, possibly_twice=possibly_twice)


async def failed(connection: AsyncConnection, number: int, attempts: int) -> None:
    await _change(connection, [number], attempts=attempts)


async def finish(connection: AsyncConnection, numbers: Sequence[int], state: State = State.DONE) -> None:
    await _change(connection, numbers, state=state, sealed=None)


async def waiting_chats(connection: AsyncConnection, limit: int) -> list[int]:
    """Chats in which something is open."""
    query = select(t.inbox.c.chat).where(_IS_OPEN).distinct().limit(limit)
    return list((await connection.execute(query)).scalars())


async def counted(connection: AsyncConnection) -> dict[str, int]:
    """How many of each state, and how many were perhaps shown twice."""
    query = select(t.inbox.c.state, func.count()).group_by(t.inbox.c.state)
    states: dict[str, int] = {row[0]: row[1] for row in await connection.execute(query)}
    twice = select(func.count()).select_from(t.inbox).where(t.inbox.c.possibly_twice)
    return {state: states.get(state, 0) for state in State} | {"possibly_twice": (await connection.execute(twice)).scalar_one()}


async def forget_before(connection: AsyncConnection, moment: datetime) -> int:
    """Numbers of what was finished before; what is open is never forgotten."""
    return (await connection.execute(delete(t.inbox).where(~_IS_OPEN, t.inbox.c.received_at < moment))).rowcount


async def count_before(connection: AsyncConnection, moment: datetime) -> int:
    query = select(func.count()).select_from(t.inbox).where(~_IS_OPEN, t.inbox.c.received_at < moment)
    return (await connection.execute(query)).scalar_one()


async def _change(connection: AsyncConnection, numbers: Sequence[int], **values: Any) -> None:
    """One number is by far the most common, and keeps its statement compiled."""
    which = t.inbox.c.id == numbers[0] if len(numbers) == 1 else t.inbox.c.id.in_(numbers)
    await connection.execute(update(t.inbox).where(which).values(**values))


def _row(arrival: Arrival, now: datetime) -> dict[str, Any]:
    return {
        "bot": arrival.bot,
        "update_id": arrival.update_id,
        "chat": arrival.chat,
        "state": arrival.state,
        "sealed": arrival.sealed,
        "attempts": 0,
        "possibly_twice": False,
        "received_at": now,
    }
