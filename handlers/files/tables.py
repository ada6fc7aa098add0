"""CSV and XLSX files as offices write them, read as rows."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from bot.domain.imports import FileProblem, Mistake, Row, Table
from bot.rules.columns import OFFERS, Headings, canonical
from bot.rules.exports import unguarded
from handlers.files.limits import check_size, check_zip

MOST_ROWS, MOST_COLUMNS = 50_000, 200
"""Maximum number of rows below the header, and of columns."""
MOST_CELL = 32_767
"""Maximum length of a cell, in characters: the limit of Excel ("specifications and limits")."""
HEADER_WITHIN = 15
"""Number of lines in which the header is looked for, below titles and merged cells."""


class Line(NamedTuple):
    """A line of a sheet: its number from 1, its cells as text, the positions of formulas."""

    number: int
    cells: list[str]
    formulas: list[int]


@dataclass(frozen=True)
class Header:
    """The header of a sheet: the number of its line, and its cells by position, from 0.

    ``headings`` are the words of the office, ``columns`` our names of those that are known.
    """

    line: int
    headings: dict[int, str]
    columns: dict[int, str]

    @property
    def unused(self) -> list[str]:
        """The headings that are unknown."""
        return [
            heading for position, heading in self.headings.items() if position not in self.columns
        ]


@dataclass(frozen=True)
class Reading:
    """How headings are understood: the codes they may have, that of those without, the table."""

    languages: Sequence[str]
    language: str
    kind: Headings


def read_csv(path: Path, languages: Sequence[str], language: str, kind: Headings = OFFERS) -> Table:
    """Return the rows of a CSV file: UTF-8, UTF-16 or cp1252; semicolons, commas or tabs.

    ``languages`` are the codes that headings may have, ``language`` is that of headings without
    one; ``kind`` is what the table is about. Raises FileProblem.
    """
    check_size(path)
    text = _decoded(path.read_bytes())
    delimiter = _delimiter(text)
    csv.field_size_limit(MOST_CELL * 4)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return _table([("", _csv_lines(reader))], Reading(languages, language, kind))


def read_xlsx(
    path: Path, languages: Sequence[str], language: str, kind: Headings = OFFERS
) -> Table:
    """Return the rows of all sheets that have a header we know, see ``read_csv``.

    Formulas are mistakes, because their stored values may be old. Raises FileProblem.
    """
    check_zip(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
        try:
            sheets = [(sheet.title, _xlsx_lines(sheet)) for sheet in book.worksheets]
            return _table(sheets, Reading(languages, language, kind))
        finally:
            book.close()
    except (
        InvalidFileException,
        KeyError,
        ValueError,
        ParseError,
        DefusedXmlException,
        OSError,
        TypeError,
        EOFError,
        zipfile.BadZipFile,
    ) as error:
        raise FileProblem("file_broken", str(path.name)) from error


def _decoded(content: bytes) -> str:
    """Return the text of a file, by its byte order mark; cp1252 if it is no UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\0" in content[:4096]:
        raise FileProblem("file_broken")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    """Return the separator that is most frequent in one of the first lines."""
    first_lines = text.split("\n", HEADER_WITHIN)[:HEADER_WITHIN]
    return max(";,\t", key=lambda separator: max(line.count(separator) for line in first_lines))


def _csv_lines(reader: Any) -> Iterator[Line]:
    try:
        for cells in reader:
            yield Line(reader.line_num, [unguarded(cell) for cell in cells], [])
    except csv.Error as error:
        code = "too_long" if "field larger" in str(error) else "file_broken"
        raise FileProblem(code, "", row=reader.line_num) from error


def _xlsx_lines(sheet: Any) -> Iterator[Line]:
    rows = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)
    for row_number, cells in enumerate(rows, 1):
        formulas = [i for i, cell in enumerate(cells) if cell.data_type == "f"]
        yield Line(row_number, [unguarded(_text(cell.value)) for cell in cells], formulas)


