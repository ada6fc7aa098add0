"""The towns that a text names, in any script and with any ending."""

from collections.abc import Sequence
from functools import lru_cache

from bot.domain.places import Municipality
from bot.search.normalise import words
from bot.search.sounds import FEWEST, sound


def place_in(text: str, places: Sequence[Municipality]) -> Municipality | None:
    """Return the municipality that a text names, in any script and with any ending.

    Of several the one with the longest name, None if there is none.
    """
    text_words = words(text)
    heard = {word for spelling in map(sound, text_words) for word in (spelling, spelling[:-1])} - {
        ""
    }
    named = [
        (len(name), place)
        for place in places
        for name in names_of_town(place)
        if name in text_words or (len(sound(name)) >= FEWEST and sound(name) in heard)
    ]
    return max(named, key=lambda pair: pair[0])[1] if named else None


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
    """Return the words of a text that name a town."""
    names = names_of_town(place) if place else ()
    return frozenset(
        word
        for word in text_words
        if any(word == name or sound(word).startswith(sound(name)) for name in names)
    )
