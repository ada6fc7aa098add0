"""Help requests: somebody needs a hand, and whoever has time says so."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Help(StrEnum):
    """What is asked for."""

    INTERPRET = "interpret"
    FORM = "form"
    MOVING = "moving"
    BICYCLE = "bicycle"
    ACCOMPANY = "accompany"


class When(StrEnum):
    """When a newcomer needs it; a lead names a day and a time instead."""

    SOON = "soon"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    WEEKEND = "weekend"


class State(StrEnum):
    """``TAKEN`` by a volunteer, ``AGREED`` by both, ``HANDED`` to the office because nobody had time."""

    OPEN = "open"
    TAKEN = "taken"
    AGREED = "agreed"
    HANDED = "handed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """What volunteers see is ``kind``, ``language``, the town and ``wanted``: a ``When``, or a local time in ISO format.

    ``group_id`` is whose lead asks the own group; None asks the helper circles of the town. ``contact`` is how the person
    can be reached, ``helper_contact`` the volunteer, "" as long as they did not agree. ``municipality_id`` None: the whole district.
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
