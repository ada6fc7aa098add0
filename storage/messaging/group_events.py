"""Events of groups as JSON, as ``delivery.event`` keeps them.

Rows live as long as their messages can be read again, so every shape that was ever written is read.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from bot.domain.group_events import KINDS, GroupEvent
from bot.domain.group_events.helping import (
    HelpAgreed,
    HelpDeclined,
    HelperFound,
    HelpHandedOver,
    HelpUnanswered,
    HelpWanted,
)
from bot.domain.group_events.meetings import (
    MeetingCancelled,
    MeetingMoved,
    MeetingPlanned,
    MeetingSoon,
    PlaceFreed,
    SeriesCancelled,
    SeriesMoved,
    StandInAsked,
)
from bot.domain.group_events.membership import (
    AbsenceNoticed,
    JoinAccepted,
    JoinRefused,
    JoinRequested,
    MemberJoined,
    MemberRemoved,
    SeatGiven,
    SeatsVacant,
    SeatWithdrawn,
)
from bot.domain.group_events.results import MinutesWritten, TaskAssigned, TaskDue, TopicProposed

_TYPES = {kind.type: kind for kind in KINDS}
_OLD_TYPES: Mapping[str, tuple[type[GroupEvent], Mapping[str, str]]] = {
    "asked": (JoinRequested, {"name": "name"}),
    "joined": (MemberJoined, {"name": "name"}),
    "accepted": (JoinAccepted, {}),
    "refused": (JoinRefused, {"words": "reason"}),
    "removed": (MemberRemoved, {}),
    "invited": (MeetingPlanned, {"meeting_id": "meeting_id", "times": "next_starts"}),
    "moved": (MeetingMoved, {"meeting_id": "meeting_id", "words": "before"}),
    "cancelled": (MeetingCancelled, {"meeting_id": "meeting_id"}),
    "reminded": (MeetingSoon, {"meeting_id": "meeting_id"}),
    "moved_up": (PlaceFreed, {"meeting_id": "meeting_id"}),
    "rescheduled": (SeriesMoved, {"meeting_id": "meeting_id", "times": "next_starts"}),
    "all_cancelled": (SeriesCancelled, {"meeting_id": "meeting_id"}),
    "stand_in": (StandInAsked, {"meeting_id": "meeting_id", "name": "name"}),
    "minutes": (MinutesWritten, {"result_id": "result_id", "words": "excerpt"}),
    "task": (TaskAssigned, {"result_id": "result_id", "words": "excerpt"}),
    "task_due": (TaskDue, {"result_id": "result_id", "words": "excerpt"}),
    "topic": (TopicProposed, {"name": "source", "words": "topic"}),
    "seated": (SeatGiven, {}),
    "unseated": (SeatWithdrawn, {}),
    "vacant": (SeatsVacant, {"words": "labels"}),
    "still_there": (AbsenceNoticed, {}),
    "help_wanted": (HelpWanted, {"help_id": "request_id"}),
    "help_found": (HelperFound, {"help_id": "request_id"}),
    "help_agreed": (HelpAgreed, {"help_id": "request_id"}),
    "help_declined": (HelpDeclined, {"help_id": "request_id"}),
    "help_handed": (HelpHandedOver, {"help_id": "request_id"}),
    "help_waits": (HelpUnanswered, {"help_id": "request_id"}),
}
"""Rows without "type": the class for each "happening", and the name that each field has now."""


def to_json(event: GroupEvent) -> dict[str, Any]:
    """Return the fields with the "type" of the event; times in ISO format."""
    values = {field.name: getattr(event, field.name) for field in fields(event)}
    return {"type": event.type} | {name: _plain(value) for name, value in values.items()}


def from_json(stored: Mapping[str, Any]) -> GroupEvent:
    """Return the event of a row. Raise KeyError for a type that does not exist."""
    kind, values = _parts(stored)
    return kind(**{name: _READERS.get(name, _unchanged)(value) for name, value in values.items()})


def _parts(stored: Mapping[str, Any]) -> tuple[type[GroupEvent], dict[str, Any]]:
    if "type" in stored:
        return _TYPES[stored["type"]], {name: stored[name] for name in stored if name != "type"}
    kind, names = _OLD_TYPES[stored["happening"]]
    renamed = {new: stored[old] for old, new in names.items() if old in stored}
    return kind, renamed | {"group_id": stored["group_id"]}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None


def _moments(stored: list[str]) -> tuple[datetime, ...]:
    return tuple(datetime.fromisoformat(time) for time in stored)


def _labels(stored: list[str] | str) -> tuple[str, ...]:
    """Old rows have all labels in one text, "" for none."""
    return tuple(filter(None, [stored])) if isinstance(stored, str) else tuple(stored)


def _unchanged(stored: Any) -> Any:
    return stored


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "before": _moment,
    "next_starts": _moments,
    "labels": _labels,
}
"""What turns the stored value of a field into the value of the event."""
