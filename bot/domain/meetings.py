"""Meetings of a group: their time, place and attendance."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.announcements import Times


class State(StrEnum):
    PLANNED = "planned"
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """Answer to an invitation. ``WAITING`` is a yes on the waiting list."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting; ``start`` is local wall time in ``zone``, ``minutes`` its duration.

    ``most`` is the number of places, None means no limit. ``sequence`` counts the changes, for
    calendars (SEQUENCE in RFC 5545). ``reminded`` is the number of reminders that were sent.
    ``series_id`` is None for a single meeting. ``edited``: it was changed alone, so changes of its
    series do not apply to it. ``changed_at`` is when calendars last had to learn something new,
    None if nobody noted it.
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
    changed_at: datetime | None = None

    @property
    def starts_at(self) -> datetime:
        """Start in UTC."""
        return self.start.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """End in UTC."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def revised(self, now: datetime) -> "Meeting":
        """Return the meeting as a new revision, which replaces the one before in calendars."""
        return replace(self, sequence=self.sequence + 1, changed_at=now)


@dataclass(frozen=True, slots=True)
class Series:
    """Meetings that recur at ``times``. Those up to ``planned_until`` exist as meetings."""

    id: int
    group_id: int
    title: str
    times: Times
    planned_until: datetime
    minutes: int = 90
    place: str = ""
    most: int | None = None

    def on(self, start: datetime) -> Meeting:
        """Return its meeting at a local time, not stored yet."""
        return Meeting(
            id=0,
            group_id=self.group_id,
            title=self.title,
            start=start,
            zone=self.times.zone,
            minutes=self.minutes,
            place=self.place,
            most=self.most,
            series_id=self.id,
        )


@dataclass(frozen=True, slots=True)
class Attendance:
    """Number of people by answer."""

    yes: int = 0
    maybe: int = 0
    no: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Coming:
    """Answer of a person, and whether they were present.

    ``for_id`` is the person whose place they took, None if it is their own.
    """

    person_id: int
    answer: Answer
    present: bool = False
    for_id: int | None = None
