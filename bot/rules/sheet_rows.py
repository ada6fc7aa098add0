"""Lines of a sheet become rows: without sections, sums, remarks, hidden and struck ones.

What is left out is told and can be taken all the same.
"""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.imports import Heading, Mistake, Note, NoteKind, Row, Table, Taken
from bot.domain.sheets import Line, Sheet
from bot.rules import beside_cells, headings, raw_cells
from bot.rules.cell_values import written
from bot.rules.headings import Header, Vocabulary
from bot.rules.line_kinds import WIDE, Texts, is_legend, is_lone_title, kind_of
from bot.rules.raw_cells import Fault
from bot.text import shortened

MOST_SHARED = 5_000
"""Maximum number of different texts that are kept once."""

_PARTED = re.compile(r"\d{1,5},\d\d ?(?:€|EUR|Euro)?")
_PLACES = frozenset(("municipality", "postcode"))
"""Columns that say where an offer is."""


@dataclass
class Reading:
    """What was read of a sheet so far. ``alone`` are rows of which only the title is filled.

    ``shared`` are texts that many rows have: they are kept once. ``is_ours``: we wrote the file,
    so that its texts are taken as they stand. ``in_legend``: below a line such as "Legende".
    """

    sheet: Sheet
    header: Header
    rows: list[Row] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    alone: list[int] = field(default_factory=list)
    shared: dict[str, str] = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list)
    is_ours: bool = False
    in_legend: bool = False


def begun(sheet: Sheet, header: Header, *, is_ours: bool) -> Reading:
    """Return the reading of a sheet, of which only the header is known."""
    reading = Reading(sheet, header, is_ours=is_ours)
    _begin(reading, header)
    return reading


def _begin(reading: Reading, header: Header) -> None:
    """Let the rows that follow stand below a header."""
    sheet = reading.sheet.name
    reading.header, reading.in_legend = header, False
    reading.headings += [
        Heading(sheet, header.line, column, position + 1, header.headings[position])
        for position, column in header.columns.items()
    ]
    reading.mistakes += [
        Mistake(sheet, 0, words, "column_twice", words) for words in headings.columns_twice(header)
    ]
    reading.notes += [
        Note(NoteKind.HIDDEN_COLUMN, sheet, column=column, value=header.headings[position])
        for position, column in header.columns.items()
        if position in reading.sheet.hidden_columns
    ]


def take(reading: Reading, line: Line, vocabulary: Vocabulary, taken: Taken) -> None:
    """Take one line below the header: as a row, as another header, or as something to tell."""
    texts = _texts(line, reading)
    own = {i: text for i, text in texts.items() if i not in line.marks.carried}
    if not own and not line.marks.formulas and not line.marks.errors:
        return
    if header := headings.again(line, vocabulary):
        _header_again(reading, header)
        return
    kind = kind_of(line, own, reading.header)
    kind = _kind_in_legend(reading, kind, own)
    if kind and not taken.has(kind, reading.sheet.name, line.number):
        reading.notes.append(_left_out(reading, line, kind, own))
        return
    _take_row(reading, line, texts, own, taken)


def _kind_in_legend(reading: Reading, kind: NoteKind | None, own: Texts) -> NoteKind | None:
    """Return as what a line is left out; below "Legende", short lines explain signs and colours."""
    is_short = len(own) < WIDE < len(reading.header.columns)
    reading.in_legend = is_short and (reading.in_legend or is_legend(own))
    return kind or (NoteKind.REMARK if reading.in_legend else None)


def _header_again(reading: Reading, header: Header) -> None:
    if header.columns == reading.header.columns:
        reading.notes.append(Note(NoteKind.HEADING_AGAIN, reading.sheet.name, header.line))
    else:
        _begin(reading, header)


def _left_out(reading: Reading, line: Line, kind: NoteKind, own: Texts) -> Note:
    value = shortened(" | ".join(own.values()), 80)
    return Note(kind, reading.sheet.name, line.number, value=value)


