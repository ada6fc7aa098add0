"""The dates of rules by exhaustive search.

Every day is checked, and each offset that a zone has around it.
"""

import calendar
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

import holidays

from bot.domain.announcements import Times
from bot.rules import recurrence

ZONES = (
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Madrid",
    "Atlantic/Canary",
    "Europe/Lisbon",
    "Atlantic/Azores",
    "Europe/Dublin",
    "Europe/Athens",
    "Europe/Helsinki",
    "Europe/Bucharest",
    "Europe/Warsaw",
    "Europe/Vienna",
    "Europe/Rome",
    "Europe/Stockholm",
    "Europe/Sofia",
    "Europe/Riga",
    "Asia/Nicosia",
    "Europe/Malta",
)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LANDS = ("", "BW", "RP", "BY")
Fits = Callable[[date, date], bool]
"""Whether a rule that began on the second day has a date on the first."""


def rules(count: int, seed: int = 1) -> Iterator[tuple[Times, Fits]]:
    """Rules as offices need them, each with what it means in plain words of Python."""
    chance = random.Random(seed)
    for _ in range(count):
        start = datetime.combine(
            date(2026, 1, 1) + timedelta(days=chance.randrange(900)),
            time(chance.randrange(24), chance.choice((0, 15, 30, 59))),
        )
        rule, fits = chance.choice((_weekly, _monthly_day, _monthly_weekday, _yearly, _daily))(
            chance
        )
        yield Times(start, rule, chance.choice(ZONES), chance.choice(LANDS)), fits


def differences(times: Times, fits: Fits, years: int) -> list[tuple[datetime, ...]]:
    """What the rule gives and the slow way does not, or the other way round."""
    assert times.start
    begins = datetime.combine(times.start.date() - timedelta(days=2), time(), UTC)
    ends = begins + timedelta(days=365 * years)
    ours = list(takewhile(lambda moment: moment < ends, recurrence.dates(times, begins)))
    theirs = [moment for moment in _slowly(times, fits, begins, ends) if begins < moment < ends]
    return [(one,) for one in sorted(set(ours) ^ set(theirs))] or (
        [] if ours == sorted(ours) else [tuple(ours)]
    )


def _slowly(times: Times, fits: Fits, begins: datetime, ends: datetime) -> Iterator[datetime]:
    assert times.start
    closed = holidays.country_holidays("DE", subdiv=times.land) if times.land else {}
    day = times.start.date()
    while day <= ends.date():
        if fits(day, times.start.date()) and day not in closed:
            yield _moment(datetime.combine(day, times.start.time()), ZoneInfo(times.zone))
        day += timedelta(days=1)


def _moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment at which clocks of the zone show ``wall``.

    If they never do, return the moment at which they would without the change of the clocks.
    """
    for offset in sorted(_offsets(wall, zone), reverse=True):
        moment = wall.replace(tzinfo=UTC) - offset
        if moment.astimezone(zone).replace(tzinfo=None) == wall:
            return moment
    return wall.replace(tzinfo=UTC) - _offset(wall - timedelta(hours=4), zone)


def _offsets(wall: datetime, zone: ZoneInfo) -> set[timedelta]:
    """Return the offsets of a zone a day before and a day after; no zone changes twice in between.

    So these are all that it can have at that time.
    """
    return {_offset(wall + timedelta(days=days), zone) for days in (-1, 1)}


def _offset(wall: datetime, zone: ZoneInfo) -> timedelta:
    """Return the offset when it is that time in UTC."""
    return wall.replace(tzinfo=UTC).astimezone(zone).utcoffset() or timedelta()


def _weekly(chance: random.Random) -> tuple[str, Fits]:
    days, every = (
        sorted(chance.sample(range(7), chance.randrange(1, 4))),
        chance.choice((1, 1, 2, 3)),
    )

    def fits(day: date, start: date) -> bool:
        weeks = (
            day - timedelta(days=day.weekday()) - (start - timedelta(days=start.weekday()))
        ).days // 7
        return day.weekday() in days and weeks % every == 0

    return f"FREQ=WEEKLY;INTERVAL={every};BYDAY={','.join(DAYS[number] for number in days)}", fits


def _monthly_day(chance: random.Random) -> tuple[str, Fits]:
    number = chance.choice((1, 15, 28, 29, 30, 31, -1, -2))

    def fits(day: date, _: date) -> bool:
        last = calendar.monthrange(day.year, day.month)[1]
        return day.day == (number if number > 0 else last + 1 + number)

    return f"FREQ=MONTHLY;BYMONTHDAY={number}", fits


def _monthly_weekday(chance: random.Random) -> tuple[str, Fits]:
    weekday, number = chance.randrange(7), chance.choice((1, 2, 3, 4, 5, -1))

    def fits(day: date, _: date) -> bool:
        last = calendar.monthrange(day.year, day.month)[1]
        return day.weekday() == weekday and (
            (day.day - 1) // 7 + 1 == number if number > 0 else day.day > last - 7
        )

    return f"FREQ=MONTHLY;BYDAY={number}{DAYS[weekday]}", fits


def _yearly(chance: random.Random) -> tuple[str, Fits]:
    month, number = chance.choice(((2, 29), (6, 30), (12, 31), (3, 28), (10, 25), (1, 1)))
    return (
        f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={number}",
        lambda day, _: (day.month, day.day) == (month, number),
    )


def _daily(chance: random.Random) -> tuple[str, Fits]:
    every = chance.choice((1, 2, 7, 10))
    return f"FREQ=DAILY;INTERVAL={every}", lambda day, start: (day - start).days % every == 0
