"""Readers of ends on the next day: "22-2 Uhr (Folgetag)", "Fr 22 Uhr bis Sa 4 Uhr"."""

from datetime import timedelta

from bot.rules.timing.cursor import Cursor
from bot.rules.timing.dating import Dated, dated, year_of
from bot.rules.timing.groups import Group
from bot.rules.timing.lexicon import Kind
from bot.rules.timing.tokens import Token


def next_day(cursor: Cursor) -> bool:
    """Take "(Folgetag)" or "next day" behind the hours."""
    position = cursor.position
    bracket = cursor.take(Kind.OPENING)
    spoken = cursor.spoken(2).lower()
    words = next((words for words in ("folgetag", "next day") if spoken.startswith(words)), "")
    cursor.position += len(words.split())
    if words and (not bracket or cursor.take(Kind.CLOSING)):
        return True
    cursor.position = position
    return False


def skip_same_day(cursor: Cursor) -> None:
    """Skip the day of an end that is the day before: "24.11.2026 18:00 - 24.11.2026 20:00"."""
    position = cursor.position
    found = dated(cursor)
    cursor.skip(Kind.COMMA, Kind.FILLER)
    known = [*cursor.group.days, *cursor.group.days_of_year]
    if found != known or not cursor.at(Kind.CLOCK, Kind.NUMBER):
        cursor.position = position


def named_next_day(cursor: Cursor) -> bool:
    """Take the day of an end if it is the one after the only day before: "Fr 22 Uhr bis Sa 4 Uhr".

    Any other day is left where it is, so that it is no end on the same day.
    """
    position = cursor.position
    weekday = cursor.take(Kind.WEEKDAY)
    cursor.take_full_stop()
    cursor.skip(Kind.COMMA, Kind.FILLER)
    found = dated(cursor)
    cursor.skip(Kind.COMMA, Kind.FILLER)
    is_next = _is_next_date(cursor, found[0]) if found else _is_next_weekday(cursor.group, weekday)
    if is_next and cursor.at(Kind.CLOCK, Kind.NUMBER):
        return True
    cursor.position = position
    return False


def _is_next_date(cursor: Cursor, found: Dated) -> bool:
    """Return whether a date is the day after the only one before."""
    known: list[Dated] = [*cursor.group.days, *cursor.group.days_of_year]
    before = year_of(known, cursor.today) if len(known) == 1 else None
    after = year_of([found], before)
    return bool(before and after and after - before == timedelta(days=1))


def _is_next_weekday(group: Group, weekday: Token | None) -> bool:
    """Return whether a weekday is the one after the only weekday of a group."""
    is_weekly = len(group.weekdays) == 1 and not group.ordinals and group.unit in ("", "WEEK")
    return bool(is_weekly and weekday and weekday.value == (group.weekdays[0] + 1) % 7)
