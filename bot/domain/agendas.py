"""Topics on the agenda of a group."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a meeting; ``meeting_id`` None means that it waits for the next one.

    ``source`` names the group whose result it is, or the member who proposed it; "" if that member
    has left. ``author_id`` is the person who wrote the words, None if that is not known: with them
    the topic is deleted.
    """

    id: int
    group_id: int
    words: str
    meeting_id: int | None = None
    from_group_id: int | None = None
    membership_id: int | None = None
    source: str = ""
    done: bool = False
    author_id: int | None = None
