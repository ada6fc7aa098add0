"""Reader of clock times: "9", "9:30 Uhr", "0900", "6 pm"."""

import re

from bot.rules.cells import Wrong
from bot.rules.timing.cursor import Cursor
from bot.rules.timing.groups import Unread
from bot.rules.timing.lexicon import Kind
from bot.rules.timing.tokens import Clock, Token, clock

_DIGITS = (Kind.CLOCK, Kind.NUMBER)


def taken(cursor: Cursor) -> Clock | None:
    """Return a clock time; a bare number is one from 0 to 24."""
    token = cursor.peek()
    if token and token.kind is Kind.CLOCK and isinstance(token.value, Clock):
        cursor.position += 1
        cursor.skip(Kind.OCLOCK)
        return token.value
    if not token or token.kind is not Kind.NUMBER or not _is_digits(cursor, token):
        return None
    if token.end - token.start > 2:
        return _four_digits(cursor, token)
    if cursor.kind_at(1) in (Kind.UNKNOWN, Kind.TIMES, Kind.DAY, Kind.WEEK, Kind.MONTH):
        return None
    cursor.position += 1
    hour = int(str(token.value))
    if hour > 24:
        raise Wrong("times", "18:00-19:30")
    return Clock(60 * hour)


def _four_digits(cursor: Cursor, token: Token) -> Clock | None:
    """Return the clock time of "0900-1200" or "1830 Uhr"; None for any other long number."""
    words = cursor.text[token.start : token.end]
    is_span = cursor.kind_at(1) is Kind.TO and cursor.kind_at(2) is Kind.NUMBER
    is_end = cursor.position > 0 and cursor.tokens[cursor.position - 1].kind is Kind.TO
    is_clock = re.fullmatch(r"([01]\d|2[0-4])[0-5]\d", words)
    if not is_clock or not (is_span or is_end or cursor.kind_at(1) is Kind.OCLOCK):
        return None
    cursor.position += 1
    cursor.skip(Kind.OCLOCK)
    return clock(f"{words[:2]}:{words[2:]}")


def _is_digits(cursor: Cursor, token: Token) -> bool:
    return cursor.text[token.start : token.end].isdigit()


def refuse_close(cursor: Cursor, position: int, end: Clock | None) -> None:
    """Raise Unread for "9 Uhr 12 Uhr" and "9 15 - 17 00": an end, a further time, or minutes?

    ``position`` is that of the first token of the hours, ``end`` their end. Two pairs with nothing
    between them are clear: "9-12 14-16".
    """
    spans, tokens = cursor.group.spans, cursor.tokens[max(0, position - 1) : position + 1]
    if not spans or len(tokens) < 2 or tokens[1].kind not in _DIGITS:
        return
    is_close = tokens[0].kind in (*_DIGITS, Kind.OCLOCK)
    is_parted = bool(cursor.text[tokens[0].end : tokens[1].start].strip())
    if is_close and not is_parted and not (end and spans[-1].end):
        raise Unread
