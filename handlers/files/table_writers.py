"""CSV and XLSX files for offices: exported offers, and imported files with their mistakes."""

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter

from bot.domain.imports import Mistake, Table
from bot.rules import exports
from bot.rules.columns import OFFERS


def mark_mistakes(
    path: Path,
    copy: Path,
    table: Table,
    mistakes: Iterable[Mistake],
    sentence_of: Callable[[Mistake], str],
) -> None:
    """Write a copy of the office's XLSX file in which every wrong cell is red and has a note."""
    book = openpyxl.load_workbook(path, keep_links=False)
    for mistake in mistakes:
        header = table.headers.get((mistake.sheet, mistake.column))
        if header and mistake.row and mistake.sheet in book.sheetnames:
            column_number, _ = header
            cell = book[mistake.sheet][f"{get_column_letter(column_number)}{mistake.row}"]
            cell.fill = PatternFill("solid", fgColor="FFC7CE")
            cell.comment = Comment(sentence_of(mistake), "Lotse")
    book.save(copy)


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[dict[str, str]]) -> None:
    """Write a CSV file that a German Excel opens: UTF-8 with a byte order mark, and semicolons.

    No cell begins like a formula.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", delimiter=";")
        writer.writeheader()
        for row in rows:
            writer.writerow({column: exports.guarded(cell) for column, cell in row.items()})


def write_xlsx(
    path: Path,
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
    cell = WriteOnlyCell(sheet, exports.quoted(words))
    cell.data_type = "s"
    if exports.is_formula(words):
        cell.quotePrefix = True
    return cell
