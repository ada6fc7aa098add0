"""The way to a job: its stations, what each needs, and which one comes next."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.ladder import Bring, Giver, Source

USUAL = (
    "skills",
    "permission",
    "recognition",
    "no_papers",
    "german",
    "cv",
    "trying",
    "searching",
    "started",
)
"""Codes of our stations, whose sentences stand in the catalogue of words."""


@dataclass(frozen=True, slots=True)
class StationTexts:
    """What a district says of a station in one language: a short name, and what happens there."""

    name: str
    what: str


@dataclass(frozen=True, slots=True)
class Station:
    """A station on the way to a job.

    ``number`` is what is kept of somebody who is there; it stays the same when stations come and
    go, and stations stand in its order. ``concept`` is the concept of the search that finds offers
    of its kind. ``weeks`` is the maximum duration, 0 for "it depends". ``following`` is the code of
    the next station, "" for the last one. ``texts`` are those of a district by language, empty for
    ours.
    """

    code: str
    number: int
    source: Source
    concept: str
    givers: tuple[Giver, ...]
    bring: tuple[Bring, ...] = ()
    weeks: int = 0
    following: str = ""
    texts: Mapping[str, StationTexts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pathway:
    """The stations of a district by their codes, in the order of their numbers."""

    stations: Mapping[str, Station]

    def numbered(self, number: int) -> Station | None:
        """Return the station with a number, None if there is none any more."""
        return next((s for s in self.stations.values() if s.number == number), None)

    def about(self, concept: str) -> Station | None:
        """Return the first station of a concept, None if there is none."""
        return next((s for s in self.stations.values() if s.concept == concept), None)
