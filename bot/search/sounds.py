"""Sounds of names, equal in all scripts."""

import re
from functools import lru_cache

from anyascii import anyascii

from bot.search.normalise import fold

FEWEST = 4
"""Minimum length of a sound; shorter ones, such as "mrg" for Murg, occur in ordinary words."""
_STRANGE = "\u0370"
"""The first letter that is not Latin."""
_ALEF = "ا"
"""The long a, which transliteration leaves out."""
_SOUNDS = (
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "k"),
    ("kh", "k"),
    ("ck", "k"),
    ("ts", "z"),
    ("s", "z"),
    ("c", "k"),
    ("ph", "f"),
    ("v", "w"),
    ("dt", "t"),
    ("th", "t"),
)


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """Return the sound of a name: its consonants, and "a" for a vowel at the beginning.

    "Кайзерслаутерн" and "Kaiserslautern" are "kzrzltrn". It is stricter than
    ``rules.places.skeleton``, which is used only where a place is expected: in a question that
    would find Winnenden in "finden".
    """
    latin = _latin(word)
    for written, heard in _SOUNDS:
        latin = latin.replace(written, heard)
    return re.sub(
        r"(.)\1+", r"\1", re.sub("[eiou]", "a", latin[:1]) + re.sub(r"[aeiouwyhj' ]", "", latin[1:])
    )


@lru_cache(maxsize=4096)
def spoken(word: str) -> str:
    """Return what identifies a name: its sound, or all letters if it is short; "" if too short."""
    heard, latin = sound(word), _latin(word)
    return heard if len(heard) >= FEWEST else latin if len(latin) > FEWEST else ""


def is_foreign(word: str) -> bool:
    """Return whether a word may be a German name written in another script as it sounds."""
    return word >= _STRANGE and bool(spoken(word))


def _latin(word: str) -> str:
    return fold(anyascii(word.replace(_ALEF, "a")))
