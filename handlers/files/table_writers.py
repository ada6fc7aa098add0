"""CSV and XLSX files for offices: exported offers, and imported files with their mistakes."""

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter

from bot.domain.imports import Mistake, Table


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
    """Write a CSV file that a German Excel opens: UTF-8 with a byte order mark, and semicolons."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def write_xlsx(path: Path, columns: Sequence[str], rows: Iterable[dict[str, str]]) -> None:
    """Write an XLSX file. Every cell is text, so that no program takes one for a formula."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Angebote")
    sheet.append(list(columns))
    for row in rows:
        sheet.append([row.get(column, "") for column in columns])
    book.save(path)