def _texts(line: Line, reading: Reading) -> dict[int, str]:
    """Return the texts of a line by position, each as its column has it; without empty ones."""
    columns, formats = reading.header.columns, line.marks.formats
    texts = {}
    for position, value in enumerate(line.cells):
        if value is None or value == "":
            continue
        text = written(
            value,
            columns.get(position, ""),
            formats.get(position, ""),
            is_1904=reading.sheet.is_1904,
        )
        if text := raw_cells.as_meant(text, is_ours=reading.is_ours):
            text = beside_cells.linked(
                text, columns.get(position, ""), line.marks.links.get(position, "")
            )
            texts[position] = _once(reading.shared, text)
    return _spanned(texts, reading.header)


def _spanned(texts: dict[int, str], header: Header) -> dict[int, str]:
    """Return the texts of which those below one merged heading are one: "07531", "123456"."""
    for first, others in header.spans.items():
        parts = [texts.pop(i, "") for i in (first, *others)]
        if words := " ".join(filter(None, parts)):
            texts[first] = words
    return texts


def _once(shared: dict[str, str], text: str) -> str:
    """Return an equal text that an earlier cell has, if it is short."""
    if len(text) > headings.LONGEST or len(shared) > MOST_SHARED:
        return shared.get(text, text)
    return shared.setdefault(text, text)


def _take_row(
    reading: Reading, line: Line, texts: dict[int, str], own: Texts, taken: Taken
) -> None:
    """Take a line as a row, with the mistakes and notes of its cells."""
    struck: Texts = {}
    if NoteKind.STRUCK_CELL not in taken.kinds:
        struck = _struck(reading, line, own)
        texts = _without_struck(reading, line, texts)
    columns, right = reading.header.columns, _right(reading, line, texts)
    if line.marks.is_torn:
        _refuse(reading, line, own)
    values = {columns[i]: text for i, text in right.items() if i not in struck}
    if line.marks.links and not reading.is_ours:
        values |= beside_cells.behind(line.marks.links, values)
    reading.notes += beside_cells.notes(line, own, reading.header, reading.sheet.name)
    reading.rows.append(Row(reading.sheet.name, line.number, values))
    reading.sizes.append(len(own))
    if is_lone_title(own, reading.header) and values.get("title"):  # it may be a mistake
        reading.alone.append(line.number)


def _refuse(reading: Reading, line: Line, own: Texts) -> None:
    """Note that nobody knows where the cells of a line end."""
    column, words = next(iter(reading.header.columns.values())), "; ".join(own.values())
    reading.mistakes.append(
        Mistake(reading.sheet.name, line.number, column, "quotes", shortened(words, 80))
    )


def _right(reading: Reading, line: Line, texts: Texts) -> dict[int, str]:
    """Return the texts below headings without those that are mistakes, which are noted."""
    right = {}
    for position, column in reading.header.columns.items():
        text = texts.get(position, "")
        if cut := _cut_price(reading, position, texts):
            reading.mistakes.append(
                Mistake(reading.sheet.name, line.number, column, "price_cut", cut)
            )
        elif fault := _fault(reading, line, position, text):
            reading.mistakes.append(Mistake(reading.sheet.name, line.number, column, *fault))
        elif text:
            right[position] = text
    return right


def _cut_price(reading: Reading, position: int, texts: Texts) -> str:
    """Return a price that was parted at its comma, "" for any other cell.

    The row is longer than its headings then, and what follows stands below others.
    """
    header = reading.header
    is_longer = max(texts, default=0) > max(header.headings)
    if header.columns[position] != "price" or not is_longer or reading.is_ours:
        return ""
    price = f"{texts.get(position, '')},{texts.get(position + 1, '')}"
    return price if _PARTED.fullmatch(price) else ""


