"""What the outcome of an attempt means for a delivery.

No delivery is ever lost: every branch ends in a final state or in a further attempt.
"""

from datetime import datetime, timedelta

from bot.domain.announcements import Flight
from bot.domain.deliveries import Delivery, Result, State
from bot.domain.outcomes import (
    Failed,
    Moved,
    Outcome,
    Refused,
    Sent,
    TryLater,
    Unknown,
    Unreachable,
)
from bot.domain.push import CHANNEL as BELL

MOST_ATTEMPTS = 5
"""Maximum number of attempts for a message that may or may not have arrived."""
FIRST_PAUSE = 5.0
"""Seconds before the second attempt; the pause doubles before every further attempt."""
REFUSED_IN_A_ROW = 3
"""Number of messages refused in a row after which the campaign is paused."""
HALTED = timedelta(minutes=1)
"""Time after which a message whose campaign is paused is looked at again."""
VALID = timedelta(days=3)
"""Time after which a delivery that is still due expires."""
BELL_PATIENCE = timedelta(days=1)
"""Time after which a person whose device is not reached finds the message without being told."""


def result_of(
    delivery: Delivery,
    channel: str,
    outcome: Outcome,
    now: datetime,
    *,
    never_twice: bool,
    elsewhere: bool,
) -> Result:
    """Return what is recorded about a delivery after an attempt at ``now``.

    ``channel`` is the channel that was tried. ``elsewhere`` means that the person has another
    address that was not tried. ``never_twice`` means that a message that may have arrived is held
    instead of being sent again.
    """
    match outcome:
        case Sent(message, is_read):
            return Result(
                delivery, State.SENT, now, channel=channel, message=message, is_read=is_read
            )
        case TryLater(after):
            until = now + timedelta(seconds=after)
            return Result(delivery, State.DUE, now, until, channel=_bell(channel), counts=False)
        case Moved():
            return Result(delivery, State.DUE, now, now, counts=False)
        case Unreachable() if elsewhere:
            return Result(delivery, State.DUE, now, now, counts=False)
        case Unreachable(reason):
            return Result(delivery, State.BLOCKED, now, channel=channel, reason=reason)
        case Refused(reason) | Failed(reason):
            return Result(delivery, State.DEAD, now, channel=channel, reason=reason)
        case Unknown(reason):
            return _unknown(delivery, channel, reason, now, never_twice=never_twice)


def _unknown(
    delivery: Delivery, channel: str, reason: str, now: datetime, *, never_twice: bool
) -> Result:
    """Return the result of an attempt that may have succeeded; a further one may arrive twice."""
    if never_twice:
        return Result(
            delivery, State.HELD, now, channel=channel, reason=reason, possibly_twice=True
        )
    if delivery.attempt >= MOST_ATTEMPTS:
        return Result(
            delivery, State.DEAD, now, channel=channel, reason=reason, possibly_twice=True
        )
    pause = FIRST_PAUSE * 2 ** (delivery.attempt - 1)
    until = now + timedelta(seconds=pause)
    bell = _bell(channel)
    return Result(delivery, State.DUE, now, until, channel=bell, possibly_twice=True)


def _bell(channel: str) -> str:
    """Return the channel of a delivery that waits, "" unless the message can be read meanwhile."""
    return channel if channel == BELL else ""


def goes_on(
    delivery: Delivery, channel: str, outcome: Outcome, now: datetime, *, never_twice: bool
) -> bool:
    """Return whether a message goes to the next address of its person at once.

    A push only says that a message waits. What else becomes of it, the message must arrive where it
    is read, so no failure of a push is one of the message.
    """
    if channel != BELL:
        return False
    match outcome:
        case Unreachable() | Refused() | Failed():
            return True
        case TryLater():
            return now - delivery.due_at >= BELL_PATIENCE
        case Unknown():
            return never_twice or delivery.attempt >= MOST_ATTEMPTS
    return False


def postponed(delivery: Delivery, until: datetime | None, now: datetime) -> Result:
    """Return the result for a person who may not be written to now; nothing was sent.

    ``until`` is when they may be written to again; None means never, and cancels the delivery.
    """
    if until is None:
        return Result(delivery, State.CANCELLED, now, reason="stopped", counts=False)
    return Result(delivery, State.DUE, now, until, counts=False)


def halted(delivery: Delivery, now: datetime) -> Result | None:
    """Return the result for a message whose campaign does not go on, None for any other.

    It was on its way when the office paused or cancelled the campaign, and was to be tried again.
    It waits as it is until somebody resumes the campaign, whose other messages wait for that. News
    of single people share the campaign of their day, so they go on.
    """
    if delivery.event:
        return None
    match delivery.flight:
        case Flight.CANCELLED:
            return Result(delivery, State.CANCELLED, now, counts=False)
        case Flight.PAUSED | Flight.WAITS:
            return postponed(delivery, now + HALTED, now)
    return None
