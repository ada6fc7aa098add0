"""Files of ``lotse import``: what kind each one is, its rows, and copies with what is wrong."""

from argparse import Namespace
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path

from tqdm import tqdm

from bot.domain.imports import FileProblem, Mistake, Note, Row, Table
from bot.domain.offers import Draft
from bot.rules import import_rows
from bot.rules import rows as rules
from bot.rules.import_context import ImportContext
from bot.rules.rows import CheckedRow
from bot.screens.import_mistakes import sentence
from handlers.files import offer_files
from handlers.files.kinds import Kind, kind_of
from handlers.files.offer_files import ReadOptions

MARKABLE = 5_000
"""Maximum number of rows for a marked copy, which needs the whole workbook in memory."""
LONG = 200
"""Minimum number of rows for a progress bar."""
_UNMARKED = (Kind.TEXT, Kind.ARCHIVE)
"""Kinds that no mistake can be marked in."""


@dataclass(frozen=True, slots=True)
class FileRead:
    """What was read of a file: drafts, mistakes and notes with the office's own headings.

    ``left_out`` is the number of rows that are not among the drafts although others are.
    ``lines`` are to be told, such as where a marked copy is.
    """

    drafts: tuple[Draft, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    notes: tuple[Note, ...] = ()
    left_out: int = 0
    lines: tuple[str, ...] = ()


def read(path: Path, arguments: Namespace, context: ImportContext) -> FileRead:
    """Return what a file holds; with ``--good-rows`` also if other rows are wrong."""
    try:
        file_format = arguments.format or offer_files.format_of(path)
        if file_format == offer_files.INTEGREAT:
            return FileRead(offer_files.read_pages(path, context, arguments.language or ""))
        options = ReadOptions(
            language=context.language,
            taken=offer_files.taken_of(arguments.take),
            encoding=arguments.encoding or "",
            separator=arguments.separator or "",
        )
        table = offer_files.read_table(path, file_format, context.languages, options)
        return _checked(path, table, arguments, context)
    except FileProblem as problem:
        return FileRead(mistakes=(problem.mistake,))
    except FileNotFoundError:
        raise
    except OSError as error:
        closed = FileProblem("file_closed", str(error.filename or path.name))
        return FileRead(mistakes=(closed.mistake,))


def _checked(path: Path, table: Table, arguments: Namespace, context: ImportContext) -> FileRead:
    """Check the rows of a table, and write a copy of it if something is wrong."""
    checked = list(rules.check_each(_progress(table.rows, "prüfen / check"), context))
    mistakes = import_rows.joined(table.mistakes, checked)
    taken = (
        _good_rows(path, table, checked, mistakes)
        if arguments.good_rows and _is_of_rows(mistakes)
        else _every_row(path, table, checked, mistakes)
    )
    notes = (*table.notes, *(note for row in checked for note in row.notes))
    return replace(
        taken,
        mistakes=tuple(import_rows.with_heading(mistake, table) for mistake in mistakes),
        notes=tuple(import_rows.note_with_heading(note, table) for note in notes),
        lines=(*_unused(table), *taken.lines),
    )


def _is_of_rows(mistakes: Sequence[Mistake]) -> bool:
    """Return whether something is wrong, and only rows: the others can be taken."""
    return bool(mistakes) and all(mistake.row for mistake in mistakes)


def _good_rows(
    path: Path, table: Table, checked: Sequence[CheckedRow], mistakes: Sequence[Mistake]
) -> FileRead:
    """Take the rows without a mistake, and write the others into a file."""
    drafts, bad = import_rows.parted(checked, mistakes)
    line = _bad_rows(path, table, bad, mistakes)
    return FileRead(tuple(drafts), left_out=len(bad), lines=(line,))


def _every_row(
    path: Path, table: Table, checked: Sequence[CheckedRow], mistakes: Sequence[Mistake]
) -> FileRead:
    """Take every row that can be read, and write a copy if something is wrong."""
    drafts = tuple(row.draft for row in checked if row.draft)
    return FileRead(drafts, lines=tuple(_marked(path, table, mistakes)) if mistakes else ())


def _bad_rows(path: Path, table: Table, bad: Sequence[Row], mistakes: Sequence[Mistake]) -> str:
    """Write the rows that were left out, to be mended and imported; return a line about it."""
    from handlers.files import table_writers  # openpyxl needs 16 MB

    copy = _free(path.with_name(f"{path.stem}-zu-verbessern.xlsx"))
    table_writers.copy_bad_rows(copy, table, bad, mistakes, sentence)
    return f"nicht übernommen, bitte verbessern / left out, please mend: {copy}"


def _free(path: Path) -> Path:
    """Return a path that no file has: somebody may be mending the rows of the last time."""
    names = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2))
    return next(name for name in chain((path,), names) if not name.exists())


def _marked(path: Path, table: Table, mistakes: Sequence[Mistake]) -> list[str]:
    """Write a copy with the mistakes marked, and return a line about it."""
    if not table.rows or len(table.rows) > MARKABLE or kind_of(path) in _UNMARKED:
        return []
    from handlers.files import table_writers  # openpyxl needs 16 MB

    copy = path.with_name(f"{path.stem}-fehler.xlsx")
    if not table_writers.mark_mistakes(path, copy, table, mistakes, sentence):
        table_writers.copy_bad_rows(copy, table, table.rows, mistakes, sentence)
    return [f"markiert / marked: {copy}"]


def _unused(table: Table) -> list[str]:
    if not table.unused:
        return []
    return [f"nicht verwendete Spalten / columns not used: {', '.join(table.unused)}"]


def _progress(rows: Sequence[Row], label: str) -> Iterable[Row]:
    """Return the rows, with a progress bar if there are many."""
    return tqdm(rows, desc=label, leave=False) if len(rows) >= LONG else rows
