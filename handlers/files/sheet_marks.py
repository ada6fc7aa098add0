"""What cells look like, collected by the readers of formats: rows from 1, positions from 0."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from bot.domain.imports import FileProblem
from bot.domain.sheets import NO_MARKS, Line, Marks, Value
from bot.rules.layout import MOST_ROWS
from handlers.files.limits import MOST_UNPACKED

MOST_CELLS = 2_000_000
"""Maximum number of cells between the first and the last one that hold anything, of a sheet."""
MOST_TITLE_ROWS = 100
"""Rows above the table that are not counted."""
MOST_COLUMNS = 16_384
"""Maximum number of columns of a sheet (Excel, and LibreOffice)."""
MOST_LINES = 1_048_576
"""Maximum number of rows of a sheet (Excel, and LibreOffice), empty ones included."""
MOST_OPEN = 500
"""Maximum number of merged cells that one row goes through: they lie beside each other."""
MOST_MERGED = 100_000
"""Maximum number of merged cells of a sheet."""
MOST_LINKS = 100_000
"""Maximum number of links of a sheet; Excel takes 65,530."""

OUR_NAME = "Lotse"
"""Author of the comments that we write into a marked copy."""
LONGEST_LINK = 2_000
"""Length to which an address that a cell leads to is cut, in characters."""


class Merged(NamedTuple):
    """A merged cell: its first and last row from 1, its first and last position from 0."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass
class SheetMarks:
    """Marks of a sheet, by row, and how far its cells reach."""

    is_hidden: bool = False
    is_1904: bool = False
    hidden_columns: set[int] = field(default_factory=set)
    column_count: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    formulas: dict[int, dict[int, str]] = field(default_factory=dict)
    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    formats: dict[int, dict[int, str]] = field(default_factory=dict)
    struck: dict[int, set[int]] = field(default_factory=dict)
    left: dict[int, dict[int, str]] = field(default_factory=dict)
    links: dict[int, dict[int, str]] = field(default_factory=dict)
    comments: dict[int, dict[int, str]] = field(default_factory=dict)
    link_count: int = 0
    line_count: int = 0
    merged: list[Merged] = field(default_factory=list)
    bottom: int = 0
    right: int = 0
    characters: int = 0

    def hide_columns(self, first: int, count: int) -> None:
        """Note hidden columns; columns beyond those that a sheet can have are left out.

        A file of a few letters can name the same columns a million times.
        """
        count = min(count, MOST_COLUMNS - self.column_count)
        self.column_count += max(0, count)
        self.hidden_columns.update(range(first, first + count))

    def merge(self, cell: Merged) -> None:
        """Note a merged cell. Raises FileProblem for more than anybody merges."""
        self.merged.append(cell)
        if len(self.merged) > MOST_MERGED:
            raise FileProblem("file_bomb")

    def begin_row(self) -> None:
        """Count a row, with cells or without. Raises FileProblem for more than a sheet can have."""
        self.line_count += 1
        if self.line_count > MOST_LINES:
            raise FileProblem("file_bomb")

    def hide_row(self, row: int) -> None:
        """Note a hidden row; rows below the last one that is read are left out."""
        if row <= MOST_ROWS + MOST_TITLE_ROWS:
            self.hidden_rows.add(row)

    def link(self, row: int, position: int, address: str) -> None:
        """Note where a cell leads to. Raises FileProblem for more than a sheet can have."""
        self.links.setdefault(row, {})[position] = address[:LONGEST_LINK]
        self.link_count += 1
        if self.link_count > MOST_LINKS:
            raise FileProblem("file_bomb")

    def weigh(self, characters: int) -> None:
        """Count the letters of cells, which may share one text. Raises FileProblem for a bomb."""
        self.characters += characters
        if self.characters > MOST_UNPACKED:
            raise FileProblem("file_bomb")

    def reach(self, row: int, position: int, sheet: str) -> None:
        """Note that a cell holds something. Raises FileProblem where a sheet is too large."""
        self.bottom, self.right = max(self.bottom, row), max(self.right, position)
        if self.bottom > MOST_ROWS + MOST_TITLE_ROWS:
            raise FileProblem("rows_many", str(MOST_ROWS), sheet)
        if self.bottom * (self.right + 1) > MOST_CELLS:
            raise FileProblem("sheet_large", f"{self.bottom} × {self.right + 1}", sheet)

    def of_row(self, row: int) -> Marks:
        """Return the marks of a row."""
        told = (self.formulas, self.errors, self.formats, self.left, self.links, self.comments)
        is_told = row in self.struck or any(row in part for part in told)
        if row not in self.hidden_rows and not is_told:
            return NO_MARKS
        return Marks(
            is_hidden=row in self.hidden_rows,
            formulas=self.formulas.get(row, {}),
            errors=self.errors.get(row, {}),
            formats=self.formats.get(row, {}),
            struck=frozenset(self.struck.get(row, ())),
            left=self.left.get(row, {}),
            links=self.links.get(row, {}),
            comments=self.comments.get(row, {}),
        )

    def lines_without_values(self, above: int = 0) -> Iterator[Line]:
        """Yield the lines below the last value that hold formulas or errors."""
        for row in sorted({*self.formulas, *self.errors}):
            if row > above:
                yield Line(row, (), self.of_row(row))


NOTHING = SheetMarks()
_CONSTANT = re.compile(r"(?:of:)?=?(?:TRUE|FALSE)\(\)", re.IGNORECASE)


def is_constant(formula: str) -> bool:
    """Return whether a formula is "=TRUE()", as LibreOffice writes the value of a tick box."""
    return bool(_CONSTANT.fullmatch(formula))


def carrying(lines: Iterable[Line], merged: Iterable[Merged]) -> Iterator[Line]:
    """Yield lines in which merged cells carry their value down, and know how wide they are.

    Raises FileProblem where more of them lie on each other than anybody makes.
    """
    waiting = sorted(merged, reverse=True)
    open_cells: list[tuple[Merged, Value]] = []
    for line in lines:
        open_cells = [pair for pair in open_cells if pair[0].bottom >= line.number]
        while waiting and waiting[-1].top <= line.number:
            cell = waiting.pop()
            if cell.bottom >= line.number:
                value = _at(line, cell.left) if cell.top == line.number else None
                open_cells.append((cell, value))
                _must_lie_apart(open_cells)
        yield _carried(line, open_cells) if open_cells else line


def _must_lie_apart(open_cells: Sized) -> None:
    """Raise FileProblem where more merged cells lie in a row than can lie beside each other."""
    if len(open_cells) > MOST_OPEN:
        raise FileProblem("file_bomb")


def _at(line: Line, position: int) -> Value:
    return line.cells[position] if position < len(line.cells) else None


def _carried(line: Line, open_cells: Iterable[tuple[Merged, Value]]) -> Line:
    """Return a line with the values of merged cells that began above it."""
    cells, carried, joined = list(line.cells), set(line.marks.carried), {}
    for cell, value in open_cells:
        joined[cell.left] = cell.right - cell.left + 1
        if (
            cell.top < line.number
            and value not in (None, "")
            and _at(line, cell.left) in (None, "")
        ):
            cells += [None] * (cell.left + 1 - len(cells))
            cells[cell.left] = value
            carried.add(cell.left)
    marks = replace(line.marks, carried=frozenset(carried), joined=_wide(joined))
    return Line(line.number, cells, marks)


def _wide(joined: Mapping[int, int]) -> dict[int, int]:
    return {position: width for position, width in joined.items() if width > 1}
