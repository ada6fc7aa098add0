"""The report of a district to its council about a half-year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.course_numbers import CourseNumbers
from bot.domain.evidence import Evidence
from bot.domain.half_years import HalfYear
from bot.domain.ladder import Ladder
from bot.domain.measures import Indicator, Measure, Review
from bot.domain.needs import Asked, Supply, Waiting
from bot.domain.pathway import Arrivals, Pathway, Searched, Station
from bot.domain.places import District, Field


@dataclass(frozen=True, slots=True)
class MeasureStatus:
    """A measure with its review of the half-year, None without one, and its evidence."""

    measure: Measure
    review: Review | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """What a district has in files of its own, or ours: the stations to a job, and the courses."""

    pathway: Pathway
    ladder: Ladder


@dataclass(frozen=True, slots=True)
class ReportMaterial:
    """Everything a report tells, as it is now, small numbers too.

    ``district_evidence`` is that of the whole district, ``targets`` maps a target group to its
    open offers. ``languages`` maps a language and a town, as in "ar|Bonndorf", to the people who
    live there. ``groups`` maps a kind of group to its number, ``volunteers`` counts by town.
    ``before`` maps concepts to what was told of them in the report on the half-year before.
    ``waiting`` are the newcomers who got no place at a meeting, ``levels`` are those who learn
    German by town and level.
    ``arrivals`` are the people who came to a station to a job, by week, and ``searched`` is what
    they searched for there; ``stations`` are those of the district by number. ``texts`` are those
    of the office by part; ``hidden`` the figures that an earlier version hid, and ``told`` the
    values of those that one told.
    """

    district: District
    period: HalfYear
    today: date
    fields: Sequence[Field] = ()
    measures: Sequence[MeasureStatus] = ()
    district_evidence: Sequence[Evidence] = ()
    asked: Sequence[Asked] = ()
    unopened: Sequence[Asked] = ()
    waiting: Sequence[Waiting] = ()
    levels: Sequence[CourseNumbers] = ()
    supply: Mapping[str, Supply] = field(default_factory=dict)
    before: Mapping[str, int | None] = field(default_factory=dict)
    targets: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[str, int] = field(default_factory=dict)
    volunteers: Mapping[str, int] = field(default_factory=dict)
    indicators: Sequence[Indicator] = ()
    decisions: Sequence[str] = ()
    arrivals: Sequence[Arrivals] = ()
    searched: Sequence[Searched] = ()
    stations: Mapping[int, Station] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    told: Mapping[str, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CouncilReport:
    """A released report: ``snapshot`` is canonical JSON and ``digest`` its SHA-256.

    ``reason`` says what a version after the first one changed. ``author_id`` None is the command
    line, or somebody who was forgotten since.
    """

    district_id: int
    period: HalfYear
    version: int
    snapshot: bytes
    digest: str
    reason: str
    released_at: datetime
    author_id: int | None = None


DRAFT = 0
"""Stands for the draft among the versions of a report."""


class ReportFileState(StrEnum):
    """Where a file of a report stands: to be made, made, or it could not be made."""

    ASKED = "asked"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file of a report that somebody asked for, without its content.

    ``version`` is that of the report, ``DRAFT`` for what would be released. ``suffix`` is "pdf",
    "docx" or "xlsx". ``reason`` names the problem of one that failed. ``tries`` is how often its
    making began: more than once where a process ended in the middle.
    """

    id: int
    district_id: int
    period: HalfYear
    version: int
    suffix: str
    language: str
    asked_at: datetime
    state: ReportFileState = ReportFileState.ASKED
    reason: str = ""
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the Word file of a report begins with.

    ``template`` is a DOCX with fields, ``logo`` a picture; None means that there is none. ``name``
    is what the template is called by its owner.
    """

    template: bytes | None = None
    logo: bytes | None = None
    name: str = ""
