"""One-time invitations: of the token only a keyed digest is stored, and it is spent once."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, select, update

from bot.domain.invitations import Invitation
from bot.domain.people import Role
from storage import schema as t
from storage.engine.sealing import Seal
from storage.engine.store import Store

_PURPOSE = "invitation"


async def invite(
    store: Store,
    token: str,
    invitation: Invitation,
    expires_at: datetime,
) -> None:
    """Store an invitation that whoever has the token can accept until a moment."""
    row = {"digest": _digest(store.seal, token), "expires_at": expires_at} | asdict(invitation)
    await store.execute(insert(t.invitation).values(row))


async def found(store: Store, token: str, now: datetime) -> Invitation | None:
    """Return what a token is good for; None if it is forged, spent or too old."""
    row = (await store.execute(select(t.invitation).where(*_good(store.seal, token, now)))).first()
    return Invitation(Role(row.role), row.district_id, row.group_id) if row else None


async def spend(store: Store, token: str, now: datetime) -> Invitation | None:
    """Return what a token is good for, and spend it: of two that try at once, one gets None."""
    statement = update(t.invitation).where(*_good(store.seal, token, now)).values(spent_at=now)
    row = (
        await store.execute(
            statement.returning(
                t.invitation.c.role, t.invitation.c.district_id, t.invitation.c.group_id
            )
        )
    ).first()
    return Invitation(Role(row.role), row.district_id, row.group_id) if row else None


async def count_open(store: Store, now: datetime) -> int:
    """Return how many invitations can still be accepted."""
    c = t.invitation.c
    query = select(func.count()).where(c.spent_at.is_(None), c.expires_at > now)
    return (await store.execute(query)).scalar_one()


def _good(seal: Seal, token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    c = t.invitation.c
    return c.digest.in_(seal.tokens(_PURPOSE, token)), c.spent_at.is_(None), c.expires_at > now


def _digest(seal: Seal, token: str) -> str:
    return seal.token(_PURPOSE, token)
