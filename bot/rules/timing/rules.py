"""Groups of days and hours become schedules: a rule (RFC 5545), a first day, hours."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.domain.offers import Schedule
from bot.domain.places import USUAL_ZONE
from bot.rules import rrules, rule_words
from bot.rules.cells import Wrong
from bot.rules.rrules import WEEKDAYS
from bot.rules.timing.dating import year_of
from bot.rules.timing.groups import Group, Unread

_END_IN_UTC = re.compile(r"UNTIL=(\d{8}T\d{6}Z)", re.ASCII)
NO_HOLIDAYS = "an Feiertagen geschlossen"
NO_SCHOOL_HOLIDAYS = "in den Schulferien geschlossen"
"""Words that stay beside a time of an offer that falls out on holidays."""


def schedules(group: Group, today: date | None) -> list[Schedule]:
    """Return what a group means: one schedule for each rule or day, and each of its hours.

    Raises Unread if the words contradict each other, and Wrong for a rule that is none.
    """
    zone = group.zone or USUAL_ZONE
    return [
        Schedule(
            rule=rule,
            day=day,
            start=span.start if span else None,
            end=span.end if span else None,
            zone=zone,
            note=", ".join(_notes(group, position, today)),
        )
        for rule, day in _days(group, today)
        for position, span in enumerate(group.spans or (None,))
    ]


def _notes(group: Group, position: int, today: date | None) -> Iterator[str]:
    """Yield what stays beside a span; "10 Termine" too, if nobody knows when they begin."""
    words = group.notes_of(position)
    yield from words
    if group.count and not (group.first or today):
        yield f"{group.count} Termine"
    if group.without_holidays and NO_HOLIDAYS not in ", ".join(words):
        yield NO_HOLIDAYS
    if group.without_school_holidays and NO_SCHOOL_HOLIDAYS not in ", ".join(words):
        yield NO_SCHOOL_HOLIDAYS


def _days(group: Group, today: date | None) -> Iterator[tuple[str, date | None]]:
    """Yield each rule with its first day, or "" with a single day."""
    single = _single_days(group, today)
    if single:
        _refuse_limits(group)
        yield from (("", day) for day in single)
        return
    if group.unit == "WEEK" and not (group.weekdays or group.rule):
        _from_today(group, today)
    for rule in _rules(group):
        full = _checked(rule + _limit(group, today))
        first = group.first and aligned(full, group.first, in_words=not group.rule)
        yield full, first


def _from_today(group: Group, today: date | None) -> None:
    """Let "alle 14 Tage" begin on its first day or today. Raises Unread if nobody knows when."""
    group.first = group.first or today
    if group.first is None or group.month_days or group.ordinals:
        raise Unread
    group.weekdays = [group.first.weekday()]


def _single_days(group: Group, today: date | None) -> list[date]:
    """Return the days that are meant once; a lone date without a year is the next one.

    Raises Wrong if all of them fall out.
    """
    pairs = group.days_of_year
    if pairs and today is None and group.unit != "YEAR":
        raise Unread
    if _is_yearly(group):
        return []
    days = _dated_days(group, today)
    if group.days or pairs:
        _check_days(group, days)
    return days


def _check_days(group: Group, days: list[date]) -> None:
    """Raise Wrong if all days fall out, and Unread if the words say how often, too."""
    if group.excluded and not days:
        raise Wrong("never")
    if group.unit or group.weekdays or not days:
        raise Unread


def _is_yearly(group: Group) -> bool:
    """Return whether the days are meant in every year. Raises Unread if some have a year."""
    if group.unit == "YEAR" and group.days:
        raise Unread
    return group.unit == "YEAR" or (len(group.days_of_year) > 1 and not group.days)


def _dated_days(group: Group, today: date | None) -> list[date]:
    """Return the days with their years, without those that fall out."""
    resolved = [day for pair in group.days_of_year if (day := year_of([pair], today))]
    return [day for day in (*group.days, *resolved) if day not in group.excluded]


def _refuse_limits(group: Group) -> None:
    if group.last or group.count or group.first or group.months:
        raise Unread


def _rules(group: Group) -> Iterator[str]:
    """Yield the rules without their ends: one, or one for each day of the year."""
    if group.rule:
        yield _in_local_time(group.rule, group.zone or USUAL_ZONE)
    elif group.days_of_year:
        for day, month in group.days_of_year:
            yield f"FREQ=YEARLY{_interval(group)};BYMONTH={month};BYMONTHDAY={day}"
    else:
        yield _recurring(group)


def _in_local_time(rule: str, zone: str) -> str:
    """Return a rule whose end in UTC, as calendar programs write it, is a local time."""
    end = _END_IN_UTC.search(rule)
    if not end:
        return rule
    try:
        moment = datetime.strptime(end[1], "%Y%m%dT%H%M%S%z")
        local = moment.astimezone(ZoneInfo(zone))
    except (ValueError, OverflowError):
        raise Wrong("times", "FREQ=WEEKLY;BYDAY=TU") from None
    return rule.replace(end[1], f"{local:%Y%m%dT%H%M%S}")


def _recurring(group: Group) -> str:
    frequency, days = _frequency(group)
    months = _listed("BYMONTH", sorted({*group.months, *_months_within(group)}))
    return f"FREQ={frequency}{_interval(group)}{months}{days}"


def _months_within(group: Group) -> list[int]:
    """Return the months of "im Quartal": the first of each, or the last for "letzter Freitag".

    Raises Unread if it is neither.
    """
    if not group.within_months:
        return []
    numbers = (*group.ordinals, *group.positions, *group.month_days)
    signs = {number > 0 for number in numbers}
    if len(signs) != 1 or group.months:
        raise Unread
    first = 1 if signs == {True} else group.within_months
    return list(range(first, 13, group.within_months))


def _frequency(group: Group) -> tuple[str, str]:
    """Return how often, and on which days of that time. Raises Unread for a contradiction."""
    if group.month_days and not group.weekdays:
        return "MONTHLY", _listed("BYMONTHDAY", group.month_days)
    if (group.ordinals or group.positions) and group.weekdays:
        return "MONTHLY", _nth(group)
    if group.month_days or group.ordinals:
        raise Unread
    return _weekly(group) if group.weekdays else _daily(group)


def _weekly(group: Group) -> tuple[str, str]:
    if group.unit in ("MONTH", "YEAR") or (group.unit == "DAY" and group.interval > 1):
        raise Unread
    return "WEEKLY", _listed("BYDAY", [WEEKDAYS[weekday] for weekday in group.weekdays])


def _daily(group: Group) -> tuple[str, str]:
    if group.unit != "DAY":
        raise Unread
    return "DAILY", ""


def _nth(group: Group) -> str:
    """Return "BYDAY=1TU,3TU", or the weekdays with their positions in the month (BYSETPOS)."""
    if group.positions:
        names = [WEEKDAYS[weekday] for weekday in group.weekdays]
        return f"{_listed('BYDAY', names)}{_listed('BYSETPOS', group.positions)}"
    return _listed(
        "BYDAY",
        [f"{ordinal}{WEEKDAYS[day]}" for ordinal in group.ordinals for day in group.weekdays],
    )


def _interval(group: Group) -> str:
    return f";INTERVAL={group.interval}" if group.interval > 1 else ""


def _listed(name: str, values: list[int] | list[str]) -> str:
    return f";{name}=" + ",".join(map(str, values)) if values else ""


def _limit(group: Group, today: date | None) -> str:
    """Return the end of a rule, and the days that fall out."""
    if group.count and group.last:
        raise Unread
    counted = group.count and (group.first or today)
    end = f";COUNT={group.count}" if counted else ""
    if group.last:
        end = f";UNTIL={group.last:%Y%m%d}T235959"
    days = [f"{day:%Y%m%d}" for day in sorted(set(group.excluded))]
    return end + _listed("EXDATE", days)


def _checked(rule: str) -> str:
    """Return a rule as it is always written. Raises Wrong if it is none."""
    try:
        return rule_words.normal(rule)
    except ValueError:
        raise Wrong("times", "FREQ=WEEKLY;BYDAY=TU") from None


def aligned(rule: str, first: date, *, in_words: bool = False) -> date:
    """Return the first day of a rule from ``first`` on, ``first`` itself if it has none.

    ``in_words``: "alle 2 Wochen Mo ab Di 24.11." means the first Monday after that Tuesday; in a
    written RRULE, the week of the Tuesday counts, so that it is a week later.
    """
    read = rrules.read(rule)
    if in_words and read.frequency == "WEEKLY":
        read = replace(read, interval=1)
    start = datetime.combine(first, time())
    last = min(first.toordinal() + rrules.LONGEST_WALK.days, date.max.toordinal())
    days = rrules.dates(replace(read, count=None), start, start, date.fromordinal(last))
    found = next(days, None)
    return found.date() if found else first