def _text(value: Any) -> str:
    """Return a value as the office sees it: whole numbers without ".0", dates as dates."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nein"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return f"{value:%d.%m.%Y}" if value.time() == time() else f"{value:%d.%m.%Y %H:%M}"
        case date():
            return f"{value:%d.%m.%Y}"
        case time():
            return f"{value:%H:%M}"
        case _:
            return str(value)


def _table(sheets: Iterable[tuple[str, Iterator[Line]]], reading: Reading) -> Table:
    """Return the table of all sheets that have a header. Raises FileProblem if none has one."""
    read = [_sheet(name, lines, reading) for name, lines in sheets]
    tables = [table for table in read if table is not None]
    if not tables:
        raise FileProblem("no_header")
    joined = _joined(tables)
    if not joined.rows and not joined.mistakes:
        raise FileProblem("file_empty")
    return joined


def _joined(tables: Sequence[Table]) -> Table:
    """Return the tables of several sheets as one."""
    return Table(
        rows=tuple(row for table in tables for row in table.rows),
        headers={key: header for table in tables for key, header in table.headers.items()},
        unused=tuple(heading for table in tables for heading in table.unused),
        mistakes=tuple(mistake for table in tables for mistake in table.mistakes),
    )


def _sheet(name: str, lines: Iterator[Line], reading: Reading) -> Table | None:
    """Return the table of one sheet, or None if it has no header."""
    header = _header(lines, reading)
    if header is None:
        return None
    rows, mistakes = _rows(name, lines, header)
    return Table(
        rows=tuple(rows),
        headers={
            (name, column): (position + 1, header.headings[position])
            for position, column in header.columns.items()
        },
        unused=tuple(header.unused),
        mistakes=(*_column_twice(name, header), *mistakes),
    )


def _header(lines: Iterator[Line], reading: Reading) -> Header | None:
    """Return the first line with a title column and another one; None if there is none."""
    for number, cells, _ in lines:
        headings = {i: cell.strip() for i, cell in enumerate(cells) if cell.strip()}
        names = {i: _column(heading, reading) for i, heading in headings.items()}
        if "title" in names.values() and len(headings) > 1:
            columns = {i: column for i, column in names.items() if column}
            return Header(number, headings, columns)
        if number >= HEADER_WITHIN:
            break
    return None


def _column(heading: str, reading: Reading) -> str:
    """Return our name of a column, "" if unknown. "title_de" in a German file is the title."""
    column = canonical(" ".join(heading.split()), reading.languages, reading.kind) or ""
    return column.removesuffix(f"_{reading.language}")


def _column_twice(sheet: str, header: Header) -> list[Mistake]:
    """Return a mistake for each heading whose column an earlier heading has."""
    seen: set[str] = set()
    mistakes = []
    for position, column in header.columns.items():
        heading = header.headings[position]
        if column in seen:
            mistakes.append(Mistake(sheet, 0, heading, "column_twice", heading))
        seen.add(column)
    return mistakes


def _rows(sheet: str, lines: Iterator[Line], header: Header) -> tuple[list[Row], list[Mistake]]:
    """Return the rows below the header that hold anything, and the mistakes of single cells."""
    rows, mistakes = [], []
    for line in lines:
        if line.number - header.line > MOST_ROWS:
            raise FileProblem("rows_many", str(MOST_ROWS), sheet)
        values = _values(line, header)
        mistakes += [*_formulas(sheet, line, header), *_long_cells(sheet, line, values)]
        if values:
            rows.append(Row(sheet, line.number, values))
    return rows, mistakes


def _values(line: Line, header: Header) -> dict[str, str]:
    """Return the cells of a line by column, without empty ones and formulas."""
    values = {}
    for position, column in header.columns.items():
        cell = line.cells[position].strip() if position < len(line.cells) else ""
        if cell and position not in line.formulas:
            values[column] = cell
    return values


def _formulas(sheet: str, line: Line, header: Header) -> list[Mistake]:
    return [
        Mistake(sheet, line.number, header.columns[position], "formula", line.cells[position][:80])
        for position in line.formulas
        if position in header.columns
    ]


def _long_cells(sheet: str, line: Line, values: dict[str, str]) -> list[Mistake]:
    return [
        Mistake(sheet, line.number, column, "too_long", "", str(MOST_CELL))
        for column, cell in values.items()
        if len(cell) > MOST_CELL
    ]
