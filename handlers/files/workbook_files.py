"""Workbooks for offices. Their library, of 16 MB, is loaded when somebody wants the first one."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.domain.imports import Mistake, Row, Table
from bot.rules.columns import OFFERS


def xlsx(
    columns: Sequence[str], rows: Iterable[dict[str, str]], sheet_name: str = OFFERS.sheet
) -> bytes:
    """Return the bytes of a workbook in which every cell is text."""
    from handlers.files import table_writers

    return table_writers.xlsx(columns, rows, sheet_name)


def bad_rows(
    files: Iterable[tuple[Table, Sequence[Row], Sequence[Mistake]]],
    sentence_of: Callable[[Mistake], str],
) -> bytes:
    """Return a workbook with the rows of several files that have mistakes, to be mended."""
    from handlers.files import table_writers

    return table_writers.bad_rows(files, sentence_of)


def office_xlsx(
    columns: Sequence[str],
    rows: Iterable[Mapping[str, str]],
    choices: Mapping[str, Sequence[str]],
) -> bytes:
    """Return a workbook of offers with German headings; ``choices`` are what cells offer."""
    from handlers.files import office_sheets

    return office_sheets.office_xlsx(columns, rows, choices)
