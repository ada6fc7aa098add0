"""How a name sounds, whichever script it is written in."""

import re
from functools import lru_cache

from anyascii import anyascii

from bot.search.normalise import fold

FEWEST = 4
"""Shorter sounds, such as "mrg" for Murg, would be heard in ordinary words."""
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
    """How a name sounds, without its vowels but for where it begins with one: "Кайзерслаутерн" and "Kaiserslautern" are "kzrzltrn".

    Stricter than ``rules.places.skeleton``, which is asked only where a place is expected: in a question it hears Winnenden in "finden".
    """
    latin = _latin(word)
    for written, heard in _SOUNDS:
        latin = latin.replace(written, heard)
    return re.sub(
        r"(.)\1+", r"\1", re.sub("[eiou]", "a", latin[:1]) + re.sub(r"[aeiouwyhj' ]", "", latin[1:])
    )


@lru_cache(maxsize=4096)
def spoken(word: str) -> str:
    """What tells one name from another: its sound, for a short one with its vowels; "" for what is too short."""
    heard, latin = sound(word), _latin(word)
    return heard if len(heard) >= FEWEST else latin if len(latin) > FEWEST else ""


def is_foreign(word: str) -> bool:
    """Whether a word is long enough, and in a script in which a German name is written as it sounds."""
    return word >= _STRANGE and bool(spoken(word))


def _latin(word: str) -> str:
    return fold(anyascii(word.replace(_ALEF, "a")))
