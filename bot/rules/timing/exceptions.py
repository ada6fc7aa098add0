"""Readers of what falls out: "außer Mi", "nicht am 24.12.", "PH off", "im August geschlossen"."""

from collections.abc import Collection
from datetime import date

from bot.rules.timing.cursor import Cursor
from bot.rules.timing.dating import dated, year_of
from bot.rules.timing.groups import Group, Unread
from bot.rules.timing.lexicon import Kind
from bot.rules.timing.limits import day_range
from bot.rules.timing.seasons import are_hours, month_range, without_months
from bot.rules.timing.weekdays import weekday_range

_LONGEST_BREAK = 62
"""Maximum length of a break between dates, in days: the summer holidays have six weeks."""
_MEETINGS = ("kurs", "treffen", "termin", "unterricht", "beratung", "sprechstunde", "meeting")
"""What does not take place: "kein Treffen am 24.12."."""


def exception(cursor: Cursor) -> bool:
    """Read "außer Mi", "nicht am 24.12.2026", "except in August", "entfällt am 24.12.2026"."""
    position = cursor.position
    if not _take_except(cursor) or not cursor.group.has_days:
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


def _take_except(cursor: Cursor) -> bool:
    """Take "außer", "nicht", "aber nicht", "kein Treffen" or "geschlossen" before days."""
    cursor.position += cursor.word_at(0) in ("aber", "jedoch", "but") and cursor.kind_at(1) in (
        Kind.NOT, Kind.CLOSED,
    )  # fmt: skip
    if cursor.group.spans and cursor.take(Kind.CLOSED):
        return True
    token = cursor.take(Kind.EXCEPT, Kind.NOT)
    is_none = token is not None and cursor.word_at(-1).startswith(("kein", "no"))
    if is_none and cursor.word_at(0) in _MEETINGS and cursor.kind_at(1) is Kind.FILLER:
        cursor.position += 1
    return token is not None


def days_closed(cursor: Cursor) -> bool:
    """Read "vom 24.12.2026 bis 6.1.2027 geschlossen" behind days and hours."""
    position = cursor.position
    cursor.take(Kind.FROM)
    found = day_range(cursor, cursor.today)
    if not found or not cursor.all_groups or not cursor.take(Kind.CLOSED):
        cursor.position = position
        return False
    _without_days(cursor.all_groups, *found)
    cursor.has_closed = True
    return True


def holidays_closed(cursor: Cursor) -> bool:
    """Read "PH off", "Feiertage geschlossen": true of the days of its entry, else of all before."""
    position = cursor.position
    closed = cursor.groups if cursor.group.has_days else cursor.all_groups
    cursor.skip(Kind.FILLER, Kind.IN)
    kinds, weekdays = set(), []
    while token := cursor.take(Kind.HOLIDAY, Kind.SCHOOL_HOLIDAY):
        kinds.add(token.kind)
        cursor.skip(Kind.COMMA, Kind.AND)
        if cursor.at(Kind.WEEKDAY):
            weekdays += weekday_range(cursor)
            cursor.skip(Kind.COMMA, Kind.AND)
    if not kinds or not closed or not cursor.take(Kind.CLOSED):
        cursor.position = position
        return False
    if weekdays:
        without_weekdays(closed, weekdays)
    without_holidays(closed, kinds)
    cursor.has_closed = True
    return True


def weekdays_closed(cursor: Cursor) -> bool:
    """Read "Mi geschlossen" in brackets behind days and hours."""
    position = cursor.position
    found = weekday_range(cursor) if cursor.at(Kind.WEEKDAY) else []
    if not found or not cursor.all_groups or not cursor.take(Kind.CLOSED):
        cursor.position = position
        return False
    without_weekdays(cursor.all_groups, found)
    return True


def _excepted(cursor: Cursor) -> bool:
    """Take one exception, and leave it out of all groups so far."""
    if cursor.at(Kind.WEEKDAY, Kind.WORKDAYS):
        weekdays = weekday_range(cursor)
        if cursor.group.spans and cursor.at(Kind.CLOCK, Kind.NUMBER):
            raise Unread  # "9-12 außer Mi 14-16": other hours on that day?
        without_weekdays(cursor.groups, weekdays)
        return True
    if _is_whole_month(cursor):
        months = month_range(cursor)
        for group in cursor.groups:
            without_months(group, months)
        return True
    return _excepted_days(cursor)


def _is_whole_month(cursor: Cursor) -> bool:
    """Return whether a month stands here, and no day of it behind."""
    has_day = cursor.kind_at(1) in (Kind.NUMBER, Kind.ORDINAL) and not are_hours(cursor, 1)
    return cursor.at(Kind.MONTH_NAME) and not has_day


def _excepted_days(cursor: Cursor) -> bool:
    """Take holidays or a single day as an exception."""
    if token := cursor.take(Kind.HOLIDAY, Kind.SCHOOL_HOLIDAY):
        without_holidays(cursor.groups, (token.kind,))
        return True
    reference, position = cursor.group.first or cursor.today, cursor.position
    is_from = cursor.take(Kind.FROM)
    cursor.skip(Kind.FROM, Kind.FILLER)
    is_between = cursor.spoken(1).lower() in ("zwischen", "between")
    cursor.position += is_between
    if found := day_range(cursor, reference, Kind.AND if is_between else Kind.TO):
        _without_days(cursor.groups, *found)
        return True
    if is_from:  # "außer Mi, ab 24.11.2026": the first day, and no exception
        cursor.position = position
        return False
    return not is_between and _excepted_dates(cursor, reference)


def _excepted_dates(cursor: Cursor, reference: date | None) -> bool:
    """Take one or more single days as exceptions; False if nobody knows their year."""
    position = cursor.position
    days = [year_of([day], reference) for day in dated(cursor)]
    known = [day for day in days if day]
    if not days or len(known) < len(days):
        cursor.position = position
        return False
    for group in cursor.groups:
        group.excluded += known
    return True


def without_holidays(groups: list[Group], kinds: Collection[Kind]) -> None:
    """Leave out public holidays, school holidays, or both."""
    for group in groups:
        group.without_holidays |= Kind.HOLIDAY in kinds
        group.without_school_holidays |= Kind.SCHOOL_HOLIDAY in kinds


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


def without(groups: list[Group], closed: Group) -> None:
    """Leave the days of another group out. Raises Unread if that cannot be said."""
    if closed.first and closed.last:
        _without_days(groups, closed.first, closed.last)
    elif closed.days_of_year:
        raise Unread
    elif closed.weekdays and not closed.days:
        without_weekdays(groups, closed.weekdays)
    elif closed.days and not closed.weekdays:
        for group in groups:
            group.excluded += closed.days
    else:
        raise Unread


def _without_days(groups: list[Group], first: date, last: date) -> None:
    """Leave out all days from the first to the last. Raises Unread for more than a season."""
    if (last - first).days > _LONGEST_BREAK:
        raise Unread
    days = [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]
    for group in groups:
        weekdays = group.weekdays or range(7)
        group.excluded += [day for day in days if day.weekday() in weekdays]
