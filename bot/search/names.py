"""Names that a text shows by how they are written: "BuT", "IBA", what is quoted."""

import re
from collections.abc import Iterable

from bot.search.normalise import words

_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"[\"“”„«»‹›][^\"“”„«»‹›]{3,60}[\"“”„«»‹›]")
LETTERS = range(2, 6)
"""Number of letters of a name in capitals; a longer word is stressed."""


def is_quoted(text: str) -> bool:
    """Return whether a text quotes a name."""
    return bool(_QUOTED.search(text))


def mixed(text: str) -> frozenset[str]:
    """Return the folded words with a capital letter inside, as "BuT": such a word says much."""
    return _folded(word for word in _WORD.findall(text) if _is_mixed(word))


def capitals(text: str) -> frozenset[str]:
    """Return the folded short words in capitals; none if most of a text is in capitals."""
    found = _WORD.findall(text)
    shouted = [word for word in found if word.isupper() and len(word) in LETTERS]
    return _folded(shouted) if 2 * len(shouted) < len(found) else frozenset()


def _folded(found: Iterable[str]) -> frozenset[str]:
    return frozenset(folded for word in found for folded in words(word))


def _is_mixed(word: str) -> bool:
    return any(letter.isupper() for letter in word[1:]) and any(map(str.islower, word))
