"""Readers of days: weekdays, dates, "jeden 1. Dienstag im Monat", "alle 14 Tage".

Each reads from the cursor on and returns whether it understood something; if not, it leaves the
cursor where it was.
"""

from datetime import date, time

from bot.rules.cells import Wrong
from bot.rules.timing import intervals
from bot.rules.timing.cursor import Cursor
from bot.rules.timing.dating import Dated, dated, year_of
from bot.rules.timing.groups import Group, Span, Unread
from bot.rules.timing.lexicon import Kind
from bot.rules.timing.tokens import Token
from bot.rules.timing.weekdays import SEPARATORS, weekdays

_UNITS = {Kind.DAY: "DAY", Kind.WEEK: "WEEK", Kind.MONTH: "MONTH", Kind.YEAR: "YEAR"}


def frequency(cursor: Cursor) -> bool:
    """Read "täglich", "14-tägig", "alle zwei Wochen", "every other Tuesday", "jedes Jahr"."""
    if cursor.at(Kind.EVERY):
        return _every(cursor)
    token = cursor.take(Kind.DAILY, Kind.WEEKLY, Kind.MONTHLY, Kind.YEARLY)
    if token is None:
        return False
    if token.kind is Kind.DAILY:
        cursor.for_days().is_presumed = False
        _repeat(cursor.group, "DAY")
        if token.value == "24/7":
            cursor.group.spans.append(Span(time(), time()))
        return True
    units = {Kind.WEEKLY: "WEEK", Kind.MONTHLY: "MONTH", Kind.YEARLY: "YEAR"}
    interval = int(str(token.value or 1))
    if len(cursor.groups) > 1 and interval > 1 and _meant(cursor).spans:
        raise Unread  # "Mo 9-11, Mi 14-16, 14-tägig": both of them?
    _repeat(_meant(cursor), units[token.kind], interval)
    return True


def _every(cursor: Cursor) -> bool:
    """Read what follows "every"."""
    position = cursor.position
    cursor.position += 1
    if cursor.at(Kind.FILLER) and cursor.kind_at(1) is Kind.WEEKDAY:  # "tous les mardis"
        cursor.position += 1
    if cursor.at(Kind.ORDINAL) and not _is_every_nth(cursor):
        return _ordinals(cursor, every=True) or _left(cursor, position)
    return _every_weekday(cursor) or _interval(cursor) or _left(cursor, position)


def _every_weekday(cursor: Cursor) -> bool:
    """Read "Dienstag", "other Tuesday" or "Quartal" behind "every"."""
    if cursor.at(Kind.OTHER) and cursor.kind_at(1) is Kind.WEEKDAY:
        cursor.position += 1
        _repeat(cursor.for_days(), "WEEK", 2)
        return weekdays(cursor)
    if cursor.at(Kind.WEEKDAY, Kind.WORKDAYS):
        cursor.for_days().repeats = True
        return weekdays(cursor)
    if token := cursor.take(Kind.QUARTER):
        _within_months(_meant(cursor), int(str(token.value)))
    return token is not None


def _within_months(group: Group, count: int) -> None:
    """Let a group recur once in a quarter or half of the year. Raises Unread if it does not."""
    _repeat(group, "MONTH")
    group.within_months = count


def _is_every_nth(cursor: Cursor) -> bool:
    """Return whether "jeden zweiten Monat" stands here, and not "jeden ersten Tag im Monat"."""
    ahead = 2
    while cursor.kind_at(ahead) in (Kind.FILLER, Kind.IN):
        ahead += 1
    is_in_month = cursor.kind_at(1) is Kind.DAY and cursor.kind_at(ahead) in (
        Kind.MONTH, Kind.EVERY, Kind.MONTH_NAME,
    )  # fmt: skip
    return cursor.kind_at(1) in _UNITS and not is_in_month


