"""A file becomes a table: the sheets that have headings, and the lines below these.

What is left out is told and can be taken all the same. Nothing is read from files here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from bot.domain.imports import FileProblem, Note, NoteKind, Table, Taken
from bot.domain.sheets import Line, Sheet
from bot.rules import headings, sheet_rows, turned
from bot.rules.columns import OFFERS, TEXTS, folded, is_plain
from bot.rules.headings import Header, Vocabulary
from bot.rules.office_exports import LISTS
from bot.text import shortened

_NAMES = frozenset(("name", "nachname", "familienname", "adi", "ad"))
_OF_PEOPLE = frozenset(
    ("vorname", "nachname", "familienname", "geburtsdatum", "geburtstag", "geb datum", "geb",
     "first name", "last name", "surname", "date of birth", "birthday", "prenom", "soyadi",
     "date de naissance", "dogum tarihi", "staatsangehoerigkeit", "geburtsname")
)  # fmt: skip
"""Headings that offers never have and lists of people do, folded."""
MOST_ROWS = 50_000
"""Maximum number of rows below the headings."""


def table(sheets: Iterable[Sheet], vocabulary: Vocabulary, taken: Taken) -> Table:
    """Return the table of all sheets that have a header.

    Raises FileProblem if none has one, there is nothing below it, or there is too much.
    """
    read = _chosen([_sheet(sheet, vocabulary, taken) for sheet in sheets])
    if not any(part.headings for part in read):
        raise FileProblem("no_header", _first_value(read))
    joined = _joined(read)
    if _is_turned(joined, vocabulary):
        raise FileProblem("no_header", joined.rows[0].values.get("title", ""))
    if words := _of_people(joined, vocabulary):
        raise FileProblem("people", words)
    if not joined.rows and not joined.mistakes and not _is_left_out(joined):
        raise FileProblem("file_empty")
    return joined


def _is_turned(joined: Table, vocabulary: Vocabulary) -> bool:
    """Return whether a table has its headings in its first column: most titles are headings."""
    titles = [row.values.get("title", "") for row in joined.rows]
    known = {vocabulary.column(words) for words in titles if is_plain(words, vocabulary.kind)}
    return len(known) > 1 and 2 * len(known) > len(titles)


def _of_people(joined: Table, vocabulary: Vocabulary) -> str:
    """Return the heading by which a table lists people, "" for offers.

    Their names would be titles, and their telephone numbers shown to everybody.
    """
    if vocabulary.kind is not OFFERS or vocabulary.choices.columns:
        return ""
    titles = {folded(head.words) for head in joined.headings if head.column == "title"}
    of_people = (words for words in joined.unused if folded(words) in _OF_PEOPLE)
    return next(of_people, "") if titles and titles <= _NAMES else ""


def _joined(read: Sequence[Table]) -> Table:
    """Return one table of those of all sheets."""
    return Table(
        rows=tuple(chain.from_iterable(part.rows for part in read)),
        headings=tuple(chain.from_iterable(part.headings for part in read)),
        unused=tuple(chain.from_iterable(part.unused for part in read)),
        mistakes=tuple(chain.from_iterable(part.mistakes for part in read)),
        notes=tuple(chain.from_iterable(part.notes for part in read)),
    )


def _first_value(read: Sequence[Table]) -> str:
    return next((note.value for part in read for note in part.notes if note.value), "")


def _is_left_out(joined: Table) -> bool:
    """Return whether there are rows, all of which were left out."""
    return any(note.row for note in joined.notes)


@dataclass(frozen=True, slots=True)
class _Read:
    """A sheet as a table, and as one whose headings stand below each other where they may."""

    table: Table
    turned: Table | None = None


def _chosen(read: Sequence[_Read]) -> list[Table]:
    """Return the table of each sheet.

    Beside a usual table, a sheet with headings below each other only says what columns mean.
    """
    if any(part.table.headings for part in read):
        return [part.table for part in read]
    return [part.turned or part.table for part in read]


def _sheet(sheet: Sheet, vocabulary: Vocabulary, taken: Taken) -> _Read:
    """Return what one sheet holds; a table without headings if it has none."""
    lines = iter(sheet.lines)
    first = list(islice(lines, headings.WITHIN))
    if headings.is_beyond(first):
        raise FileProblem("columns_many", str(headings.MOST_COLUMNS), sheet.name)
    header = headings.of_sheet(sheet.name, first, vocabulary)
    if sheet.is_hidden and not taken.has(NoteKind.HIDDEN_SHEET, sheet.name, 0):
        return _Read(Table((), notes=_about(sheet, NoteKind.HIDDEN_SHEET, first)))
    no_table = Table((), notes=_about(sheet, NoteKind.NO_TABLE, first))
    if sheet.name not in vocabulary.choices.lines:
        place = turned.place_of_labels(first, header, vocabulary)
        if place is not None:
            whole = islice(chain(first, lines), MOST_ROWS)
            return _Read(no_table, _turned(turned.turned(sheet, whole, place), vocabulary, taken))
    if header is None:
        return _Read(no_table)
    return _Read(_rows(sheet, header, chain(first, lines), vocabulary, taken))


def _turned(sheet: Sheet | None, vocabulary: Vocabulary, taken: Taken) -> Table | None:
    """Return the table of a sheet that was turned, None if it is none."""
    header = turned.header_of(sheet, vocabulary) if sheet else None
    if sheet is None or header is None:
        return None
    read = _rows(sheet, header, sheet.lines, vocabulary, taken)
    return replace(read, notes=(Note(NoteKind.TURNED, sheet.name), *read.notes))


def _rows(
    sheet: Sheet, header: Header, lines: Iterable[Line], vocabulary: Vocabulary, taken: Taken
) -> Table:
    """Return the table below a header."""
    is_ours = "lotse_version" in header.columns.values() or vocabulary.kind is TEXTS
    reading = sheet_rows.begun(sheet, header, is_ours=is_ours)
    for line in _below(header, lines, sheet.name):
        sheet_rows.take(reading, line, vocabulary, taken)
    return sheet_rows.finished(reading, taken)


def _below(header: Header, lines: Iterable[Line], sheet: str) -> Iterator[Line]:
    """Yield the lines below a header. Raises FileProblem at one that is too far down."""
    for line in lines:
        if line.number - header.line > MOST_ROWS:
            raise FileProblem("rows_many", str(MOST_ROWS), sheet)
        if line.number > header.line:
            yield line


def _about(sheet: Sheet, kind: NoteKind, first: Sequence[Line]) -> tuple[Note, ...]:
    """Return a note on a sheet as a whole, with its first words.

    None for an empty one, and for the hidden one of our own exports.
    """
    if sheet.is_hidden and sheet.name == LISTS:
        return ()
    words = [" | ".join(headings.cells_of(line).values()) for line in first]
    shown = next(filter(None, words), "")
    return (Note(kind, sheet.name, value=shortened(shown, 80)),) if shown else ()
