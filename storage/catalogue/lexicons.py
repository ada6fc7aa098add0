"""The learned lexicon: German meanings of foreign words, from offers in both languages."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Select, and_, bindparam, delete, insert, select

from bot.search import lexicon
from bot.search.lexicon import PIVOT, Lexicon, Pair
from bot.search.normalise import shared
from storage import schema as t
from storage.catalogue import numbers
from storage.engine import settings
from storage.engine.batches import batched
from storage.engine.store import Store

MOST_LINES = 20_000
"""Of a language; more only take longer to learn from."""
LONGEST = 60
FEWEST_LETTERS = 4
SIMILAR = 60
"""Percent of an unknown word's letters that the beginning of a known one must share."""
FORMS = 12
LAST = "\U0010ffff"
"""No word has a letter behind this one."""

Meanings = tuple[tuple[str, int], ...]
_WORDS = t.lexicon.c.word, t.lexicon.c.meanings
_KNOWN = select(*_WORDS).where(
    t.lexicon.c.language == bindparam("language"),
    t.lexicon.c.word.in_(bindparam("words", expanding=True)),
)
_ADD = insert(t.lexicon)


async def languages(store: Store) -> list[str]:
    """Return the languages, except German, that any offer has a text in."""
    rows = await store.execute(
        select(t.offer_text.c.language)
        .distinct()
        .where(t.offer_text.c.language.not_like(f"{PIVOT}%"))
    )
    return sorted(rows.scalars())


async def pairs(store: Store, language: str) -> list[Pair]:
    """Return pairs of lines of offers that have a text in this language and in German."""
    theirs, ours = t.offer_text.alias(), t.offer_text.alias()
    both = and_(
        theirs.c.offer_id == ours.c.offer_id,
        theirs.c.language == language,
        ours.c.language == PIVOT,
    )
    columns = [
        column
        for side in (theirs, ours)
        for column in (side.c.title, side.c.description, side.c.next_steps)
    ]
    lines: list[Pair] = []
    for *foreign, a, b, c in await store.execute(
        select(*columns).join(ours, both).order_by(theirs.c.offer_id).limit(MOST_LINES)
    ):
        for side, other in zip(foreign, (a, b, c), strict=True):
            lines += lexicon.aligned(side, other)
    return lines[:MOST_LINES]


async def origin(store: Store, language: str) -> str:
    """Return what ``replace`` was told that the lexicon of a language comes from; "" at first."""
    return await settings.value(store, _origin_of(language))


def _origin_of(language: str) -> str:
    return f"lexicon {language}"


async def replace(store: Store, language: str, learned: Lexicon, comes_from: str) -> None:
    """Replace the lexicon of a language, and remember what it comes from."""
    await settings.set_value(store, _origin_of(language), comes_from)
    await store.execute(delete(t.lexicon).where(t.lexicon.c.language == language))
    rows = [
        {"language": language, "word": word, "meanings": meanings}
        for word, meanings in learned.items()
        if len(word) <= LONGEST
    ]
    for batch in batched(rows):
        await store.execute(_ADD, batch)


async def meanings(store: Store, language: str, words: Iterable[str]) -> dict[str, Meanings]:
    """Return the German words for each word that is known or begins like a known one."""
    asked = sorted({word for word in words if len(word) <= LONGEST})
    entries = await _entries(store, _KNOWN, {"language": language, "words": asked})
    unknown = {
        word: _beginning(word)
        for word in asked
        if word not in entries and len(word) >= FEWEST_LETTERS
    }
    if unknown:
        entries |= _from_forms(unknown, await _forms(store, language, set(unknown.values())))
    return entries


@cache
def _beginning_so(kind: str) -> Select[Any]:
    """Return the statement of what begins in one of several ways, however many they are."""
    asked, word = numbers.texts(kind, "beginnings"), t.lexicon.c.word
    begins = and_(word >= asked.c.value, word < asked.c.value + LAST)
    return (
        select(*_WORDS)
        .select_from(numbers.NumbersFirst(asked, t.lexicon, begins))
        .where(t.lexicon.c.language == bindparam("language"))
        .order_by(word)
    )


async def _forms(store: Store, language: str, beginnings: Iterable[str]) -> dict[str, Meanings]:
    """Return the words that begin so, in order, with their meanings."""
    asked = {"language": language, "beginnings": orjson.dumps(sorted(beginnings)).decode()}
    return await _entries(store, _beginning_so(store.kind), asked)


def _from_forms(unknown: Mapping[str, str], forms: Mapping[str, Meanings]) -> dict[str, Meanings]:
    """Return the meanings of words by their nearest forms; words without any are left out.

    ``unknown`` is word → the beginning that a form must share.
    """
    nearest = {
        word: _nearest(word, [form for form in forms.items() if form[0].startswith(start)])
        for word, start in unknown.items()
    }
    return {word: entry for word, entry in nearest.items() if entry}


async def _entries(
    store: Store, statement: Select[Any], values: Mapping[str, Any]
) -> dict[str, Meanings]:
    rows = await store.execute(statement, values)
    return {row.word: tuple((german, share) for german, share in row.meanings) for row in rows}


def _beginning(word: str) -> str:
    return word[: max(FEWEST_LETTERS, -(-len(word) * SIMILAR // 100))]


def _nearest(word: str, alike: Sequence[tuple[str, Meanings]]) -> Meanings:
    """Return the mean of the words that share the longest beginning with ``word``."""
    alike_by = [(shared(word, other), entry) for other, entry in alike]
    longest = max((length for length, _ in alike_by), default=0)
    return lexicon.merged([entry for length, entry in alike_by if length == longest][:FORMS])
