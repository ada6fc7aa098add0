"""Cells as offices write them, put into the words that the readers of cells read.

"07731 12345 (Frau Müller)" is a number and a remark, "Di, 12. Januar 2027" a day, "landkreisweit"
no town in particular. Of what is taken in part only, the whole cell is told. Nothing is guessed:
what may mean two things stays as it is, and is a mistake.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.imports import Note, NoteKind, Row
from bot.rules import (
    joined_cells,
    kept_cells,
    office_days,
    office_places,
    office_readers,
)
from bot.rules.section_owners import owner_of_section
from bot.rules.understood import Rest, Understood

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
_LOCAL = re.compile(r"(?!11\d)[1-9](?:[ /-]?\d){3,7}")
"""A telephone number without an area code; 110, 112, 115 and 116117 have none."""
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
    reading = _Reading(row, dict(parts.row.values), [*notes, *parts.notes])
    for column, cell in tuple(reading.values.items()):
        found = _of_cell(column, cell, reading.values, official_names)
        if found is not None:
            _take(reading, column, cell, found)
    _town_of_address(reading, official_names)
    _town_of_section(reading, official_names)
    _owner_of_section(reading)
    if _LOCAL.fullmatch(number := reading.values.get("phone", "")):
        reading.tell(NoteKind.NO_AREA_CODE, "phone", number)
    return ReadRow(replace(row, values=reading.values), reading.notes, parts.sources)


@dataclass
class _Reading:
    """A row while it is read: its cells in the words that are read, and what is told of them."""

    row: Row
    values: dict[str, str]
    notes: list[Note]

    def tell(self, kind: NoteKind, column: str, cell: str) -> None:
        """Note something about a cell."""
        self.notes.append(kept_cells.note(self.row, column, cell, kind))


def _take(reading: _Reading, column: str, cell: str, found: Understood) -> None:
    """Take what a cell means; of one that says more the whole text is kept, and told."""
    reading.values |= found.cells
    match found.rest:
        case Rest.KEPT:
            reading.values = kept_cells.with_line(reading.values, column, cell)
            reading.tell(NoteKind.KEPT_AS_TEXT, column, cell)
        case Rest.ELSEWHERE:
            reading.tell(NoteKind.KEPT_AS_TEXT, column, cell)
        case Rest.DROPPED:
            reading.tell(NoteKind.NOT_TAKEN, column, cell)


def _town_of_address(reading: _Reading, official_names: Mapping[str, str]) -> None:
    """Take the town at the end of an address where nothing else says it."""
    values = reading.values
    if values.get("municipality") or values.get("postcode") or not values.get("address"):
        return
    if "municipality" in reading.row.values:
        return
    if town := office_places.town_at_end(values["address"], official_names):
        values["municipality"] = town


def _town_of_section(reading: _Reading, official_names: Mapping[str, str]) -> None:
    """Take the town that the section or the sheet of a row is called after."""
    section = reading.row.section
    if not section or reading.values.get("municipality"):
        return
    if town := office_places.town_of_section(section, official_names):
        reading.values["municipality"] = town
        reading.tell(NoteKind.CARRIED, "municipality", section)


def _owner_of_section(reading: _Reading) -> None:
    """Take the owner that the section or the sheet of a row is called after."""
    owner = owner_of_section(reading.row.owned_by)
    if owner and not reading.values.get("organisation"):
        reading.values["organisation"] = owner
        reading.tell(NoteKind.CARRIED, "organisation", reading.row.owned_by)


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
        return office_places.read(cell, values, official_names)
    if column in office_days.COLUMNS:
        return office_days.read(cell, column, values)
    reader = office_readers.READERS.get(column)
    return reader(cell, values) if reader else None


def _means_nothing(cell: str) -> bool:
    return len(cell) <= _LONGEST_EMPTY and cell.strip().lower() in _EMPTY
