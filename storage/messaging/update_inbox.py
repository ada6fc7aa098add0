"""Updates of Telegram: stored before they are acknowledged, processed once, in order per chat.

``new`` → ``answered`` (its effects are committed, its reply is stored) → ``done``. Those that
cannot be read are ``bad``. Of a finished one only its number is kept, to recognise it when it comes
again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, func, select, text, update

from storage import schema as t
from storage.engine.store import Store
from storage.engine.upserts import adding


class UpdateState(StrEnum):
    """What has been done about an update; see the docstring of the module."""

    NEW = "new"
    ANSWERED = "answered"
    DONE = "done"
    BAD = "bad"


_IS_OPEN = text(t.INBOX_OPEN)
"""Word for word the condition of the index: SQLite would not use the index if it had parameters."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update that came in.

    ``update_id`` is Telegram's number of it, None if that could not be read. ``chat`` is a number
    that orders the updates of a chat and tells nothing without the secret key. ``album`` is such a
    number for the messages of an album, None for any other.
    """

    bot: int
    update_id: int | None
    chat: int
    state: UpdateState
    sealed: bytes | None
    album: int | None = None


@dataclass(frozen=True, slots=True)
class OpenUpdate:
    """The oldest open update of a chat; ``id`` is the number of its row.

    ``sealed`` is the event of a new one, and what is still to be sent of an answered one. ``owner``
    is the process that sends it, None for a new one.
    """

    id: int
    chat: int
    state: UpdateState
    sealed: bytes
    attempts: int
    possibly_twice: bool
    owner: int | None


_c = t.inbox.c
_OLDEST_OPEN = (
    select(_c.id, _c.chat, _c.state, _c.sealed, _c.attempts, _c.possibly_twice, _c.owner)
    .where(
        _c.id.in_(
            select(func.min(_c.id))
            .where(_c.chat.in_(bindparam("chats", expanding=True)), _IS_OPEN)
            .group_by(_c.chat)
        ),
        _IS_OPEN,
    )
    .with_for_update(skip_locked=True)
)
"""PostgreSQL finds a row first and locks it then. Only the conditions on the row itself are asked
again of the locked row, so that it must be open is said once more: another process may be done with
it by then."""
_ANSWERED = (
    update(t.inbox)
    .where(_c.id == bindparam("row_id"))
    .values(state=UpdateState.ANSWERED.value, sealed=bindparam("reply"), owner=bindparam("sent_by"))
)
_FINISHED = (
    update(t.inbox)
    .where(_c.id.in_(bindparam("row_ids", expanding=True)))
    .values(state=bindparam("becomes"), sealed=None, owner=None)
)


async def receive(store: Store, arrivals: Sequence[Arrival], now: datetime) -> None:
    """Store updates; one that is known already is not stored again."""
    statement = adding(store, t.inbox, "bot", "update_id")
    await store.execute(statement, [_row(arrival, now) for arrival in arrivals])


async def oldest_open(store: Store, chats: Sequence[int]) -> list[OpenUpdate]:
    """Return the oldest open update of each chat, locked.

    A chat is left out if nothing is open in it, or if another transaction has locked its update.
    """
    rows = await store.execute(_OLDEST_OPEN, {"chats": list(chats)})
    return [
        OpenUpdate(
            id=row.id,
            chat=row.chat,
            state=UpdateState(row.state),
            sealed=row.sealed,
            attempts=row.attempts,
            possibly_twice=row.possibly_twice,
            owner=row.owner,
        )
        for row in rows
    ]


async def follows_in_album(store: Store, row_id: int, albums: Sequence[int]) -> bool:
    """Return whether an earlier update belongs to an album, which may have several numbers."""
    earlier = select(_c.id).where(_c.album.in_(albums), _c.id < row_id).limit(1)
    return (await store.execute(earlier)).first() is not None


async def mark_answered(store: Store, replies: Sequence[tuple[int, bytes]], owner: int) -> None:
    """Store the replies, as pairs of row number and sealed calls; ``owner`` sends them."""
    await store.execute(
        _ANSWERED,
        [{"row_id": row_id, "reply": reply, "sent_by": owner} for row_id, reply in replies],
    )


async def set_owner(store: Store, row_id: int, owner: int) -> None:
    """Let another process send the reply."""
    await _change(store, row_id, owner=owner)


async def set_rest(store: Store, row_id: int, sealed: bytes, *, possibly_twice: bool) -> None:
    """Store what is still to be sent of a reply, and whether something may have arrived twice."""
    await _change(store, row_id, sealed=sealed, possibly_twice=possibly_twice)


async def set_attempts(store: Store, row_id: int, attempts: int) -> None:
    """Store how often processing an update has failed."""
    await _change(store, row_id, attempts=attempts)


async def finish(store: Store, row_ids: Sequence[int]) -> None:
    """Mark updates as done and forget their content."""
    values = {"row_ids": list(row_ids), "becomes": UpdateState.DONE.value}
    await store.execute(_FINISHED, values)


async def put_aside(store: Store, row_id: int) -> None:
    """Mark an update as bad and forget its content: it is never touched again."""
    values = {"row_ids": [row_id], "becomes": UpdateState.BAD.value}
    await store.execute(_FINISHED, values)


async def open_chats(store: Store, limit: int) -> list[int]:
    """Return up to ``limit`` chats in which an update is open."""
    query = select(t.inbox.c.chat).where(_IS_OPEN).distinct().limit(limit)
    return list((await store.execute(query)).scalars())


async def counted(store: Store) -> dict[str, int]:
    """Return the number of updates by state, and under "possibly_twice" of those shown twice."""
    query = select(t.inbox.c.state, func.count()).group_by(t.inbox.c.state)
    counts: dict[str, int] = {row[0]: row[1] for row in await store.execute(query)}
    twice = select(func.count()).select_from(t.inbox).where(t.inbox.c.possibly_twice)
    return {state: counts.get(state, 0) for state in UpdateState} | {
        "possibly_twice": (await store.execute(twice)).scalar_one()
    }


async def _change(store: Store, row_id: int, **values: Any) -> None:
    await store.execute(update(t.inbox).where(_c.id == row_id).values(**values))


def _row(arrival: Arrival, now: datetime) -> dict[str, Any]:
    return {
        "bot": arrival.bot,
        "update_id": arrival.update_id,
        "chat": arrival.chat,
        "album": arrival.album,
        "state": arrival.state,
        "sealed": arrival.sealed,
        "attempts": 0,
        "owner": None,
        "possibly_twice": False,
        "received_at": now,
    }
