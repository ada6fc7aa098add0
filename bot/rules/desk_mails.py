"""When the daily mail about what waits at the desk is sent."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

AT = time(8)
"""Local time from which on the mail is sent."""
UNTIL = time(18)
"""Local time from which on it is not sent any more: the next one comes in the morning."""
REST = timedelta(hours=12)
"""Time for which somebody is left alone whose mail failed: until the next morning."""


def mail_day(zone: str, now: datetime) -> date | None:
    """Return the local day whose mail may be sent now; None outside the hours.

    None for a name that is no time zone.
    """
    try:
        local = now.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return None
    return local.date() if AT <= local.time() < UNTIL else None
