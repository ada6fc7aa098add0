"""Recurrence rules (RRULE, RFC 5545) in days: read strictly, and walked only up to a last day.

General libraries look for the next date until the year 9999, which takes seconds for a rule that
has none ("every 30 February"). Here each walk ends on a day that the caller names.
"""

import re
from calendar import isleap, monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice

LONGEST_RULE = 300
"""Maximum length of a rule, in characters."""
MAX_STEP = 1000
"""Maximum INTERVAL and COUNT of a rule."""
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""Codes of the weekdays in a rule; 0 is Monday."""
LONGEST_WALK = timedelta(days=40 * 366)
"""Longest span that is walked; 29 February on a certain weekday comes back after 40 years at most.
"""
_DAY = timedelta(days=1)
_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. ``weekdays`` are pairs of n and weekday: (-1, 4) is the last Friday, n 0 is every.

    Empty parts restrict nothing. ``count`` and ``until`` (a local time) None mean no end.
    ``excluded`` are days that fall out; they count for ``count`` all the same (RFC 5545, EXDATE).
    ``moves``: a date on a public holiday is moved to the next day, rather than left out.
    """

    frequency: str
    interval: int = 1
    count: int | None = None
    until: datetime | None = None
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    weekdays: frozenset[tuple[int, int]] = frozenset()
    positions: frozenset[int] = frozenset()
    week_start: int = 0
    excluded: frozenset[date] = frozenset()
    moves: bool = False


def read(words: str) -> Rule:
    """Return the rule that words like "FREQ=WEEKLY;BYDAY=TU" mean.

    Raises ValueError for anything else: other frequencies, other parts, a part that occurs twice,
    numbers out of their range, or more than ``LONGEST_RULE`` characters.
    """
    if len(words) > LONGEST_RULE:
        raise ValueError("the rule is too long")
    values: dict[str, object] = {}
    for part in words.upper().split(";"):
        key, _, value = part.partition("=")
        name, reader = _PARTS.get(key.strip(), ("", _nothing))
        if not name or name in values:
            raise ValueError(f"{key}?")
        values[name] = reader(value.strip())
    if "frequency" not in values:
        raise ValueError("FREQ?")
    rule = Rule(**values)  # type: ignore[arg-type]
    if any(n for n, _ in rule.weekdays) and rule.frequency not in ("MONTHLY", "YEARLY"):
        raise ValueError("BYDAY?")
    return rule


def _nothing(_: str) -> object:
    raise ValueError("an unknown part")


def _frequency(value: str) -> str:
    if value not in _PERIODS:
        raise ValueError("FREQ?")
    return value


def _number(least: int, most: int) -> Callable[[str], int]:
    """Return a reader of a whole number other than 0, from ``least`` to ``most``."""

    def reader(value: str) -> int:
        if not re.fullmatch(r"[+-]?\d{1,4}", value, re.ASCII):
            raise ValueError(f"{value}?")
        number = int(value)
        if not number or not least <= number <= most:
            raise ValueError(f"{value}?")
        return number

    return reader


def _numbers(least: int, most: int) -> Callable[[str], frozenset[int]]:
    reader = _number(least, most)
    return lambda value: frozenset(reader(item) for item in value.split(","))


def _weekdays(value: str) -> frozenset[tuple[int, int]]:
    return frozenset(map(_weekday, value.split(",")))


def _weekday(item: str) -> tuple[int, int]:
    """Read "TU" as (0, 1) and "-1FR" as (-1, 4)."""
    match = re.fullmatch(r"(?P<n>[+-]?[1-9]\d?)?(?P<code>[A-Z]{2})", item.strip(), re.ASCII)
    if not match or match["code"] not in WEEKDAYS or abs(int(match["n"] or 0)) > 53:
        raise ValueError(f"{item}?")
    return int(match["n"] or 0), WEEKDAYS.index(match["code"])


def _week_start(value: str) -> int:
    return WEEKDAYS.index(value)


