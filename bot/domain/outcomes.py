"""Outcomes of sending a message through a channel."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """The message arrived, or the change it asked for was already made.

    ``message`` is its id in the channel, "" means none. ``is_read``: a person saw it arrive.
    """

    message: str = ""
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class TryLater:
    """The message did not arrive; ``after`` is the delay before the next attempt, in seconds."""

    after: float


@dataclass(frozen=True, slots=True)
class Unknown:
    """The message may have arrived: the response was lost."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person cannot receive messages until they write again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The message is invalid; sending it again would not help."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Our own fault: this one message could not be made, addressed or handed over."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has a new address, ``value``."""

    value: str


Outcome = Sent | TryLater | Unknown | Unreachable | Refused | Failed | Moved
