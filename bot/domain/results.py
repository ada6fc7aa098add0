"""Results of a group's work: decisions, tasks, minutes."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """Kind of a result."""

    DECISION = "decision"
    TASK = "task"
    MINUTES = "minutes"


class Published(StrEnum):
    """Readers of a result: the group, also the steering group, or everybody in the district."""

    GROUP = "group"
    STEERING = "steering"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Result:
    """A result; ``words`` is its text.

    ``owner_id`` is the membership of the person who does a task, None if nobody does; ``owner`` is
    their name, or "". ``due`` None means no date. ``reminded``: the owner was reminded of the date.
    ``author_id`` is the person who wrote it, None if that is not known: with them it is deleted.
    ``proposed_at`` is when it was suggested to the office as a measure, None: never; ``measure_id``
    is the measure that the office made of it.
    """

    id: int
    group_id: int
    kind: Kind
    words: str
    published: Published = Published.GROUP
    meeting_id: int | None = None
    attachment_id: int | None = None
    owner_id: int | None = None
    owner: str = ""
    due: date | None = None
    done: bool = False
    reminded: bool = False
    author_id: int | None = None
    proposed_at: datetime | None = None
    measure_id: int | None = None
