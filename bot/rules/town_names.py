"""Municipalities as people call them in lists: "Singen", "Stadt Radolfzell", "Singen a. H."."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from bot.domain.places import Municipality
from bot.rules.named_cells import LONGEST_NAME
from bot.search.normalise import words

_PREFIX = re.compile(
    r"(?:D-?)?\d{5}\s+|(?:große kreisstadt|universitätsstadt|stadt|gemeinde|markt|ortsteil|ot)\s+",
    re.IGNORECASE,
)
_CUT = re.compile(r"\s*[(,/]\s*|\s+-\s+|\s+(?=(?:am|an|im|in|unter|bei|ob|a\.|i\.|b\.)(?:\s|\w))")
"""Where a name ends and its addition begins."""
_SMALL = frozenset(("am", "an", "der", "dem", "im", "in", "unter", "bei", "ob", "a", "d", "i", "b"))
"""Words of an addition that say nothing."""


def by_name(municipalities: Iterable[Municipality]) -> dict[str, str]:
    """Return the official name of each municipality by the keys of all its names.

    A short name, such as "Singen" for "Singen (Hohentwiel)", counts where only one has it.
    """
    places = list(municipalities)
    full = {key(name): place.name for place in places for name in place.names}
    short: dict[str, set[str]] = {}
    for place in places:
        for name in place.names:
            short.setdefault(key(_parted(name)[0]), set()).add(place.name)
    only = {name: next(iter(official)) for name, official in short.items() if len(official) == 1}
    return only | full


def named(typed: str, official: Mapping[str, str]) -> str:
    """Return the official name of the place that is meant, "" if there is none.

    ``official`` is what ``by_name`` returned. An addition must be that of the place, or short for
    it: "Singen (Htwl.)" is "Singen (Hohentwiel)", "Esslingen am Bodensee" is no place.
    """
    if len(typed) > LONGEST_NAME:
        return ""
    name = _PREFIX.sub("", typed.strip(), count=1)
    for candidate in (typed, name):
        if place := official.get(key(candidate)):
            return place
    short, addition = _parted(name)
    place = official.get(key(short), "")
    return place if place and _is_short_for(addition, _parted(place)[1]) else ""


def with_postcode(postcode: str, municipalities: Iterable[Municipality]) -> str:
    """Return the name of the only municipality with a postcode; "" if there is not just one.

    Spreadsheets store postcodes as numbers: "1067.0" is 01067.
    """
    digits = re.sub(r"^D-?|\s", "", postcode.removesuffix(".0")).zfill(5)
    names = [place.name for place in municipalities if digits in place.postcodes]
    return names[0] if postcode and len(names) == 1 else ""


@lru_cache(maxsize=4096)
def key(name: str) -> str:
    """Return a name in a form in which spelling and case do not matter."""
    return " ".join(words(name))


def _parted(name: str) -> tuple[str, str]:
    """Return a name without its addition, and the addition: "Singen" and "Hohentwiel)"."""
    short, *addition = _CUT.split(name.strip(), maxsplit=1)
    return (short, addition[0]) if short and addition else (name.strip(), "")


def _is_short_for(addition: str, full: str) -> bool:
    """Return whether the words of an addition stand for those of the full one, in order."""
    asked, given = _told(addition), _told(full)
    return (
        bool(asked)
        and len(asked) <= len(given)
        and all(_abbreviates(short, word) for short, word in zip(asked, given, strict=False))
    )


def _told(addition: str) -> list[str]:
    found = re.findall(r"\w+", addition.lower())
    telling = [word for word in found if word not in _SMALL]
    return telling or found[-1:]


def _abbreviates(short: str, word: str) -> bool:
    """Return whether the letters of a short form stand in the word in this order."""
    letters = iter(word)
    return short[:1] == word[:1] and all(letter in letters for letter in short)
