"""Readers of days that are closed: "Mi geschlossen", "Mo Ruhetag, Di-Fr 9-12", "außer PH: Mo 9"."""

from bot.rules.timing import exceptions
from bot.rules.timing.cursor import Cursor
from bot.rules.timing.dating import year_of
from bot.rules.timing.groups import Group, Unread
from bot.rules.timing.lexicon import Kind


def closed(cursor: Cursor) -> bool:
    """Read "Mi geschlossen", "24.12.2026 nicht": these days fall out of what was said before."""
    group = cursor.group
    has_days = group.weekdays or group.days or group.first or group.days_of_year
    if group.spans or not has_days or not _take_closed(cursor):
        return False
    cursor.groups.remove(group)
    _resolve(cursor, group)
    # "Mi Nachmittag geschlossen" is not the whole day.
    if any((group.notes, group.ordinals, group.parts_of_day)):
        raise Unread
    if cursor.all_groups:
        exceptions.without(cursor.all_groups, group)
    else:
        _closed_first(cursor, group)
    cursor.has_closed = True
    cursor.groups = cursor.groups or [Group()]
    cursor.skip(Kind.COMMA)
    return True


def _resolve(cursor: Cursor, group: Group) -> None:
    """Give days their year, where it is known when the words were written."""
    days = [day for pair in group.days_of_year if (day := year_of([pair], cursor.today))]
    if len(days) == len(group.days_of_year):
        group.days, group.days_of_year = group.days + days, []


def _take_closed(cursor: Cursor) -> bool:
    """Take "geschlossen", "nicht", and "zu" or "---" where nothing follows on that day."""
    if cursor.take(Kind.CLOSED, Kind.NOT):
        return True
    ahead = 0
    while cursor.kind_at(ahead) is Kind.TO or (not ahead and cursor.word_at(0) == "zu"):
        ahead += 1
    if not ahead or cursor.kind_at(ahead) not in (None, Kind.COMMA):
        return False
    cursor.position += ahead
    return cursor.text[cursor.tokens[cursor.position - 1].start] in "-z"


def _closed_first(cursor: Cursor, group: Group) -> None:
    """Note the weekdays of "Mo geschlossen, Di-Fr 9-12". Raises Unread if nothing follows."""
    is_plain = group.weekdays and not (group.days or group.first or group.last or cursor.heading)
    if not is_plain or not cursor.at(Kind.COMMA):
        raise Unread
    cursor.closed_weekdays += group.weekdays


def holidays_first(cursor: Cursor) -> bool:
    """Note the holidays of "Außer in den Ferien: Mo 9-12", which fall out of what follows."""
    position, is_first = cursor.position, cursor.groups == [Group()] and not cursor.heading
    is_excepted = is_first and cursor.take(Kind.EXCEPT, Kind.NOT)
    cursor.skip(Kind.FILLER, Kind.IN)
    found = _holidays(cursor)
    if not is_excepted or not found:
        cursor.position = position
        return False
    if cursor.at(Kind.AND):  # "Außer PH und Mi: Mo-Fr 9-12": half of it would say the opposite
        raise Unread
    cursor.closed_holidays += found
    return True


def _holidays(cursor: Cursor) -> list[Kind]:
    """Take "PH", "Feiertagen, Ferien"; return which of the two kinds they are."""
    found: list[Kind] = []
    while token := cursor.take(Kind.HOLIDAY, Kind.SCHOOL_HOLIDAY):
        found.append(token.kind)
        is_more = cursor.kind_at(1) in (Kind.HOLIDAY, Kind.SCHOOL_HOLIDAY)
        cursor.position += cursor.at(Kind.COMMA) and is_more
    return found


def without_closed(cursor: Cursor) -> None:
    """Leave out of all that followed what was closed from the start."""
    closed = {*cursor.closed_weekdays}
    exceptions.without_holidays(cursor.groups, cursor.closed_holidays)
    for group in cursor.groups if closed else ():
        if closed & {*group.weekdays} or (group.unit == "DAY" and not group.weekdays):
            exceptions.without_weekdays([group], cursor.closed_weekdays)
