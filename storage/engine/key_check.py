"""Whether the secret key is the one that the database was written with."""

from cryptography.exceptions import InvalidTag
from sqlalchemy import select

from storage import schema as t
from storage.engine.store import Store

_OLDEST = (
    select(t.address.c.channel, t.address.c.sealed)
    .where(t.address.c.sealed.is_not(None))
    .order_by(t.address.c.id)
    .limit(1)
)


async def is_key_right(store: Store) -> bool:
    """Return whether our key opens the oldest address; True if none is stored."""
    address = await store.row(_OLDEST)
    if address is None:
        return True
    try:
        store.seal.open(address["channel"], address["sealed"])
    except InvalidTag:
        return False
    return True
