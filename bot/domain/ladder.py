"""The ladder of German courses: kinds of courses, what each needs, and what comes after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.levels import Level, Script


class Status(StrEnum):
    """What somebody's right to a course follows from, as they know it themselves.

    It is asked for one screen and kept nowhere.
    """

    JOBCENTER = "jobcenter"
    PERMIT = "permit"
    ASYLUM = "asylum"
    TOLERATED = "tolerated"
    EU = "eu"
    UNKNOWN = "unknown"


class Giver(StrEnum):
    """Who gives a paper."""

    JOBCENTER = "jobcenter"
    FOREIGNERS_OFFICE = "foreigners_office"
    BAMF = "bamf"
    EMPLOYMENT_AGENCY = "employment_agency"
    ADVICE = "advice"
    PROVIDER = "provider"
    TEST_CENTRE = "test_centre"
    RECOGNITION_OFFICE = "recognition_office"
    EMPLOYER = "employer"


class Bring(StrEnum):
    """What to bring where a paper is given."""

    ID = "id"
    PERMIT = "permit"
    LETTER = "letter"
    ENTITLEMENT = "entitlement"
    CERTIFICATE = "certificate"
    DIPLOMA = "diploma"
    CONTRACT = "contract"
    CV = "cv"


class Use(StrEnum):
    """What a kind of course is for; ``MEANWHILE`` is for the time of waiting."""

    COURSE = "course"
    TEST = "test"
    MEANWHILE = "meanwhile"


class Age(StrEnum):
    """Who a kind is for, by age."""

    ADULTS = "adults"
    MINORS = "minors"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is written, and the day on which it was read there.

    ``checked_on`` is the day on which somebody of the office found it right, None if nobody did.
    """

    name: str
    url: str
    as_of: date
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A paper or condition that a kind needs.

    ``givers`` maps a status to who gives the paper; "" is everybody else. A status without a giver
    cannot get it. ``level`` is that of a certificate, None for everything else.
    """

    code: str
    name: str
    givers: Mapping[str, Giver]
    source: Source
    bring: tuple[Bring, ...] = ()
    level: Level | None = None

    def giver(self, status: Status) -> Giver | None:
        """Return who gives it to people of a status, None if they cannot get it."""
        return self.givers.get(status, self.givers.get(""))


@dataclass(frozen=True, slots=True)
class CourseKind:
    """A kind of course. ``name`` is its German name, which people need at the office.

    ``units`` are lessons of 45
    minutes, 0 for "not fixed"; ``orientation_units`` are those about life in Germany. ``needs`` are
    codes of needs, ``following`` of kinds. ``exam`` is its German name, "" for none.
    ``words`` are parts of German titles by which an offer of this kind is recognised, in lower
    case. ``rank``: 1 is the usual way, 2 is for some people, 3 needs no entitlement, 4 is
    for a few.
    ``only_with_paper``: it is only for people who hold the certificate that it needs.
    """

    code: str
    name: str
    level_from: Level
    level_to: Level
    source: Source
    use: Use = Use.COURSE
    age: Age = Age.ADULTS
    scripts: frozenset[Script] = frozenset((Script.LATIN,))
    units: int = 0
    orientation_units: int = 0
    needs: tuple[str, ...] = ()
    exam: str = ""
    following: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    rank: int = 1
    only_with_paper: bool = False


@dataclass(frozen=True, slots=True)
class Ladder:
    """All kinds, in the order in which they are recommended, and what they need."""

    kinds: Mapping[str, CourseKind]
    needs: Mapping[str, Need]


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of somebody who looks for the next step. Nothing of it is kept with a person.

    ``level`` is the level to choose a course by. ``paper`` is the level on a certificate, None for
    none; ``contradicts``: it is far from the answers.
    """

    level: Level
    script: Script
    status: Status = Status.UNKNOWN
    paper: Level | None = None
    is_minor: bool = False
    is_fluent: bool = False
    contradicts: bool = False


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """What somebody still needs, and who gives it."""

    need: Need
    giver: Giver


@dataclass(frozen=True, slots=True)
class Step:
    """A kind that fits, and what is still needed for it."""

    kind: CourseKind
    needs: tuple[OpenNeed, ...]


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What comes next: ``steps``, the best one first; empty if no course of the ladder fits.

    ``test`` is the placement test, None if none is needed; ``test_first``: only it can tell which
    course fits. ``meanwhile`` helps until then.
    ``needs_none``: somebody speaks so well that a course may not be needed.
    """

    steps: tuple[Step, ...]
    test: CourseKind | None
    meanwhile: tuple[CourseKind, ...]
    needs_none: bool = False
    test_first: bool = False
