"""The dates of announcements: rules on local wall time, then the zone, so that a clock change moves nothing.

Between two dates a local time may not exist (02:30 in March): what recurs then goes out an hour later by the clock on the wall.
"""

import re
from collections.abc import Container, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from heapq import merge
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import rrule, rrulestr

from bot.domain.announcements import Times
from bot.rules.problems import Problem, Refusal

SHORTEST = timedelta(hours=20)
"""Twice a day is too often."""
HORIZON = timedelta(days=20 * 366)
"""So far ahead a date is looked for."""
BOTH_SIDES = timedelta(hours=3)
"""More than any clock change."""
GRACE = timedelta(hours=1)
"""So late something may still go out after a standstill; later it was missed."""


def check(times: Times, now: datetime) -> None:
    """Refuses a time that is past or does not exist, and a rule that never fires or fires too often."""
    zone = zone_of(times)
    if times.start is None and times.rule:
        raise Refusal(Problem.NO_SUCH_TIME)
    if times.start and not times.rule and not exists(times.start, zone):
        raise Refusal(Problem.NO_SUCH_TIME)
    if times.start and not times.rule and instant(times.start, zone) <= now:
        raise Refusal(Problem.IN_THE_PAST)
    if times.rule:
        _check_rule(times, now)


def _check_rule(times: Times, now: datetime) -> None:
    horizon = (now + HORIZON).replace(tzinfo=None)
    if not all(next(iter(rule.replace(count=None, until=horizon)), None) for rule in _rules(times)):
        raise Refusal(Problem.NEVER)
    first = list(islice(dates(times, now), 3))
    if not first:
        raise Refusal(Problem.NEVER)
    if any(later - earlier < SHORTEST for earlier, later in pairwise(first)):
        raise Refusal(Problem.TOO_OFTEN)


def dates(times: Times, after: datetime) -> Iterator[datetime]:
    """The moments in UTC after another one, the next first."""
    zone = zone_of(times)
    if times.start is None:
        return
    walls = (
        _walls(times, after.astimezone(zone).replace(tzinfo=None) - BOTH_SIDES)
        if times.rule
        else iter([times.start])
    )
    for wall in walls:
        if (moment := instant(wall, zone)) > after:
            yield moment


def _walls(times: Times, after: datetime) -> Iterator[datetime]:
    """Local times, without those on holidays and doubles of several rules."""
    before = None
    for wall in takewhile(
        lambda wall: wall < after + HORIZON,
        merge(*(rule.xafter(after, inc=True) for rule in _rules(times))),
    ):
        if wall != before and not is_holiday(wall.date(), times.land):
            yield wall
        before = wall


def next_at(times: Times, after: datetime) -> datetime | None:
    """None if there is no further date."""
    return next(dates(times, after), None)


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """A local time in UTC; one that exists twice is the first, one that does not exist is as late as if the clock had not changed."""
    return wall.replace(tzinfo=zone).astimezone(UTC)


def exists(wall: datetime, zone: ZoneInfo) -> bool:
    return instant(wall, zone).astimezone(zone).replace(tzinfo=None) == wall


def is_missed(due: datetime, now: datetime) -> bool:
    """Whether it is too late for what was due."""
    return now - due > GRACE


def zone_of(times: Times) -> ZoneInfo:
    try:
        return ZoneInfo(times.zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Refusal(Problem.NO_SUCH_TIME) from None


def is_holiday(day: date, land: str) -> bool:
    return bool(land) and day in _holidays(land)


@lru_cache
def _holidays(land: str) -> Container[date]:
    import holidays  # only regular dates need it

    return holidays.country_holidays("DE", subdiv=land)


def _rules(times: Times) -> list[rrule]:
    """One or several, parted by "|": 30 June and 31 December are two."""
    if re.search(r"FREQ=(HOURLY|MINUTELY|SECONDLY)|BY(HOUR|MINUTE|SECOND)=", times.rule.upper()):
        raise Refusal(Problem.TOO_OFTEN)
    try:
        made = [
            rrulestr(part.strip().upper().removeprefix("RRULE:"), dtstart=times.start)
            for part in times.rule.split("|")
        ]
    except (ValueError, TypeError, AttributeError, KeyError):
        raise Refusal(Problem.NO_SUCH_TIME) from None
    return [one for one in made if isinstance(one, rrule)]
