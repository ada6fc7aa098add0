"""When a person may be written to. Quiet hours and pauses are in the local time of the person."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.people import Person, QuietHours
from bot.rules.people import FOREVER

SUNDAY = 6
MARGIN = timedelta(seconds=6)
"""Maximum time between claiming a message and its arrival, which must not be in quiet hours."""


def allowed_at(
    person: Person, now: datetime, zone: ZoneInfo, *, urgent: bool = False
) -> datetime | None:
    """Return when a person may be written to: ``now``, a later moment, or None for never again.

    Urgent messages ignore quiet hours, but not a pause, in which we promised to write nothing.
    """
    if person.paused_until == FOREVER:
        return None
    for local in (now.astimezone(zone), (now + MARGIN).astimezone(zone)):
        moment = _after_pause(person, local, zone)
        if not urgent:
            moment = _after_quiet(person.quiet, moment, zone)
        if moment != local:
            return moment.astimezone(now.tzinfo)
    return now


def _after_pause(person: Person, local: datetime, zone: ZoneInfo) -> datetime:
    """Return the first local moment, from ``local`` on, at which the person has no pause."""
    if person.paused_until is None or local.date() > person.paused_until:
        return local
    return datetime.combine(person.paused_until + timedelta(days=1), time(), zone)


def _after_quiet(hours: QuietHours, local: datetime, zone: ZoneInfo) -> datetime:
    """Return the first local moment, from ``local`` on, that is not in quiet hours."""
    for _ in range(4):  # an evening, a Sunday and the night after it
        if hours.sundays and local.weekday() == SUNDAY:
            local = datetime.combine(local.date() + timedelta(days=1), time(), zone)
        elif is_quiet(hours, local.time()):
            local = _end_of_quiet(hours, local, zone)
        else:
            break
    return local


def _end_of_quiet(hours: QuietHours, local: datetime, zone: ZoneInfo) -> datetime:
    """Return when the quiet hours around ``local`` end: tomorrow, if they span midnight."""
    ends_tomorrow = hours.start > hours.end and local.time() >= hours.start
    return datetime.combine(local.date() + timedelta(days=ends_tomorrow), hours.end, zone)


def is_quiet(hours: QuietHours, at: time) -> bool:
    """Return whether a local time is in the quiet hours, which may span midnight."""
    if hours.start <= hours.end:
        return hours.start <= at < hours.end
    return at >= hours.start or at < hours.end
