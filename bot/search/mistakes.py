"""How likely a word is a mistyped one: Damerau and Levenshtein, weighted by what fingers do.

"wonung" is Wohnung and "docter" is doctor, but "monkey" is no money and "Butter" no Mutter: a
doubled letter, a silent h, swapped neighbours and a wrong vowel cost less than another consonant,
and the first letter is mostly right.
"""

from collections.abc import Sequence
from functools import lru_cache

SHORT, SYLLABLES = 4, 3
"""Minimum length of a word with mistakes, and of one whose letters are syllables."""
LIMITS = {4: 0.5, 5: 0.7, 6: 1.0, 7: 1.0, 8: 1.4, 9: 1.6}
"""Maximum cost of the mistakes of words by their length, where other words are many."""
WIDE = {3: 0.6, 4: 0.6, 5: 0.8, 6: 1.3, 7: 1.3, 8: 2.0, 9: 2.0}
"""The same for languages whose words change more, and whose entries are fewer."""
DENSE = ("de", "en")
MOST = 2.0
"""Maximum cost of the mistakes of longer words."""
SWAPPED, VOWEL, LOST_VOWEL, LOST, WRONG, DOUBLED = 0.6, 0.6, 0.8, 1.0, 1.3, 0.3
FIRST = 0.6
"""Added to a mistake in the first letter."""
_VOWELS = frozenset("aeiouyаеиоуыэюяіїєўъاويه")
_SILENT = frozenset("hьъ")
_PAIRS = (
    "dt bp gk kc kq fv vw sz cs cz iy jy иі иы ий гґ еэ зс дт бп гк вф шщ шж "
    "تط سص سث دض دذ زظ ضظ ذز قك هح عا خح"
)
_ALIKE = frozenset(map(frozenset, _PAIRS.split(" ")))
"""Pairs of letters that sound alike."""
_SYLLABLES = "\u1200"
"""First letter of Ethiopic, where eight letters in a row share their consonant."""


def is_short(word: str) -> bool:
    """Return whether a word is too short for mistakes: any other one would be near."""
    return len(word) < (SYLLABLES if word >= _SYLLABLES else SHORT)


def limit(first: str, second: str, language: str) -> float:
    """Return the maximum cost at which two words of a language are one; 0 if one is too short."""
    if is_short(first) or is_short(second):
        return 0.0
    limits = LIMITS if language in DENSE else WIDE
    return limits.get(max(len(first), len(second)), MOST)


def allowed(word: str) -> int:
    """Return how many letters of a word may differ at all."""
    return 1 if len(word) < max(LIMITS) - 1 else 2


def cost(typed: str, word: str, most: float) -> float:
    """Return the cost of the mistakes of a typed word, or more than ``most``."""
    before: list[float] = []
    row = [0.0]
    for place in range(len(word)):
        row.append(row[-1] + _lost(word, place))
    for at in range(len(typed)):
        following = _following(typed, at, word, (before, row))
        if min(following) > most and min(row) > most:
            return most + 1
        before, row = row, following
    return row[-1]


def _following(
    typed: str, at: int, word: str, rows: tuple[Sequence[float], Sequence[float]]
) -> list[float]:
    """Return the costs of the letters up to ``at`` for each beginning of the word.

    ``rows`` are those of the letters up to two before, and up to one before.
    """
    before, row = rows
    following = [row[0] + _lost(typed, at)]
    for place in range(len(word)):
        best = min(
            row[place]
            + _wrong(typed[at], word[place])
            + FIRST * (at == place == 0 and typed[0] != word[0]),
            row[place + 1] + _lost(typed, at),
            following[place] + _lost(word, place),
        )
        if at and place and typed[at] == word[place - 1] and typed[at - 1] == word[place]:
            best = min(best, before[place - 1] + SWAPPED)
        following.append(best)
    return following


def _lost(word: str, place: int) -> float:
    """Return the cost of a letter that only one of two words has."""
    letter = word[place]
    if place and (letter == word[place - 1] or letter in _SILENT):
        return DOUBLED
    return (LOST_VOWEL if letter in _VOWELS else LOST) + FIRST * (place == 0)


@lru_cache(maxsize=4096)
def _wrong(first: str, second: str) -> float:
    """Return the cost of one letter for another."""
    if first == second:
        return 0.0
    if first >= _SYLLABLES and ord(first) // 8 == ord(second) // 8:
        return VOWEL
    both_vowels = first in _VOWELS and second in _VOWELS
    return VOWEL if both_vowels or frozenset((first, second)) in _ALIKE else WRONG
