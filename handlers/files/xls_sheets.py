"""Sheets of an XLS file, as Excel wrote them until 2007: values and what they look like."""

import itertools
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any, Literal

import xlrd
from xlrd.biffh import XLRDError

from bot.domain.imports import FileProblem
from bot.domain.sheets import Line, Sheet, Value
from handlers.files.sheet_marks import OUR_NAME, Merged, SheetMarks, carrying

_EMPTY = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)


def read(path: Path) -> Iterator[Sheet]:
    """Yield the sheets of a workbook. Raises FileProblem for a password and for a broken file."""
    try:
        book = xlrd.open_workbook(
            str(path), formatting_info=True, on_demand=True, logfile=StringIO()
        )
    except XLRDError as error:
        code = "file_password" if "encrypted" in str(error) else "file_broken"
        raise FileProblem(code, path.name) from error
    except (AssertionError, IndexError, AttributeError, UnicodeError) as error:
        raise FileProblem("file_broken", path.name) from error
    for sheet_index, name in enumerate(book.sheet_names()):
        yield _sheet(book, book.sheet_by_index(sheet_index), name)
        book.unload_sheet(sheet_index)


def _sheet(book: Any, sheet: Any, name: str) -> Sheet:
    marks = _marks(book, sheet, name)
    columns = (i for i, info in sheet.colinfo_map.items() if info.hidden)
    return Sheet(
        name=name,
        lines=carrying(_lines(book, sheet, marks), marks.merged),
        is_hidden=sheet.visibility != 0,
        hidden_columns=frozenset(columns),
        is_1904=book.datemode == 1,
    )


def _marks(book: Any, sheet: Any, name: str) -> SheetMarks:
    marks = SheetMarks()
    marks.hidden_rows = {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden}
    marks.merged = [
        Merged(top + 1, bottom, left, right - 1) for top, bottom, left, right in sheet.merged_cells
    ]
    for (row, position), comment in sheet.cell_note_map.items():
        if comment.text and comment.author != OUR_NAME:
            marks.comments.setdefault(row + 1, {})[position] = " ".join(comment.text.split())[:80]
    for row in range(sheet.nrows):
        for position in range(sheet.row_len(row)):
            if sheet.cell_type(row, position) not in _EMPTY:
                marks.reach(row + 1, position, name)
                _cell(marks, book, sheet, row, position)
    return marks


def _cell(marks: SheetMarks, book: Any, sheet: Any, row: int, position: int) -> None:
    style = book.xf_list[sheet.cell_xf_index(row, position)]
    runs = sheet.rich_text_runlist_map.get((row, position))
    if runs:
        _note_parts(marks, book, sheet, row, position)
    elif book.font_list[style.font_index].struck_out:
        marks.struck.setdefault(row + 1, set()).add(position)
    kind = sheet.cell_type(row, position)
    if kind == xlrd.XL_CELL_ERROR:
        error = xlrd.error_text_from_code.get(sheet.cell_value(row, position), "#?")
        marks.errors.setdefault(row + 1, {})[position] = error
    elif kind == xlrd.XL_CELL_NUMBER:
        number_format = book.format_map.get(style.format_key)
        if number_format and number_format.format_str != "General":
            marks.formats.setdefault(row + 1, {})[position] = number_format.format_str


def _note_parts(marks: SheetMarks, book: Any, sheet: Any, row: int, position: int) -> None:
    """Note what is left of a text of which parts are struck through.

    Each part of it begins at a letter and has a font; before the first, the cell's font counts.
    """
    text = str(sheet.cell_value(row, position))
    own = book.xf_list[sheet.cell_xf_index(row, position)].font_index
    runs = [(0, own), *sheet.rich_text_runlist_map[row, position], (len(text), own)]
    pairs = itertools.pairwise(runs)
    kept = [
        text[start:end] for (start, font), (end, _) in pairs if not book.font_list[font].struck_out
    ]
    if "".join(kept) != text:
        marks.left.setdefault(row + 1, {})[position] = "".join(kept)


def _lines(book: Any, sheet: Any, marks: SheetMarks) -> Iterator[Line]:
    for row in range(sheet.nrows):
        cells = [_value(book, sheet, row, position) for position in range(sheet.row_len(row))]
        yield Line(row + 1, cells, marks.of_row(row + 1))


def _value(book: Any, sheet: Any, row: int, position: int) -> Value:
    kind, value = sheet.cell_type(row, position), sheet.cell_value(row, position)
    match kind:
        case xlrd.XL_CELL_DATE:
            return _moment(value, book.datemode)
        case xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        case xlrd.XL_CELL_ERROR | xlrd.XL_CELL_EMPTY | xlrd.XL_CELL_BLANK:
            return None
        case xlrd.XL_CELL_NUMBER:
            return float(value)
        case _:
            return str(value)


def _moment(value: float, mode: Literal[0, 1]) -> Value:
    try:
        moment: datetime = xlrd.xldate_as_datetime(value, mode)
    except (ValueError, OverflowError):
        return float(value)
    return moment.time() if value < 1 else moment
