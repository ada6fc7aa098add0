"""One message for one person, from its release to a final state."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.announcements import Flight
from bot.domain.group_events import GroupEvent
from bot.domain.people import Person


class State(StrEnum):
    """``due → sending → sent | due (possibly twice) | held | blocked | dead | expired | cancelled``; ``paused`` with its campaign."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    PAUSED = "paused"
    HELD = "held"
    BLOCKED = "blocked"
    DEAD = "dead"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


class Amendment(StrEnum):
    """What is still to be done to a message that arrived. Both may be done twice without harm."""

    NONE = ""
    CORRECT = "correct"
    WITHDRAW = "withdraw"


OPEN = (State.DUE, State.SENDING, State.PAUSED)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Claimed by one sender. ``attempt`` counts from 1 and fences its result; ``due_at`` is when its campaign was due.

    ``offers`` are the ids of those it is about, where the service made it; ``event`` is what happened in a group.
    """

    id: int
    campaign_id: int
    announcement_id: int
    person: Person
    attempt: int
    due_at: datetime
    possibly_twice: bool = False
    late: bool = False
    flight: Flight = Flight.OPEN
    offers: tuple[int, ...] = ()
    event: GroupEvent | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a claimed delivery at a moment. ``due_at`` is set where it is tried again.

    ``message`` is its id in the channel, "" none; ``is_read``: the person saw it arrive; ``counts`` False
    gives the attempt back.
    """

    delivery: Delivery
    state: State
    at: datetime
    due_at: datetime | None = None
    channel: str = ""
    message: str = ""
    reason: str = ""
    possibly_twice: bool = False
    counts: bool = True
    is_read: bool = False
