"""XLSX files as offices like them: a frozen line of headings, filters, widths, drop-downs."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from bot.rules.columns import OFFERS
from bot.rules.office_exports import LISTS, heading
from handlers.files.table_writers import put_text

MOST_ROWS = 5_000
"""Number of rows below the headings that have drop-downs, for those that are added."""
WIDE, NARROW = 40, 16
"""Widths of columns, in characters."""
_WIDE = ("title", "description", "next_steps", "organisation", "times", "address")


def office_xlsx(
    columns: Sequence[str],
    rows: Iterable[Mapping[str, str]],
    choices: Mapping[str, Sequence[str]],
) -> bytes:
    """Return the bytes of an XLSX file with German headings, in which every cell is text.

    Other values than those of ``choices`` can be typed after a warning.
    """
    book, into = openpyxl.Workbook(), BytesIO()
    sheet = book.worksheets[0]
    sheet.title = OFFERS.sheet
    for position, column in enumerate(columns, 1):
        _put(sheet, 1, position, heading(column))
        sheet.cell(1, position).font = Font(bold=True)
        width = WIDE if column.startswith(_WIDE) else NARROW
        sheet.column_dimensions[get_column_letter(position)].width = width
    for row_number, row in enumerate(rows, 2):
        for position, column in enumerate(columns, 1):
            if words := row.get(column, ""):
                _put(sheet, row_number, position, words)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    _add_choices(book, sheet, columns, choices)
    book.save(into)
    return into.getvalue()


def _put(sheet: Any, row: int, column: int, words: str) -> None:
    put_text(sheet.cell(row, column), words)


def _add_choices(
    book: Any, sheet: Any, columns: Sequence[str], choices: Mapping[str, Sequence[str]]
) -> None:
    """Add drop-downs, with their values in a hidden sheet: in a cell they may be 255 letters."""
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    for column_number, (column, values) in enumerate(choices.items(), 1):
        if column not in columns or not values:
            continue
        for row, value in enumerate(values, 1):
            _put(lists, row, column_number, value)
        source, target = (
            get_column_letter(column_number),
            get_column_letter(columns.index(column) + 1),
        )
        rule = DataValidation(
            type="list",
            formula1=f"'{LISTS}'!${source}$1:${source}${len(values)}",
            allow_blank=True,
            errorStyle="warning",
            showErrorMessage=True,
        )
        rule.add(f"{target}2:{target}{MOST_ROWS}")
        sheet.add_data_validation(rule)
