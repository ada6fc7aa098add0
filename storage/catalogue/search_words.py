"""Words that editors added while the bot runs, in addition to ``locales/*/terms.toml``."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store

Row = tuple[str, str, str]
"""Language, concept, word."""


async def every(store: Store) -> Sequence[Row]:
    """In a fixed order."""
    query = select(
        t.search_word.c.language, t.search_word.c.concept, t.search_word.c.word
    ).order_by(*t.search_word.primary_key)
    return [(row.language, row.concept, row.word) for row in await store.execute(query)]


async def add(store: Store, language: str, concept: str, word: str, now: datetime) -> None:
    """Adding it again changes nothing."""
    row = upserting(store)(t.search_word).values(
        language=language, concept=concept, word=word, added_at=now
    )
    await store.execute(row.on_conflict_do_nothing())


async def remove(store: Store, language: str, concept: str, word: str) -> bool:
    """Whether it was there."""
    same = (
        (t.search_word.c.language == language)
        & (t.search_word.c.concept == concept)
        & (t.search_word.c.word == word)
    )
    return (await store.execute(delete(t.search_word).where(same))).rowcount > 0