def _until(value: str) -> datetime:
    """Read a last day, or a last local time."""
    if re.fullmatch(r"\d{8}", value, re.ASCII):
        day = datetime.strptime(value, "%Y%m%d")  # noqa: DTZ007 - local time
        return datetime.combine(day.date(), _LAST_SECOND)
    if re.fullmatch(r"\d{8}T\d{6}", value, re.ASCII):
        return datetime.strptime(value, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - local time
    raise ValueError(f"{value}?")


def _excluded(value: str) -> frozenset[date]:
    return frozenset(_until(f"{day}T000000").date() for day in value.split(","))


def _moves(value: str) -> bool:
    if value != "NEXT":
        raise ValueError("ONHOLIDAY?")
    return True


def in_standard(words: str) -> str:
    """Return a rule without the parts that are ours alone: EXDATE and ONHOLIDAY."""
    parts = words.upper().split(";")
    return ";".join(part for part in parts if not part.startswith(("EXDATE=", "ONHOLIDAY=")))


def dates(rule: Rule, start: datetime, after: datetime, last: date) -> Iterator[datetime]:
    """Yield the local times of a rule that begins at ``start``, from ``after`` to ``last``.

    Nothing is walked beyond ``LONGEST_WALK`` before ``last``.
    """
    last = min(last, rule.until.date()) if rule.until else last
    earliest = max(start.date(), _back(last, LONGEST_WALK))
    first = earliest if rule.count else max(earliest, _back(after.date(), _DAY))
    days = islice(_days(_completed(rule, start.date()), start.date(), first, last), rule.count)
    for moment in (datetime.combine(day, start.time()) for day in days):
        if rule.until and moment > rule.until:
            return
        if moment >= after and moment.date() not in rule.excluded:
            yield moment


def has_date(rule: Rule, start: datetime, last: date) -> bool:
    """Return whether a rule without its end would have a date up to ``last``."""
    days = _days(_completed(rule, start.date()), start.date(), start.date(), last)
    return next(days, None) is not None


def _back(day: date, span: timedelta) -> date:
    return day - span if day - date.min > span else date.min


def _completed(rule: Rule, start: date) -> Rule:
    """Return the rule with what RFC 5545 takes from its first day if it names no day."""
    if rule.month_days or rule.weekdays or rule.frequency == "DAILY":
        return rule
    if rule.frequency == "WEEKLY":
        return replace(rule, weekdays=frozenset({(0, start.weekday())}))
    months = rule.months
    if rule.frequency == "YEARLY" and not months:
        months = frozenset({start.month})
    return replace(rule, months=months, month_days=frozenset({start.day}))


def _days(rule: Rule, start: date, first: date, last: date) -> Iterator[date]:
    """Yield the days of a rule from ``first`` to ``last``; periods are counted from ``start``."""
    if first > last:
        return
    for period in _PERIODS[rule.frequency](rule, start, first, last):
        chosen = _positioned([day for day in period if _matches(rule, day)], rule.positions)
        for day in chosen:
            if day > last:
                return
            if day >= first:
                yield day


def _positioned(days: list[date], positions: frozenset[int]) -> list[date]:
    """Return the days at the positions of BYSETPOS, all without positions."""
    if not positions:
        return days
    indexes = {position - (position > 0) for position in positions}
    return [
        day for index, day in enumerate(days) if index in indexes or index - len(days) in indexes
    ]


def _matches(rule: Rule, day: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days and not _is_month_day(day, rule.month_days):
        return False
    return not rule.weekdays or _is_weekday(rule, day)


def _is_month_day(day: date, month_days: frozenset[int]) -> bool:
    length = monthrange(day.year, day.month)[1]
    return day.day in month_days or day.day - length - 1 in month_days


def _is_weekday(rule: Rule, day: date) -> bool:
    weekday = day.weekday()
    if (0, weekday) in rule.weekdays:
        return True
    if rule.frequency == "YEARLY" and not rule.months:
        position, length = day.timetuple().tm_yday, 365 + isleap(day.year)
    else:
        position, length = day.day, monthrange(day.year, day.month)[1]
    nth = ((position - 1) // 7 + 1, -((length - position) // 7 + 1))
    return any((n, weekday) in rule.weekdays for n in nth)


def _span(first: date, length: int) -> Iterable[date]:
    """Return some days in a row, as far as the calendar goes."""
    ordinal = first.toordinal()
    return map(date.fromordinal, range(ordinal, min(ordinal + length, date.max.toordinal() + 1)))


def _stepped(origin: int, step: int, first: int, last: int) -> Iterable[int]:
    """Return the numbers of the periods from ``first`` to ``last`` that ``step`` leads to."""
    return range(origin + max(0, (first - origin) // step) * step, last + 1, step)


def _daily(rule: Rule, start: date, first: date, last: date) -> Iterator[Iterable[date]]:
    origin, step = start.toordinal(), rule.interval
    for ordinal in _stepped(origin, step, first.toordinal(), last.toordinal()):
        yield (date.fromordinal(ordinal),)


def _weekly(rule: Rule, start: date, first: date, last: date) -> Iterator[Iterable[date]]:
    origin = start.toordinal() - (start.weekday() - rule.week_start) % 7
    weeks = _stepped(origin, 7 * rule.interval, first.toordinal(), last.toordinal())
    for ordinal in weeks:
        yield _span(date.fromordinal(max(1, ordinal)), 7 - max(0, 1 - ordinal))


def _monthly(rule: Rule, start: date, first: date, last: date) -> Iterator[Iterable[date]]:
    origin, *ends = (12 * day.year + day.month - 1 for day in (start, first, last))
    for month in _stepped(origin, rule.interval, *ends):
        first_day = date(month // 12, month % 12 + 1, 1)
        yield _span(first_day, monthrange(first_day.year, first_day.month)[1])


def _yearly(rule: Rule, start: date, first: date, last: date) -> Iterator[Iterable[date]]:
    for year in _stepped(start.year, rule.interval, first.year, last.year):
        yield _span(date(year, 1, 1), 365 + isleap(year))


_Periods = Callable[[Rule, date, date, date], Iterator[Iterable[date]]]
_PERIODS: Mapping[str, _Periods] = {
    "DAILY": _daily,
    "WEEKLY": _weekly,
    "MONTHLY": _monthly,
    "YEARLY": _yearly,
}
_PARTS: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "FREQ": ("frequency", _frequency),
    "INTERVAL": ("interval", _number(1, MAX_STEP)),
    "COUNT": ("count", _number(1, MAX_STEP)),
    "UNTIL": ("until", _until),
    "BYMONTH": ("months", _numbers(1, 12)),
    "BYMONTHDAY": ("month_days", _numbers(-31, 31)),
    "BYDAY": ("weekdays", _weekdays),
    "BYSETPOS": ("positions", _numbers(-366, 366)),
    "WKST": ("week_start", _week_start),
    "EXDATE": ("excluded", _excluded),
    "ONHOLIDAY": ("moves", _moves),
}
"""Parts of a rule: the field of ``Rule``, and the reader of the value."""
