"""Words that editors added while the bot runs, in addition to ``locales/*/terms.toml``."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select

from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store

_EVERY = select(t.search_word.c.language, t.search_word.c.concept, t.search_word.c.word).order_by(
    *t.search_word.primary_key
)


class Row(NamedTuple):
    """A word, and the concept that it means in a language."""

    language: str
    concept: str
    word: str


async def every(store: Store) -> Sequence[Row]:
    """Return all words, in a fixed order."""
    return [Row(*row) for row in await store.execute(_EVERY)]


async def add(store: Store, language: str, concept: str, word: str, now: datetime) -> None:
    """Add a word; adding it again changes nothing."""
    row = upserting(store)(t.search_word).values(
        language=language, concept=concept, word=word, added_at=now
    )
    await store.execute(row.on_conflict_do_nothing())


async def remove(store: Store, language: str, concept: str, word: str) -> bool:
    """Delete a word; return whether it was there."""
    same = (
        (t.search_word.c.language == language)
        & (t.search_word.c.concept == concept)
        & (t.search_word.c.word == word)
    )
    return (await store.execute(delete(t.search_word).where(same))).rowcount > 0
