"""Help requests: a person asks, and a volunteer takes the request."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Help(StrEnum):
    """Kind of help."""

    INTERPRET = "interpret"
    FORM = "form"
    MOVING = "moving"
    BICYCLE = "bicycle"
    ACCOMPANY = "accompany"


class When(StrEnum):
    """When a newcomer needs help; a lead states a day and a time instead."""

    SOON = "soon"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    WEEKEND = "weekend"


class State(StrEnum):
    """State of a request.

    ``TAKEN`` by a volunteer, ``AGREED`` by both, ``HANDED`` to the office because nobody had time.
    """

    OPEN = "open"
    TAKEN = "taken"
    AGREED = "agreed"
    HANDED = "handed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """A help request. Volunteers see its kind, its language, its town and ``wanted``.

    ``wanted`` is a ``When``, or a local time in ISO 8601. ``group_id`` is the group that a lead
    asks, None asks the helper circles of the town. ``municipality_id`` None: the whole district.
    ``contact`` is how to reach the person, ``helper_contact`` how to reach the volunteer; "" until
    both have agreed.
    """

    id: int
    district_id: int
    person_id: int
    kind: Help
    language: str
    wanted: str
    created_at: datetime
    municipality_id: int | None = None
    group_id: int | None = None
    state: State = State.OPEN
    helper_id: int | None = None
    contact: str = ""
    helper_contact: str = ""
