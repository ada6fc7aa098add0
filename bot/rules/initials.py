"""The letter under which a title stands in a list from A to Z, in every script."""

from collections.abc import Iterable
from functools import lru_cache

from bot.search.normalise import fold

OTHER = "#"
"""Where titles stand that begin with no letter."""
_ARTICLE = "ال"
"""The Arabic article: dictionaries list words without it."""
_ETHIOPIC, _ROW = range(0x1200, 0x1358), 8
"""Syllables of one consonant follow each other; dictionaries list them under the first."""


@lru_cache(maxsize=16384)
def initial(title: str) -> str:
    """Return the letter of a title, without marks; ``OTHER`` if it has none.

    Cached, because each list by letters asks for those of all titles.
    """
    letter = next((letter for letter in _listed(title) if letter.isalnum()), OTHER)
    if not letter.isalpha():
        return OTHER
    code = ord(letter)
    first = chr(code - (code - _ETHIOPIC.start) % _ROW) if code in _ETHIOPIC else letter
    return first.upper() if len(first.upper()) == 1 else first


def by_title(titles: Iterable[tuple[int, str]]) -> list[int]:
    """Return the ids of titles from A to Z, equal ones by their id."""
    return [key for _, key in sorted((_listed(title), key) for key, title in titles)]


def _listed(title: str) -> str:
    """Return a title as it is sorted: folded, from its first letter, without an Arabic article."""
    folded = fold(title)
    start = next((place for place, letter in enumerate(folded) if letter.isalnum()), 0)
    sorted_by = folded[start:]
    is_named = sorted_by.startswith(_ARTICLE) and len(sorted_by.split(" ")[0]) > len(_ARTICLE) + 1
    return sorted_by[len(_ARTICLE) :] if is_named else sorted_by
