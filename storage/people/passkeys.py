"""Passkeys of people: public keys only, by which nobody can sign in."""

from datetime import datetime

from sqlalchemy import RowMapping, delete, insert, select, update

from bot.domain.second_factors import Passkey
from storage import schema as t
from storage.engine.store import Store

_k = t.passkey.c


async def of_person(store: Store, person_id: int) -> list[Passkey]:
    """Return the passkeys of a person, the oldest first."""
    query = select(t.passkey).where(_k.person_id == person_id).order_by(_k.id)
    return [_passkey(row) for row in await store.rows(query)]


async def by_credential(store: Store, credential_id: bytes) -> Passkey | None:
    """Return the passkey with this id; None if nobody added it here."""
    row = await store.row(select(t.passkey).where(_k.credential == credential_id))
    return _passkey(row) if row else None


async def add(store: Store, key: Passkey) -> None:
    """Store a new passkey; its ``id`` is given by the database."""
    row = {
        "person_id": key.person_id,
        "credential": key.credential_id,
        "public_key": key.public_key,
        "sign_count": key.sign_count,
        "device": key.device[:40],
        "created_at": key.created_at,
    }
    await store.execute(insert(t.passkey).values(row))


async def used(store: Store, key: Passkey, sign_count: int, now: datetime) -> bool:
    """Remember the use of a passkey; return False if it was used or deleted meanwhile."""
    same = update(t.passkey).where(_k.id == key.id, _k.sign_count == key.sign_count)
    changed = await store.execute(same.values(sign_count=sign_count, used_at=now))
    return changed.rowcount > 0


async def remove(store: Store, person_id: int, key_id: int) -> bool:
    """Delete a passkey of a person; return False if it is not theirs, or gone already."""
    mine = delete(t.passkey).where(_k.id == key_id, _k.person_id == person_id)
    return (await store.execute(mine)).rowcount > 0


def _passkey(row: RowMapping) -> Passkey:
    return Passkey(
        id=row["id"],
        person_id=row["person_id"],
        credential_id=row["credential"],
        public_key=row["public_key"],
        sign_count=row["sign_count"],
        device=row["device"],
        created_at=row["created_at"],
        used_at=row["used_at"],
    )
