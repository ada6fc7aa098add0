"""Meetings of a group: when and where, and who comes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.announcements import Times


class State(StrEnum):
    PLANNED = "planned"
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """``WAITING`` said yes when all places were taken, and moves up when one gets free."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Meeting:
    """``start`` is local wall time in ``zone``, ``minutes`` how long it takes. ``most`` None: as many as come.

    ``sequence`` counts its changes, as calendars want it. ``reminded`` is how many reminders went out.
    ``series_id`` None: it is a single one. ``edited``: it was changed on its own, so changes of its series leave it alone.
    """

    id: int
    group_id: int
    title: str
    start: datetime
    zone: str
    minutes: int = 90
    place: str = ""
    most: int | None = None
    state: State = State.PLANNED
    sequence: int = 0
    reminded: int = 0
    series_id: int | None = None
    edited: bool = False

    @property
    def starts_at(self) -> datetime:
        return self.start.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Series:
    """Meetings that recur at ``times``; each is a meeting of its own, planned ahead up to ``planned_until``."""

    id: int
    group_id: int
    title: str
    times: Times
    planned_until: datetime
    minutes: int = 90
    place: str = ""
    most: int | None = None

    def on(self, start: datetime) -> Meeting:
        """Its meeting of that local time, not yet stored."""
        return Meeting(
            0,
            self.group_id,
            self.title,
            start,
            self.times.zone,
            self.minutes,
            self.place,
            self.most,
            series_id=self.id,
        )


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many said what."""

    yes: int = 0
    maybe: int = 0
    no: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Coming:
    """What one person said, and whether they were seen there. ``for_id`` is whose place they took, None their own."""

    person_id: int
    answer: Answer
    present: bool = False
    for_id: int | None = None
