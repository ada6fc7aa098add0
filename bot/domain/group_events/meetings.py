"""Meetings of a group, and series of them."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.group_events.base import BaseEvent


@dataclass(frozen=True, slots=True)
class MeetingEvent(BaseEvent):
    """News of one meeting, or of all from this one on."""

    members_only = True
    group_id: int
    meeting_id: int


@dataclass(frozen=True, slots=True)
class MeetingPlanned(MeetingEvent):
    """An invitation.

    ``next_starts`` are the next dates of a series, local wall times; () for a single meeting.
    """

    type = "meeting_planned"
    for_chat = True
    until_start = True
    next_starts: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class MeetingMoved(MeetingEvent):
    """Another time or place. ``before`` is the old local wall time, None if it stays the same."""

    type = "meeting_moved"
    for_chat = True
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class MeetingCancelled(MeetingEvent):
    type = "meeting_cancelled"
    for_chat = True


@dataclass(frozen=True, slots=True)
class MeetingSoon(MeetingEvent):
    """A reminder. The chat of the group gets it as a person does: at the times that it chose."""

    type = "meeting_soon"
    until_start = True


@dataclass(frozen=True, slots=True)
class PlaceFreed(MeetingEvent):
    """For the first person on the waiting list, who has the place now."""

    type = "place_freed"
    until_start = True


@dataclass(frozen=True, slots=True)
class SeriesMoved(MeetingEvent):
    """The meeting and all that follow. ``next_starts`` are the dates after it, local wall times."""

    type = "series_moved"
    for_chat = True
    next_starts: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class SeriesCancelled(MeetingEvent):
    """The meeting and all that follow."""

    type = "series_cancelled"
    for_chat = True


@dataclass(frozen=True, slots=True)
class StandInAsked(MeetingEvent):
    """For the person who has the place now.

    ``membership_id`` is of the member who had it, None in rows of old times.
    """

    type = "stand_in_asked"
    until_start = True
    membership_id: int | None = None
