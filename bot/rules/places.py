"""Finding a municipality: by a name in any script and spelling, a postcode, or a position.

Positions are never stored.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from anyascii import anyascii

from bot.domain.places import District, Municipality
from bot.search.alike import may_be_alike

CLOSE_ENOUGH = 0.72
"""Minimum likeness of a guess, from 0 to 1.

Tuned on the names of the five sample districts, typed in Cyrillic, Arabic and Ethiopic, without
umlauts, and with one mistake.
"""
CLEAR, DISTANCE = 0.82, 0.08
"""Minimum likeness of a likely guess, and minimum distance of a certain one to the next best."""
ONE_MISTAKE = 0.88
"""Minimum likeness of the spelling of a certain guess; what only sounds alike is asked about."""
SOUND_WEIGHT = 0.95
"""Weight of a name that only sounds alike, against one that is spelled alike."""
DEGREE = 111.2
"""Kilometres of a degree of latitude."""
FARTHEST_KM = 25
"""Maximum distance between a position and the centre of its municipality, in kilometres."""
LONGEST_NAME = 60
"""Maximum length of a typed name, in characters; a longer text is no name."""
POSTCODE_DIGITS = 5
_SOUNDS = (
    ("kh", "h"),
    ("sch|sh|sc|s'", "s"), ("tz|ts|tsch|ch|x", "k"), ("ck|q|g|c", "k"), ("ph|pf|w|v", "f"),
    ("th|dt|d", "t"), ("b", "p"), ("z", "s"), ("j|y", "i"),
)  # fmt: skip


@lru_cache(maxsize=4096)
def skeleton(name: str) -> str:
    """Return roughly how a name sounds, as consonants, whatever its script.

    "Вальдсхут", "فالدسهوت" and "Waldshut" have similar skeletons.
    """
    latin = re.sub(r"[^a-z]", "", anyascii(name.replace("و", "u")).lower())
    for pattern, sound in _SOUNDS:
        latin = re.sub(pattern, sound, latin)
    consonants = re.sub(r"[aeiouh]", "", latin)
    return re.sub(r"(.)\1+", r"\1", consonants)


@lru_cache(maxsize=4096)
def spelling(name: str) -> str:
    """Return a name in lower-case Latin letters only; "ü" and "ue" both become "u"."""
    latin = re.sub(r"[^a-z]", "", anyascii(name.lower().replace("ß", "ss")))
    return re.sub(r"(?<=[aou])e", "", latin)


def likeness(typed: str, name: str, least: float = 0.0) -> float:
    """Return how likely ``typed`` means ``name``, from 0 to 1; below ``least`` it may be 0.

    Part of a long name counts as the name: "Tiengen" for "Waldshut-Tiengen".
    """
    parts = _parts(name)
    if spelling(typed) and spelling(typed) in map(spelling, parts):
        return 1.0
    return max(_likeness_of_part(typed, part, least) for part in parts)


def is_spelt_like(typed: str, place: Municipality) -> bool:
    """Return whether a typed name is a place's with at most about one mistake."""
    names = {part for name in place.names for part in (name, *_parts(_without_addition(name)))}
    return any(
        _ratio(spelling(typed), spelling(name), ONE_MISTAKE) >= ONE_MISTAKE for name in names
    )


def is_name_of(typed: str, place: Municipality) -> bool:
    """Return whether a typed text is a whole name of a place, an alias or its postcode.

    "Singen" is one of "Singen (Hohentwiel)"; "Hohentwiel" is not.
    """
    names = {spelling(part) for name in place.names for part in (name, _without_addition(name))}
    return re.sub(r"\D", "", typed) in place.postcodes or spelling(typed) in names


def _without_addition(name: str) -> str:
    """Return "Singen" for "Singen (Hohentwiel)", and "Esslingen" for "Esslingen am Neckar"."""
    return re.split(r"\s*\(|\s+(?:am|an|im|in|unter)\s", name)[0]


def district_named(typed: str, districts: Iterable[District]) -> District | None:
    """Return the district that has this name, with or without "Kreis"; None if none has."""
    wanted = _without_kreis(typed) if len(typed) <= LONGEST_NAME else ""
    found = (district for district in districts if _without_kreis(district.name) == wanted)
    return next(found, None) if wanted else None


def _without_kreis(name: str) -> str:
    return re.sub(r"^(land)?kreis|(land)?kreis$", "", spelling(name))


def is_elsewhere(typed: str, places: Iterable[Municipality]) -> bool:
    """Return whether a typed text is a place where we are not: a large city, or a postcode."""
    if len(typed) > LONGEST_NAME:
        return False
    digits = re.sub(r"\D", "", typed)
    if len(digits) == POSTCODE_DIGITS:
        return not any(digits in place.postcodes for place in places)
    return spelling(typed) in _LARGE_CITIES


def _parts(name: str) -> set[str]:
    """Return a name, and its parts that are long enough to stand for it."""
    return {name, *(part for part in re.split(r"[\s(),/-]+", name) if len(part) > 3)}


def _likeness_of_part(typed: str, part: str, least: float) -> float:
    by_spelling = _ratio(spelling(typed), spelling(part), least)
    return max(by_spelling, SOUND_WEIGHT * _likeness_of_sound(typed, part, least))


def _likeness_of_sound(typed: str, name: str, least: float) -> float:
    """Return 0.0 for a name with only two consonants: it sounds like too many others."""
    return _ratio(skeleton(typed), skeleton(name), least) if len(skeleton(typed)) > 2 else 0.0


def _ratio(first: str, second: str, least: float) -> float:
    """Return how alike two spellings are, or 0.0 if that is less than ``least`` for sure."""
    if not may_be_alike(first, second, least):
        return 0.0
    return SequenceMatcher(None, first, second).ratio()


