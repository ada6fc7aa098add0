"""Readers of months in which something takes place, or does not."""

from bot.rules.timing.cursor import Cursor
from bot.rules.timing.groups import Group, Unread
from bot.rules.timing.lexicon import Kind

_ONLY = ("nur", "only")


def season(cursor: Cursor) -> bool:
    """Read "Apr-Okt", "im Juli", and "im August geschlossen"."""
    if closed(cursor):
        return True
    _skip_only(cursor)
    if _is_from_to(cursor):
        cursor.position += 1
    if not cursor.at(Kind.MONTH_NAME):
        return False
    months = _listed_months(cursor)
    if cursor.at(Kind.NUMBER) and not are_hours(cursor, 0):
        raise Unread
    _group_of(cursor).months += months
    return True


def are_hours(cursor: Cursor, ahead: int) -> bool:
    """Return whether the number behind a month begins hours: "im Oktober 10-13 Uhr"."""
    kinds = [cursor.kind_at(ahead + place) for place in range(3)]
    return kinds == [Kind.NUMBER, Kind.TO, Kind.CLOCK]


def _skip_only(cursor: Cursor) -> None:
    """Skip "nur im" before a month."""
    ahead = 1
    while cursor.kind_at(ahead) is Kind.FILLER:
        ahead += 1
    if cursor.spoken(1).lower() in _ONLY and cursor.kind_at(ahead) is Kind.MONTH_NAME:
        cursor.position += ahead


def _group_of(cursor: Cursor) -> Group:
    """Return the group that takes place in months: the one behind them if its days follow.

    Raises Unread for "Mo-Fr 9-12, im August nur Di", which says something else of the days before.
    """
    group = cursor.group
    if not (group.spans and group.has_days):
        return group
    cursor.skip(Kind.FILLER)
    if cursor.at(Kind.UNKNOWN):
        raise Unread
    days_follow = cursor.at(Kind.WEEKDAY, Kind.WORKDAYS)
    if not days_follow and any(other.has_days for other in cursor.groups[:-1]):
        raise Unread  # "Mo 9-12, Di 14-16, im Juli": both of them?
    return cursor.for_days() if days_follow or group.months else group


def closed(cursor: Cursor) -> bool:
    """Read "Juli und August geschlossen", "im August geschlossen"."""
    position = cursor.position
    cursor.skip(Kind.FILLER)
    months = _listed_months(cursor) if cursor.at(Kind.MONTH_NAME) else []
    if not months or not cursor.all_groups or not cursor.take(Kind.CLOSED, Kind.NOT):
        cursor.position = position
        return False
    for group in cursor.all_groups:
        without_months(group, months)
    cursor.has_closed = True
    return True


def _is_from_to(cursor: Cursor) -> bool:
    """Return whether "von April bis Oktober" stands here: in every year, for no year is said."""
    kinds = [cursor.kind_at(ahead) for ahead in range(5)]
    months = [Kind.FROM, Kind.MONTH_NAME, Kind.TO, Kind.MONTH_NAME]
    return kinds[:4] == months and kinds[4] is not Kind.NUMBER and cursor.today is None


def _listed_months(cursor: Cursor) -> list[int]:
    """Take "Juli und August", "Apr-Jun, Sep": months and ranges of them."""
    months = month_range(cursor)
    while cursor.at(Kind.COMMA, Kind.AND) and cursor.kind_at(1) is Kind.MONTH_NAME:
        cursor.position += 1
        months += month_range(cursor)
    return months


def month_range(cursor: Cursor) -> list[int]:
    """Take a month or a range of months, which may go over the end of the year."""
    token = cursor.take(Kind.MONTH_NAME)
    if token is None:
        raise Unread
    first = last = int(str(token.value))
    cursor.take_full_stop()
    if cursor.at(Kind.TO) and cursor.kind_at(1) is Kind.MONTH_NAME:
        cursor.position += 2
        last = int(str(cursor.tokens[cursor.position - 1].value))
        cursor.take_full_stop()
    return [(month - 1) % 12 + 1 for month in range(first, last + 1 + (12 if last < first else 0))]


def without_months(group: Group, months: list[int]) -> None:
    """Leave out months. Raises Unread if none is left."""
    kept = [month for month in group.months or range(1, 13) if month not in months]
    if not kept:
        raise Unread
    group.months = kept
