"""Translations as a table of an office: one line for each field, German beside the other words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.domain.imports import FileProblem, Mistake, NoteKind, Row, Taken
from bot.domain.translations import TextUnit
from bot.rules import cells
from bot.rules.columns import TEXTS
from handlers.files import tables
from handlers.files.workbook_files import xlsx

HEADINGS: Mapping[str, str] = {
    "key": "Nr.",
    "title": "Titel",
    "name": "Feld",
    "german": "Deutsch",
    "words": "Übersetzung",
    "state": "Stand",
    "checked": "Geprüft",
}
"""Heading of each column; an import reads the key, the words and whether they are checked."""
EVERYTHING = Taken(kinds=frozenset(NoteKind))
"""No row is left out: one that is hidden by a filter was translated all the same."""


@dataclass(frozen=True, slots=True)
class FileUnits:
    """The units of a file, and what is wrong with cells that hold no words."""

    units: list[TextUnit]
    wrong: list[tuple[TextUnit, Mistake]]


def write(units: Iterable[TextUnit], labels: Mapping[str, str]) -> bytes:
    """Return the bytes of an XLSX file; ``labels`` are the names of fields and of states."""
    rows = [
        {
            HEADINGS["key"]: unit.key,
            HEADINGS["title"]: unit.title,
            HEADINGS["name"]: labels.get(unit.name, unit.name),
            HEADINGS["german"]: unit.german,
            HEADINGS["words"]: unit.words,
            HEADINGS["state"]: labels.get(unit.state, unit.state),
            HEADINGS["checked"]: "ja" if unit.checked else "nein",
        }
        for unit in units
    ]
    return xlsx(list(HEADINGS.values()), rows, TEXTS.sheet)


def read(content: bytes) -> FileUnits:
    """Return the units of a table. A formula is a mistake, never words. Raises FileProblem."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "translations.xlsx"
        path.write_bytes(content)
        table = tables.read_workbook(path, [], "de", EVERYTHING, TEXTS)
    if not any(heading.column == "words" for heading in table.headings):
        raise FileProblem("no_translations")
    mistakes = {(mistake.sheet, mistake.row): mistake for mistake in table.mistakes}
    found = FileUnits([], [])
    for row in table.rows:
        mistake = mistakes.get((row.sheet, row.number)) or _checked_mistake(row)
        if mistake:
            found.wrong.append((_unit(row, is_checked=False), mistake))
        else:
            checked = cells.yes_no(row.values.get("checked", ""))
            found.units.append(_unit(row, is_checked=bool(checked)))
    return found


def _checked_mistake(row: Row) -> Mistake | None:
    """Return what is wrong with the last column, None if it says yes, no or nothing."""
    try:
        cells.yes_no(row.values.get("checked", ""))
    except cells.Wrong as wrong:
        cell = row.values["checked"][:80]
        return Mistake(row.sheet, row.number, "checked", wrong.code, cell, wrong.proposal)
    return None


def _unit(row: Row, *, is_checked: bool) -> TextUnit:
    return TextUnit(
        key=row.values.get("key", ""),
        german=row.values.get("german", ""),
        words=row.values.get("words", ""),
        checked=is_checked,
        title=row.values.get("title", ""),
        name=row.values.get("name", ""),
    )
