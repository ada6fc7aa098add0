"""What all events have in common."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class BaseEvent:
    """Constants of a class of events."""

    type: ClassVar[str]
    """Name of the class in the database; never changed once rows have it."""
    for_chat: ClassVar[bool] = False
    """Also sent to the Telegram chat of the group."""
    members_only: ClassVar[bool] = False
    """Not sent to a person who has left the group meanwhile."""
    until_start: ClassVar[bool] = False
    """Not sent after the meeting has begun or was cancelled."""
