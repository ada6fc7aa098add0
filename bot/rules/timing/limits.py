"""Readers of where times begin and end."""

from calendar import monthrange
from datetime import date, timedelta

from bot.rules.cells import YEARS
from bot.rules.timing.cursor import Cursor
from bot.rules.timing.dating import Dated, dated, year_of
from bot.rules.timing.groups import Group, Unread
from bot.rules.timing.lexicon import Kind
from bot.rules.timing.tokens import Token

_LONGEST_COUNT = 1000
_UNITS = (Kind.DAY, Kind.WEEK, Kind.MONTH, Kind.QUARTER, Kind.YEAR)
_STARTS = (
    "beginn", "kursbeginn", "start", "kursstart", "begin", "starts",
    "erster termin", "1 . termin", "1. termin", "erstes treffen", "erste stunde",
)  # fmt: skip
_ENDS = ("ende", "kursende", "end", "ends", "letzter termin", "letztes treffen", "zuletzt")


def count(cursor: Cursor) -> bool:
    """Read "3 mal", "10x", "10 Termine". Raises Unread for "3 mal pro Woche"."""
    if not (cursor.at(Kind.NUMBER) and cursor.kind_at(1) is Kind.TIMES):
        return False
    number = int(str(cursor.tokens[cursor.position].value))
    cursor.position += 2
    if not _is_counted(cursor) or not 1 <= number <= _LONGEST_COUNT:
        raise Unread
    cursor.group.count, cursor.group.repeats = number, True
    return True


def _is_counted(cursor: Cursor) -> bool:
    """Return whether a number stands behind days, or leads to those that follow."""
    if cursor.at(Kind.COMMA) and cursor.kind_at(1) in _UNITS:
        return False  # "1x/Monat"
    if cursor.groups == [Group()]:
        return cursor.at(Kind.COMMA) or _is_single_habit(cursor)
    is_last = cursor.at(Kind.COMMA, Kind.CLOSING, Kind.FROM) or cursor.peek() is None
    return is_last and cursor.group.has_days


def _is_single_habit(cursor: Cursor) -> bool:
    """Return whether "dienstags" stands here and no further day: "10 mal dienstags 18 Uhr"."""
    token = cursor.peek()
    is_habit = token is not None and token.kind is Kind.WEEKDAY and token.habit
    return is_habit and cursor.kind_at(1) in (Kind.CLOCK, Kind.NUMBER, Kind.FILLER, Kind.FROM)


def first_day(cursor: Cursor) -> bool:
    """Read "ab 1.12.2026", "seit 2026-12-01", "from today", "Beginn: 1.12.2026"."""
    position = cursor.position
    if not cursor.take(Kind.FROM) and not _named(cursor, _STARTS):
        return False
    cursor.skip(Kind.FILLER)
    if cursor.spoken(1).lower() == "sofort":
        cursor.position += 1
        return True
    day = _start(cursor)
    if day is None:
        cursor.position = position
        return False
    _refuse_behind(cursor)
    for group in cursor.groups:
        group.first, group.leads = group.first or day, group.leads or not group.has_days
    return True


def _start(cursor: Cursor) -> date | None:
    """Take the day behind "ab". Raises Unread for "ab Di, 12.1.2027, 18 Uhr": every week?"""
    weekday = _weekday_of_start(cursor)
    readers = (_next_week, _before_end, _day_from_today, _month_start)
    day = next(filter(None, (reader(cursor) for reader in readers)), None)
    if weekday and day and not (cursor.group.has_days and day.weekday() == weekday.value):
        raise Unread
    return day


def _day_from_today(cursor: Cursor) -> date | None:
    return _day(cursor, cursor.today)


def _weekday_of_start(cursor: Cursor) -> Token | None:
    """Take the weekday before the date in "ab Di, 12.1.2027"."""
    token = cursor.take(Kind.WEEKDAY)
    cursor.take_full_stop()
    cursor.skip(*(Kind.COMMA, Kind.FILLER) if token else ())
    return token


def _next_week(cursor: Cursor) -> date | None:
    """Take "nächster Woche": its Monday."""
    token = cursor.peek()
    if not cursor.today or not token or token.kind is not Kind.NEXT or not token.value:
        return None
    if cursor.kind_at(1) is not Kind.WEEK:
        return None
    cursor.position += 2
    weeks = (int(str(token.value)) + 6) // 7
    return cursor.today + timedelta(days=7 * weeks - cursor.today.weekday())


def _named(cursor: Cursor, names: tuple[str, ...]) -> bool:
    """Take "Beginn:" or "Ende" before a date; before hours, it is no limit."""
    position = cursor.position
    words = next((words for words in (2, 1) if cursor.spoken(words).lower() in names), 0)
    cursor.position += words
    cursor.skip(Kind.FILLER)
    behind = cursor.position
    is_before_date = bool(words and dated(cursor))
    cursor.position = behind if is_before_date else position
    return is_before_date


_BEHIND_NO_DAY = (Kind.UNKNOWN, Kind.CLOSED, Kind.COMMA, Kind.CLOSING)


def _refuse_behind(cursor: Cursor) -> None:
    """Raise Unread for "ab 24.12.2026 geschlossen" or "nicht mehr", which is no first day.

    "ab 24.11.2026 nicht am 22.12.2026" is one: the exception follows it. "Mo 9-12, ab 1.2.2027
    10-13" says two hours, one after the other.
    """
    if cursor.group.spans and cursor.group.has_days and _hours_follow(cursor):
        raise Unread
    is_none = cursor.at(Kind.NOT) and cursor.kind_at(1) in (None, *_BEHIND_NO_DAY)
    if is_none or cursor.at(Kind.CLOSED):
        raise Unread


