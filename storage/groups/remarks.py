"""What somebody typed for one other person, such as why a request to join is refused.

Sealed, and deleted with either of the two.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert, select

from storage import schema as t
from storage.engine.store import Store

_r = t.remark.c
_PURPOSE = "remark"


async def add(
    store: Store, words: str, now: datetime, *, author_id: int, reader_id: int
) -> int | None:
    """Store words for a reader; return their id, None for no words."""
    if not words:
        return None
    row = {
        "person_id": author_id,
        "reader_id": reader_id,
        "sealed": store.seal.close(_PURPOSE, words),
        "written_at": now,
    }
    return int((await store.execute(insert(t.remark).values(row).returning(_r.id))).scalar_one())


async def by_ids(store: Store, remark_ids: Collection[int]) -> dict[int, str]:
    """Return the words of those that still exist, by id."""
    if not any(remark_ids):
        return {}
    query = select(_r.id, _r.sealed).where(_r.id.in_(sorted(remark_ids)))
    return {row.id: store.seal.open(_PURPOSE, row.sealed) for row in await store.execute(query)}
