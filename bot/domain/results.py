"""What came out of a group's work: decisions, tasks, minutes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    DECISION = "decision"
    TASK = "task"
    MINUTES = "minutes"


class Published(StrEnum):
    """Who may read it: the group, the steering group too, everybody in the district."""

    GROUP = "group"
    STEERING = "steering"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Result:
    """``owner_id`` is the membership of who does a task, ``owner`` the name; None and "" if nobody does. ``due`` None: no date."""

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
