"""Files of ``lotse import``: what kind each one is, its rows, and copies with what is wrong."""

from argparse import Namespace
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path

import orjson
from tqdm import tqdm

from bot.domain.imports import FileProblem, Mistake, Note, NoteKind, Row, Table, Taken
from bot.domain.offers import Draft
from bot.rules import rows as rules
from bot.screens.imports import sentence
from handlers.files import hsds, integreat, limits, tables
from handlers.files.kinds import Kind, kind_of

MARKABLE = 5_000
"""Maximum number of rows for a marked copy, which needs the whole workbook in memory."""
LONG = 200
"""Minimum number of rows for a progress bar."""
TABLES = ("csv", "xlsx", "ods", "xls")
"""Formats that are tables."""
_TEXTS, _NAMES = (".csv", ".tsv", ".txt", ".tab"), (".xls", ".xlsx", ".xlsm", ".ods")
"""Names of text files, and of workbooks, which some programs give to text files."""
_BY_KIND = {Kind.XLSX: "xlsx", Kind.ODS: "ods", Kind.XLS: "xls", Kind.ARCHIVE: "hsds"}
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


def read(path: Path, arguments: Namespace, context: rules.ImportContext) -> FileRead:
    """Return what a file holds; with ``--good-rows`` also if other rows are wrong."""
    try:
        file_format = arguments.format or format_of(path)
        if file_format == "integreat":
            drafts = integreat.read_pages(
                path,
                context.organisation,
                context.fields,
                context.municipalities,
                arguments.language or "",
            )
            return FileRead(tuple(drafts))
        table = _table(path, file_format, arguments, context)
        return _checked(path, table, arguments, context)
    except FileProblem as problem:
        return FileRead(mistakes=(problem.mistake,))
    except FileNotFoundError:
        raise
    except OSError as error:
        closed = FileProblem("file_closed", str(error.filename or path.name))
        return FileRead(mistakes=(closed.mistake,))


def _checked(
    path: Path, table: Table, arguments: Namespace, context: rules.ImportContext
) -> FileRead:
    """Check the rows of a table, and write a copy of it if something is wrong."""
    checked = list(rules.check_each(_progress(table.rows, "prüfen / check"), context))
    mistakes = _joined(table.mistakes, checked)
    drafts = [row.draft for row in checked if row.draft]
    left_out, lines = 0, list(_unused(table))
    if mistakes and arguments.good_rows and all(mistake.row for mistake in mistakes):
        drafts, bad = _parted(checked, mistakes)
        left_out = len(bad)
        lines.append(_bad_rows(path, table, bad, mistakes))
    elif mistakes:
        lines += _marked(path, table, mistakes)
    notes = (*table.notes, *(note for row in checked for note in row.notes))
    return FileRead(
        tuple(drafts),
        tuple(_with_heading(mistake, table) for mistake in mistakes),
        tuple(_note_with_heading(note, table) for note in notes),
        left_out,
        tuple(lines),
    )


def _joined(first: Iterable[Mistake], checked: Iterable[rules.CheckedRow]) -> list[Mistake]:
    """Return all mistakes, only the first one of each cell."""
    by_cell: dict[tuple[str, int, str], Mistake] = {}
    for mistake in (*first, *(mistake for row in checked for mistake in row.mistakes)):
        by_cell.setdefault((mistake.sheet, mistake.row, mistake.column), mistake)
    return list(by_cell.values())


def _parted(
    checked: Sequence[rules.CheckedRow], mistakes: Iterable[Mistake]
) -> tuple[list[Draft], list[Row]]:
    """Return the drafts of rows without any mistake, and the other rows."""
    wrong = {(mistake.sheet, mistake.row) for mistake in mistakes}
    clean = [row for row in checked if (row.row.sheet, row.row.number) not in wrong]
    twice = {
        (row.draft.source, row.draft.external_id)
        for row in checked
        if row.draft and any(mistake.code == "twice" for mistake in row.mistakes)
    }
    good = [
        row for row in clean if row.draft and (row.draft.source, row.draft.external_id) not in twice
    ]
    kept = {id(row) for row in good}
    return [row.draft for row in good if row.draft], [
        row.row for row in checked if id(row) not in kept
    ]


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


def _table(
    path: Path, file_format: str, arguments: Namespace, context: rules.ImportContext
) -> Table:
    languages, language = context.languages, context.language
    if file_format == "csv":
        return tables.read_csv(
            path,
            languages,
            language,
            taken_of(arguments.take),
            encoding=arguments.encoding or "",
            separator=arguments.separator or "",
        )
    if file_format in TABLES:
        return tables.read_workbook(path, languages, language, taken_of(arguments.take))
    return hsds.read_hsds(path)


def taken_of(words: Iterable[str]) -> Taken:
    """Return what is wanted although it would be left out: kinds, "12" or "Kurse!12"."""
    kinds, wanted_rows = set(), set()
    for word in words:
        sheet, _, number = word.rpartition("!")
        if number.isdecimal():
            wanted_rows.add((sheet, int(number)))
        else:
            kinds.add(NoteKind(word.replace("-", "_")))
    return Taken(frozenset(kinds), frozenset(wanted_rows))


def _with_heading(mistake: Mistake, table: Table) -> Mistake:
    """Return the mistake with the heading of the office instead of our name of the column."""
    heading = table.heading(mistake)
    return replace(mistake, column=heading.words) if heading else mistake


def _note_with_heading(note: Note, table: Table) -> Note:
    heading = table.heading(note)
    return replace(note, column=heading.words) if heading else note


def _progress(rows: Sequence[Row], label: str) -> Iterable[Row]:
    """Return the rows, with a progress bar if there are many."""
    return tqdm(rows, desc=label, leave=False) if len(rows) >= LONG else rows


def format_of(path: Path) -> str:
    """Return the format of a file, by its content; text without a known name is none.

    Raises FileProblem for another format, a password, and JSON that is broken, FileNotFoundError
    for a file that is not there.
    """
    suffix = path.suffix.lower()
    if not path.exists() and suffix not in (*_TEXTS, *_NAMES, ".json", ".zip"):
        raise FileProblem("file_broken", path.name)
    limits.check_size(path)
    kind = kind_of(path)
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    if suffix == ".json":
        return _json_format(path)
    if suffix in (*_TEXTS, *_NAMES):
        return "csv"
    raise FileProblem("file_broken", path.name)


def _json_format(path: Path) -> str:
    try:
        content = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError:
        raise FileProblem("file_broken", path.name) from None
    return "integreat" if integreat.is_pages(content) else "hsds"
