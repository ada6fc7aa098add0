"""CSV and XLSX as offices write them → rows. Every limit here keeps a hostile file small in memory."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from bot.domain.imports import FileProblem, Mistake, Row, Table
from bot.rules.columns import canonical
from bot.rules.exports import unguarded

MOST_BYTES = 32 * 1024 * 1024
MOST_UNPACKED = 64 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 50_000, 200
MOST_CELL = 32_767
"""Excel's own limit."""
HEADER_WITHIN = 15
"""Headings and merged rows above the header that are passed over."""

Cells = list[str]
Line = tuple[int, Cells, list[int]]
"""Number of the line, its cells as text, the columns (from 0) that hold formulas."""


def read_csv(path: Path, languages: Sequence[str], language: str) -> Table:
    """UTF-8, UTF-16 or cp1252; semicolon, comma or tab. Raises FileProblem."""
    text = _decoded(_bytes(path))
    delimiter = _delimiter(text)
    csv.field_size_limit(MOST_CELL * 4)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return _table([("", _csv_lines(reader))], languages, language)


def read_xlsx(path: Path, languages: Sequence[str], language: str) -> Table:
    """Every sheet with a header we know. Formulas are mistakes: their values may be old. Raises FileProblem."""
    check_zip(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
        try:
            return _table(
                [(sheet.title, _xlsx_lines(sheet)) for sheet in book.worksheets],
                languages,
                language,
            )
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


def check_zip(path: Path) -> None:
    """Refuse what unpacks to more than an honest table. Raises FileProblem."""
    _check_size(path)
    try:
        with zipfile.ZipFile(path) as archive:
            if (
                sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED
                or len(archive.infolist()) > 1000
            ):
                raise FileProblem("file_bomb")
            for entry in archive.infolist():
                _unpack_honestly(archive, entry)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise FileProblem("file_broken", path.name) from error


def _unpack_honestly(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """A header can lie about the size, and about the checksum."""
    read = 0
    with archive.open(entry) as file:
        while chunk := file.read(1 << 20):
            read += len(chunk)
            if read > entry.file_size:
                raise FileProblem("file_bomb")


def _bytes(path: Path) -> bytes:
    _check_size(path)
    return path.read_bytes()


def _check_size(path: Path) -> None:
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise FileProblem("file_large", f"{size // 1024 // 1024} MiB")


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\0" in content[:4096]:
        raise FileProblem("file_broken")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    """What separates most names in the first lines."""
    first = text.split("\n", HEADER_WITHIN)[:HEADER_WITHIN]
    return max(";,\t", key=lambda mark: max((line.count(mark) for line in first), default=0))


def _csv_lines(reader: Any) -> Iterator[Line]:
    try:
        for cells in reader:
            yield reader.line_num, [unguarded(cell) for cell in cells], []
    except csv.Error as error:
        raise FileProblem(
            "too_long" if "field larger" in str(error) else "file_broken", "", row=reader.line_num
        ) from error


def _xlsx_lines(sheet: Any) -> Iterator[Line]:
    rows = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)
    for row_number, cells in enumerate(rows, 1):
        formulas = [i for i, cell in enumerate(cells) if cell.data_type == "f"]
        yield row_number, [unguarded(_text(cell.value)) for cell in cells], formulas


def _text(value: Any) -> str:
    """As the office sees it: whole numbers without ".0", dates as dates."""
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


def _table(
    sheets: Iterable[tuple[str, Iterator[Line]]], languages: Sequence[str], language: str
) -> Table:
    rows: list[Row] = []
    mistakes: list[Mistake] = []
    headers: dict[tuple[str, str], tuple[int, str]] = {}
    unused: list[str] = []
    for name, lines in sheets:
        header, first = _header(lines, languages, language)
        if not header:
            continue
        columns = {place: column for place, (column, _) in header.items() if column}
        mistakes += _twice(name, header)
        headers |= {
            (name, column): (place + 1, header[place][1]) for place, column in columns.items()
        }
        unused += [words for column, words in header.values() if not column]
        read, wrong = _rows(name, lines, columns, first)
        rows += read
        mistakes += wrong
    if not headers:
        raise FileProblem("no_header")
    if not rows and not mistakes:
        raise FileProblem("file_empty")
    return Table(tuple(rows), headers, tuple(unused), tuple(mistakes))


def _header(
    lines: Iterator[Line], languages: Sequence[str], language: str
) -> tuple[dict[int, tuple[str, str]], int]:
    """The first line with a title column: place → (canonical name or "", the office's words), and its number."""
    for row_number, cells, _ in lines:
        named = {
            i: (_column(cell, languages, language), cell.strip())
            for i, cell in enumerate(cells)
            if cell.strip()
        }
        if "title" in (column for column, _ in named.values()) and len(named) > 1:
            return named, row_number
        if row_number >= HEADER_WITHIN:
            break
    return {}, 0


def _column(header: str, languages: Sequence[str], language: str) -> str:
    """ "title_de" in a German file is the title itself."""
    column = canonical(" ".join(header.split()), languages) or ""
    return column.removesuffix(f"_{language}")


def _twice(sheet: str, header: dict[int, tuple[str, str]]) -> list[Mistake]:
    seen: set[str] = set()
    mistakes = []
    for column, words in header.values():
        if column and column in seen:
            mistakes.append(Mistake(sheet, 0, words, "column_twice", words))
        seen.add(column)
    return mistakes


def _rows(
    sheet: str, lines: Iterator[Line], columns: dict[int, str], first: int
) -> tuple[list[Row], list[Mistake]]:
    rows, mistakes = [], []
    for row_number, cells, formulas in lines:
        if row_number - first > MOST_ROWS:
            raise FileProblem("rows_many", str(MOST_ROWS), sheet)
        values = {
            column: cells[i].strip()
            for i, column in columns.items()
            if i < len(cells) and cells[i].strip() and i not in formulas
        }
        mistakes += [
            Mistake(sheet, row_number, columns[i], "formula", cells[i][:80])
            for i in formulas
            if i in columns
        ]
        mistakes += [
            Mistake(sheet, row_number, column, "too_long", "", str(MOST_CELL))
            for column, cell in values.items()
            if len(cell) > MOST_CELL
        ]
        if values:
            rows.append(Row(sheet, row_number, values))
    return rows, mistakes


def mark_mistakes(
    path: Path, copy: Path, table: Table, mistakes: Iterable[Mistake], says: Any
) -> None:
    """A copy of the office's XLSX with every wrong cell coloured and a note in it."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    book = openpyxl.load_workbook(path, keep_links=False)
    for mistake in mistakes:
        place = table.headers.get((mistake.sheet, mistake.column))
        if place and mistake.row and mistake.sheet in book.sheetnames:
            cell = book[mistake.sheet][f"{get_column_letter(place[0])}{mistake.row}"]
            cell.fill = PatternFill("solid", fgColor="FFC7CE")
            cell.comment = Comment(says(mistake), "Lotse")
    book.save(copy)


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[dict[str, str]]) -> None:
    """UTF-8 with a byte order mark and semicolons: German Excel opens it with a double click."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def write_xlsx(path: Path, columns: Sequence[str], rows: Iterable[dict[str, str]]) -> None:
    """Every cell is text, so that no program takes one for a formula."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Angebote")
    sheet.append(list(columns))
    for row in rows:
        sheet.append([row.get(column, "") for column in columns])
    book.save(path)