def _before_end(cursor: Cursor) -> date | None:
    """Take the first day of "vom 12.1. bis 30.3.2027", whose year is said at the end."""
    position = cursor.position
    found = dated(cursor)
    behind = cursor.position
    ends = dated(cursor) if found and cursor.take(Kind.TO) else []
    cursor.position = behind if ends else position
    end = ends[0] if ends else None
    if isinstance(end, date):
        return year_of(found, None, end)
    cursor.position = position
    return None


def _month_start(cursor: Cursor) -> date | None:
    """Take "Januar" or "Januar 2027": the first day of the month.

    Before "bis März 2027" it is the January before that; "von Oktober bis März" is now if it is
    December.
    """
    position = cursor.position
    month, year = cursor.take(Kind.MONTH_NAME), cursor.take(Kind.NUMBER)
    day = _first_of(month, _year(year), _month_behind(cursor), cursor.today)
    if day is None or (year and not _year(year)):
        cursor.position = position
        return None
    return day


def _month_behind(cursor: Cursor) -> tuple[int, int]:
    """Return the month and the year of "bis März 2027" without going on; 0 is not said."""
    position = cursor.position
    month = cursor.take(Kind.MONTH_NAME) if cursor.take(Kind.TO) else None
    year = cursor.take(Kind.NUMBER) if month else None
    cursor.position = position
    return (int(str(month.value)), _year(year)) if month else (0, 0)


def _year(token: Token | None) -> int:
    """Return the year that a number means, 0 for none."""
    year = int(str(token.value)) if token else 0
    return year if year in YEARS else 0


def _first_of(
    named: Token | None, year: int, end: tuple[int, int], today: date | None
) -> date | None:
    """Return the first day of a month; ``end`` is the month and the year of the last day."""
    if named is None:
        return None
    month, (last, last_year) = int(str(named.value)), end
    year = year or (last_year and last_year - (month > last))
    if year:
        return date(year, month, 1)
    if today is None:
        return None
    begun = last and (today.month - month) % 12 <= (last - month) % 12
    return today if begun else max(date(today.year + (month < today.month), month, 1), today)


def last_day(cursor: Cursor) -> bool:
    """Read "bis 31.12.2027", "until March", "bis Ende 2027", "Ende: 31.12.2027"."""
    position = cursor.position
    if cursor.spoken(3).lower() == "bis auf weiteres":
        cursor.position += 3
        return cursor.group.has_days
    if not cursor.take(Kind.TO) and not _named(cursor, _ENDS):
        return False
    cursor.skip(Kind.FILLER)
    reference = cursor.group.first or cursor.today
    day = _day(cursor, reference) or _end(cursor, reference)
    if day is None:
        cursor.position = position
        return False
    _refuse_behind(cursor)
    for group in cursor.groups:
        group.last, group.repeats = group.last or day, True
        group.leads |= not group.has_days
    return True


def period(cursor: Cursor) -> bool:
    """Read "12.1.-30.3.2027" behind days and hours: their first and last day."""
    group, position = cursor.group, cursor.position
    if not (group.spans and group.has_days and not group.days):
        return False
    found = day_range(cursor, cursor.today)
    if found is None or group.first or _hours_follow(cursor):
        cursor.position = position
        return False
    for other in cursor.groups:
        other.first, other.last = found
        other.repeats = True
    return True


def _hours_follow(cursor: Cursor) -> bool:
    """Return whether hours stand next, and no count such as "10 Termine"."""
    ahead = 0
    while cursor.kind_at(ahead) in (Kind.FILLER, Kind.COMMA, Kind.FROM):
        ahead += 1
    if cursor.kind_at(ahead) is Kind.NUMBER:
        return cursor.kind_at(ahead + 1) not in (Kind.TIMES, *_UNITS)
    return cursor.kind_at(ahead) is Kind.CLOCK


def day_range(
    cursor: Cursor, reference: date | None, word: Kind = Kind.TO
) -> tuple[date, date] | None:
    """Take "24.12.2026-6.1.2027" or "22.12. bis 6.1."; None if no such range stands here.

    ``word`` stands between the days.
    """
    position = cursor.position
    starts = dated(cursor)
    ends = dated(cursor) if len(starts) == 1 and cursor.take(word) else []
    days = _resolved(starts, ends, reference) if len(ends) == 1 else None
    if days is None:
        cursor.position = position
    return days


def _resolved(
    starts: list[Dated], ends: list[Dated], reference: date | None
) -> tuple[date, date] | None:
    end = ends[0]
    first = year_of(starts, reference, end if isinstance(end, date) else None)
    last = year_of(ends, first)
    return (first, last) if first and last and first <= last else None


def _day(cursor: Cursor, reference: date | None) -> date | None:
    if reference and (token := cursor.take(Kind.TODAY)):
        return date.fromordinal(reference.toordinal() + int(str(token.value)))
    position = cursor.position
    found = dated(cursor)
    day = year_of(found, reference) if found else None
    if day is None:
        cursor.position = position
    return day


def _end(cursor: Cursor, reference: date | None) -> date | None:
    """Take "März", "Ende März 2027", "Ende 2027": the last day of it."""
    position = cursor.position
    cursor.take(Kind.END)
    cursor.skip(Kind.FILLER)
    month = cursor.take(Kind.MONTH_NAME)
    year = cursor.take(Kind.NUMBER)
    if year and int(str(year.value)) in YEARS:
        return _last_of(int(str(year.value)), int(str(month.value)) if month else 12)
    if month is None or year or reference is None:
        cursor.position = position
        return None
    number = int(str(month.value))
    return _last_of(reference.year + (number < reference.month), number)


def _last_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
