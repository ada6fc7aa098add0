"""One-time invitations: of the token only a keyed digest is stored, and it is spent once."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, select, update

from bot.domain.grants import Role
from bot.domain.invitations import Invitation
from storage import schema as t
from storage.engine.sealing import Seal
from storage.engine.store import Store

_PURPOSE = "invitation"
CHAT = "group"
"""What the column ``role`` holds for an invitation that connects a chat."""
_i = t.invitation.c


class OpenInvitation(NamedTuple):
    """An invitation that nobody accepted yet, and until when it can be."""

    id: int
    expires_at: datetime


async def invite(store: Store, token: str, invitation: Invitation, expires_at: datetime) -> int:
    """Store an invitation that whoever has the token can accept until a moment; return its id."""
    row = asdict(invitation) | {
        "role": invitation.role or CHAT,
        "digest": _digest(store.seal, token),
        "expires_at": expires_at,
    }
    del row["id"]
    added = await store.execute(insert(t.invitation).values(row).returning(_i.id))
    return int(added.scalar_one())


async def found(store: Store, token: str, now: datetime) -> Invitation | None:
    """Return what a token is good for; None if it is forged, spent or too old."""
    return await _first(store, now, _i.digest.in_(store.seal.tokens(_PURPOSE, token)))


async def by_id(store: Store, invitation_id: int, now: datetime) -> Invitation | None:
    """Return an invitation whose token was shown before; None if it is spent or too old."""
    return await _first(store, now, _i.id == invitation_id)


async def spend(store: Store, invitation_id: int, now: datetime) -> Invitation | None:
    """Return an invitation and spend it: of two that try at once, one gets None."""
    good = (_i.id == invitation_id, *_is_good(now))
    statement = update(t.invitation).where(*good).values(spent_at=now).returning(t.invitation)
    row = (await store.execute(statement)).mappings().first()
    return _invitation(row) if row else None


async def open_of_group(store: Store, group_id: int, now: datetime) -> list[OpenInvitation]:
    """Return the invitations of people into a group that can still be accepted, newest first."""
    wanted = (_i.group_id == group_id) & (_i.role != CHAT)
    query = select(_i.id, _i.expires_at).where(wanted, *_is_good(now)).order_by(_i.id.desc())
    return [OpenInvitation(*row) for row in await store.execute(query)]


async def take_back(
    store: Store, group_id: int, invitation_ids: Collection[int], now: datetime
) -> list[int]:
    """Delete invitations into a group that are still open; return the ids of those that were."""
    wanted = (_i.group_id == group_id) & (_i.role != CHAT) & _i.id.in_(sorted(invitation_ids))
    taken = delete(t.invitation).where(wanted, *_is_good(now)).returning(_i.id)
    return sorted((await store.execute(taken)).scalars())


async def _first(store: Store, now: datetime, condition: ColumnElement[bool]) -> Invitation | None:
    row = await store.row(select(t.invitation).where(condition, *_is_good(now)))
    return _invitation(row) if row else None


def _invitation(row: RowMapping) -> Invitation:
    return Invitation(
        role=None if row["role"] == CHAT else Role(row["role"]),
        district_id=row["district_id"],
        group_id=row["group_id"],
        organisation_id=row["organisation_id"],
        ends_at=row["ends_at"],
        replaces_id=row["replaces_id"],
        given_by=row["given_by"],
        id=row["id"],
        language=row["language"],
    )


def _is_good(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return _i.spent_at.is_(None), _i.expires_at > now


async def count_open(store: Store, now: datetime) -> int:
    """Return how many invitations can still be accepted."""
    query = select(func.count()).where(*_is_good(now))
    return (await store.execute(query)).scalar_one()


def _digest(seal: Seal, token: str) -> str:
    return seal.token(_PURPOSE, token)
