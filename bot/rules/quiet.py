"""When a person may be written to. Local time, because people live in it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.people import Person, QuietHours
from bot.rules.people import FOREVER

SUNDAY = 6
MARGIN = timedelta(seconds=6)
"""A message that is claimed shortly before the quiet hours would arrive in them: it may wait its turn for so long."""


def allowed_at(
    person: Person, now: datetime, zone: ZoneInfo, *, urgent: bool = False
) -> datetime | None:
    """``now`` if they may be written to, else the first moment at which they may; None if never again.

    Urgent words pass quiet hours, but not a pause: we promised to write nothing.
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
    if person.paused_until is None or local.date() > person.paused_until:
        return local
    return datetime.combine(person.paused_until + timedelta(days=1), time(), zone)


def _after_quiet(hours: QuietHours, local: datetime, zone: ZoneInfo) -> datetime:
    for _ in range(4):  # an evening, a Sunday and the night after it
        if hours.sundays and local.weekday() == SUNDAY:
            local = datetime.combine(local.date() + timedelta(days=1), time(), zone)
        elif is_quiet(hours, local.time()):
            day = local.date() + timedelta(
                days=hours.start > hours.end and local.time() >= hours.start
            )
            local = datetime.combine(day, hours.end, zone)
        else:
            break
    return local


def is_quiet(hours: QuietHours, at: time) -> bool:
    if hours.start <= hours.end:
        return hours.start <= at < hours.end
    return at >= hours.start or at < hours.end
