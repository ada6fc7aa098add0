"""Finds days, hours and limits in a text, from left to right, each word once."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from bot.rules.timing import (
    brackets,
    clocks,
    closing,
    days,
    exceptions,
    limits,
    nights,
    relative,
    seasons,
    weekdays,
    wording,
)
from bot.rules.timing.cursor import Cursor
from bot.rules.timing.groups import Group, Unread, span
from bot.rules.timing.lexicon import LATE, NIGHT, Kind
from bot.rules.timing.tokens import Clock, Token, normal, tokens

NOON = 12
_LONGEST_STAY = 7
"""Maximum length of what is on each day from a first to a last one, in days."""
_INSTANT = re.compile(r"T\d\d:\d\d[\d:.]*\s*(?:Z|[+-]\d\d|/)", re.IGNORECASE)
"""A time of a computer with its distance from UTC, or a period of two of them (ISO 8601)."""
_SKIPPED = frozenset(
    (Kind.FILLER, Kind.COMMA, Kind.AND, Kind.OCLOCK, Kind.PART_OF_DAY, Kind.IN, Kind.MONTH)
)
"""Words that say nothing alone."""
_PREPOSITIONS = (Kind.FILLER, Kind.IN)
_DANGLING = frozenset((Kind.FILLER, Kind.COMMA, Kind.AND, Kind.IN, Kind.FROM, Kind.TO))
"""Words that begin something: a time does not end with them."""


def groups(text: str, today: date | None, earlier: Sequence[Group] = ()) -> list[Group]:
    """Return the groups of days and hours of one entry.

    ``today`` None: nobody knows when it was written, so "tomorrow" and "1.12." mean no day. Words
    that were not understood are in the notes of their group. ``earlier`` are the groups of the
    entries before: "Mi geschlossen" changes them and is no group itself. Raises Unread if the
    entry is no time, and Wrong for a day or a time that cannot be.
    """
    written = normal(text)
    if _INSTANT.search(written):
        raise Unread
    cursor = Cursor(written, tokens(written), today, earlier)
    if not cursor.tokens or _ends_open(cursor):
        raise Unread
    _read_all(cursor)
    return _finished(cursor)


def _ends_open(cursor: Cursor) -> bool:
    last = cursor.tokens[-1]
    dashes = [token for token in cursor.tokens if cursor.text[token.start : token.end] != "-"]
    if dashes and dashes[-1].kind is Kind.WEEKDAY:  # "Di -": closed
        return False
    return last.kind in _DANGLING and cursor.text[last.start] != "."


def _read_all(cursor: Cursor) -> None:
    while cursor.peek():
        if not any(reader(cursor) for reader in _READERS):
            wording.unread(cursor)


def _finished(cursor: Cursor) -> list[Group]:
    """Return the groups. Raises Unread if days or hours are missing in one."""
    if cursor.has_closed and cursor.groups == [Group()]:
        if cursor.heading or cursor.closed_weekdays:
            raise Unread
        return []
    if len(cursor.groups) > 1 and any(group.count for group in cursor.groups):
        raise Unread  # "Di 18, Do 19, 10 Termine": ten of which?
    closing.without_closed(cursor)
    _refuse_part_of_day(cursor)
    for group in cursor.groups:
        _finish(group, is_alone=len(cursor.groups) == 1)
    if cursor.groups:
        cursor.groups[0].notes[:0] = cursor.heading
        cursor.groups[0].noted[:0] = [0] * len(cursor.heading)
    return cursor.groups


def _refuse_part_of_day(cursor: Cursor) -> None:
    """Raise Unread for "Mo 8-12 und nachmittags": nobody knows which hours are meant."""
    if cursor.pending_part and cursor.group.spans:
        raise Unread


def _finish(group: Group, *, is_alone: bool) -> None:
    """Note the parts of the day where no hours were said. Raises Unread if something is missing."""
    if (not group.has_days and group.unit != "WEEK") or _is_period(group):
        raise Unread
    if group.spans:
        return
    if len(set(group.parts_of_day)) > 1:
        raise Unread  # "Mo vormittags und Do nachmittags": not both on both
    group.notes += group.parts_of_day
    group.noted += [0] * len(group.parts_of_day)
    if not group.notes and not is_alone:
        raise Unread


def _is_period(group: Group) -> bool:
    """Return whether only a first and a last day are known: a course is not on each day of them."""
    if not (group.is_presumed and group.first and group.last) or group.weekdays:
        return False
    return (group.last - group.first).days > _LONGEST_STAY


def _rule(cursor: Cursor) -> bool:
    if not (token := cursor.take(Kind.RULE)):
        return False
    group = cursor.for_days()
    group.rule, group.repeats = str(token.value), True
    return True


def _zone(cursor: Cursor) -> bool:
    if not (token := cursor.take(Kind.ZONE)):
        return False
    for group in cursor.groups:
        group.zone = group.zone or str(token.value)
    return True


def _hours(cursor: Cursor) -> bool:
    """Read "9", "9-12 Uhr", "9-12 und 14-16", each as hours of the days before them."""
    position = cursor.position
    is_between = _take_between(cursor)
    cursor.take(Kind.FROM)
    if not (start := clocks.taken(cursor)):
        cursor.position = position
        return False
    if cursor.inside or (start.ends_day and not cursor.group.has_days):
        raise Unread
    end, next_day = _end_behind(cursor, start, Kind.AND if is_between else Kind.TO)
    if is_between and not end:
        raise Unread
    clocks.refuse_close(cursor, position, end)
    cursor.group.spans.append(span(start, end, next_day=nights.next_day(cursor) or next_day))
    _check_part_of_day(cursor)
    return True


def _take_between(cursor: Cursor) -> bool:
    """Take the first word of "zwischen 10 und 12 Uhr"."""
    is_between = cursor.word_at(0) in ("zwischen", "between")
    cursor.position += is_between
    return is_between


def _end_behind(cursor: Cursor, start: Clock, word: Kind) -> tuple[Clock | None, bool]:
    """Take the end of hours behind a word, and whether it names the next day.

    The end is None if none is said.
    """
    position = cursor.position
    if not cursor.take(word):
        return None, False
    nights.skip_same_day(cursor)
    next_day = nights.named_next_day(cursor)
    end = clocks.taken(cursor)
    if not end:
        cursor.position = position
        return None, False
    if next_day and end.minutes > start.minutes:
        raise Unread  # "4.12. 9 Uhr bis 5.12. 16 Uhr": more than a day
    return end, next_day


def _check_part_of_day(cursor: Cursor) -> None:
    """Raise Unread for "abends 8 Uhr": it may mean 20:00."""
    cursor.skip(Kind.OCLOCK)
    part = cursor.take(Kind.PART_OF_DAY)
    if part:
        cursor.part_of_day(part)
    hour = cursor.group.spans[-1].start.hour
    if hour < NOON and cursor.pending_part in LATE.split():
        raise Unread
    if hour == NOON and cursor.pending_part in NIGHT.split():
        raise Unread  # "12 Uhr nachts" is midnight, of which day?
    cursor.pending_part = ""


def _skipped(cursor: Cursor) -> bool:
    """Skip words that say nothing alone, but not the first of words that are not understood."""
    token = cursor.peek()
    if not token or token.kind not in _SKIPPED:
        return False
    if token.kind is Kind.MONTH and not cursor.group.repeats:
        raise Unread  # "siebtletzter Mittwoch im Monat" is not every Wednesday
    if token.kind is Kind.IN and cursor.kind_at(1) is Kind.NUMBER:
        _refuse_in_days(cursor)
        return False
    if _begins_unread(cursor, token):
        return False
    cursor.position += 1
    if token.kind is Kind.PART_OF_DAY:
        cursor.part_of_day(token)
    return True


def _refuse_in_days(cursor: Cursor) -> None:
    """Raise Unread for "in 14 Tagen", whose number is no clock time."""
    if cursor.kind_at(2) is not Kind.UNKNOWN:
        raise Unread


def _begins_unread(cursor: Cursor, token: Token) -> bool:
    """Return whether a preposition stands here, and words behind it that are not understood."""
    if token.kind not in _PREPOSITIONS or cursor.text[token.start] in ":.":
        return False
    ahead = 1
    while cursor.kind_at(ahead) in _PREPOSITIONS:
        ahead += 1
    ahead += cursor.kind_at(ahead) is Kind.NUMBER and cursor.kind_at(ahead + 1) is Kind.UNKNOWN
    return cursor.kind_at(ahead) in (Kind.UNKNOWN, Kind.SCHOOL_HOLIDAY, Kind.HOLIDAY)


_READERS: tuple[Callable[[Cursor], bool], ...] = (
    _rule,
    _zone,
    brackets.bracketed,
    wording.sign_up,
    limits.count,
    limits.period,
    relative.before_a_date,
    exceptions.exception,
    closing.holidays_first,
    exceptions.holidays_closed,
    exceptions.days_closed,
    relative.relative,
    days.frequency,
    days.dates,
    limits.first_day,
    limits.last_day,
    days.ordinal,
    weekdays.weekdays,
    seasons.season,
    closing.closed,
    _hours,
    _skipped,
)
"""Readers, in the order in which they are tried; each says whether it understood something."""
