"""Readers of weekdays: "Mo", "Mo-Fr", "Di, Do und Sa", "werktags", "Tu[1,3]"."""

from bot.rules.timing.cursor import Cursor
from bot.rules.timing.groups import Group, Unread
from bot.rules.timing.lexicon import Kind

SEPARATORS = (Kind.COMMA, Kind.AND)
"""What stands between the parts of a list."""
_TOO = ("auch", "zusätzlich", "außerdem", "also")
"""Words before further hours of a day: "Mo-Do 8-12, Do auch 14-18"."""
_HOURS = (Kind.CLOCK, Kind.NUMBER, Kind.FROM)


def weekdays(cursor: Cursor) -> bool:
    """Read "Mo", "Mo-Fr", "Di, Do und Sa", "werktags", "Tu[1,3]"."""
    if not cursor.at(Kind.WEEKDAY, Kind.WORKDAYS):
        return False
    group = cursor.for_days()
    if group.days or group.days_of_year:
        raise Unread
    _part(cursor, group)
    while _skip_separators(cursor, Kind.WEEKDAY, Kind.WORKDAYS):
        _part(cursor, group)
    if _skip_separators(cursor, Kind.HOLIDAY):
        cursor.take(Kind.HOLIDAY)
        _on_holidays(cursor, group)
    cursor.position += cursor.word_at(0) in _TOO and cursor.kind_at(1) in _HOURS
    group.repeats |= len(group.weekdays) > 1
    return True


def _part(cursor: Cursor, group: Group) -> None:
    """Take one part of a list: a weekday or a range, with what belongs to it."""
    group.repeats |= (token := cursor.peek()) is not None and token.habit
    _add(group, weekday_range(cursor))
    _squared(cursor, group)
    part_of_day(cursor)


def _skip_separators(cursor: Cursor, *kinds: Kind) -> bool:
    """Skip the separators if one of these kinds stands behind them; return whether it does.

    A preposition may stand before it: "Sa, So und an Feiertagen".
    """
    ahead = 0
    while cursor.kind_at(ahead) in SEPARATORS:
        ahead += 1
    while ahead and cursor.kind_at(ahead) is Kind.FILLER and cursor.word_at(ahead).isalpha():
        ahead += 1
    if not ahead or cursor.kind_at(ahead) not in kinds:
        return False
    cursor.position += ahead
    return True


def _on_holidays(cursor: Cursor, group: Group) -> None:
    """Take holidays in a list of weekdays: "Mo-Fr,PH 10-12", "Su,PH off"."""
    if cursor.at(Kind.CLOSED):
        for other in cursor.all_groups:
            other.without_holidays = True
    else:
        group.notes.append("auch an Feiertagen")


def _add(group: Group, found: list[int]) -> None:
    """Add weekdays. Raises Unread for "Mo-Do vormittags, Do nachmittags": parts of one list."""
    if group.parts_of_day and {*group.weekdays} & {*found}:
        raise Unread
    group.weekdays = sorted({*group.weekdays, *found})


def weekday_range(cursor: Cursor) -> list[int]:
    """Take one weekday or a range of them, which may go over the end of the week."""
    token = cursor.take(Kind.WEEKDAY, Kind.WORKDAYS)
    if token is None:
        raise Unread
    if isinstance(token.value, range):
        return list(token.value)
    first = int(str(token.value))
    cursor.take_full_stop()
    if not (cursor.at(Kind.TO) and cursor.kind_at(1) is Kind.WEEKDAY):
        return [first]
    cursor.position += 2
    last = int(str(cursor.tokens[cursor.position - 1].value))
    cursor.take_full_stop()
    if cursor.at(Kind.TO) and cursor.kind_at(1) is Kind.WEEKDAY:
        raise Unread
    return [day % 7 for day in range(first, last + 1 + (7 if last < first else 0))]


def _squared(cursor: Cursor, group: Group) -> None:
    """Take "[1,3]" or "[-1]", as OpenStreetMap writes the nth weekday of a month."""
    if not cursor.take(Kind.SQUARE):
        return
    while not cursor.take(Kind.SQUARE):
        sign = -1 if cursor.take(Kind.TO) else 1
        if not (token := cursor.take(Kind.NUMBER)):
            raise Unread
        group.ordinals.append(sign * int(str(token.value)))
        cursor.take(Kind.COMMA)
    if not group.ordinals or max(map(abs, group.ordinals)) > 5:
        raise Unread
    group.unit, group.repeats = "MONTH", True


def part_of_day(cursor: Cursor) -> None:
    """Take "abends" and, behind a weekday, "morgen"."""
    token = cursor.peek()
    if token and (token.kind is Kind.PART_OF_DAY or cursor.spoken(1).lower() == "morgen"):
        cursor.position += 1
        cursor.part_of_day(token)
