"""Readers of where times begin and end, and of what falls out."""

from calendar import monthrange
from datetime import date

from bot.rules.timing.cursor import Cursor
from bot.rules.timing.dating import dated, year_of
from bot.rules.timing.groups import Group, Unread
from bot.rules.timing.lexicon import Kind
from bot.rules.timing.seasons import month_range, without_months
from bot.rules.timing.weekdays import weekday_range

_LONGEST_COUNT = 1000


def count(cursor: Cursor) -> bool:
    """Read "3 mal", "10x", "10 Termine". Raises Unread for "3 mal pro Woche"."""
    if not (cursor.at(Kind.NUMBER) and cursor.kind_at(1) is Kind.TIMES):
        return False
    number = int(str(cursor.tokens[cursor.position].value))
    cursor.position += 2
    clear = cursor.at(Kind.COMMA, Kind.CLOSING) or cursor.peek() is None
    if not clear or not cursor.group.has_days or not 1 <= number <= _LONGEST_COUNT:
        raise Unread
    cursor.group.count, cursor.group.repeats = number, True
    return True


def first_day(cursor: Cursor) -> bool:
    """Read "ab 1.12.2026", "seit 2026-12-01", "from today"."""
    position = cursor.position
    if not cursor.take(Kind.FROM):
        return False
    cursor.skip(Kind.FILLER)
    if cursor.spoken(1).lower() == "sofort":
        cursor.position += 1
        return True
    day = _day(cursor, cursor.today)
    if day is None:
        cursor.position = position
        return False
    for group in cursor.groups:
        group.first = group.first or day
    return True


def last_day(cursor: Cursor) -> bool:
    """Read "bis 31.12.2027", "until March", "bis Ende 2027"."""
    position = cursor.position
    if not cursor.take(Kind.TO):
        return False
    cursor.skip(Kind.FILLER)
    reference = cursor.group.first or cursor.today
    day = _day(cursor, reference) or _end(cursor, reference)
    if day is None:
        cursor.position = position
        return False
    for group in cursor.groups:
        group.last, group.repeats = group.last or day, True
        if not group.has_days:
            raise Unread
    return True


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
    if year and 1900 <= int(str(year.value)) <= 2199:
        return _last_of(int(str(year.value)), int(str(month.value)) if month else 12)
    if month is None or year or reference is None:
        cursor.position = position
        return None
    number = int(str(month.value))
    return _last_of(reference.year + (number < reference.month), number)


def _last_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def exception(cursor: Cursor) -> bool:
    """Read "außer Mi", "nicht am 24.12.2026", "except in August"."""
    position = cursor.position
    if not cursor.take(Kind.EXCEPT, Kind.NOT) or not cursor.group.has_days:
        cursor.position = position
        return False
    cursor.skip(Kind.FILLER, Kind.IN)
    if not _excepted(cursor):
        cursor.position = position
        return False
    while cursor.at(Kind.COMMA, Kind.AND):
        before, goes_on = cursor.position, cursor.at(Kind.AND)
        cursor.skip(Kind.COMMA, Kind.AND, Kind.FILLER, Kind.IN)
        if not _excepted(cursor):
            if goes_on:  # "außer Mi und an Brückentagen": half of it would say the opposite
                raise Unread
            cursor.position = before
            break
    return True


def holidays_closed(cursor: Cursor) -> bool:
    """Read "PH off", "PH,SH off", "Feiertage geschlossen": true of all days so far."""
    position = cursor.position
    kinds = set()
    while token := cursor.take(Kind.HOLIDAY, Kind.SCHOOL_HOLIDAY):
        kinds.add(token.kind)
        cursor.skip(Kind.COMMA, Kind.AND)
    if not kinds or not cursor.all_groups or not cursor.take(Kind.CLOSED):
        cursor.position = position
        return False
    for group in cursor.all_groups:
        group.without_holidays |= Kind.HOLIDAY in kinds
        group.without_school_holidays |= Kind.SCHOOL_HOLIDAY in kinds
    cursor.has_closed = True
    return True


def _excepted(cursor: Cursor) -> bool:
    """Take one exception, and leave it out of all groups so far."""
    if cursor.at(Kind.WEEKDAY, Kind.WORKDAYS):
        weekdays = weekday_range(cursor)
        if cursor.group.spans and cursor.at(Kind.CLOCK, Kind.NUMBER):
            raise Unread  # "9-12 außer Mi 14-16": other hours on that day?
        without_weekdays(cursor.groups, weekdays)
        return True
    if cursor.at(Kind.MONTH_NAME) and cursor.kind_at(1) not in (Kind.NUMBER, Kind.ORDINAL):
        months = month_range(cursor)
        for group in cursor.groups:
            without_months(group, months)
        return True
    return _excepted_days(cursor)


def _excepted_days(cursor: Cursor) -> bool:
    """Take holidays or a single day as an exception."""
    is_holiday = cursor.take(Kind.HOLIDAY, Kind.SCHOOL_HOLIDAY)
    day = None if is_holiday else _day(cursor, cursor.group.first or cursor.today)
    for group in cursor.groups:
        kind = is_holiday.kind if is_holiday else None
        group.without_holidays |= kind is Kind.HOLIDAY
        group.without_school_holidays |= kind is Kind.SCHOOL_HOLIDAY
        group.excluded += [day] if day else []
    return is_holiday is not None or day is not None


def without_weekdays(groups: list[Group], weekdays: list[int]) -> None:
    """Leave out weekdays. Raises Unread if none is left, or the days are no weekdays."""
    for group in groups:
        if not _is_of_weekdays(group):
            raise Unread
        if group.unit == "DAY" and not group.weekdays:
            group.weekdays, group.unit = list(range(7)), "WEEK"
        kept = [day for day in group.weekdays if day not in weekdays]
        if group.weekdays and not kept:
            raise Unread
        group.weekdays = kept


def _is_of_weekdays(group: Group) -> bool:
    """Return whether a group recurs on days of the week, so that one of them can be left out."""
    is_every_nth_day = group.unit == "DAY" and group.interval > 1
    return not (group.ordinals or group.rule or is_every_nth_day)
