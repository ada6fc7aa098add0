"""The keys by which push services know this installation: made once, sealed, kept for long.

A browser takes pushes only with the key that it was given. So a new key leaves the older ones
alone until no browser needs them any more.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, insert, select

from bot.domain.push import PushKey
from storage import schema as t
from storage.engine.store import Store

PURPOSE = "push key"
_k, _s = t.push_key.c, t.push_subscription.c


async def current(store: Store) -> PushKey | None:
    """Return the newest key; None if there is none, or if no key of ours opens it."""
    newest = select(func.max(_k.id)).scalar_subquery()
    return await _one(store, _k.id == newest)


async def by_id(store: Store, key_id: int) -> PushKey | None:
    """Return a key; None if it is gone, or if no key of ours opens it."""
    return await _one(store, _k.id == key_id)


async def id_of(store: Store, public: str) -> int | None:
    """Return the id of the key whose public half a browser was given; None for none of ours."""
    return (await store.execute(select(_k.id).where(_k.public == public))).scalar()


async def add(store: Store, private: str, public: str, now: datetime) -> PushKey:
    """Store a new key; browsers get it from now on."""
    row = {"public": public, "sealed": store.seal.close(PURPOSE, private), "made_at": now}
    added = insert(t.push_key).values(row).returning(_k.id)
    return PushKey(int((await store.execute(added)).scalar_one()), private, public)


async def _one(store: Store, which: ColumnElement[bool]) -> PushKey | None:
    row = (await store.execute(select(_k.id, _k.sealed, _k.public).where(which))).first()
    if row is None:
        return None
    private = store.seal.opened(PURPOSE, row.sealed)
    return None if private is None else PushKey(row.id, private, row.public)


def is_needless() -> ColumnElement[bool]:
    """Is not the newest key, and no browser has it any more."""
    newest = select(func.max(_k.id)).scalar_subquery()
    return (_k.id != newest) & ~exists().where(_s.push_key_id == _k.id)
