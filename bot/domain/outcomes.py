"""What became of something that was to be shown: each value knows what follows from it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived, or what it asked for is already so.

    ``message`` is its id in the channel, "" none; ``is_read``: it was shown to somebody who looks.
    """

    message: str = ""
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class TryLater:
    """It certainly did not arrive; ask again after so many seconds."""

    after: float


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have arrived or not: the answer was lost."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person cannot be written to until they speak again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The message itself is wrong; sending it again changes nothing."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has another address now."""

    value: str


Outcome = Sent | TryLater | Unknown | Unreachable | Refused | Moved
