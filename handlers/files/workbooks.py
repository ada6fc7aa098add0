"""Workbooks of Excel and LibreOffice as sheets: what cells hold, and what they look like.

python-calamine reads the values of XLSX, strict XLSX, XLSM and ODS. It gives no errors, formulas,
number formats and hidden rows, so ``xlsx_marks`` and ``ods_marks`` read those from the same file;
they also find out first whether a sheet is too large. XLS is read by xlrd, which has all of it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import python_calamine as calamine
from defusedxml import DefusedXmlException

from bot.domain.imports import FileProblem
from bot.domain.sheets import Line, Sheet, Value
from handlers.files import ods_marks, xls_sheets, xlsx_marks
from handlers.files.kinds import Kind, kind_of
from handlers.files.limits import check_size, check_zip
from handlers.files.sheet_marks import NOTHING, SheetMarks, carrying

BROKEN = (
    KeyError,
    ValueError,
    OSError,
    TypeError,
    EOFError,
    SyntaxError,
    DefusedXmlException,
    calamine.CalamineError,
)
"""What reading a broken file may raise; ParseError is a SyntaxError."""
_MARKS: dict[Kind, Callable[[Path], dict[str, SheetMarks]]] = {
    Kind.XLSX: xlsx_marks.read,
    Kind.ODS: ods_marks.read,
}


@contextmanager
def opened(path: Path) -> Iterator[Iterator[Sheet]]:
    """Give the sheets of a workbook, of which each must be read before the next one.

    Raises FileProblem, also for a password, a file of another kind, and one that is too large.
    """
    check_size(path)
    kind = kind_of(path)
    if kind in (Kind.TEXT, Kind.ARCHIVE):
        raise FileProblem("file_broken", path.name)
    try:
        if kind is Kind.XLS:
            yield xls_sheets.read(path)
            return
        check_zip(path)
        yield _sheets(path, _MARKS[kind](path))
    except calamine.PasswordError as error:
        raise FileProblem("file_password") from error
    except BROKEN as error:
        raise FileProblem("file_broken", path.name) from error


def _sheets(path: Path, marks: dict[str, SheetMarks]) -> Iterator[Sheet]:
    # By its content: given the path, it goes by the name.
    with path.open("rb") as file, calamine.load_workbook(file) as book:
        for sheet in book.sheets_metadata:
            if sheet.typ is not calamine.SheetTypeEnum.WorkSheet:
                continue
            mine = marks.get(sheet.name, NOTHING)
            yield Sheet(
                name=sheet.name,
                lines=_lines(book.get_sheet_by_name(sheet.name), mine),
                is_hidden=mine.is_hidden or sheet.visible is not calamine.SheetVisibleEnum.Visible,
                hidden_columns=frozenset(mine.hidden_columns),
                is_1904=mine.is_1904,
            )


def _lines(sheet: calamine.CalamineSheet, marks: SheetMarks) -> Iterator[Line]:
    """Yield the lines of a sheet; merged cells carry their values down."""
    return carrying(_plain_lines(sheet, marks), marks.merged)


def _plain_lines(sheet: calamine.CalamineSheet, marks: SheetMarks) -> Iterator[Line]:
    if sheet.start is None:
        yield from marks.lines_without_values()
        return
    left = [None] * sheet.start[1]
    row_number = 0
    for row_number, cells in enumerate(sheet.iter_rows(), 1):
        yield Line(row_number, _padded(left, cells), marks.of_row(row_number))
    yield from marks.lines_without_values(row_number)


def _padded(left: Sequence[None], cells: Sequence[Value]) -> Sequence[Value]:
    return [*left, *cells] if left else cells
