"""What came in and is not worked yet: stored before it is acknowledged, worked exactly once, in order per chat.

``new`` → ``answered`` (its effects are committed, what is to be shown is stored) → ``done``. ``bad`` ones are kept apart. Of a
finished one nothing is left but its number, so that it is known when it comes again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, func, select, text, update

from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store


class State(StrEnum):
    NEW = "new"
    ANSWERED = "answered"
    DONE = "done"
    BAD = "bad"


_IS_OPEN = text(t.INBOX_OPEN)
"""Word for word the condition of the index: with parameters in it, SQLite would not use the index."""


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
    """The oldest open one of a chat. ``sealed`` is what came in, or what is still to be shown; ``owner`` who shows it, None nobody."""

    id: int
    chat: int
    state: State
    sealed: bytes
    attempts: int
    possibly_twice: bool
    owner: int | None


_c = t.inbox.c
_HEADS = (
    select(_c.id, _c.chat, _c.state, _c.sealed, _c.attempts, _c.possibly_twice, _c.owner)
    .where(
        _c.id.in_(
            select(func.min(_c.id))
            .where(_c.chat.in_(bindparam("chats", expanding=True)), _IS_OPEN)
            .group_by(_c.chat)
        )
    )
    .with_for_update(skip_locked=True)
)
_ANSWERED = (
    update(t.inbox)
    .where(_c.id == bindparam("number"))
    .values(state=State.ANSWERED.value, sealed=bindparam("content"), owner=bindparam("shown_by"))
)
_FINISHED = (
    update(t.inbox)
    .where(_c.id.in_(bindparam("numbers", expanding=True)))
    .values(state=bindparam("becomes"), sealed=None, owner=None)
)


async def receive(store: Store, arrivals: Sequence[Arrival], now: datetime) -> None:
    """Store what came in; whatever is already known is not stored again."""
    statement = upserting(store)(t.inbox).on_conflict_do_nothing(
        index_elements=["bot", "update_id"]
    )
    await store.execute(statement, [_row(arrival, now) for arrival in arrivals])


async def heads(store: Store, chats: Sequence[int]) -> list[Waiting]:
    """The oldest open one of each chat, locked; what another process has locked is left out."""
    rows = await store.execute(_HEADS, {"chats": list(chats)})
    return [
        Waiting(
            row.id,
            row.chat,
            State(row.state),
            row.sealed,
            row.attempts,
            row.possibly_twice,
            row.owner,
        )
        for row in rows
    ]


async def answered(store: Store, shown: Sequence[tuple[int, bytes]], owner: int) -> None:
    """Their effects are in this transaction; each comes with what is to be shown, which ``owner`` does."""
    await store.execute(
        _ANSWERED,
        [{"number": number, "content": sealed, "shown_by": owner} for number, sealed in shown],
    )


async def take_over(store: Store, number: int, owner: int) -> None:
    """From a process that died."""
    await _change(store, number, owner=owner)


async def remaining(store: Store, number: int, sealed: bytes, *, possibly_twice: bool) -> None:
    """What is still to be shown; ``possibly_twice`` is recorded before it is tried again."""
    await _change(store, number, sealed=sealed, possibly_twice=possibly_twice)


async def failed(store: Store, number: int, attempts: int) -> None:
    await _change(store, number, attempts=attempts)


async def finish(store: Store, numbers: Sequence[int]) -> None:
    await store.execute(_FINISHED, {"numbers": list(numbers), "becomes": State.DONE.value})


async def waiting_chats(store: Store, limit: int) -> list[int]:
    """Chats in which something is open."""
    query = select(t.inbox.c.chat).where(_IS_OPEN).distinct().limit(limit)
    return list((await store.execute(query)).scalars())


async def counted(store: Store) -> dict[str, int]:
    """How many of each state, and how many were perhaps shown twice."""
    query = select(t.inbox.c.state, func.count()).group_by(t.inbox.c.state)
    states: dict[str, int] = {row[0]: row[1] for row in await store.execute(query)}
    twice = select(func.count()).select_from(t.inbox).where(t.inbox.c.possibly_twice)
    return {state: states.get(state, 0) for state in State} | {
        "possibly_twice": (await store.execute(twice)).scalar_one()
    }


async def _change(store: Store, number: int, **values: Any) -> None:
    await store.execute(update(t.inbox).where(_c.id == number).values(**values))


def _row(arrival: Arrival, now: datetime) -> dict[str, Any]:
    return {
        "bot": arrival.bot,
        "update_id": arrival.update_id,
        "chat": arrival.chat,
        "state": arrival.state,
        "sealed": arrival.sealed,
        "attempts": 0,
        "owner": None,
        "possibly_twice": False,
        "received_at": now,
    }
