"""Is an answer one? Letters in common may be chance: "Wetter" is not "Mutter"."""

from collections.abc import Sequence
from difflib import get_close_matches

from bot.domain.offers import Details
from bot.search.normalise import words
from bot.search.query import Kind, Query
from bot.search.sounds import is_foreign, sound
from bot.search.terms import names_of

ALIKE = 0.75
"""From which share of letters in common (Ratcliff and Obershelp) a word is taken for a mistyped one."""
HALF, THIRD = 2, 3
LETTERS = 4
SOUNDS = 3
"""Fewer consonants tell no name."""


def is_certain(query: Query) -> bool:
    """Enough was understood, as concepts or learned translations, beside the words that nobody knows."""
    understood = sum(bool(part.demanded) for part in query.parts if part.kind is not Kind.WORD)
    return understood * THIRD >= len(_demanded(query))


def resembles(query: Query, details: Details) -> bool:
    """Whether at least half of the words that were asked for stand in an offer, perhaps with a mistake."""
    texts = " ".join(f"{text.title} {text.description} {text.next_steps}" for text in details.texts)
    said = list(
        dict.fromkeys(
            words(f"{texts} {details.organisation} {details.municipality} {details.breadcrumb}")
        )
    )
    names = {heard for name in names_of(details) if len(heard := sound(name)) >= SOUNDS}
    asked = _demanded(query)
    return sum(
        _stands(word, said) or (is_foreign(word) and sound(word) in names) for word in asked
    ) * HALF >= len(asked)


def _demanded(query: Query) -> list[str]:
    return [part.label for part in query.parts if part.kind is Kind.WORD and part.demanded]


def _stands(word: str, said: Sequence[str]) -> bool:
    if word in said or (
        len(word) >= LETTERS
        and any(word in other or (len(other) > LETTERS and other in word) for other in said)
    ):
        return True
    return bool(
        get_close_matches(
            word, [other for other in said if abs(len(other) - len(word)) < LETTERS], 1, ALIKE
        )
    )
