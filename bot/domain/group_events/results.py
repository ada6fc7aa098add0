"""Results of a group: minutes, tasks, and what comes on the agenda of a steering group."""

from dataclasses import dataclass

from bot.domain.group_events.base import BaseEvent


@dataclass(frozen=True, slots=True)
class ResultEvent(BaseEvent):
    """News of a result."""

    members_only = True
    group_id: int
    result_id: int


@dataclass(frozen=True, slots=True)
class MinutesWritten(ResultEvent):
    type = "minutes_written"
    for_chat = True


@dataclass(frozen=True, slots=True)
class TaskAssigned(ResultEvent):
    """For the person who shall do it."""

    type = "task_assigned"


@dataclass(frozen=True, slots=True)
class TaskDue(ResultEvent):
    """For the person who does it."""

    type = "task_due"


@dataclass(frozen=True, slots=True)
class TopicProposed(BaseEvent):
    """For the leads of a group: a result of another group, or a need, is on their agenda.

    ``topic_id`` is None in rows of old times.
    """

    type = "topic_proposed"
    members_only = True
    group_id: int
    topic_id: int | None = None
