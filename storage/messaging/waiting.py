"""What waits to be sent, for the metrics."""

from datetime import datetime

from sqlalchemy import func, select, text

from storage import schema as t
from storage.engine.store import Store
from storage.people import emails, sign_ins

_d = t.delivery.c


async def oldest_due(store: Store, now: datetime) -> datetime | None:
    """Return since when the delivery that waits longest is due, None if none is."""
    is_open = text(t.DELIVERY_OPEN)  # as the index is made
    query = select(func.min(_d.due_at)).where(is_open, _d.state == text("'due'"), _d.due_at <= now)
    oldest: datetime | None = (await store.execute(query)).scalar()
    return oldest


async def mails(store: Store, now: datetime) -> int:
    """Return how many links, to confirm an address or to sign in, wait to be sent by e-mail."""
    return await emails.count_waiting(store) + await sign_ins.count_waiting(store, now)
