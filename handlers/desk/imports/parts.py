"""What the page of an import shows of each file: its first lines, and what was left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.domain.import_drafts import FileChoices, ImportChoices, ImportFile
from bot.domain.imports import SKIPPED, FileProblem, Note, NoteKind
from bot.domain.sheets import Sheet
from bot.rules import headings
from bot.rules.headings import HeadingChoices, Vocabulary
from bot.rules.import_rows import note_with_heading
from bot.rules.office_exports import LISTS
from bot.screens import import_notes
from bot.screens.import_mistakes import reason
from bot.text import shortened
from handlers.files import tables
from handlers.files.tables import Rivals, TextOptions
from handlers.workflows.import_drafts import FileRead, on_disk

MOST_CELLS, LONGEST_CELL = 12, 40
"""Cells of a line, and letters of a cell, that are shown of a file as it stands."""
MOST_ROWS = 12
"""Maximum number of rows left out for one reason that can be taken one by one."""
UNCLEAR = ("no_header", "file_empty", "encoding_unclear", "separator_unclear")
"""Mistakes of a file that is a table although no headings were read."""
AS_FOUND = "auto"
"""Value of a line of headings that nobody chose."""
LONGEST_PLACE = 50
"""Maximum length of the name of a row that can be taken by itself, in characters."""


@dataclass(frozen=True, slots=True)
class SheetLines:
    """The first lines of a sheet as they stand; ``chosen`` is the line of headings, as a value."""

    position: int
    name: str
    lines: Sequence[tuple[int, Sequence[str]]]
    chosen: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that were left out for one reason; ``words`` say why, ``values`` are what to tick."""

    words: str
    rows: Sequence[tuple[str, str]]
    kind: str


@dataclass(frozen=True, slots=True)
class FilePart:
    """What the page shows of one file."""

    read: FileRead
    problems: Sequence[str]
    sheets: Sequence[SheetLines]
    rivals: Rivals
    choices: FileChoices
    left_out: Sequence[LeftOut]
    taken: Sequence[tuple[str, str]]
    notes: Sequence[str]


def raw(
    files: Sequence[ImportFile], choices: ImportChoices, vocabulary: Vocabulary
) -> list[tuple[list[Sheet], Rivals]]:
    """Return the first lines of each file as they stand, and readings that fit as well."""
    with TemporaryDirectory(prefix="import") as folder:
        return [
            _raw_file(on_disk(Path(folder), i, file), choices.of_file(i), choices, vocabulary)
            for i, file in enumerate(files)
        ]


def _raw_file(
    path: Path, file: FileChoices, choices: ImportChoices, vocabulary: Vocabulary
) -> tuple[list[Sheet], Rivals]:
    options = TextOptions(file.encoding, file.separator)
    full = replace(vocabulary, choices=HeadingChoices(choices.headings, file.lines))
    try:
        sheets = tables.first_lines(path, options)
        is_text = [sheet.name for sheet in sheets] == [""] and path.suffix.lower() != ".json"
        return sheets, tables.rivals(path, full, options) if is_text else Rivals()
    except FileProblem:
        return [], Rivals()


def file_part(
    position: int,
    file: FileRead,
    sheets: Sequence[Sheet],
    rivals: Rivals,
    choices: ImportChoices,
    language: str,
) -> FilePart:
    """Return what the page shows of a file."""
    chosen = choices.of_file(position)
    return FilePart(
        file,
        [reason(mistake, language) for mistake in file.mistakes if not mistake.row],
        [_sheet(i, sheet, chosen) for i, sheet in enumerate(_shown(file, sheets))],
        rivals,
        chosen,
        _left_out(file.notes, language),
        [(word, _taken_words(word, language)) for word in chosen.taken],
        _told(file, language),
    )


def _shown(file: FileRead, sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return the sheets whose first lines are shown; none of a file that is no table."""
    is_unclear = any(mistake.code in UNCLEAR for mistake in file.mistakes)
    if not file.table.headings and not is_unclear:
        return []
    return [sheet for sheet in sheets if sheet.name != LISTS]


def _sheet(position: int, sheet: Sheet, chosen: FileChoices) -> SheetLines:
    lines = [
        (
            line.number,
            [
                shortened(words, LONGEST_CELL)
                for words in list(headings.cells_of(line).values())[:MOST_CELLS]
            ],
        )
        for line in sheet.lines
    ]
    line = chosen.lines.get(sheet.name)
    return SheetLines(position, sheet.name, lines, AS_FOUND if line is None else str(line))


def _left_out(notes: Iterable[Note], language: str) -> list[LeftOut]:
    """Return what was left out, by reason, with what can be ticked to take it all the same."""
    groups: dict[NoteKind, list[Note]] = {}
    for note in notes:
        if note.kind in SKIPPED and note.kind is not NoteKind.HEADING_AGAIN:
            groups.setdefault(note.kind, []).append(note)
    return [
        LeftOut(
            import_notes.words(same[0], language),
            [_row_choice(note) for note in same[:MOST_ROWS]],
            kind.value if len(same) > MOST_ROWS or not all(_is_single(n) for n in same) else "",
        )
        for kind, same in groups.items()
    ]


def _is_single(note: Note) -> bool:
    """Return whether a row can be taken by itself; sheets and cells are taken by their kind."""
    return bool(note.row) and note.kind is not NoteKind.STRUCK_CELL


def _row_choice(note: Note) -> tuple[str, str]:
    """Return what to tick for a row and what stands there; "" where it is taken by its kind."""
    place = f"{note.sheet}!{note.row}" if note.sheet else str(note.row)
    shown = f"{place if note.row else note.sheet}: {note.value}"
    return (place if _is_single(note) and len(place) < LONGEST_PLACE else "", shown)


def _taken_words(word: str, language: str) -> str:
    if word.rpartition("!")[2].isdecimal():
        return word
    return import_notes.words(Note(NoteKind(word)), language)


def _told(file: FileRead, language: str) -> list[str]:
    """Return what else is to be told of a file: one line for all notes of a kind in a column."""
    groups: dict[tuple[NoteKind, str, str], list[Note]] = {}
    told = (note for note in file.notes if note.kind not in SKIPPED)
    for note in (note_with_heading(note, file.table) for note in told):
        groups.setdefault((note.kind, note.sheet, note.column), []).append(note)
    return [_told_line(same, language) for same in groups.values()]


def _told_line(notes: Sequence[Note], language: str) -> str:
    first = notes[0]
    rows = ", ".join(str(note.row) for note in notes[:MOST_ROWS] if note.row)
    more = " …" if len(notes) > MOST_ROWS else ""
    place = ", ".join(filter(None, (first.sheet, first.column, rows + more)))
    shown = dict.fromkeys(shortened(note.value, 60) for note in notes[:MOST_ROWS] if note.value)
    values = f" ({', '.join(shown)})" if shown and first.kind is not NoteKind.ENCODING else ""
    return f"{place + ': ' if place else ''}{import_notes.words(first, language)}{values}"
