"""CSV and XLSX files for offices: exported offers, and imported files with their mistakes."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter
from zipfile import BadZipFile

import openpyxl
from openpyxl.cell import MergedCell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.exceptions import InvalidFileException

from bot.domain.imports import Mistake, NoteKind, Row, Table
from bot.rules import exports
from bot.rules.columns import OFFERS
from handlers.files.sheet_marks import OUR_NAME
from handlers.files.xml_text import for_xml

RED = PatternFill("solid", fgColor="FFC7CE")
"""What a wrong cell looks like."""
MISTAKES = "Fehler / mistakes"
"""Heading of the column that tells what is wrong; an import does not read it."""


def mark_mistakes(
    path: Path,
    copy: Path,
    table: Table,
    mistakes: Iterable[Mistake],
    sentence_of: Callable[[Mistake], str],
) -> bool:
    """Write a copy of the office's XLSX file in which every wrong cell is red and has a note.

    Macros are left out. Return False if openpyxl cannot read the file, or where cells stand in
    other places than their rows.
    """
    if any(note.kind is NoteKind.TURNED for note in table.notes):
        return False
    try:
        with catch_warnings():
            simplefilter("ignore")  # what openpyxl does not keep, the office has in its own file
            book = openpyxl.load_workbook(path, keep_links=False)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError, OSError):
        return False
    if not book.sheetnames:
        return False
    for mistake in mistakes:
        heading = table.heading(mistake)
        if heading and mistake.row and mistake.sheet in book.sheetnames:
            cell = _cell(book[mistake.sheet], mistake.row, heading.number)
            cell.fill = RED
            cell.comment = Comment(sentence_of(mistake), OUR_NAME)
    book.save(copy)
    return True


def _cell(sheet: Any, row: int, column: int) -> Any:
    """Return a cell; of a merged one the first, because only that can be marked."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, MergedCell):
        return cell
    for merged in sheet.merged_cells.ranges:
        if cell.coordinate in merged:
            return sheet.cell(merged.min_row, merged.min_col)
    return cell


def copy_bad_rows(
    path: Path,
    table: Table,
    rows: Iterable[Row],
    mistakes: Iterable[Mistake],
    sentence_of: Callable[[Mistake], str],
) -> None:
    """Write rows with their mistakes below the office's headings, to be mended and imported.

    Wrong cells are red; the last column says what is wrong. Every cell is text.
    """
    book = openpyxl.Workbook(write_only=True)
    _add_bad_rows(book, table, rows, mistakes, sentence_of)
    book.save(path)


def bad_rows(
    files: Iterable[tuple[Table, Sequence[Row], Sequence[Mistake]]],
    sentence_of: Callable[[Mistake], str],
) -> bytes:
    """Return an XLSX file with the rows of several files, see ``copy_bad_rows``."""
    book, into = openpyxl.Workbook(write_only=True), BytesIO()
    for table, rows, mistakes in files:
        _add_bad_rows(book, table, rows, mistakes, sentence_of)
    if not book.worksheets:
        book.create_sheet(OFFERS.sheet)
    book.save(into)
    return into.getvalue()


def _add_bad_rows(
    book: Any,
    table: Table,
    rows: Iterable[Row],
    mistakes: Iterable[Mistake],
    sentence_of: Callable[[Mistake], str],
) -> None:
    told: dict[tuple[str, int], list[Mistake]] = {}
    for mistake in mistakes:
        told.setdefault((mistake.sheet, mistake.row), []).append(mistake)
    by_sheet: dict[str, list[Row]] = {}
    for row in rows:
        by_sheet.setdefault(row.sheet, []).append(row)
    for name, sheet_rows in by_sheet.items():
        columns = _columns(table, name) or _columns_of(sheet_rows)
        sheet = book.create_sheet(name[:31] or OFFERS.sheet)
        sheet.append([_text_cell(sheet, words) for words in (*columns.values(), MISTAKES)])
        for row in sheet_rows:
            wrong = told.get((name, row.number), [])
            sheet.append(_bad_cells(sheet, row, columns, wrong, sentence_of))


def _columns(table: Table, sheet: str) -> dict[str, str]:
    """Return the columns of a sheet with the words of their headings."""
    return {heading.column: heading.words for heading in table.headings if heading.sheet == sheet}


def _columns_of(rows: Iterable[Row]) -> dict[str, str]:
    """Return the columns of rows that stood below no headings, by our names."""
    return {column: column for row in rows for column in row.values}


def _bad_cells(
    sheet: Any,
    row: Row,
    columns: Mapping[str, str],
    wrong: Sequence[Mistake],
    sentence_of: Callable[[Mistake], str],
) -> list[Any]:
    by_column = {mistake.column: mistake for mistake in wrong}
    cells = []
    for column in columns:
        mistake = by_column.get(column)
        cell = _text_cell(sheet, row.values.get(column) or (mistake.value if mistake else ""))
        if mistake:
            cell = cell or WriteOnlyCell(sheet, "")
            cell.fill = RED
        cells.append(cell)
    words = "\n".join(map(sentence_of, wrong))
    return [*cells, _text_cell(sheet, words)]


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[dict[str, str]]) -> None:
    """Write a CSV file that a German Excel opens: UTF-8 with a byte order mark, and semicolons.

    No cell begins like a formula.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", delimiter=";")
        writer.writeheader()
        for row in rows:
            writer.writerow({column: exports.guarded(cell) for column, cell in row.items()})


def xlsx(
    columns: Sequence[str], rows: Iterable[dict[str, str]], sheet_name: str = OFFERS.sheet
) -> bytes:
    """Return the bytes of an XLSX file in which every cell is text."""
    into = BytesIO()
    write_xlsx(into, columns, rows, sheet_name)
    return into.getvalue()


def write_xlsx(
    path: Path | BytesIO,
    columns: Sequence[str],
    rows: Iterable[dict[str, str]],
    sheet_name: str = OFFERS.sheet,
) -> None:
    """Write an XLSX file. Every cell is text, so that no program takes one for a formula."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(sheet_name)
    sheet.append([_text_cell(sheet, column) for column in columns])
    for row in rows:
        sheet.append([_text_cell(sheet, row.get(column, "")) for column in columns])
    book.save(path)


def _text_cell(sheet: Any, words: str) -> Any:
    """Return a cell of text, None without words.

    One that begins like a formula stays text when somebody edits it.
    """
    if not words:
        return None
    cell = WriteOnlyCell(sheet)
    put_text(cell, words)
    return cell


def put_text(cell: Any, words: str) -> None:
    """Write text into a cell, also if it begins like a formula."""
    cell.value = for_xml(exports.quoted(words))
    cell.data_type = "s"
    if exports.is_formula(words):
        cell.quotePrefix = True
