"""What is wrong with the stations to a job of a file."""

from collections.abc import Collection, Iterator
from enum import StrEnum

from bot.domain.pathway import USUAL, Pathway, Station
from bot.rules.facts import CODE, Mistake, is_written

MAX_NUMBER = 99
"""Highest number of a station."""
LONGEST_NAME, LONGEST_WHAT = 24, 160
"""Maximum length of the texts of a district, in characters: a name stands in a button."""


class MistakeKind(StrEnum):
    """What is wrong with a station."""

    CODE = "codes have at most 16 small letters, digits and _"
    NUMBER = "number must be from 1 to 99, not {value}"
    SAME_NUMBER = "has the number of {value}"
    UNKNOWN_STATION = "leads to {value}, which does not exist"
    CIRCLE = "leads back to itself: {value}"
    NO_SOURCE = "has no source; give source, url and as_of"
    NO_GIVER = "does not say who helps"
    UNKNOWN_CONCEPT = "is about {value}, which is no concept of the search"
    NO_GERMAN = "has no German texts; give [stations.code.texts.de]"
    LONG_TEXT = "has a text that is too long: {value}"


def mistakes(pathway: Pathway, concepts: Collection[str] = ()) -> list[Mistake]:
    """Return everything that is wrong with the stations, in their order.

    ``concepts`` are those of the search; without any they are not checked.
    """
    return [
        mistake
        for station in pathway.stations.values()
        for mistake in _of_station(pathway, station, concepts)
    ]


def _of_station(pathway: Pathway, station: Station, concepts: Collection[str]) -> Iterator[Mistake]:
    entry = f"stations.{station.code}"
    if not CODE.fullmatch(station.code):
        yield Mistake(entry, MistakeKind.CODE)
    if not is_written(station.source):
        yield Mistake(entry, MistakeKind.NO_SOURCE)
    if not station.givers:
        yield Mistake(entry, MistakeKind.NO_GIVER)
    if concepts and station.concept not in concepts:
        yield Mistake(entry, MistakeKind.UNKNOWN_CONCEPT, station.concept)
    yield from _of_number(pathway, station, entry)
    yield from _of_following(pathway, station, entry)
    yield from _of_texts(station, entry)


def _of_number(pathway: Pathway, station: Station, entry: str) -> Iterator[Mistake]:
    if not 1 <= station.number <= MAX_NUMBER:
        yield Mistake(entry, MistakeKind.NUMBER, str(station.number))
    first = pathway.numbered(station.number)
    if first is not None and first.code != station.code:
        yield Mistake(entry, MistakeKind.SAME_NUMBER, first.code)


def _of_following(pathway: Pathway, station: Station, entry: str) -> Iterator[Mistake]:
    if station.following and station.following not in pathway.stations:
        yield Mistake(entry, MistakeKind.UNKNOWN_STATION, station.following)
    way = [station.code]
    while (last := pathway.stations.get(way[-1])) and last.following:
        way.append(last.following)
        if last.following == station.code:
            yield Mistake(entry, MistakeKind.CIRCLE, " → ".join(way))
        if last.following in way[:-1]:
            return


def _of_texts(station: Station, entry: str) -> Iterator[Mistake]:
    if station.code not in USUAL and "de" not in station.texts:
        yield Mistake(entry, MistakeKind.NO_GERMAN)
    for language, texts in station.texts.items():
        if len(texts.name) > LONGEST_NAME or len(texts.what) > LONGEST_WHAT:
            yield Mistake(entry, MistakeKind.LONG_TEXT, language)
