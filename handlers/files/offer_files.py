"""Files with offers, whatever their format: what kind one is, and its rows or drafts.

The command line and the desk read files here, so that both read them in the same way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain.imports import NOTHING_TAKEN, FileProblem, NoteKind, Table, Taken
from bot.domain.offers import Draft
from bot.rules.headings import NO_CHOICES, HeadingChoices
from bot.rules.import_context import ImportContext
from handlers.files import bildungsangebot, hsds, integreat, json_forms, limits, tables
from handlers.files.kinds import Kind, kind_of

TABLES = ("csv", "xlsx", "ods", "xls")
"""Formats that are tables."""
INTEGREAT = "integreat"
BILDUNGSANGEBOT = "bildungsangebot"
"""What the course search of the Federal Employment Agency answers."""
_TEXTS, _NAMES = (".csv", ".tsv", ".txt", ".tab"), (".xls", ".xlsx", ".xlsm", ".ods")
"""Names of text files, and of workbooks, which some programs give to text files."""
_BY_KIND = {Kind.XLSX: "xlsx", Kind.ODS: "ods", Kind.XLS: "xls", Kind.ARCHIVE: "hsds"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How a file is to be read; "" is as it seems. ``language`` "" is German in tables."""

    language: str = ""
    taken: Taken = NOTHING_TAKEN
    encoding: str = ""
    separator: str = ""
    choices: HeadingChoices = NO_CHOICES


def read_table(
    path: Path, file_format: str, languages: Sequence[str], options: ReadOptions
) -> Table:
    """Return the rows of a file that is no list of pages of Integreat. Raises FileProblem."""
    language = options.language or "de"
    if file_format == "csv":
        return tables.read_csv(
            path,
            languages,
            language,
            options.taken,
            encoding=options.encoding,
            separator=options.separator,
            choices=options.choices,
        )
    if file_format in TABLES:
        return tables.read_workbook(
            path, languages, language, options.taken, choices=options.choices
        )
    if file_format == BILDUNGSANGEBOT:
        return bildungsangebot.read_courses(path)
    return hsds.read_hsds(path)


def read_pages(path: Path, context: ImportContext, language: str) -> tuple[Draft, ...]:
    """Return the drafts of pages of Integreat; ``language`` "" is read from their paths.

    Raises FileProblem.
    """
    return tuple(
        integreat.read_pages(
            path, context.organisation, context.fields, context.municipalities, language
        )
    )


def taken_of(words: Iterable[str]) -> Taken:
    """Return what is wanted although it would be left out: kinds, "12" or "Kurse!12"."""
    kinds, wanted_rows = set(), set()
    for word in words:
        sheet, _, row_number = word.rpartition("!")
        if row_number.isdecimal():
            wanted_rows.add((sheet, int(row_number)))
        else:
            kinds.add(NoteKind(word.replace("-", "_")))
    return Taken(frozenset(kinds), frozenset(wanted_rows))


def format_of(path: Path) -> str:
    """Return the format of a file, by its content; text without a known name is none.

    Raises FileProblem for another format, a password, and JSON that is broken, FileNotFoundError
    for a file that is not there.
    """
    suffix = path.suffix.lower()
    if not path.exists() and suffix not in (*_TEXTS, *_NAMES, *json_forms.SUFFIXES, ".zip"):
        raise FileProblem("file_broken", path.name)
    limits.check_size(path)
    kind = kind_of(path)
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    if suffix in json_forms.SUFFIXES:
        return _json_format(path)
    if suffix in (*_TEXTS, *_NAMES):
        return "csv"
    raise FileProblem("file_broken", path.name)


def _json_format(path: Path) -> str:
    content = json_forms.read(path.read_bytes(), path.name)
    if bildungsangebot.is_courses(content):
        return BILDUNGSANGEBOT
    return INTEGREAT if integreat.is_pages(content) else "hsds"
