"""Checked rows of a file: their mistakes, those that can be imported, and corrections of cells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.domain.import_drafts import Alike, CellPlace
from bot.domain.imports import Mistake, Note, Row, Table
from bot.domain.offers import Draft
from bot.rules.rows import CheckedRow
from bot.text import shortened

EXPLAINED = ("too_long", "weekday", "order")
"""Mistakes whose proposal is a part of their words: the limit, the day, the lower value."""
SHOWN = 80
"""Length to which the value of a cell is cut where a mistake tells it, in characters."""
Cell = tuple[str, int, str]
"""Sheet, row and column of a cell."""
EXAMPLES = frozenset(
    ("24.11.2026", "24.11.2026 18:00", "A1 … C2", "+49 7751 86-0", "12000", "18:00-19:30")
)
"""Proposals that only show what a value looks like: nobody means exactly this one."""


def proposals(mistake: Mistake) -> tuple[str, ...]:
    """Return the values that a wrong cell may be meant to hold, none where nobody can tell."""
    if mistake.code == "yes_no":
        return tuple(mistake.proposal.split(" / "))
    if not mistake.proposal or mistake.proposal in EXAMPLES or mistake.code in EXPLAINED:
        return ()
    return (mistake.proposal,)


def joined(first: Iterable[Mistake], checked: Iterable[CheckedRow]) -> list[Mistake]:
    """Return all mistakes, only the first one of each cell."""
    by_cell: dict[tuple[str, int, str], Mistake] = {}
    for mistake in (*first, *(mistake for row in checked for mistake in row.mistakes)):
        by_cell.setdefault((mistake.sheet, mistake.row, mistake.column), mistake)
    return list(by_cell.values())


def parted(
    checked: Sequence[CheckedRow], mistakes: Iterable[Mistake]
) -> tuple[list[Draft], list[Row]]:
    """Return the drafts of rows without any mistake, and the other rows."""
    wrong = {(mistake.sheet, mistake.row) for mistake in mistakes}
    twice = _twice(checked)
    drafts: list[Draft] = []
    others: list[Row] = []
    for row, draft in ((row.row, row.draft) for row in checked):
        if draft is None or (row.sheet, row.number) in wrong or _identity(draft) in twice:
            others.append(row)
        else:
            drafts.append(draft)
    return drafts, others


def _twice(checked: Iterable[CheckedRow]) -> set[tuple[str, str]]:
    """Return what names the offers that several rows hold."""
    return {
        _identity(row.draft)
        for row in checked
        if row.draft and any(mistake.code == "twice" for mistake in row.mistakes)
    }


def _identity(draft: Draft) -> tuple[str, str]:
    return draft.source, draft.external_id


def with_heading(mistake: Mistake, table: Table) -> Mistake:
    """Return the mistake with the heading of the office instead of our name of the column."""
    heading = table.heading(mistake)
    return replace(mistake, column=heading.words) if heading else mistake


def note_with_heading(note: Note, table: Table) -> Note:
    """Return the note with the heading of the office instead of our name of the column."""
    heading = table.heading(note)
    return replace(note, column=heading.words) if heading else note


def corrected(
    table: Table, file: int, cells: Mapping[CellPlace, str], alike: Sequence[Alike]
) -> Table:
    """Return the table of a file with the cells that somebody corrected; "" empties a cell.

    What the file itself has wrong in such a cell, a formula for example, is no mistake any more.
    """
    by_value = {(same.column, same.value): same.text for same in alike}
    texts = _texts(table, _typed(file, cells), by_value)
    if not texts and not by_value:
        return table
    by_row: dict[tuple[str, int], dict[str, str]] = {}
    for (sheet, row_number, column), text in texts.items():
        by_row.setdefault((sheet, row_number), {})[column] = text
    rows = tuple(
        _corrected_row(row, by_row.get((row.sheet, row.number), {}), by_value) for row in table.rows
    )
    wrong = tuple(mistake for mistake in table.mistakes if _cell(mistake) not in texts)
    return replace(table, rows=rows, mistakes=wrong)


def _cell(place: Mistake | CellPlace) -> Cell:
    return place.sheet, place.row, place.column


def _typed(file: int, cells: Mapping[CellPlace, str]) -> dict[Cell, str]:
    """Return the texts of the cells of one file that were corrected one by one."""
    return {_cell(place): text for place, text in cells.items() if place.file == file}


def _texts(
    table: Table, typed: Mapping[Cell, str], by_value: Mapping[tuple[str, str], str]
) -> dict[Cell, str]:
    """Return the texts of corrected cells: one of its own comes before that of all alike."""
    texts = dict(typed)
    for mistake in table.mistakes:
        if (mistake.column, mistake.value) in by_value:
            texts.setdefault(_cell(mistake), by_value[mistake.column, mistake.value])
    return texts


def _corrected_row(
    row: Row, texts: Mapping[str, str], by_value: Mapping[tuple[str, str], str]
) -> Row:
    if not texts and not by_value:
        return row
    values = {
        column: by_value.get((column, shortened(value, SHOWN)), value)
        for column, value in row.values.items()
    }
    values |= texts
    return replace(row, values={column: value for column, value in values.items() if value})
