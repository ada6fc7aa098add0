"""Dates in words and numbers, with and without a year."""

from datetime import date, timedelta

from bot.rules.timing.cursor import Cursor
from bot.rules.timing.lexicon import Kind
from bot.rules.timing.tokens import existing

_MOST_DAYS = 99
"""Maximum number that is taken for a day, if a wrong one."""
Dated = date | tuple[int, int]
"""A date, or a day and a month without a year."""


def dated(cursor: Cursor) -> list[Dated]:
    """Take a date, or the days of one month: "1. und 8. Dezember 2026"; [] if none stands here.

    Raises Wrong for a day that does not exist.
    """
    position = cursor.position
    token = cursor.take(Kind.DATE, Kind.DAY_OF_YEAR)
    if token and isinstance(token.value, date):
        return [token.value]
    if token and isinstance(token.value, tuple):
        return [_pair(token.value)]
    readers = (_day_and_month, _month_and_day, _shared_month, _listed_days, _year_first)
    found = next(filter(None, (reader(cursor) for reader in readers)), [])
    if not found:
        cursor.position = position
    return found


def _pair(value: tuple[object, ...]) -> tuple[int, int]:
    day, month = (int(str(number)) for number in value)
    return day, month


def _day_and_month(cursor: Cursor) -> list[Dated]:
    """Take "1. Dezember 2026", "1 December", "1st of December", "1. und 8. Dezember"."""
    position = cursor.position
    days = []
    while token := cursor.take(Kind.ORDINAL, Kind.NUMBER):
        days.append(int(str(token.value)))
        cursor.skip(Kind.COMMA, Kind.AND)
    if cursor.spoken(1).lower() == "of":
        cursor.position += 1
    month = cursor.take(Kind.MONTH_NAME)
    if not days or month is None or max(days) > _MOST_DAYS:
        cursor.position = position
        return []
    cursor.take_full_stop()
    return _with_year(cursor, days, int(str(month.value)))


def _month_and_day(cursor: Cursor) -> list[Dated]:
    """Take "December 1, 2026" or "Dec 1st"."""
    position = cursor.position
    month = cursor.take(Kind.MONTH_NAME)
    day = cursor.take(Kind.NUMBER, Kind.ORDINAL) if month else None
    if month is None or day is None or not 1 <= int(str(day.value)) <= 31 or cursor.at(Kind.TO):
        cursor.position = position
        return []
    if cursor.at(Kind.COMMA) and _is_year(cursor, 1):
        cursor.position += 1
    return _with_year(cursor, [int(str(day.value))], int(str(month.value)))


def _shared_month(cursor: Cursor) -> list[Dated]:
    """Take the first day of "24.-26.12.2026", whose month is said at its end."""
    if not (cursor.at(Kind.ORDINAL) and cursor.kind_at(1) is Kind.TO):
        return []
    day = int(str(cursor.tokens[cursor.position].value))
    position = cursor.position
    cursor.position += 2
    ends = dated(cursor) if cursor.kind_at(1) is not Kind.TO else []
    cursor.position = position
    if not ends:
        return []
    cursor.position += 1
    end = ends[0]
    if isinstance(end, date):
        return [existing(day, end.month, end.year)]
    return [_checked(day, end[1])]


def _listed_days(cursor: Cursor) -> list[Dated]:
    """Take "22. und 29.12." or "12./19./26.1.2027", whose month is said at the end."""
    position = cursor.position
    days = []
    while token := cursor.take(Kind.ORDINAL):
        days.append(int(str(token.value)))
        cursor.skip(Kind.COMMA, Kind.AND)
    end = cursor.take(Kind.DATE, Kind.DAY_OF_YEAR) if days else None
    if end is None or min(days) < 1:
        cursor.position = position
        return []
    if isinstance(end.value, date):
        return [*(existing(day, end.value.month, end.value.year) for day in days), end.value]
    last = _pair(end.value) if isinstance(end.value, tuple) else (0, 0)
    return [*(_checked(day, last[1]) for day in days), last]


def _year_first(cursor: Cursor) -> list[Dated]:
    """Take "2026 Dec 24", as OpenStreetMap writes a date."""
    if not (_is_year(cursor, 0) and cursor.kind_at(1) is Kind.MONTH_NAME):
        return []
    year, month = (int(str(token.value)) for token in cursor.tokens[cursor.position :][:2])
    if cursor.kind_at(2) is not Kind.NUMBER:
        return []
    day = int(str(cursor.tokens[cursor.position + 2].value))
    cursor.position += 3
    return [existing(day, month, year)]


def _with_year(cursor: Cursor, days: list[int], month: int) -> list[Dated]:
    if not _is_year(cursor, 0):
        return [_checked(day, month) for day in days]
    year = int(str(cursor.tokens[cursor.position].value))
    cursor.position += 1
    return [existing(day, month, year) for day in days]


def _is_year(cursor: Cursor, ahead: int) -> bool:
    position = cursor.position + ahead
    if cursor.kind_at(ahead) is not Kind.NUMBER:
        return False
    return 1900 <= int(str(cursor.tokens[position].value)) <= 2199


def _checked(day: int, month: int) -> tuple[int, int]:
    existing(day, month, 2000)
    return day, month


def year_of(found: list[Dated], today: date | None, latest: date | None = None) -> date | None:
    """Return the first of some dates. One without a year is the next one from ``today`` on.

    With ``latest``, it is the last one up to that day. None if nobody knows the year.
    """
    first = found[0]
    if isinstance(first, date):
        return first
    day, month = first
    if latest:
        years = range(latest.year, latest.year - 9, -1)
        return next((at for at in _in_years(day, month, years) if at <= latest), None)
    if today is None:
        return None
    return next(
        at for at in _in_years(day, month, range(today.year, today.year + 9)) if at >= today
    )


def _in_years(day: int, month: int, years: range) -> list[date]:
    return [date(year, month, day) for year in years if (month, day) != (2, 29) or not year % 4]


def on_weekday(earliest: date, weekday: int) -> date:
    """Return the first such weekday, ``earliest`` included."""
    return earliest + timedelta(days=(weekday - earliest.weekday()) % 7)
