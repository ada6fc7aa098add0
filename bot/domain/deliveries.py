"""Deliveries: one message for one person, from its release to a final state."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.announcements import Flight
from bot.domain.group_events import GroupEvent
from bot.domain.people import Person


class State(StrEnum):
    """State of a delivery.

    ``due → sending → sent | due (possibly twice) | held | blocked | dead | expired | cancelled``;
    ``paused`` while its campaign is paused.
    """

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
    """Change to make to a message that has arrived. Doing it twice does no harm."""

    NONE = ""
    CORRECT = "correct"
    WITHDRAW = "withdraw"


OPEN = (State.DUE, State.SENDING, State.PAUSED)
"""States that are not final."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery claimed by one sender.

    ``attempt`` counts from 1; a result of an older attempt is ignored. ``due_at`` is when its
    campaign was due. ``offers`` are the ids of the offers of a message that the service made.
    ``event`` is the news of a group, None for other messages.
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
    """Result of an attempt to send a delivery. ``due_at`` is the time of the next attempt, if any.

    ``message`` is its id in the channel, "" means none. ``is_read``: the person saw it arrive.
    ``counts`` False means that the attempt is not counted.
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
