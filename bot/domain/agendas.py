"""What a group will speak about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """``meeting_id`` None waits for the next meeting.

    ``source`` is the group whose result it is, or the name of who proposed it, "" nobody who is still there.
    """

    id: int
    group_id: int
    words: str
    meeting_id: int | None = None
    from_group_id: int | None = None
    membership_id: int | None = None
    source: str = ""
    done: bool = False
