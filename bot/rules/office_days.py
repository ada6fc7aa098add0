"""Days of offices' tables in words: "Di, 12. Januar 2027, 18 Uhr", "Ende 2027", "laufend"."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.places import USUAL_ZONE
from bot.rules.cell_values import DATES as COLUMNS
from bot.rules.cell_values import written as as_written
from bot.rules.cells import Wrong, day, is_day
from bot.rules.timing import parser
from bot.rules.timing.cursor import Cursor
from bot.rules.timing.dating import dated, year_of
from bot.rules.timing.groups import Unread
from bot.rules.timing.lexicon import Kind, words
from bot.rules.timing.limits import last_day
from bot.rules.timing.tokens import LONGEST, normal, tokens

__all__ = ["COLUMNS", "read"]
_BEFORE = re.compile(
    r"(?:ab|bis|am|vom|von|seit|spätestens|frühestens)\s+(?:zum\s+)?", re.IGNORECASE
)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)")
_MONTH = re.compile(
    r"(?:ende\s+)?([^\W\d_]{3,}|\d{1,2}(?=[./-]))\.?\s?[./-]?\s?((?:20)?\d\d)", re.IGNORECASE
)
_AROUND = (Kind.FROM, Kind.FILLER, Kind.COMMA, Kind.WEEKDAY)
Found = tuple[Mapping[str, str], bool]


def read(cell: str, column: str, values: Mapping[str, str]) -> Found | None:
    """Return the cells that a day means, and whether it says more; None to read it as it stands.

    Words that name no day stay as a text beside the times if they are about the start.
    """
    if instant := _INSTANT.fullmatch(cell):
        return _local(column, instant[0])
    if re.fullmatch(r"\d{5}[.,]\d+", cell):
        return {column: as_written(float(cell.replace(",", ".")), column)}, False
    if _is_day(cell) or is_day(cell) or len(cell) > LONGEST:
        return None
    try:
        return _in_words(column, cell) or _no_day(column, cell, values)
    except Wrong:
        return None


def _local(column: str, written: str) -> Found | None:
    """Return an instant in local time: 23:00Z is the next day here; midnight in UTC is a day."""
    try:
        instant = datetime.fromisoformat(written)
        is_day = not (instant.hour or instant.minute) and not instant.utcoffset()
        local = instant if is_day else instant.astimezone(ZoneInfo(USUAL_ZONE))
    except (ValueError, OverflowError):  # such as the last hour of the calendar
        return None
    hours = f" {local:%H:%M}" if column == "start" and (local.hour or local.minute) else ""
    return {column: f"{local:%d.%m.%Y}{hours}"}, False


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
        return (_end_of_month(cell) or _end(cell)) if column == "expires_at" else None
    if weekdays and found.weekday() not in weekdays:
        return None
    return _with_hours(column, found, cursor)


def _with_hours(column: str, day: date, cursor: Cursor) -> Found:
    """Return a day with the time behind it; only a start has one."""
    time, rest = _time_behind(cursor)
    hours = f" {time}" if time and column == "start" else ""
    return {column: f"{day:%d.%m.%Y}{hours}"}, bool(rest or (time and not hours))


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
    rest = cursor.text[cursor.tokens[cursor.position].start :]
    try:
        (group,) = parser.groups(f"24.12.2000 {rest}", None)
    except (Unread, Wrong, ValueError):
        return "", True
    is_plain = len(group.spans) == 1 and not group.notes and group.days == [date(2000, 12, 24)]
    if not is_plain or group.spans[0].end:
        return "", True
    return f"{group.spans[0].start:%H:%M}", False


def _end_of_month(cell: str) -> Found | None:
    """Read "Dez 26", "12/2026", "Ende März 2027" as the last day of the month."""
    match = _MONTH.fullmatch(_BEFORE.sub("", cell, count=1))
    kind, month = words().get(match[1].lower(), (None, None)) if match else (None, None)
    if not match or not (match[1].isdigit() or kind is Kind.MONTH_NAME):
        return None
    number = int(match[1] if match[1].isdigit() else str(month))
    year = int(match[2]) + (2000 if len(match[2]) == 2 else 0)
    if not 1 <= number <= 12:
        return None
    return {"expires_at": f"{monthrange(year, number)[1]:02}.{number:02}.{year}"}, False


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
    if column == "start" and re.fullmatch(r"\d{1,2}[./-]20\d\d", cell):
        return {"start": "", "times": _beside(values, f"Beginn: {cell}")}, False
    letters, digits = (re.findall(sign, cell) for sign in (r"[^\W\d_]", r"\d"))
    if len(letters) < 3 or len(digits) > 4 or re.search(r"\d[./-]\d", cell):
        return None
    if column != "start":
        return {column: ""}, True
    text = cell if not digits else f"Beginn: {cell}"
    return {"start": "", "times": _beside(values, text)}, False


def _beside(values: Mapping[str, str], words: str) -> str:
    """Return the times of a row with words about its start."""
    return " | ".join(filter(None, (values.get("times", ""), words)))
