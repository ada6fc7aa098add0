"""Days of offices' tables in words: "Di, 12. Januar 2027, 18 Uhr", "Ende 2027", "laufend"."""

import re
from collections.abc import Mapping
from datetime import date

from bot.rules.cell_values import DATES as COLUMNS
from bot.rules.cells import Wrong, day
from bot.rules.timing import parser
from bot.rules.timing.cursor import Cursor
from bot.rules.timing.dating import dated, year_of
from bot.rules.timing.groups import Unread
from bot.rules.timing.lexicon import Kind
from bot.rules.timing.limits import last_day
from bot.rules.timing.tokens import LONGEST, normal, tokens

__all__ = ["COLUMNS", "read"]
_BEFORE = re.compile(
    r"(?:ab|bis|am|vom|von|seit|spätestens|frühestens)\s+(?:zum\s+)?", re.IGNORECASE
)
_AROUND = (Kind.FROM, Kind.FILLER, Kind.COMMA, Kind.WEEKDAY)
Found = tuple[Mapping[str, str], bool]


def read(cell: str, column: str, values: Mapping[str, str]) -> Found | None:
    """Return the cells that a day means, and whether it says more; None to read it as it stands.

    Words that name no day stay as a text beside the times if they are about the start.
    """
    if _is_day(cell) or len(cell) > LONGEST:
        return None
    try:
        return _in_words(column, cell) or _no_day(column, cell, values)
    except Wrong:
        return None


def _is_day(cell: str) -> bool:
    try:
        return bool(day(cell))
    except Wrong:
        return False


def _in_words(column: str, cell: str) -> Found | None:
    """Read a day with weekday, month in words or a time of day, and the first day of several."""
    written = normal(_BEFORE.sub("", cell, count=1))
    cursor = Cursor(written, tokens(written), None)
    weekdays = _weekdays(cursor)
    found = year_of(days, None) if (days := dated(cursor)) else None
    if found is None:
        return _end(cell) if column == "expires_at" else None
    if weekdays and found.weekday() not in weekdays:
        return None
    time, rest = _time_behind(cursor)
    hours = f" {time}" if time and column == "start" else ""
    return {column: f"{found:%d.%m.%Y}{hours}"}, bool(rest or (time and not hours))


def _weekdays(cursor: Cursor) -> list[int]:
    """Take what stands before a day, and return the weekdays in it."""
    weekdays = []
    while token := cursor.take(*_AROUND):
        if token.kind is Kind.WEEKDAY:
            weekdays.append(int(str(token.value)))
            cursor.take_full_stop()
    return weekdays


def _time_behind(cursor: Cursor) -> tuple[str, bool]:
    """Return the time of day behind a day, "" if there is none, and whether more follows."""
    cursor.skip(Kind.FILLER, Kind.COMMA, Kind.OCLOCK)
    if cursor.peek() is None:
        return "", False
    words = cursor.text[cursor.tokens[cursor.position].start :]
    try:
        (group,) = parser.groups(f"24.12.2000 {words}", None)
    except (Unread, Wrong, ValueError):
        return "", True
    is_plain = len(group.spans) == 1 and not group.notes and group.days == [date(2000, 12, 24)]
    if not is_plain or group.spans[0].end:
        return "", True
    return f"{group.spans[0].start:%H:%M}", False


def _end(cell: str) -> Found | None:
    """Read "Ende 2027" and "März 2027" as the last day of it."""
    written = normal(f"Mo bis {_BEFORE.sub('', cell, count=1)}")
    try:
        cursor = Cursor(written, tokens(written), None)
        cursor.position = 1
        is_end = last_day(cursor) and cursor.peek() is None
    except Unread:
        return None
    last = cursor.group.last
    return ({"expires_at": f"{last:%d.%m.%Y}"}, False) if is_end and last else None


def _no_day(column: str, cell: str, values: Mapping[str, str]) -> Found | None:
    """Leave out words that name no day: "laufend", "Frühjahr 2027"; numbers alone are mistakes."""
    letters, digits = (re.findall(sign, cell) for sign in (r"[^\W\d_]", r"\d"))
    if len(letters) < 3 or len(digits) > 4 or re.search(r"\d[./-]\d", cell):
        return None
    if column != "start":
        return {column: ""}, True
    words = cell if not digits else f"Beginn: {cell}"
    times = " | ".join(filter(None, (values.get("times", ""), words)))
    return {"start": "", "times": times}, False
