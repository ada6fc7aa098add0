"""The way to a job: its stations, what each needs, and which one comes next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.desk import Cells
from bot.domain.half_years import HalfYear
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
    """What a district says of a station in one language: a short name, and what happens there.

    "" falls back by itself: to our sentence in that language, else to the German text.
    """

    name: str
    what: str


@dataclass(frozen=True, slots=True)
class Station:
    """A station on the way to a job.

    ``number`` is what is kept of somebody who is there; it stays the same when stations come, go
    and move. ``place`` is where it stands on the way, from 1, and what people read before its name.
    ``concept`` is the concept of the search that finds offers of its kind. ``weeks`` is the maximum
    duration, 0 for "it depends". ``following`` is the code of the next station, "" for the last
    one. ``texts`` are those of a district by language, empty for ours. ``group_id`` is the group
    whose leads are asked whether it still holds, 0 for none. Nobody reads one that ``is_hidden``.
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
    place: int = 0
    group_id: int = 0
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class StationEdit:
    """What a district wrote of a station at the desk, in its last or an earlier version.

    ``cells`` are the fields that differ from the file, by their names; none of them is the file's
    station as it is. ``person_id`` None is nobody we know.
    """

    number: int
    version: int
    cells: Cells
    changed_at: datetime
    person_id: int | None = None


class StationAnswer(StrEnum):
    """What is said of a station in a half-year; ``NONE``: nobody has answered yet."""

    NONE = ""
    HOLDS = "holds"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class StationCheck:
    """A question whether a station still holds, and its answer.

    ``answered_on`` None means that nobody has answered. ``reason`` is what has to change, "" where
    nothing was written.
    """

    number: int
    period: HalfYear
    asked_on: date
    answer: StationAnswer = StationAnswer.NONE
    answered_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StationChange:
    """What one version of a station changed: the fields that differ, before and after."""

    version: int
    changed_at: datetime
    person_id: int | None
    before: Cells
    after: Cells


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How many people marked a station in an ISO week such as "2026-W47"."""

    week: str
    number: int
    arrivals: int


@dataclass(frozen=True, slots=True)
class Searched:
    """How often people at a station searched for a concept, in some weeks."""

    number: int
    concept: str
    searches: int


@dataclass(frozen=True, slots=True)
class Pathway:
    """The stations of a district by their codes, in the order of their numbers."""

    stations: Mapping[str, Station]

    def numbered(self, station_number: int) -> Station | None:
        """Return the station with a number, None if there is none any more."""
        return next((s for s in self.stations.values() if s.number == station_number), None)

    def about(self, concept: str) -> Station | None:
        """Return the first station of a concept, None if there is none."""
        return next((s for s in self.stations.values() if s.concept == concept), None)
