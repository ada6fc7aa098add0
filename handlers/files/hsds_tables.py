"""Tables of HSDS in CSV: one file of a zip as rows."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.imports import FileProblem
from bot.rules import encodings
from bot.rules.headings import MOST_COLUMNS
from handlers.files.limits import MOST_SEPARATORS


def read(content: bytes, name: str, room: int) -> list[dict[str, Any]]:
    """Return the rows of a table; the standard says UTF-8 and commas, Excel saves others.

    Raises FileProblem, also for more than ``room`` rows and filled cells.
    """
    rows: list[dict[str, Any]] = []
    text = _text(content, name)
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    try:
        lines = csv.reader(_lines(text, separator), delimiter=separator, strict=True)
        names = ["_".join(cell.lower().split()) for cell in next(lines, [])]
        for cells in filter(None, lines):
            pairs = zip(names, cells, strict=False)
            rows.append({key: value for key, value in pairs if key and value})
            room -= weight(rows[-1])
            if room < 0:
                raise FileProblem("file_bomb")
    except csv.Error as error:
        raise FileProblem("file_broken", name) from error
    return rows


def _text(content: bytes, name: str) -> str:
    """Return the text of a table. Raises FileProblem for no text, and where two readings fit."""
    reading = encodings.read(content)
    if reading is None or reading.rivals or reading.broken:
        raise FileProblem("file_broken", name)
    return reading.text


def _lines(text: str, separator: str) -> Iterator[str]:
    """Yield the lines of a table. Raises FileProblem for one with more cells than anybody fills."""
    for line in io.StringIO(text, newline=""):
        if line.count(separator) > MOST_SEPARATORS:
            raise FileProblem("columns_many", str(MOST_COLUMNS))
        yield line


def weight(row: Mapping[str, Any]) -> int:
    """Return how much a row takes of the memory, in filled cells: a row takes as much as four."""
    return len(row) + 4
