"""Tables of offices, whatever the file is: CSV, or a workbook of Excel or LibreOffice."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from bot.domain.imports import NOTHING_TAKEN, FileProblem, Note, NoteKind, Table, Taken
from bot.domain.sheets import NO_MARKS, TORN, Line, Sheet
from bot.rules import encodings, headings, layout, raw_cells, separators
from bot.rules.columns import OFFERS, Headings
from bot.rules.csv_quotes import SAMPLE, Quoting
from bot.rules.headings import NO_CHOICES, HeadingChoices, Vocabulary
from handlers.files import kinds, workbooks
from handlers.files.limits import MOST_SEPARATORS, check_size

END_OF_FILE = "\x1a"
"""Mark at the end of files of MS-DOS."""
MOST_SHOWN = 3
"""Maximum number of readings that are shown where several fit."""
_TEXT_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
"""A line with its end. A StringIO of the whole text takes four bytes a character."""
NAMES = {"\t": "TAB", " ": "SPACE"}


@dataclass(frozen=True, slots=True)
class TextOptions:
    """Encoding and separator of a text file that a person chose, "" for none."""

    encoding: str = ""
    separator: str = ""


@dataclass(frozen=True, slots=True)
class Rivals:
    """Readings of a text file that fit as well; each encoding has a word that differs."""

    encodings: tuple[tuple[str, str], ...] = ()
    separators: tuple[str, ...] = ()


def read_csv(
    path: Path,
    languages: Sequence[str],
    language: str,
    taken: Taken = NOTHING_TAKEN,
    *,
    encoding: str = "",
    separator: str = "",
    kind: Headings = OFFERS,
    choices: HeadingChoices = NO_CHOICES,
) -> Table:
    """Return the rows of a CSV file, in the encoding and with the separator that fit best.

    ``languages`` are the codes that headings may have, ``language`` is that of headings without
    one; ``kind`` is what the table is about. Raises FileProblem, also where two readings fit and
    nobody said which one is meant.
    """
    check_size(path)
    kinds.check_is_text(path)
    vocabulary = Vocabulary(tuple(languages), language, kind, choices)
    reading = _decoded(path.read_bytes(), encoding)
    separation = _separated(reading.text, vocabulary, separator)
    _check_width(separation)
    csv.field_size_limit(raw_cells.MOST_CELL * 4)
    lines = _csv_lines(separation)
    read = layout.table([Sheet("", lines)], vocabulary, taken)
    return replace(read, notes=(*_encoding_note(reading), *read.notes))


def read_workbook(
    path: Path,
    languages: Sequence[str],
    language: str,
    taken: Taken = NOTHING_TAKEN,
    kind: Headings = OFFERS,
    choices: HeadingChoices = NO_CHOICES,
) -> Table:
    """Return the rows of all sheets of a workbook that have headings we know, see ``read_csv``.

    Formulas are mistakes, because their stored values may be old. Raises FileProblem.
    """
    with workbooks.opened(path) as sheets:
        vocabulary = Vocabulary(tuple(languages), language, kind, choices)
        return layout.table(sheets, vocabulary, taken)


MOST_LINES = 15
"""Maximum number of lines of a sheet that are shown before its headings are chosen."""


def first_lines(path: Path, options: TextOptions) -> list[Sheet]:
    """Return the first lines of each sheet as they stand there. Raises FileProblem."""
    if kinds.kind_of(path) is not kinds.Kind.TEXT:
        with workbooks.opened(path) as sheets:
            return [replace(sheet, lines=list(islice(sheet.lines, MOST_LINES))) for sheet in sheets]
    check_size(path)
    reading = encodings.read(path.read_bytes(), options.encoding)
    if reading is None:
        raise FileProblem("file_broken")
    separation = separators.separate(reading.text, lambda _: False, options.separator)
    _check_width(separation)
    return [Sheet("", list(islice(_csv_lines(separation), MOST_LINES)))]


def rivals(path: Path, vocabulary: Vocabulary, options: TextOptions) -> Rivals:
    """Return the readings of a text file between which a person has to choose."""
    reading = encodings.read(path.read_bytes(), options.encoding)
    if reading is None or reading.rivals:
        return Rivals(encodings=reading.rivals if reading else ())
    separation = separators.separate(
        reading.text, lambda cell: bool(vocabulary.column(cell.strip())), options.separator
    )
    return Rivals(separators=separation.rivals)


def _decoded(content: bytes, encoding: str) -> encodings.Reading:
    """Return the text of a file. Raises FileProblem for no text, and where two readings fit."""
    reading = encodings.read(content, encoding)
    if reading is None or "\0" in reading.text[:4096]:
        raise FileProblem("file_broken")
    if reading.rivals:
        shown = ", ".join(f"{name}: „{word}“" for name, word in reading.rivals[:MOST_SHOWN])
        raise FileProblem("encoding_unclear", shown)
    return replace(reading, text=reading.text.rstrip(END_OF_FILE))


def _encoding_note(reading: encodings.Reading) -> list[Note]:
    """Return a note on an encoding that had to be found by evidence."""
    if reading.encoding.startswith("utf") and not reading.broken:
        return []
    return [Note(NoteKind.ENCODING, value=reading.encoding)]


def _separated(text: str, vocabulary: Vocabulary, separator: str) -> separators.Separation:
    """Return the separator of a text. Raises FileProblem where two fit."""
    separation = separators.separate(
        text, lambda cell: bool(vocabulary.column(cell.strip())), separator
    )
    if separation.rivals:
        shown = ", ".join(NAMES.get(mark, mark) for mark in separation.rivals)
        raise FileProblem("separator_unclear", shown)
    return separation


def _csv_lines(separation: separators.Separation) -> Iterator[Line]:
    """Yield the lines that are not blank, with the numbers that a spreadsheet program shows."""
    torn: list[bool] = []
    reader = csv.reader(_records(separation, torn), delimiter=separation.separator)
    line_number, first = separation.skipped, separation.skipped + 1
    try:
        for line_number, cells in enumerate(reader, first):
            _check_quotes(cells, separation.separator, line_number)
            yield Line(line_number, cells, TORN if torn[-1] else NO_MARKS)
    except csv.Error as error:
        code = "too_long" if "field larger" in str(error) else "file_broken"
        raise FileProblem(code, "", row=line_number + 1) from error


def _records(separation: separators.Separation, torn: list[bool]) -> Iterator[str]:
    """Yield the records of a text; ``torn`` holds whether the cells of the last one are unclear."""
    lines = [match[0] for match in islice(_TEXT_LINE.finditer(separation.text), SAMPLE)]
    quoting = Quoting(separation.separator).measured(lines)
    for record, is_torn in quoting.records(m[0] for m in _TEXT_LINE.finditer(separation.text)):
        torn[:] = [is_torn]
        yield record


def _check_width(separation: separators.Separation) -> None:
    """Raise FileProblem for a line with so many separators that its cells would fill the memory."""
    text, start = separation.text, 0
    line_end = "\n" if "\n" in text else "\r"
    while start < len(text):
        end = text.find(line_end, start)
        end = len(text) if end < 0 else end
        if end - start > MOST_SEPARATORS < text.count(separation.separator, start, end):
            raise FileProblem("columns_many", str(headings.MOST_COLUMNS))
        start = end + 1


def _check_quotes(cells: Sequence[str], separator: str, line_number: int) -> None:
    """Raise FileProblem for a cell that swallowed lines, because its quote was never closed."""
    for cell in cells:
        if "\n" in cell or "\r" in cell:
            lines = cell.splitlines()[1:]
            if len(lines) > 1 and all(line.count(separator) >= 2 for line in lines):
                raise FileProblem("quote_open", cell[:40], row=line_number)
