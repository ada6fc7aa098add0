"""The words that a person searched for last, kept for a day (``retention.dialogue_hours``)."""

from datetime import datetime

from sqlalchemy import bindparam, select

from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store
from storage.schema.columns import Instant

_d = t.dialogue.c
_WORDS = select(_d.words).where(
    _d.person_id == bindparam("person"), _d.updated_at >= bindparam("since", type_=Instant)
)


async def words_of(store: Store, person_id: int, since: datetime) -> str:
    """Return the words, "" if they are older than ``since`` or there are none."""
    return (
        await store.execute(_WORDS, {"person": person_id, "since": since})
    ).scalar_one_or_none() or ""


async def keep_words(store: Store, person_id: int, words: str, now: datetime) -> None:
    """Replace the words that were kept."""
    kept = {"words": words, "updated_at": now}
    row = upserting(store)(t.dialogue).values(person_id=person_id, **kept)
    await store.execute(row.on_conflict_do_update(index_elements=["person_id"], set_=kept))
