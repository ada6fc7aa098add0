"""The dates of announcements and series: rules are applied to local time, then the zone.

So a clock change moves nothing. A local time may not exist on one of the dates (02:30 in March):
then the date is an hour later by the clock on the wall.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from heapq import merge
from itertools import islice, pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.announcements import Times
from bot.rules import rrules
from bot.rules.problems import Problem, Refusal
from bot.rules.rrules import Rule

MIN_INTERVAL = timedelta(hours=20)
"""Minimum interval between two dates of one rule: twice a day is too often."""
HORIZON = timedelta(days=20 * 366)
"""How far ahead dates are looked for, and how far from now a rule may begin."""
CLOCK_CHANGE_MARGIN = timedelta(hours=3)
"""Longer than any clock change."""
LONGEST_MOVE = timedelta(days=7)
"""More days than there are public holidays in a row."""
GRACE = timedelta(hours=1)
"""Maximum delay after a standstill with which something is still sent; later it was missed."""


def check(times: Times, now: datetime) -> None:
    """Refuses a time that is past or does not exist, and a rule without dates or with too many."""
    zone = zone_of(times)
    if times.rule:
        _check_rule(times, now)
    elif times.start:
        _check_single(times.start, zone, now)


def _check_single(start: datetime, zone: ZoneInfo, now: datetime) -> None:
    if not exists(start, zone):
        raise Refusal(Problem.NO_SUCH_TIME)
    if instant(start, zone) <= now:
        raise Refusal(Problem.IN_THE_PAST)


def _check_rule(times: Times, now: datetime) -> None:
    if times.start is None or abs(times.start - now.replace(tzinfo=None)) > HORIZON:
        raise Refusal(Problem.NO_SUCH_TIME)
    horizon = (now + HORIZON).date()
    if not all(rrules.has_date(rule, times.start, horizon) for rule in rules_of(times)):
        raise Refusal(Problem.NEVER)
    first_dates = list(islice(dates(times, now), 3))
    if not first_dates:
        raise Refusal(Problem.NEVER)
    if any(later - earlier < MIN_INTERVAL for earlier, later in pairwise(first_dates)):
        raise Refusal(Problem.TOO_OFTEN)


def dates(times: Times, after: datetime) -> Iterator[datetime]:
    """Yield the moments after ``after`` in UTC, the earliest first.

    Holidays of ``times.land`` are left out. Raises Refusal if the zone or the rule is invalid.
    """
    zone = zone_of(times)
    if times.start is None:
        return
    local_after = after.astimezone(zone).replace(tzinfo=None) - CLOCK_CHANGE_MARGIN
    local_times = (
        _local_times(times, times.start, local_after) if times.rule else iter([times.start])
    )
    for local in local_times:
        if (moment := instant(local, zone)) > after:
            yield moment


def _local_times(times: Times, start: datetime, after: datetime) -> Iterator[datetime]:
    """Yield local times, without those on holidays and without doubles of several rules."""
    previous, last = None, (after + HORIZON).date()
    streams = (_of_rule(rule, times.land, start, after, last) for rule in rules_of(times))
    for local in merge(*streams):
        if local != previous and not is_holiday(local.date(), times.land):
            yield local
        previous = local


def _of_rule(
    rule: Rule, land: str, start: datetime, after: datetime, last: date
) -> Iterator[datetime]:
    """Yield the local times of a rule, moved from holidays to the next day where it says so."""
    if not rule.moves:
        yield from rrules.dates(rule, start, after, last)
        return
    for local in rrules.dates(rule, start, after - LONGEST_MOVE, last):
        while is_holiday(local.date(), land):
            local += timedelta(days=1)
        if local >= after:
            yield local


def settled(times: Times, now: datetime) -> Times:
    """Return times whose start is their first date if they are a number of dates.

    The number counts from the next date on, whatever time of day it is now.
    """
    rules = rules_of(times) if times.rule and times.start else []
    if len(rules) != 1 or times.start is None or not rules[0].count:
        return times
    after = max(times.start, now.astimezone(zone_of(times)).replace(tzinfo=None))
    every = replace(rules[0], count=None, excluded=frozenset())
    first = next(rrules.dates(every, times.start, after, (after + HORIZON).date()), None)
    return replace(times, start=first) if first else times


def next_at(times: Times, after: datetime) -> datetime | None:
    """Return the first moment after ``after`` in UTC, or None if there is no further date."""
    return next(dates(times, after), None)


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return a local time in UTC.

    A time that exists twice is the first of both; one that does not exist is read as if the clock
    had not changed yet (PEP 495, fold 0).
    """
    return wall.replace(tzinfo=zone).astimezone(UTC)


def exists(wall: datetime, zone: ZoneInfo) -> bool:
    """Return whether the clock in the zone shows this local time at some moment."""
    return instant(wall, zone).astimezone(zone).replace(tzinfo=None) == wall


def is_missed(due: datetime, now: datetime) -> bool:
    """Return whether it is too late to send what was due."""
    return now - due > GRACE


def zone_of(times: Times) -> ZoneInfo:
    """Return the time zone. Refuses a name that is no time zone."""
    try:
        return ZoneInfo(times.zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Refusal(Problem.NO_SUCH_TIME) from None


def is_holiday(day: date, land: str) -> bool:
    """Return whether a day is a public holiday in a German state, such as "BW"; "" has none."""
    return bool(land) and day in _holidays(land)


@lru_cache
def _holidays(land: str) -> Container[date]:
    import holidays  # only regular dates need it

    return holidays.country_holidays("DE", subdiv=land)


def rules_of(times: Times) -> list[Rule]:
    """Return the rules, which are separated by "|": 30 June and 31 December are two.

    Refuses rules that repeat within a day, and text that is no rule or a very long one.
    """
    if len(times.rule) > rrules.LONGEST_RULE:
        raise Refusal(Problem.NO_SUCH_TIME)
    if re.search(r"FREQ=(HOURLY|MINUTELY|SECONDLY)|BY(HOUR|MINUTE|SECOND)=", times.rule.upper()):
        raise Refusal(Problem.TOO_OFTEN)
    try:
        return [
            rrules.read(part.strip().upper().removeprefix("RRULE:"))
            for part in times.rule.split("|")
        ]
    except ValueError:
        raise Refusal(Problem.NO_SUCH_TIME) from None
