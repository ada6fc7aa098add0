"""Meetings of a group: when and where, and who comes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


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

    @property
    def starts_at(self) -> datetime:
        return self.start.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many said what."""

    yes: int = 0
    maybe: int = 0
    no: int = 0
    waiting: int = 0
