"""Cells as offices write them, put into the words that the readers of cells read.

"07731 12345 (Frau Müller)" is a number and a remark, "Di, 12. Januar 2027" a day, "landkreisweit"
no town in particular. Of what is taken in part only, the whole cell is told. Nothing is guessed:
what may mean two things stays as it is, and is a mistake.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.imports import Note, NoteKind, Row
from bot.rules import joined_cells, office_days, office_places, office_readers
from bot.rules.office_readers import Understood
from bot.text import shortened

OUR_OWN = "lotse_version"
"""The column of files that we wrote: their cells are taken as they stand."""
_EMPTY = frozenset(
    ("-", "--", "---", "–", "—", "/", "./.", "?", "k.a.", "k. a.", "k.a", "keine angabe",
     "keine angaben", "n/a", "n.a.", "nan", "none", "null")
)  # fmt: skip
"""Cells that say that nothing is said."""
_LONGEST_EMPTY = max(map(len, _EMPTY)) + 2
LONGEST = 300
"""Maximum length of a cell that is looked at, in characters; longer ones are texts or mistakes."""
_DITTO = frozenset(
    ('"', "''", "〃", "”", "dito", "dto", "dto.", "ditto", "s.o.", "wie oben", '-"-')
)
_PLAIN_NUMBERS = frozenset(("phone", "postcode", "price", "start", "deadline", "expires_at"))
_APOSTROPHE = re.compile(r"'(?=[\d+])")
"""What keeps Excel from reading a number, left in a file of text."""
_NEVER_EMPTY = frozenset(("title", "external_id", OUR_OWN))


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row in the words that are read, and what of it was taken in part only.

    ``sources`` maps a column that was joined of parts to the first of them.
    """

    row: Row
    notes: Sequence[Note] = ()
    sources: Mapping[str, str] = field(default_factory=dict)


def understood(row: Row, official_names: Mapping[str, str], above: Mapping[str, str]) -> ReadRow:
    """Return a row in the words that are read.

    ``official_names`` are those of ``town_names.by_name``, ``above`` are the cells of the row
    before, which "dito" means. A row of ours stays as it is.
    """
    if row.values.get(OUR_OWN):
        return ReadRow(row)
    written, notes = _without_ditto(row, above)
    parts = joined_cells.joined(Row(row.sheet, row.number, written))
    values = dict(parts.row.values)
    notes += parts.notes
    for column, cell in tuple(values.items()):
        found = _of_cell(column, cell, values, official_names)
        if found is None:
            continue
        values |= found.cells
        if found.is_part:
            place = (row.sheet, row.number, column)
            notes.append(Note(NoteKind.NOT_TAKEN, *place, shortened(cell, 80)))
    return ReadRow(Row(row.sheet, row.number, values), notes, parts.sources)


def is_ditto(cell: str) -> bool:
    """Return whether a cell means what stands above it."""
    return len(cell) <= _LONGEST_EMPTY and cell.strip().lower() in _DITTO


def _without_ditto(row: Row, above: Mapping[str, str]) -> tuple[dict[str, str], list[Note]]:
    """Return the cells with what "dito" means, and a note on each of those."""
    values, notes = {}, []
    for column, cell in row.values.items():
        means_above = column not in _NEVER_EMPTY and is_ditto(cell)
        values[column] = above.get(column, "") if means_above else cell
        if column in _PLAIN_NUMBERS and _APOSTROPHE.match(cell):
            values[column] = cell[1:]
        if means_above:
            notes.append(Note(NoteKind.CARRIED, row.sheet, row.number, column))
    return values, notes


def _of_cell(
    column: str, cell: str, values: Mapping[str, str], official_names: Mapping[str, str]
) -> Understood | None:
    """Return what a cell means, None if it is to be read as it stands."""
    if column in _NEVER_EMPTY or not cell or len(cell) > LONGEST:
        return None
    if _means_nothing(cell):
        return Understood({column: ""})
    if column == "municipality":
        found = office_places.read(cell, values, official_names)
        return found and Understood(*found)
    if column in office_days.COLUMNS:
        days = office_days.read(cell, column, values)
        return days and Understood(*days)
    reader = office_readers.READERS.get(column)
    return reader(cell, values) if reader else None


def _means_nothing(cell: str) -> bool:
    return len(cell) <= _LONGEST_EMPTY and cell.strip().lower() in _EMPTY
