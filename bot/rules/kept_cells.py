"""What of a cell is no value that we read: it is kept as a line of the description, and told.

A wrong number, address, day or price is none of it: that stays a mistake. A time that cannot be
read stays a text among the times.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from bot.domain.imports import Mistake, Note, NoteKind, Row
from bot.rules import times_cells
from bot.rules.cells import Wrong, is_day, is_likely_day
from bot.rules.named_cells import parts_of
from bot.rules.office_exports import heading
from bot.rules.places import spelling
from bot.text import shortened

ALIKE = 0.8
"""Likeness from which a word is a known one that was typed wrong (``SequenceMatcher.ratio``)."""
LENGTH = 2
"""By how many letters a word that was typed wrong is longer or shorter."""
_LABELS = {
    "municipality": "Ort",
    "level_from": "Niveau",
    "age_from": "Alter",
    "contact": "Kontakt",
    "period": "Laufzeit",
    "mobile": "Mobil",
    "area_code": "Vorwahl",
    "house_number": "Hausnummer",
    "rhythm": "Turnus",
    "on_day": "Tag",
    "on_date": "Datum",
    "day_from": "Von",
    "day_to": "Bis",
    "hour_from": "Von",
    "hour_to": "Bis",
}
"""What stands before a kept cell, where that is not the German heading of its column."""
_WORDS = re.compile(r"(?<!\d)[^\W\d_]|(?<=\d)(?![eE][+-]?\d)[^\W\d_]")
"""A letter that is none of a number such as "1.5E+3"."""
_RANGE = re.compile(r"\d{1,4}\s*[-–/+]\s*\d{1,4}")
_LEVEL = re.compile(r"\b[A-C]\s?\d", re.IGNORECASE)
_SAID = re.compile(r"[^\W\d_]")
"""How words begin, other than formulas and broken numbers."""
_LIKE_EMAIL = re.compile(r"@|[(\[]\s*at\s*[)\]]|\w\.\w", re.IGNORECASE)
_LIKE_URL = re.compile(r"\w\.\w|//|http|www", re.IGNORECASE)
"""What stands in an address, also in a wrong one."""
_LONG = frozenset(("price", "address", "breadcrumb", "times"))


def with_line(values: Mapping[str, str], column: str, cell: str) -> dict[str, str]:
    """Return cells with a line about one of them at the end of the description."""
    label = _LABELS.get(column) or heading(column)
    line = f"{label}: {' '.join(cell.split())}"
    described = values.get("description", "").rstrip()
    return {**values, "description": "\n".join(filter(None, (described, line)))}


def note(row: Row, column: str, cell: str, kind: NoteKind = NoteKind.KEPT_AS_TEXT) -> Note:
    """Return the note on a cell, usually one that is kept as text."""
    return Note(kind, row.sheet, row.number, column, shortened(cell, 80))


def kept(row: Row, mistakes: Sequence[Mistake]) -> tuple[Row, list[Note]]:
    """Return a row in which cells that hold words instead of values are lines of the description.

    Without any such cell it is the row itself.
    """
    columns = [mistake.column for mistake in mistakes if is_text(mistake, row)]
    values = dict(row.values)
    for column in columns:
        values = with_line(values, column, values.pop(column))
    if not columns:
        return row, []
    notes = [note(row, column, row.values[column]) for column in columns]
    return replace(row, values=values), notes


def with_times_as_text(row: Row, mistakes: Sequence[Mistake], start: str) -> Row:
    """Return a row in which entries that are no times are text among its times.

    ``start`` is what stands for the times of a row without any. Without such a mistake, or where a
    text would be too long, it is the row itself.
    """
    if not any(_is_no_time(mistake) for mistake in mistakes):
        return row
    try:
        times = times_cells.with_text(row.values.get("times") or start)
    except Wrong:
        return row
    return replace(row, values={**row.values, "times": times})


def _is_no_time(mistake: Mistake) -> bool:
    return mistake.column == "times" and mistake.code in times_cells.UNREADABLE


def is_text(mistake: Mistake, row: Row) -> bool:
    """Return whether a wrong cell says something that people understand, and no value of ours."""
    is_kept = _IS_TEXT.get(mistake.code)
    return is_kept is not None and bool(is_kept(row.values.get(mistake.column, ""), mistake))


def is_typo(words: str, name: str) -> bool:
    """Return whether a part of some words is most likely a name that was typed wrong."""
    wanted = spelling(name)
    return bool(wanted) and any(_is_alike(spelling(part), wanted) for part in parts_of(words))


def _is_alike(typed: str, wanted: str) -> bool:
    """Return whether few letters differ: "Arbiet", not "Erwachsene" for "junge Erwachsene"."""
    is_as_long = abs(len(typed) - len(wanted)) <= LENGTH
    return is_as_long and SequenceMatcher(None, typed, wanted).ratio() >= ALIKE


def _names_none(cell: str, mistake: Mistake) -> bool:
    return not is_typo(cell, mistake.proposal)


def _is_amount(cell: str, mistake: Mistake) -> bool:
    """Return whether a cell tells how many in words, or as a range; no day of Excel's."""
    return bool(_WORDS.search(cell) or _RANGE.search(cell)) and not is_likely_day(cell)


_IS_TEXT: Mapping[str, Callable[[str, Mistake], object]] = {
    **dict.fromkeys(("target", "way", "field", "course_kind", "language"), _names_none),
    "number": _is_amount,
    "state": lambda cell, mistake: mistake.column == "state" and is_day(cell),
    "yes_no": lambda cell, mistake: mistake.column != "sample",
    "level": lambda cell, mistake: not _LEVEL.search(cell),
    "phone": lambda cell, mistake: _SAID.match(cell) and not re.search(r"\d", cell),
    "email": lambda cell, mistake: _SAID.match(cell) and not _LIKE_EMAIL.search(cell),
    "url": lambda cell, mistake: _SAID.match(cell) and not _LIKE_URL.search(cell),
    "too_long": lambda cell, mistake: mistake.column in _LONG,
}
"""Whether a wrong cell is words that people understand, by the code of its mistake."""