_CITIES = (
    "Aachen, Augsburg, Bergisch Gladbach, Berlin, Bielefeld, Bochum, Bonn, Bottrop, "
    "Braunschweig, Bremen, Bremerhaven, Chemnitz, Cottbus, Darmstadt, Dortmund, Dresden, "
    "Duisburg, Düren, Düsseldorf, Erfurt, Erlangen, Flensburg, Frankfurt, "
    "Frankfurt am Main, Freiburg, Freiburg im Breisgau, Fürth, Gelsenkirchen, Gera, "
    "Gießen, Göttingen, Gütersloh, Hagen, Hamburg, Hamm, Hannover, Heidelberg, Heilbronn, "
    "Herne, Hildesheim, Ingolstadt, Iserlohn, Jena, Karlsruhe, Kassel, Kiel, Koblenz, "
    "Köln, Krefeld, Leipzig, Leverkusen, Ludwigshafen, Lübeck, Magdeburg, Mainz, "
    "Mannheim, Moers, Mönchengladbach, Mülheim, München, Münster, Neuss, Nürnberg, "
    "Oberhausen, Offenbach, Oldenburg, Osnabrück, Paderborn, Pforzheim, Potsdam, "
    "Recklinghausen, Regensburg, Remscheid, Reutlingen, Rostock, Saarbrücken, Salzgitter, "
    "Schwerin, Siegen, Solingen, Stuttgart, Trier, Tübingen, Ulm, Villingen-Schwenningen, "
    "Wiesbaden, Wolfsburg, Wuppertal, Würzburg, Zwickau"
)
_LARGE_CITIES = frozenset(map(spelling, _CITIES.split(", ")))
"""Large cities of Germany, as ``spelling`` writes them; one where we are is found before."""


@dataclass(frozen=True, slots=True)
class Guess:
    """Municipalities that may be meant, the likeliest first.

    ``certain`` means that the first place is spelt like that, so that nobody has to ask.
    ``likely`` means that the person typed the name of a place rather than words to search for.
    """

    places: tuple[Municipality, ...]
    certain: bool = False
    likely: bool = False


def named(typed: str, places: Iterable[Municipality], limit: int = 5) -> Guess:
    """Return at most ``limit`` municipalities that a typed name or postcode may mean."""
    if len(typed) > LONGEST_NAME:
        return Guess(())
    digits = re.sub(r"\D", "", typed)
    if len(digits) == POSTCODE_DIGITS:
        return _exact(tuple(place for place in places if digits in place.postcodes), limit)
    return _by_name(typed, _rated(typed, places), limit)


def _by_name(typed: str, rated: list[tuple[float, Municipality]], limit: int) -> Guess:
    """Return a guess from rated places, of which the likeliest comes first.

    One that only sounds alike, or is only an addition to a name, is never certain.
    """
    exact = [pair for pair in rated if pair[0] == 1.0]
    close = exact or rated
    stands_out = len(exact) == 1 or _stands_out([rating for rating, _ in close])
    return Guess(
        places=tuple(place for _, place in close[: 1 if stands_out else limit]),
        certain=stands_out and is_spelt_like(typed, close[0][1]),
        likely=bool(close) and close[0][0] >= CLEAR,
    )


def _exact(places: tuple[Municipality, ...], limit: int) -> Guess:
    """Return a guess of places that have exactly the typed postcode."""
    return Guess(places[:limit], certain=len(places) == 1, likely=True)


def _rated(typed: str, places: Iterable[Municipality]) -> list[tuple[float, Municipality]]:
    """Return the places that are close enough with their likeness, the likeliest first."""
    rated = [
        (max(likeness(typed, name, CLOSE_ENOUGH) for name in place.names), place)
        for place in places
    ]
    close = [pair for pair in rated if pair[0] >= CLOSE_ENOUGH]
    return sorted(close, key=lambda pair: (-pair[0], pair[1].name))


def _stands_out(ratings: list[float]) -> bool:
    """Return whether the first of these sorted ratings is clear, and the next one well below."""
    if not ratings or ratings[0] < CLEAR:
        return False
    return len(ratings) == 1 or ratings[1] <= ratings[0] - DISTANCE


def nearest(
    latitude: float, longitude: float, places: Iterable[Municipality]
) -> Municipality | None:
    """Return the municipality whose centre is nearest to a position; None beyond FARTHEST_KM.

    Latitude and longitude are in degrees. They are rounded to about a kilometre first, so that
    nobody's house is looked at.
    """
    here = (round(latitude, 2), round(longitude, 2))
    rated = [
        (kilometres(here, (place.latitude, place.longitude)), place)
        for place in places
        if place.latitude is not None and place.longitude is not None
    ]
    distance, place = min(rated, key=lambda pair: pair[0], default=(math.inf, None))
    return place if distance <= FARTHEST_KM else None


def distances(own: Municipality, others: Iterable[Municipality]) -> dict[int, int]:
    """Return the id of each other municipality with its distance from ``own``, in whole kilometres.

    It is that of their centres in a straight line. Where one is unknown the place is left out.
    """
    if own.latitude is None or own.longitude is None:
        return {}
    here = (own.latitude, own.longitude)
    return {
        place.id: max(1, round(kilometres(here, (place.latitude, place.longitude))))
        for place in others
        if place.latitude is not None and place.longitude is not None and place.id != own.id
    }


def kilometres(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return the distance between two points (latitude, longitude) in degrees.

    Computed on a plane, on which all degrees of latitude are alike; precise enough for 25 km.
    """
    narrowing = math.cos(math.radians(start[0]))
    return DEGREE * math.hypot(start[0] - end[0], (start[1] - end[1]) * narrowing)
