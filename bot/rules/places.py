"""Finding a place: by a typed name in any script and spelling, or by a position that is never stored."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from anyascii import anyascii

from bot.domain.places import Municipality

CLOSE_ENOUGH = 0.72
"""Tuned on the five districts' names typed in Cyrillic, Arabic, Ethiopic, without umlauts, with one mistake."""
CLEAR, DISTANCE = 0.82, 0.08
"""From here on a name is taken without asking, if the next one is so much less like it."""
FARTHEST_KM = 25
LONGEST_NAME = 60
_SOUNDS = (
    ("kh", "h"),
    ("sch|sh|sc|s'", "s"), ("tz|ts|tsch|ch|x", "k"), ("ck|q|g|c", "k"), ("ph|pf|w|v", "f"),
    ("th|dt|d", "t"), ("b", "p"), ("z", "s"), ("j|y", "i"),
)  # fmt: skip


@lru_cache(maxsize=4096)
def skeleton(name: str) -> str:
    """How a name sounds, roughly, in any script: "Вальдсхут", "فالدسهوت" and "Waldshut" come near each other."""
    latin = re.sub(r"[^a-z]", "", anyascii(name.replace("و", "u")).lower())
    for pattern, sound in _SOUNDS:
        latin = re.sub(pattern, sound, latin)
    consonants = re.sub(r"[aeiouh]", "", latin)
    return re.sub(r"(.)\1+", r"\1", consonants)


@lru_cache(maxsize=4096)
def spelling(name: str) -> str:
    """Lower-case Latin letters only; umlauts and their two-letter forms are one."""
    latin = re.sub(r"[^a-z]", "", anyascii(name.lower().replace("ß", "ss")))
    return re.sub(r"(?<=[aou])e", "", latin)


def likeness(typed: str, name: str) -> float:
    """0 to 1, how likely ``typed`` means ``name``; part of a long name ("Tiengen") counts as the name."""
    parts = {name, *(part for part in re.split(r"[\s(),/-]+", name) if len(part) > 3)}
    if spelling(typed) and spelling(typed) in map(spelling, parts):
        return 1.0
    return max(
        max(_alike(spelling(typed), spelling(part)), 0.95 * _heard(typed, part)) for part in parts
    )


def _heard(typed: str, name: str) -> float:
    """Two consonants sound like too many names."""
    return _alike(skeleton(typed), skeleton(name)) if len(skeleton(typed)) > 2 else 0.0


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


@dataclass(frozen=True, slots=True)
class Guess:
    """Municipalities that may be meant, the likeliest first.

    ``certain``: the first one need not be asked about. ``likely``: it is a place rather than something looked for.
    """

    places: tuple[Municipality, ...]
    certain: bool = False
    likely: bool = False


def named(typed: str, places: Iterable[Municipality], limit: int = 5) -> Guess:
    """What a typed name or postcode may mean."""
    if len(typed) > LONGEST_NAME:
        return Guess(())
    digits = re.sub(r"\D", "", typed)
    if len(digits) == 5:
        found = tuple(place for place in places if digits in place.postcodes)
        return Guess(found[:limit], len(found) == 1, likely=True)
    rated = [(max(likeness(typed, name) for name in place.names), place) for place in places]
    best = sorted(
        (pair for pair in rated if pair[0] >= CLOSE_ENOUGH),
        key=lambda pair: (-pair[0], pair[1].name),
    )
    exact = tuple(place for rate, place in best if rate == 1.0)
    if exact:
        return Guess(exact[:limit], len(exact) == 1, likely=True)
    rates = [rate for rate, _ in best]
    return Guess(
        tuple(place for _, place in best[:limit]),
        _stands_out(rates),
        likely=max(rates, default=0) >= CLEAR,
    )


def _stands_out(rates: list[float]) -> bool:
    """Clearly meant, and nothing else near it."""
    return (
        bool(rates) and rates[0] >= CLEAR and (len(rates) == 1 or rates[1] <= rates[0] - DISTANCE)
    )


def nearest(
    latitude: float, longitude: float, places: Iterable[Municipality]
) -> Municipality | None:
    """The municipality whose centre is nearest to a position rounded to about a kilometre; None beyond 25 km."""
    here = (round(latitude, 2), round(longitude, 2))
    rated = [
        (_kilometres(here, (p.latitude, p.longitude)), p)
        for p in places
        if p.latitude is not None and p.longitude is not None
    ]
    distance, place = min(rated, key=lambda pair: pair[0], default=(math.inf, None))
    return place if distance <= FARTHEST_KM else None


def _kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """On a plane: right to a metre at these distances."""
    narrow = math.cos(math.radians(a[0]))
    return 111.2 * math.hypot(a[0] - b[0], (a[1] - b[1]) * narrow)
