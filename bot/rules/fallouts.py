"""What falls out of a rule: holidays, days that not every month has, 29 February; and moves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import islice, takewhile

from bot.domain.announcements import Times
from bot.rules import recurrence, rrules
from bot.rules.problems import Problem, Refusal

SHOWN = 5
"""Number of next dates that are said back."""
MOST_DATES = 1000
"""How many dates are walked to find the last one."""
_YEAR = timedelta(days=366)
_LEAP_DAY = (2, 29)


@dataclass(frozen=True, slots=True)
class Understood:
    """What a rule means. ``dates`` are the next ones, ``last`` the last one, in UTC.

    ``last`` None means that it does not end, or later than anybody looks. ``holidays`` are the days
    up to the last of ``dates`` that fall out, with their names. ``missing`` are days of the month
    that not every month has; ``leap_day``: it is on 29 February. ``moves``: holidays are moved.
    """

    dates: tuple[datetime, ...]
    last: datetime | None = None
    holidays: tuple[tuple[date, str], ...] = ()
    missing: tuple[int, ...] = ()
    leap_day: bool = False
    moves: bool = False

    @property
    def has_fallouts(self) -> bool:
        """Whether something falls out."""
        return bool(self.holidays or self.missing or self.leap_day)


def understood(times: Times, now: datetime, language: str) -> Understood:
    """Return what times mean from now on; holidays are named in German, or else in English."""
    if not times.rule:
        return Understood(tuple(islice(recurrence.dates(times, now), 1)))
    rules = recurrence.rules_of(times)
    dates = tuple(islice(recurrence.dates(times, now), SHOWN))
    return Understood(
        dates=dates,
        last=_last(times, now) if all(rule.count or rule.until for rule in rules) else None,
        holidays=tuple(_holidays(times, now, dates[-1:], language)),
        missing=tuple(sorted({day for rule in rules for day in _missing(rule)})),
        leap_day=any(_is_leap_day(rule) for rule in rules),
        moves=any(rule.moves for rule in rules),
    )


def _last(times: Times, now: datetime) -> datetime | None:
    found = list(islice(recurrence.dates(times, now), MOST_DATES))
    return found[-1] if 0 < len(found) < MOST_DATES else None


def _holidays(
    times: Times, now: datetime, last: Sequence[datetime], language: str
) -> Iterator[tuple[date, str]]:
    """Yield the holidays up to the last of the next dates, or within a year, that fall out."""
    if not times.land:
        return
    end = last[0] if last else now + _YEAR
    if any(rule.moves for rule in recurrence.rules_of(times)):
        return
    zone, names = recurrence.zone_of(times), _names(times.land, language)
    all_dates = recurrence.dates(replace(times, land=""), now)
    for moment in takewhile(lambda at: at <= end, all_dates):
        day = moment.astimezone(zone).date()
        if day in names:
            yield day, names[day]


def holidays_of(land: str, year: int, language: str) -> list[tuple[date, str]]:
    """Return the public holidays of a German state in a year, in order; "" has none."""
    if not land:
        return []
    first = date(year, 1, 1)
    days = (first + timedelta(days=days) for days in range(366))
    names = _names(land, language)
    return [(day, names[day]) for day in days if day.year == year and day in names]


def is_holiday(day: date) -> bool:
    """Return whether a day is a public holiday in all of Germany."""
    return day in _everywhere()


@lru_cache
def _everywhere() -> Mapping[date, str]:
    import holidays  # only regular dates need it

    return holidays.country_holidays("DE")


@lru_cache
def _names(land: str, language: str) -> Mapping[date, str]:
    import holidays  # only regular dates need it

    spoken = "de" if language.startswith("de") else "en_US"
    return holidays.country_holidays("DE", subdiv=land, language=spoken)


def _missing(rule: rrules.Rule) -> list[int]:
    """Return the days of a monthly rule that not every month has."""
    if rule.frequency != "MONTHLY" or rule.positions or rule.weekdays:
        return []
    return [day for day in rule.month_days if day > 28]


def _is_leap_day(rule: rrules.Rule) -> bool:
    return rule.frequency == "YEARLY" and (rule.months, rule.month_days) == (
        frozenset(_LEAP_DAY[:1]),
        frozenset(_LEAP_DAY[1:]),
    )


def moved(times: Times, how: str) -> Times:
    """Return times where less falls out.

    ``how``: "next" moves dates on holidays to the next day, "holidays" leaves them there, "last"
    takes the last day of the month where a month has no such day. Refuses any other word.
    """
    parts = times.rule.split("|") if times.rule else []
    match how:
        case "next":
            return replace(times, rule="|".join(map(_on_next_day, parts)))
        case "holidays":
            return replace(times, land="")
        case "last":
            return replace(times, rule="|".join(map(_on_last_day, parts)))
        case _:
            raise Refusal(Problem.UNKNOWN_BUTTON)


def _on_next_day(part: str) -> str:
    return part if "ONHOLIDAY" in part else f"{part};ONHOLIDAY=NEXT"


def _on_last_day(part: str) -> str:
    """Return a rule whose day is the last one of a month that is too short for it.

    "Day 30" becomes the last of the days 28 to 30 (RFC 5545, BYSETPOS).
    """
    rule = rrules.read(part)
    days = max(_missing(rule), default=29 if _is_leap_day(rule) else 0)
    if not days or (len(rule.month_days) > 1 and not _is_leap_day(rule)):
        return _each_last_day(part, rule)
    span = ",".join(str(day) for day in range(28, days + 1))
    kept = [piece for piece in part.split(";") if not piece.startswith("BYMONTHDAY=")]
    return ";".join([*kept, f"BYMONTHDAY={span}", "BYSETPOS=-1"])


def _each_last_day(part: str, rule: rrules.Rule) -> str:
    """Return rules, one for each day of the month, each of which ends as the one did."""
    if not _missing(rule) or rule.count:
        return part
    kept = [piece for piece in part.split(";") if not piece.startswith("BYMONTHDAY=")]
    alone = [";".join([*kept, f"BYMONTHDAY={day}"]) for day in sorted(rule.month_days)]
    return "|".join(map(_on_last_day, alone))
