"""The cell of times: schedules, and beside them the entries that are text and no times."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from bot.domain.offers import Schedule
from bot.rules import schedules
from bot.rules.cells import Wrong

FIRST_YEAR, LAST_YEAR = 1980, 2059
"""Years of days that are believed in lists of offers; an end may come later: 31.12.2099."""
LONGEST_TEXT = 500
"""Maximum length of what is kept as text, in characters."""
UNREADABLE = frozenset(("times", "date", "never", "too_long"))
"""Codes of mistakes in which an entry is no time; those of others ask between two times."""
_QUOTE = '"'
"""Stands around an entry that is text, so that it is read back as it is."""
_SEPARATOR = " | "


@lru_cache(maxsize=1024)
def read(cell: str) -> tuple[tuple[Schedule, ...], str]:
    """Return the schedules of a cell, and its entries that are text, parted by " | ".

    Text is what is too long for a time, and what stands in quotation marks. Raises Wrong like
    ``schedules.read``, and for a text that is too long.
    """
    entries = schedules.entries(cell)
    text = _SEPARATOR.join(_unquoted(entry) for entry in entries if _is_text(entry))
    if len(text) > LONGEST_TEXT:
        raise Wrong("too_long", str(LONGEST_TEXT))
    short = (entry for entry in entries if not _is_text(entry))
    return schedules.read(_SEPARATOR.join(short)), text


def written(times: tuple[Schedule, ...], text: str) -> str:
    """Return the cell that ``read`` reads back."""
    entries = (_quoted(entry) for entry in text.split(_SEPARATOR) if entry)
    return _SEPARATOR.join(filter(None, (schedules.written(times), *entries)))


def with_text(cell: str) -> str:
    """Return a cell in which entries that are no times are text; all of it if nothing tells which.

    Raises Wrong for a text that is too long, and for what is asked between two times.
    """
    entries = schedules.entries(cell)
    parts = [entry if _is_readable(entry) else _quoted(entry) for entry in entries]
    readable = _SEPARATOR.join(parts)
    if parts == entries or not _is_readable(readable):
        readable = _SEPARATOR.join(map(_quoted, entries))
    read(readable)
    return readable


def _is_readable(cell: str) -> bool:
    """Return whether a cell is read. Raises Wrong for what is asked between two times."""
    try:
        times, _ = read(cell)
    except Wrong as wrong:
        if wrong.code not in UNREADABLE:
            raise
        return False
    return not has_unlikely_day(times)


def has_unlikely_day(times: Iterable[Schedule]) -> bool:
    """Return whether a day is one that no list of offers has, such as Excel's day 0 or 2072."""
    return any(schedule.day and not is_believed(schedule.day) for schedule in times)


def is_believed(day: date, *, is_end: bool = False) -> bool:
    """Return whether something may begin or end on a day; 2072 is a mistyped 2027."""
    return day.year >= FIRST_YEAR and (is_end or day.year <= LAST_YEAR)


def _is_text(entry: str) -> bool:
    return len(entry) > schedules.LONGEST_ENTRY or _unquoted(entry) != entry


def _unquoted(entry: str) -> str:
    """Return an entry without the quotation marks around all of it."""
    is_quoted = entry.count(_QUOTE) == 2 and entry[0] == entry[-1] == _QUOTE
    return entry[1:-1].strip() or entry if is_quoted else entry


def _quoted(entry: str) -> str:
    """Return an entry that is read as text."""
    if _is_text(entry):
        return entry
    return f"{_QUOTE}{entry.replace(_QUOTE, chr(39))}{_QUOTE}"