def _fault(reading: Reading, line: Line, position: int, text: str) -> Fault | None:
    """Return what is wrong with a cell; our own files, and web addresses, may have "?" in words."""
    may_ask = reading.is_ours or reading.header.columns[position] == "url"
    fault = raw_cells.fault(text, position, line.marks)
    if fault or may_ask:
        return fault
    as_it_stands = line.cells[position] if text else ""
    return raw_cells.asked(text) or raw_cells.computed(str(as_it_stands).strip())


def _struck(reading: Reading, line: Line, own: Texts) -> dict[int, str]:
    """Return the cells that are struck through, and tell them: they count as empty."""
    columns = reading.header.columns
    struck = {
        i: text
        for i, text in own.items()
        if i in line.marks.struck and i in columns and i != reading.header.title
    }
    reading.notes += [
        Note(NoteKind.STRUCK_CELL, reading.sheet.name, line.number, columns[i], shortened(text, 80))
        for i, text in struck.items()
    ]
    return struck


def _without_struck(reading: Reading, line: Line, texts: dict[int, str]) -> dict[int, str]:
    """Return the texts without the parts of them that are struck through, and tell those cells."""
    columns = reading.header.columns
    parts = {i: left for i, left in line.marks.left.items() if i in columns and i in texts}
    reading.notes += [
        Note(
            NoteKind.STRUCK_CELL, reading.sheet.name, line.number, columns[i],
            shortened(texts[i], 80),
        )
        for i in parts
    ]  # fmt: skip
    return texts | {i: " ".join(left.split()) for i, left in parts.items()}


def finished(reading: Reading, taken: Taken) -> Table:
    """Return the table of a sheet, when it is known which rows are usual in it."""
    sections = set(_lone_titles(reading, taken))
    rows = [row for row in reading.rows if row.number not in sections]
    last = rows[-1].number if rows else 0
    notes = [_at_its_place(note, last) for note in reading.notes]
    notes += [
        Note(NoteKind.SECTION, row.sheet, row.number, value=shortened(row.values["title"], 80))
        for row in reading.rows
        if row.number in sections
    ]
    return Table(
        tuple(_in_sections(rows, notes, reading)),
        tuple(reading.headings),
        tuple(reading.header.unused),
        tuple(reading.mistakes),
        tuple(sorted(notes, key=lambda note: note.row)),
    )


def _in_sections(rows: Sequence[Row], notes: Iterable[Note], reading: Reading) -> Iterator[Row]:
    """Yield the rows with the section or sheet above them, where no column says town or owner."""
    columns = {heading.column for heading in reading.headings}
    says_place, says_owner = not _PLACES.isdisjoint(columns), "organisation" in columns
    if reading.is_ours or (says_place and says_owner):
        yield from rows
        return
    sections = _sections(notes)
    words = [reading.sheet.name, *(value for _, value in sections)]
    for row in rows:
        above = words[bisect(sections, (row.number,))]
        yield replace(
            row, section="" if says_place else above, owned_by="" if says_owner else above
        )


def _sections(notes: Iterable[Note]) -> list[tuple[int, str]]:
    """Return the sections of a sheet: the number of the row, and its words."""
    return sorted((note.row, note.value) for note in notes if note.kind is NoteKind.SECTION)


def _lone_titles(reading: Reading, taken: Taken) -> Iterator[int]:
    """Yield the rows with nothing but a title where as many rows have at least three cells."""
    wide = [size for size in reading.sizes if size >= WIDE]
    are_usual = len(wide) >= len(reading.alone)
    for row_number in reading.alone if are_usual else ():
        if not taken.has(NoteKind.SECTION, reading.sheet.name, row_number):
            yield row_number


def _at_its_place(note: Note, last: int) -> Note:
    """Return a section below the last row as what it is: a remark."""
    if note.kind is NoteKind.SECTION and note.row > last:
        return Note(NoteKind.REMARK, note.sheet, note.row, note.column, note.value)
    return note
