"""Readers of days counted from another one: "morgen", "in 3 Tagen", "7 Tage vor 24.12.2026"."""

from datetime import date, timedelta

from bot.rules.cells import Wrong
from bot.rules.timing.cursor import Cursor
from bot.rules.timing.dating import dated, on_weekday, year_of
from bot.rules.timing.groups import Unread
from bot.rules.timing.lexicon import Kind
from bot.rules.timing.weekdays import part_of_day


def relative(cursor: Cursor) -> bool:
    """Read "heute", "übermorgen", "nächsten Dienstag", "in 3 Tagen": each is one day."""
    if cursor.today is None:
        return False
    position = cursor.position
    day = _relative_day(cursor, cursor.today)
    if day is None:
        cursor.position = position
        return False
    is_listed = position and cursor.tokens[position - 1].kind in (Kind.COMMA, Kind.AND)
    if cursor.group.days and not cursor.group.spans and not is_listed:
        raise Unread  # "morgen in 8 Tagen" is no two days
    cursor.for_days().days.append(day)
    return True


def _relative_day(cursor: Cursor, today: date) -> date | None:
    if token := cursor.take(Kind.TODAY):
        day = today + timedelta(days=int(str(token.value)))
        return _weeks_later(cursor, day)
    if cursor.take(Kind.IN):
        number = cursor.take(Kind.NUMBER)
        unit = cursor.take(Kind.DAY, Kind.WEEK)
        if not number or not unit or int(str(number.value)) > 366:
            return None
        return today + int(str(number.value)) * timedelta(days=7 if unit.kind is Kind.WEEK else 1)
    if not (token := cursor.take(Kind.NEXT)):
        return None
    earliest = today + timedelta(days=int(str(token.value)))
    if cursor.take(Kind.WEEK):
        cursor.skip(Kind.FILLER, Kind.COMMA)
        weeks = (int(str(token.value)) + 6) // 7
        earliest = today + timedelta(days=7 * weeks - today.weekday())
    weekday = cursor.take(Kind.WEEKDAY)
    part_of_day(cursor)
    return on_weekday(earliest, int(str(weekday.value))) if weekday else None


def _weeks_later(cursor: Cursor, day: date) -> date:
    """Take "in einer Woche" behind "heute": the day that is meant."""
    kinds = [cursor.kind_at(ahead) for ahead in range(3)]
    if kinds != [Kind.IN, Kind.NUMBER, Kind.WEEK]:
        return day
    weeks = int(str(cursor.tokens[cursor.position + 1].value))
    cursor.position += 3
    return day + timedelta(weeks=min(weeks, 52))


def before_a_date(cursor: Cursor) -> bool:
    """Read "7 und 1 Tage vor 24.12.2026"."""
    position = cursor.position
    counts = {int(str(token.value)) for token in cursor.take_list(Kind.NUMBER)}
    if not counts or not cursor.take(Kind.DAY) or not cursor.take(Kind.BEFORE):
        cursor.position = position
        return False
    cursor.skip(Kind.FILLER)
    goal = dated(cursor)
    day = year_of(goal, cursor.today) if goal else None
    if day is None:
        raise Unread
    if max(counts) > 999 or day - date.min < timedelta(days=max(counts)):
        raise Wrong("times", "24.11.2026 18:00")
    group = cursor.for_days()
    group.days += sorted(day - timedelta(days=count) for count in counts)
    group.counted_back = True
    return True
