"""The towns that a text names, in any script and with any ending."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from bot.domain.places import Municipality
from bot.search.normalise import words
from bot.search.sounds import FEWEST, sound

_MARKS = re.compile("['’ʼ`]")
"""Marks before the ending of a name, as in "Wehr'de"."""
_BREATH = re.compile("(?<=.)[гх]")
_WORD = re.compile(r"[\w'’ʼ`]+")
_FA = "ف"


def place_in(text: str, places: Sequence[Municipality]) -> Municipality | None:
    """Return the municipality that a text names, in any script and with any ending.

    Of several the one with the longest name, None if there is none.
    """
    text_words = [*words(text), *words(_MARKS.sub(" ", text))]
    heard = _heard(text_words)
    named = [
        (len(name), place)
        for place in places
        for name in names_of_town(place)
        if name in text_words or (len(sound(name)) >= FEWEST and sound(name) in heard)
    ]
    return max(named, key=lambda pair: pair[0])[1] if named else None


def _heard(text_words: Iterable[str]) -> set[str]:
    """Return the sounds of words, with and without their last one, which may be an ending."""
    sounds = {spelling for word in text_words for spelling in _sounds(word)}
    return (sounds | {spelling[:-1] for spelling in sounds}) - {""}


def _sounds(word: str) -> Iterator[str]:
    """Yield how a word may sound as a German name.

    An H is written as a G in Ukrainian and as a CH in Russian, a W as an F in Arabic.
    """
    yield sound(word)
    if bare := _BREATH.sub("", word):
        yield sound(bare)
    if word.startswith(_FA):
        yield f"w{sound(word)[1:]}"


@lru_cache(maxsize=1024)
def names_of_town(place: Municipality) -> tuple[str, ...]:
    """Return short names of a place, folded: "sackingen" for "Bad Säckingen"."""
    names = [
        [word for word in words(name) if word not in _AROUND and len(word) > 2]
        for name in place.names
    ]
    return tuple(
        dict.fromkeys(
            word
            for name in names
            for word in name[:1] + [part for part in name[1:2] if "-" in place.name]
        )
    )


_AROUND = frozenset(
    (
        "bad",
        "sankt",
        "am",
        "an",
        "im",
        "in",
        "der",
        "dem",
        "den",
        "unter",
        "ob",
        "bei",
        "und",
        "vor",
        "auf",
        "verbandsgemeinde",
        "stadt",
        "gemeinde",
    )
)


def place_names(text_words: Sequence[str], place: Municipality | None) -> frozenset[str]:
    """Return the words of a text that name a town; of "Bad Säckingen" both do."""
    names = names_of_town(place) if place else ()
    named = frozenset(word for word in text_words if _is_name(word, names))
    around = {word for name in place.names for word in words(name)} & _AROUND if place else set()
    before = (word for word, after in pairwise(text_words) if word in around and after in named)
    return named.union(before)


def without_town(text: str, place: Municipality | None) -> str:
    """Return a text without the words that name a town; the whole text if nothing else is left.

    A name says nothing of what is sought, and its letters are like those of other words.
    """
    named = place_names(words(text), place)
    left = _WORD.sub(lambda word: "" if named.issuperset(words(word[0])) else word[0], text)
    return " ".join(left.split()) if named and words(left) else text


def _is_name(word: str, names: Sequence[str]) -> bool:
    return any(
        word == name or spelling.startswith(sound(name))
        for name in names
        for spelling in _sounds(word)
    )
