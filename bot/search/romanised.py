"""How words sound in Latin letters, as people type them who have no other keyboard.

"квартира" is typed as kvartira, "دورة" as dawra or dora, "عمل" as 3amal: vowels differ or are
missing, and each consonant has several spellings.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from anyascii import anyascii

from bot.search.normalise import fold, shared

VOWELS = "aeiou"
ABJAD = ("ar", "fa", "ps", "ckb")
"""Languages whose short vowels are not written."""
ARTICLE = ("ar", "fa", "ps")
"""Languages in whose words ``normalise`` drops the Arabic article, as in "almani"."""
CYRILLIC = ("ru", "uk", "bg", "sr")
FEWEST = 4
"""Minimum length of a word that may be written in other letters."""
_DIGITS = {"2": "", "3": "", "4": "C", "5": "h", "6": "t", "7": "h", "8": "k", "9": "k"}
"""Digits of arabizi, each for the letter that it resembles."""
_SLAVIC_DIGITS = {"4": "C", "6": "S", "3": "z"}
"""Digits of Bulgarians and Russians for ч, ш and з."""


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((pair.split("=")[0], pair.split("=")[1]) for pair in text.split())


_SPELLINGS = _pairs(
    "shch=S tsch=C sch=S sh=S sz=S tch=C cz=C ch=C dzh=j dj=j zh=Z kh=h gh=g"
    " ph=f th=t dh=d ts=c tz=c ck=k qu=k q=k x=h"
)
_POLISH = _pairs("rz=Z")
_SOFT = _pairs("ya=a ja=a ia=a yu=u ju=u iu=u ye=e je=e ie=e yo=o jo=o io=o j=i")
"""Soft vowels of Cyrillic; their j is no consonant."""
_VOWELS = _pairs("oo=u ou=u ee=i ei=e ai=a ay=a au=o aw=o y=i w=v")
_ALEF, _HEH, _ARABIC = "ا", "ه", "\u0600"
_AE = "ە"
"""The Sorani vowel that folding takes for a heh."""
_SILENT = ("خوا", "خا")
"""The vav of Persian that is written and not heard: "khab", "mikham"."""
_LONG = {"ا": "a", "و": "u", "ي": "i"}
_SIBILANTS = "sSCZzcj"
_NEAR = {frozenset(pair): 0.1 for pair in ("ao", "ae", "SC", "sz", "Zz", "sc", "Zj")}
_NEAR |= {frozenset(pair): 0.02 for pair in ("ei", "ou")}
MISSING, EXTRA, ENDING = 0.5, 0.12, 0.1
"""Costs of a letter that is missing, of a vowel that is not written, and of one of an ending."""
CONSONANT = 1.0


def roman(word: str, language: str) -> str:
    """Return a folded word of a language, or what somebody typed for it, as sounds.

    Capitals stand for "sh", "ch" and "zh"; doubled letters count once.
    """
    latin = _latin(word, language)
    own = _SOFT if language in CYRILLIC else _POLISH if language == "pl" else ()
    for written, heard in (*_SPELLINGS, *own, *_VOWELS):
        latin = latin.replace(written, heard)
    if language == "de":
        latin = latin.replace("eu", "oi")
    if language == "uk":
        latin = latin.replace("g", "h")
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[^A-Za-z]", "", latin))


def _latin(word: str, language: str) -> str:
    if word.isascii():
        return _typed(word, language)
    spelled = _spelled(word, language)
    return "".join(map(_letters, spelled)) if word >= _ARABIC else fold(anyascii(spelled))


def _typed(word: str, language: str) -> str:
    """Return a word in Latin letters without its digits and its Arabic article."""
    digits = _SLAVIC_DIGITS if language in CYRILLIC else _DIGITS
    latin = "".join(digits.get(letter, letter) for letter in word)
    has_article = language in ARTICLE and len(latin) > FEWEST and latin[:2] in ("al", "el")
    return latin[2:] if has_article else latin


def _spelled(word: str, language: str) -> str:
    """Return a word with letters for the vowels that it is written without, or with others."""
    final = word[:-1] + _ALEF if word[-1] == _HEH and len(word) > 2 else word
    if language == "fa":
        return final.replace(*_SILENT)
    return final[0] + final[1:].replace(_HEH, _AE) if language == "ckb" else final


@lru_cache(maxsize=512)
def _letters(letter: str) -> str:
    """Return the sound of a letter that is written without its neighbours: سه is "sh", not "S"."""
    heard = _LONG.get(letter) or fold(anyascii(letter))
    for written, sound in _SPELLINGS:
        heard = heard.replace(written, sound)
    return f"{heard} "


def variants(word: str) -> tuple[str, ...]:
    """Return a word, and what it is if a 2 stands for a q, as in Cairo and Damascus."""
    return (word, word.replace("2", "k")) if "2" in word else (word,)


def skeleton(heard: str) -> str:
    """Return the strong consonants of sounds: what all spellings of a word have in common."""
    return re.sub(f"[{_SIBILANTS}]", "s", re.sub("[aeiouhv]", "", heard))


def is_like(first: str, second: str) -> bool:
    """Return whether two skeletons may be of one word with different endings."""
    common = shared(first, second)
    return common >= 1 and max(len(first), len(second)) - common <= (1 if common < 3 else 2)


def _cost(first: str, second: str) -> float:
    """Return the cost of one sound for another: 0 if equal, at most ``CONSONANT``."""
    if first == second:
        return 0
    if near := _NEAR.get(frozenset((first, second))):
        return near
    if (first in VOWELS and second in VOWELS) or (first in _SIBILANTS and second in _SIBILANTS):
        return 0.35
    return 0.2 if {first, second} <= {"v", "u", "o"} else CONSONANT


def _weak(letter: str) -> float:
    """Return the cost of a sound that only one of two words has."""
    return MISSING if letter in VOWELS else 0.4 if letter in "hv" else CONSONANT


_LETTERS = VOWELS + _SIBILANTS + "bdfghklmnpqrtvwxy"
_COSTS = {first: {second: _cost(first, second) for second in _LETTERS} for first in _LETTERS}
_WEAK = {letter: _weak(letter) for letter in _LETTERS}
_EXTRA = _WEAK | dict.fromkeys(VOWELS, EXTRA)


def distance(typed: str, heard: str, most: float, *, abjad: bool) -> float:
    """Return how far typed sounds are from those of a word, whose ending may differ.

    More than ``most`` if it is more than that. ``abjad``: the short vowels of the word are not
    written, so typed ones cost little.
    """
    extras, lost = (_EXTRA if abjad else _WEAK), [_WEAK[letter] for letter in heard]
    row = [0.0]
    for cost in lost:
        row.append(row[-1] + cost)
    rows = [row]
    for letter in typed:
        row = _next(row, _COSTS[letter], heard, lost, extras[letter])
        if min(row) > most:
            return most + 1
        rows.append(row)
    return min(_ends(rows, len(heard)), default=rows[-1][0])


def _next(
    row: list[float], costs: dict[str, float], heard: str, lost: list[float], extra: float
) -> list[float]:
    last = row[0] + extra
    following = [last]
    for at, other in enumerate(heard):
        last = min(row[at] + costs[other], row[at + 1] + extra, last + lost[at])
        following.append(last)
    return following


def _ends(rows: list[list[float]], whole: int) -> Iterator[float]:
    """Yield the costs if the ending of the word is cut or has grown by some letters."""
    for cut in range(min(3, whole)):
        yield rows[-1][whole - cut] + cut * 1.5 * ENDING
    for grown in range(min(4, len(rows)) if whole > 3 else 0):
        yield rows[-1 - grown][whole] + grown * ENDING
