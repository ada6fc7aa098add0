"""What an outcome means for a delivery. Nothing here is ever lost: every branch is a final state or a further attempt."""

from datetime import datetime, timedelta

from bot.domain.deliveries import Delivery, Result, State
from bot.domain.outcomes import Moved, Outcome, Refused, Sent, TryLater, Unknown, Unreachable

MOST_ATTEMPTS = 5
"""So often a message is tried of which nobody knows whether it arrived."""
FIRST_PAUSE = 5.0
"""Seconds before the second attempt; every further one waits twice as long."""
REFUSED_IN_A_ROW = 3
"""So many refusals of the message itself without one that arrived, and the campaign is paused."""
VALID = timedelta(days=3)
"""What could not be delivered so long after its time is not delivered any more."""


def result_of(
    one: Delivery,
    channel: str,
    outcome: Outcome,
    now: datetime,
    *,
    never_twice: bool,
    elsewhere: bool,
) -> Result:
    """``elsewhere``: the person has another address that was not tried."""
    match outcome:
        case Sent(message, is_read):
            return Result(one, State.SENT, now, channel=channel, message=message, is_read=is_read)
        case TryLater(after):
            return Result(one, State.DUE, now, now + timedelta(seconds=after), counts=False)
        case Moved():
            return Result(one, State.DUE, now, now, counts=False)
        case Unreachable() if elsewhere:
            return Result(one, State.DUE, now, now, counts=False)
        case Unreachable(reason):
            return Result(one, State.BLOCKED, now, channel=channel, reason=reason)
        case Refused(reason):
            return Result(one, State.DEAD, now, channel=channel, reason=reason)
        case Unknown(reason):
            return _unknown(one, channel, reason, now, never_twice=never_twice)


def _unknown(
    one: Delivery, channel: str, reason: str, now: datetime, *, never_twice: bool
) -> Result:
    """It may have arrived: that is recorded before it is tried again."""
    if never_twice:
        return Result(one, State.HELD, now, channel=channel, reason=reason, possibly_twice=True)
    if one.attempt >= MOST_ATTEMPTS:
        return Result(one, State.DEAD, now, channel=channel, reason=reason, possibly_twice=True)
    pause = FIRST_PAUSE * 2 ** (one.attempt - 1)
    return Result(one, State.DUE, now, now + timedelta(seconds=pause), possibly_twice=True)


def postponed(one: Delivery, until: datetime | None, now: datetime) -> Result:
    """Nothing was sent: the person may not be written to now; None is never again."""
    if until is None:
        return Result(one, State.CANCELLED, now, reason="stopped", counts=False)
    return Result(one, State.DUE, now, until, counts=False)
