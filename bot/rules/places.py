"""Finding a place: by a typed name in any script and spelling, or by a position that is never stored."""

import math
import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from anyascii import anyascii

from bot.domain.places import Municipality

CLOSE_ENOUGH = 0.72
"""Tuned on the five districts' names typed in Cyrillic, Arabic, Ethiopic, without umlauts, with one mistake."""
FARTHEST_KM = 25
_SOUNDS = (
    ("sch|sh|sc|s'", "s"), ("tz|ts|tsch|ch|kh|x", "k"), ("ck|q|g|c", "k"), ("ph|pf|w|v", "f"),
    ("th|dt|d", "t"), ("b", "p"), ("z", "s"), ("j|y", "i"),
)  # fmt: skip


@lru_cache(maxsize=4096)
def skeleton(name: str) -> str:
    """How a name sounds, roughly, in any script: "Вальдсхут", "فالدسهوت" and "Waldshut" come near each other."""
    latin = re.sub(r"[^a-z]", "", anyascii(name).lower())
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
    wanted = spelling(typed)
    parts = {spelling(part) for part in (name, *re.split(r"[\s(),/-]+", name)) if len(part) > 3 or part == name}
    if wanted and wanted in parts:
        return 1.0
    written = max((SequenceMatcher(None, wanted, part).ratio() for part in parts), default=0.0)
    heard = SequenceMatcher(None, skeleton(typed), skeleton(name)).ratio() if len(skeleton(typed)) > 2 else 0.0
    return max(written, heard * 0.95)


def named(typed: str, places: Iterable[Municipality], limit: int = 5) -> list[Municipality]:
    """Municipalities that ``typed`` may mean, the likeliest first; one alone if it is certain."""
    digits = re.sub(r"\D", "", typed)
    if len(digits) == 5:
        return [place for place in places if digits in place.postcodes][:limit]
    rated = [(max(likeness(typed, name) for name in place.names), place) for place in places]
    best = sorted((pair for pair in rated if pair[0] >= CLOSE_ENOUGH), key=lambda pair: (-pair[0], pair[1].name))
    certain = [place for rate, place in best if rate == 1.0]
    return (certain or [place for _, place in best])[:limit]


def is_certain(typed: str, place: Municipality) -> bool:
    """Whether it need not be asked: the same letters, or the postcode."""
    return typed.strip() in place.postcodes or any(likeness(typed, name) == 1.0 for name in place.names)


def nearest(latitude: float, longitude: float, places: Iterable[Municipality]) -> Municipality | None:
    """The municipality whose centre is nearest to a position rounded to about a kilometre; None beyond 25 km."""
    here = (round(latitude, 2), round(longitude, 2))
    rated = [(_kilometres(here, (p.latitude, p.longitude)), p) for p in places if p.latitude is not None and p.longitude is not None]
    distance, place = min(rated, key=lambda pair: pair[0], default=(math.inf, None))
    return place if distance <= FARTHEST_KM else None


def _kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """On a plane: right to a metre at these distances."""
    narrow = math.cos(math.radians(a[0]))
    return 111.2 * math.hypot(a[0] - b[0], (a[1] - b[1]) * narrow)