def _interval(cursor: Cursor) -> bool:
    """Read "Tag", "2 Wochen", "zweite Woche", "other week" behind "every"."""
    count = intervals.every_how_many(cursor)
    token = cursor.take(*_UNITS)
    if token is None or not 1 <= count <= 99:
        return False
    intervals.refuse_within_month(cursor, token)
    unit = _UNITS[token.kind]
    if unit == "DAY" and count % 7:
        _repeat(cursor.for_days(), unit, count)
    else:
        unit, count = ("WEEK", count // 7) if unit == "DAY" else (unit, count)
        _repeat(_meant(cursor), unit, count)
    return True


def _left(cursor: Cursor, position: int) -> bool:
    cursor.position = position
    return False


def _meant(cursor: Cursor) -> Group:
    """Return the group whose frequency is said: the next one if its days follow."""
    ahead = 0
    while cursor.kind_at(ahead) in (Kind.FILLER, Kind.COMMA):
        ahead += 1
    days_follow = cursor.kind_at(ahead) in (Kind.WEEKDAY, Kind.WORKDAYS, Kind.ORDINAL)
    return cursor.for_days() if days_follow else cursor.group


def _repeat(group: Group, unit: str, interval: int = 1) -> None:
    """Set how often. Raises Unread if the words said something else before."""
    if group.unit not in ("", unit) or (group.interval != 1 and group.interval != interval):
        raise Unread
    group.unit, group.interval, group.repeats = unit, interval, True


def ordinal(cursor: Cursor) -> bool:
    """Read "1. und 3. Dienstag im Monat", "letzter Freitag", "15. des Monats"."""
    return cursor.at(Kind.ORDINAL) and _ordinals(cursor, every=False)


def _ordinals(cursor: Cursor, *, every: bool) -> bool:
    position = cursor.position
    numbers = [int(str(token.value)) for token in cursor.take_list(Kind.ORDINAL)]
    if cursor.at(Kind.MONTH_NAME, Kind.TO):
        return _left(cursor, position)
    group = cursor.for_days()
    if cursor.at(Kind.WEEKDAY):
        _refuse_other_days(cursor, group)
        weekdays(cursor)
        _nth_weekday(cursor, group, numbers, every=every)
    else:
        _nth_day(cursor, group, numbers, every=every)
    return True


def _refuse_other_days(cursor: Cursor, group: Group) -> None:
    """Raise Unread for "1. Di und 3. Do 18 Uhr": each of the days has a number of its own."""
    token = cursor.peek()
    if group.ordinals or (token and {*group.weekdays} - {token.value}):
        raise Unread


def _nth_day(cursor: Cursor, group: Group, numbers: list[int], *, every: bool) -> None:
    """Take "15. des Monats", "jeden 15.", "letzter Tag im Monat", "erster Werktag im Monat"."""
    named = cursor.take(Kind.WORKDAYS, Kind.DAY)
    is_alone = every and not named and not cursor.at(Kind.UNKNOWN)
    if any(before.weekdays for before in cursor.groups[:-1]):
        is_alone = False  # "Di 18 Uhr, jeden ersten um 17 Uhr": the first Tuesday?
    if not _month(cursor, group) and not is_alone and group.unit not in ("MONTH", "YEAR"):
        raise Unread
    _add_days(group, named, numbers)


def _add_days(group: Group, named: Token | None, numbers: list[int]) -> None:
    """Add days of the month. Raises Wrong for a 32nd."""
    group.repeats, group.unit = True, group.unit or "MONTH"
    if named and named.kind is Kind.WORKDAYS:
        group.weekdays, group.positions = list(range(5)), numbers
        return
    if not named and min(numbers) < 0:
        raise Unread
    if max(map(abs, numbers)) > 31:
        raise Wrong("date", "24.11.2026")
    group.month_days += numbers


def _nth_weekday(cursor: Cursor, group: Group, numbers: list[int], *, every: bool) -> None:
    """Take "jeden zweiten Dienstag" as every other, "zweiter Dienstag im Monat" as monthly."""
    in_month = _month(cursor, group)
    group.repeats |= in_month or every
    if every and not in_month and len(numbers) == 1 and numbers[0] > 1:
        _repeat(group, "WEEK", numbers[0])
        return
    highest = 5 if in_month else 4
    if max(map(abs, numbers)) > highest or group.unit not in ("", "MONTH"):
        raise Unread
    group.ordinals, group.unit = numbers, "MONTH"


def _month(cursor: Cursor, group: Group) -> bool:
    """Take "im Monat", "alle 3 Monate", "im Quartal"; return whether it stands there."""
    position = cursor.position
    cursor.position += cursor.spoken(2).lower() == "/ monat"
    cursor.skip(Kind.FILLER, Kind.IN)
    every = cursor.take(Kind.EVERY)
    number = cursor.take(Kind.NUMBER) if every else None
    if not number and (token := cursor.take(Kind.QUARTER)):
        if cursor.at(Kind.NUMBER):
            raise Unread  # "1. Quartal 2027"
        _within_months(group, int(str(token.value)))
        return True
    if not cursor.take(Kind.MONTH):
        return _left(cursor, position)
    group.unit = "MONTH"
    group.interval = int(str(number.value)) if number else group.interval
    return True


def dates(cursor: Cursor) -> bool:
    """Read "24.11.2026", "1. Dezember", "24.-26.12.2026", "1.12., 8.12. und 15.12.2026"."""
    if not (found := dated(cursor)):
        return False
    group = cursor.for_days()
    group.days_of_year += [date_ for date_ in found if isinstance(date_, tuple)]
    group.days += [date_ for date_ in found if isinstance(date_, date)]
    if len(found) == 1:
        _listed_dates(cursor, group)
    if cursor.at(Kind.TO):
        _range(cursor, group)
    _date_by_weekday(cursor, group)
    _check_weekday(group)
    return True


def _listed_dates(cursor: Cursor, group: Group) -> None:
    """Take the dates of a list behind its first one."""
    while cursor.at(*SEPARATORS):
        position = cursor.position
        cursor.skip(*SEPARATORS, Kind.FILLER)
        weekday = _weekday_before(cursor)
        if not (further := dated(cursor)):
            cursor.position = position
            return
        group.weekdays += weekday
        _further(group, further)


def _weekday_before(cursor: Cursor) -> list[int]:
    """Take the weekday of a further date: "Sa, 16.1. und So, 17.1.2027"."""
    token = cursor.take(Kind.WEEKDAY)
    cursor.take_full_stop()
    cursor.skip(Kind.COMMA)
    return [int(str(token.value))] if token else []


def _further(group: Group, found: list[Dated]) -> None:
    """Add dates of a list; a year said at its end belongs to all of it."""
    for date_ in found:
        if isinstance(date_, date):
            group.days += [year_of([pair], None, date_) or date_ for pair in group.days_of_year]
            group.days.append(date_)
            group.days_of_year = []
        else:
            group.days_of_year.append(date_)


def _range(cursor: Cursor, group: Group) -> None:
    """Take "1.12.2026-24.12.2026" as the first and last day; every day if none are named."""
    position = cursor.position
    cursor.position += 1
    ends = dated(cursor)
    last = year_of(ends, cursor.today) if ends else None
    if last is None:
        cursor.position = position
        return
    if len(group.days) + len(group.days_of_year) != 1:
        raise Unread
    first = group.days[0] if group.days else year_of(list(group.days_of_year), None, last)
    if first is None or first > last:
        raise Wrong("span", f"{last:%d.%m.%Y}")
    group.days, group.days_of_year, group.first, group.last = [], [], first, last
    group.repeats, group.leads = True, not group.weekdays
    if not group.weekdays:
        group.is_presumed = not group.unit
        _repeat(group, "DAY")


def _date_by_weekday(cursor: Cursor, group: Group) -> None:
    """Take "Do, 24.12." as the next one: what has a weekday is meant once."""
    if not (group.weekdays and group.days_of_year and cursor.today) or group.first:
        return
    resolved = [year_of([pair], cursor.today) for pair in group.days_of_year]
    group.days += [day for day in resolved if day]
    group.days_of_year = []


def _check_weekday(group: Group) -> None:
    """Drop the weekday of "Di, 24.11.2026". Raises Wrong if the date is on another one."""
    if not (group.weekdays and group.days) or group.first is not None:
        return
    if group.unit or group.ordinals:
        raise Unread
    for day in group.days:
        if day.weekday() not in group.weekdays:
            raise Wrong("weekday", f"{day:%d.%m.%Y}")
    group.weekdays = []
