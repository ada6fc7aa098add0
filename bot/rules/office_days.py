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
from bot.rules.understood import Understood, dropped, partly

__all__ = ["COLUMNS", "read"]
_BEFORE = re.compile(
    r"(?:ab|bis|am|vom|von|seit|spätestens|frühestens)\s+(?:zum\s+)?", re.IGNORECASE
)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)")
_MONTH = re.compile(
    r"(?:ende\s+)?([^\W\d_]{3,}|\d{1,2}(?=[./-]))\.?\s?[./-]?\s?((?:20)?\d\d)", re.IGNORECASE
)
_WEEK = re.compile(
    r"(?:(?:ab|in|bis)\s+)?(?:\d{1,2}\.?\s*KW|KW\s*\d{1,2})(?:\s*[/.-]?\s*(?:20)?\d\d)?",
    re.IGNORECASE,
)
"""A week of a year, of which a start may be any day."""
_LIKELY = re.compile(
    r"(?:voraussichtlich|vsl\.?|vorauss\.|geplant|ca\.|etwa)\s*:?\s*", re.IGNORECASE
)
_LABEL = re.compile(r"(?:kurs)?(?:start|beginn|ende|termin|frist|anmeldung)\s*:\s*", re.IGNORECASE)
_AROUND = (Kind.FROM, Kind.FILLER, Kind.COMMA, Kind.WEEKDAY)


def read(cell: str, column: str, values: Mapping[str, str]) -> Understood | None:
    """Return the cells that a day means, and whether it says more; None to read it as it stands.

    Words that name no day stay as a text beside the times if they are about the start.
    """
    if instant := _INSTANT.fullmatch(cell):
        return _local(column, instant[0])
    if re.fullmatch(r"\d{5}[.,]\d+", cell):
        return Understood({column: as_written(float(cell.replace(",", ".")), column)})
    if _is_day(cell) or is_day(cell) or len(cell) > LONGEST:
        return None
    try:
        return _in_words(column, cell) or _no_day(column, cell, values)
    except Wrong:
        return None


def _local(column: str, written: str) -> Understood | None:
    """Return an instant in local time: 23:00Z is the next day here; midnight in UTC is a day."""
    try:
        instant = datetime.fromisoformat(written)
        is_day = not (instant.hour or instant.minute) and not instant.utcoffset()
        local = instant if is_day else instant.astimezone(ZoneInfo(USUAL_ZONE))
    except (ValueError, OverflowError):  # such as the last hour of the calendar
        return None
    hours = f" {local:%H:%M}" if column == "start" and (local.hour or local.minute) else ""
    return Understood({column: f"{local:%d.%m.%Y}{hours}"})


def _is_day(cell: str) -> bool:
    try:
        return bool(day(cell))
    except Wrong:
        return False


def _in_words(column: str, cell: str) -> Understood | None:
    """Read a day with weekday, month in words or a time of day, and the first day of several."""
    plain = _LIKELY.sub("", _LABEL.sub("", cell, count=1), count=1)
    written = normal(_BEFORE.sub("", plain, count=1))
    cursor = Cursor(written, tokens(written), None)
    weekdays = _weekdays(cursor)
    found = year_of(days, None) if (days := dated(cursor)) else None
    if found is None:
        return (_end_of_month(cell) or _end(cell)) if column == "expires_at" else None
    if weekdays and found.weekday() not in weekdays:
        return None
    return _with_hours(column, found, cursor, is_likely=bool(_LIKELY.search(cell)))


def _with_hours(column: str, day: date, cursor: Cursor, *, is_likely: bool) -> Understood:
    """Return a day with the time behind it; only a start has one. "Geplant" is kept."""
    time, rest = _time_behind(cursor)
    hours = f" {time}" if time and column == "start" else ""
    says_more = bool(rest or (time and not hours) or is_likely)
    return partly({column: f"{day:%d.%m.%Y}{hours}"}, says_more=says_more)


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


def _end_of_month(cell: str) -> Understood | None:
    """Read "Dez 26", "12/2026", "Ende März 2027" as the last day of the month."""
    match = _MONTH.fullmatch(_BEFORE.sub("", cell, count=1))
    kind, month = words().get(match[1].lower(), (None, None)) if match else (None, None)
    if not match or not (match[1].isdigit() or kind is Kind.MONTH_NAME):
        return None
    month_number = int(match[1] if match[1].isdigit() else str(month))
    year = int(match[2]) + (2000 if len(match[2]) == 2 else 0)
    if not 1 <= month_number <= 12:
        return None
    return Understood(
        {"expires_at": f"{monthrange(year, month_number)[1]:02}.{month_number:02}.{year}"}
    )


def _end(cell: str) -> Understood | None:
    """Read "Ende 2027" and "März 2027" as the last day of it."""
    written = normal(f"Mo bis {_BEFORE.sub('', cell, count=1)}")
    try:
        cursor = Cursor(written, tokens(written), None)
        cursor.position = 1
        is_end = last_day(cursor) and cursor.peek() is None
    except Unread:
        return None
    last = cursor.group.last
    return Understood({"expires_at": f"{last:%d.%m.%Y}"}) if is_end and last else None


def _no_day(column: str, cell: str, values: Mapping[str, str]) -> Understood | None:
    """Leave out words that name no day: "laufend", "Frühjahr 2027", "3. KW".

    Numbers alone are mistakes.
    """
    is_month = column == "start" and bool(re.fullmatch(r"\d{1,2}[./-]20\d\d", cell))
    if not (is_month or _is_words(cell)):
        return None
    if column == "start":
        text = f"Beginn: {cell}" if re.search(r"\d", cell) else cell
        return Understood({"start": "", "times": _beside(values, text)})
    return dropped({column: ""}) if column == "expires_at" else partly({column: ""})


def _is_words(cell: str) -> bool:
    """Return whether a cell is words with few figures, or a week: no day that was typed wrong."""
    letters, digits = (re.findall(sign, cell) for sign in (r"[^\W\d_]", r"\d"))
    is_told = len(letters) > 2 and len(digits) < 5 and not re.search(r"\d[./-]\d", cell)
    return is_told or bool(_WEEK.fullmatch(cell))


def _beside(values: Mapping[str, str], words: str) -> str:
    """Return the times of a row with words about its start."""
    return " | ".join(filter(None, (values.get("times", ""), words)))
