"""Checks whether results are answers. Letters in common may be chance: "Wetter", "Mutter"."""

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from bot.domain.offers import Details
from bot.search.alike import may_be_alike
from bot.search.normalise import words
from bot.search.query import Kind, Query
from bot.search.scripts import LATIN
from bot.search.sounds import is_foreign, sound
from bot.search.terms import names_of

ALIKE = 0.75
"""Minimum similarity (Ratcliff and Obershelp) of a mistyped word to the right one."""
HALF, THIRD = 2, 3
LETTERS = 4
"""Minimum length of a word that may be part of another one."""
SOUNDS = 3
"""Minimum length of a name, and of its sound."""


def is_certain(query: Query) -> bool:
    """Return whether concepts or translations are understood for a third of the demanded words.

    What only examples say is no evidence: this is asked where they do not agree.
    """
    understood = sum(
        bool(part.demanded) for part in query.parts if part.kind not in (Kind.WORD, Kind.EXAMPLE)
    )
    return understood * THIRD >= len(_demanded(query))


def is_named(query: Query, details: Details) -> bool:
    """Return whether an offer has what is not understood as it stands, as names do.

    All of these words, or one that is surely a name: one of Latin letters among others, or one
    that sounds like a name of the offer. Who types a name means it, whatever it resembles.
    """
    offer_words, asked = _words_of(details), _demanded(query)
    latin = [word for word in asked if word.isascii() and query.language not in LATIN]
    if latin:
        return not set(latin).isdisjoint(offer_words)
    return _is_heard(asked, _sounds_of(details)) or (
        bool(asked) and min(map(len, asked)) >= SOUNDS and set(asked).issubset(offer_words)
    )


def _is_heard(asked: Sequence[str], names: Collection[str]) -> bool:
    """Return whether a word of other letters sounds like a name."""
    return any(is_foreign(word) and sound(word) in names for word in asked)


def resembles(query: Query, details: Details) -> bool:
    """Return whether an offer has at least half of the demanded words, perhaps mistyped."""
    offer_words, names = _words_of(details), _sounds_of(details)
    asked = _demanded(query)
    return sum(
        _is_in(word, offer_words) or (is_foreign(word) and sound(word) in names) for word in asked
    ) * HALF >= len(asked)


def _words_of(details: Details) -> frozenset[str]:
    """Return the words of an offer."""
    texts = " ".join(f"{text.title} {text.description} {text.next_steps}" for text in details.texts)
    return frozenset(
        words(f"{texts} {details.organisation} {details.municipality} {details.breadcrumb}")
    )


def _sounds_of(details: Details) -> set[str]:
    """Return the sounds of an offer's names."""
    return {heard for name in names_of(details) if len(heard := sound(name)) >= SOUNDS}


def _demanded(query: Query) -> list[str]:
    return [part.label for part in query.parts if part.kind is Kind.WORD and part.demanded]


def _is_in(word: str, offer_words: Collection[str]) -> bool:
    """Return whether an offer has a word, as it stands, as a part of another one, or mistyped."""
    return word in offer_words or _is_part(word, offer_words) or _is_mistyped(word, offer_words)


def _is_part(word: str, offer_words: Collection[str]) -> bool:
    """Return whether a word is a part of another one, or has one that is longer as a part."""
    if len(word) < LETTERS:
        return False
    return any(word in other or (len(other) > LETTERS and other in word) for other in offer_words)


def _is_mistyped(word: str, offer_words: Collection[str]) -> bool:
    """Return whether a word is similar to another one of about the same length."""
    likely = [
        other
        for other in offer_words
        if abs(len(other) - len(word)) < LETTERS and may_be_alike(word, other, ALIKE)
    ]
    return bool(get_close_matches(word, likely, 1, ALIKE))
