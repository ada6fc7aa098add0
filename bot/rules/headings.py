"""The line of headings of a sheet, also over two lines, and the columns that it names."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from bot.domain.sheets import Line
from bot.rules.cell_values import written
from bot.rules.columns import OFFERS, Headings, canonical, is_plain, is_weak

WITHIN = 15
"""Number of lines in which the headings are looked for, below titles and merged cells."""
MOST_COLUMNS = 200
"""Maximum number of columns."""
LONGEST = 60
"""Maximum length of a cell that is tried as a heading below the first one, in characters."""
SHARE = 0.8
"""Minimum share of known headings in a line below the first one that is a line of headings."""
MANY = 4
"""Number of known headings that are enough for a line of headings, also if all are weak."""


@dataclass(frozen=True)
class HeadingChoices:
    """What a person said of the headings of a file.

    ``columns`` maps a heading to our name of its column, "" for one that is not read. ``lines``
    maps a sheet to the number of its line of headings, 0 for a sheet without a table.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)


NO_CHOICES = HeadingChoices()


@dataclass(frozen=True)
class Vocabulary:
    """What headings may be: ``languages`` are the codes they may have.

    ``language`` is that of headings without a code: "title_de" in a German file is the title.
    ``kind`` is what the table is about. ``choices`` go before what headings seem to mean.
    """

    languages: tuple[str, ...]
    language: str
    kind: Headings = OFFERS
    choices: HeadingChoices = NO_CHOICES
    _known: dict[str, str] = field(default_factory=dict, compare=False)

    def is_meant(self, heading: str) -> bool:
        """Return whether a heading names its column plainly, or a person chose it."""
        words = " ".join(heading.split())
        return words in self.choices.columns or is_plain(words, self.kind) or "(" not in words

    def is_weak(self, heading: str) -> bool:
        """Return whether a heading counts only where no other one names its column."""
        words = " ".join(heading.split())
        return words not in self.choices.columns and is_weak(words, self.kind)

    def column(self, heading: str) -> str:
        """Return our name of a column, "" if unknown."""
        if heading not in self._known:
            words = " ".join(heading.split())
            column = self.choices.columns.get(words)
            if column is None:
                column = canonical(words, self.languages, self.kind) or ""
            self._known[heading] = column.removesuffix(f"_{self.language}")
        return self._known[heading]


@dataclass(frozen=True)
class Header:
    """The headings of a sheet: the number of their line, and their words by position, from 0.

    ``columns`` are our names of those that are known. ``spans`` maps a heading that is merged over
    several columns to the further ones, which have no heading of their own.
    """

    line: int
    headings: Mapping[int, str]
    columns: Mapping[int, str]
    spans: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def unused(self) -> list[str]:
        """The headings that are unknown."""
        return [words for position, words in self.headings.items() if position not in self.columns]

    @cached_property
    def title(self) -> int:
        """The position of the title, -1 if it has none."""
        return next((i for i, column in self.columns.items() if column == "title"), -1)


def of_sheet(sheet: str, lines: Sequence[Line], vocabulary: Vocabulary) -> Header | None:
    """Return the header of a sheet: the one that a person chose, else the one that is found."""
    chosen = vocabulary.choices.lines.get(sheet)
    if chosen is None:
        return find(lines, vocabulary)
    line = next((line for line in lines if line.number == chosen), None)
    headings = cells_of(line) if line else {}
    return _spanning(_header(chosen, headings, vocabulary), line) if line and headings else None


def find(lines: Sequence[Line], vocabulary: Vocabulary) -> Header | None:
    """Return the header among the first lines with the most known columns; None without a title.

    The first of two that are as good is it.
    """
    candidates: list[Header] = []
    for before, line in zip((None, *lines), lines, strict=False):
        words = cells_of(line)
        candidates.append(_spanning(_header(line.number, words, vocabulary), line))
        if before and before.number == line.number - 1:
            over = _joined_words(before)
            candidates.append(_header(line.number, _two_lines(over, words, vocabulary), vocabulary))
    usable = [header for header in candidates if _is_usable(header, vocabulary)]
    return max(usable, key=lambda header: _goodness(header, vocabulary), default=None)


def again(line: Line, vocabulary: Vocabulary) -> Header | None:
    """Return a header that stands below the first one, or None for any other line."""
    words = {i: text for i, text in cells_of(line).items() if i not in line.marks.carried}
    shortest = [text for text in words.values() if len(text) <= LONGEST][:2]
    if len(words) < 2 or not any(map(vocabulary.column, shortest)):
        return None
    header = _spanning(_header(line.number, words, vocabulary), line)
    enough = len(header.columns) >= max(2, SHARE * len(header.headings))
    return header if enough and header.title >= 0 else None


def cells_of(line: Line) -> dict[int, str]:
    """Return the texts of a line by position, without empty ones."""
    texts = ((i, written(value).strip()) for i, value in enumerate(line.cells))
    return {i: text for i, text in texts if text}


def _is_usable(header: Header, vocabulary: Vocabulary) -> bool:
    """Return whether a line may be headings: "Kurs;Ulm" may not, "Kurs;Träger;Ort" may."""
    if header.title < 0 or len(header.headings) < 2:
        return False
    if not vocabulary.is_weak(header.headings[header.title]):
        return True
    plain = [i for i in header.columns if not vocabulary.is_weak(header.headings[i])]
    is_each_known = len(header.columns) == len(header.headings) >= MANY - 1
    are_many = len(plain) > 1 or len(header.columns) >= MANY or is_each_known
    return are_many and 2 * len(header.columns) > len(header.headings)


def _goodness(header: Header, vocabulary: Vocabulary) -> tuple[int, int, int]:
    """Return how well a line fits as headings: known columns, those named plainly, how far up."""
    weak = [i for i in header.columns if vocabulary.is_weak(header.headings[i])]
    return len(set(header.columns.values())), -len(weak), -header.line


def _header(line: int, words: Mapping[int, str], vocabulary: Vocabulary) -> Header:
    headings = {i: text.removeprefix("*").strip() for i, text in words.items()}
    names = _with_house_numbers({i: vocabulary.column(text) for i, text in headings.items()})
    plain = {names[i] for i, text in headings.items() if is_plain(text, vocabulary.kind)}
    columns = {
        i: column
        for i, column in names.items()
        if column and (column not in plain or vocabulary.is_meant(headings[i]))
    }
    return Header(line, headings, _titled(_strongest(columns, headings, vocabulary)))


def _titled(columns: Mapping[int, str]) -> dict[int, str]:
    """Return the columns; lists of courses whose only name is their kind have that as the title."""
    named = {"course_kind": "title"} if "title" not in columns.values() else {}
    return {i: named.get(column, column) for i, column in columns.items()}


def _spanning(header: Header, line: Line) -> Header:
    """Return a header with the columns that its merged headings cover besides their own."""
    spans = {
        first: tuple(range(first + 1, first + width))
        for first, width in line.marks.joined.items()
        if first in header.columns
        and header.headings.keys().isdisjoint(range(first + 1, first + width))
    }
    return replace(header, spans=spans)


def _with_house_numbers(names: Mapping[int, str]) -> dict[int, str]:
    """Return the columns, in which a number beside a street is that of the house."""
    return {
        i: "house_number" if name == "external_id" and names.get(i - 1) == "address" else name
        for i, name in names.items()
    }


def _strongest(
    columns: Mapping[int, str], headings: Mapping[int, str], vocabulary: Vocabulary
) -> dict[int, str]:
    """Return the columns without weak headings of those that an earlier or a strong one names."""
    weak = {i for i in columns if vocabulary.is_weak(headings[i])}
    named = {columns[i] for i in columns.keys() - weak}
    kept = {}
    for i, column in columns.items():
        if i in weak and column in named:
            continue
        kept[i] = column
        named.add(column)
    return kept


def _joined_words(line: Line) -> dict[int, str]:
    """Return the texts of a line in all columns of their merged cells."""
    words = cells_of(line)
    for position, width in line.marks.joined.items():
        if position in words:
            words |= {i: words[position] for i in range(position, position + width)}
    return words


def _two_lines(
    over: Mapping[int, str], words: Mapping[int, str], vocabulary: Vocabulary
) -> dict[int, str]:
    """Return headings over two lines: "Alter" over "von" is "Alter von"."""
    headings = {}
    for position in sorted({*over, *words}):
        upper, lower = over.get(position, ""), words.get(position, "")
        headings[position] = _better(upper, lower, vocabulary)
    return headings


def _better(upper: str, lower: str, vocabulary: Vocabulary) -> str:
    if not upper or not lower or upper == lower:
        return lower or upper
    both = f"{upper} {lower}"
    known = [text for text in (both, lower) if vocabulary.column(text)]
    return min(known, key=vocabulary.is_weak, default=lower)


def columns_twice(header: Header) -> Iterable[str]:
    """Return each heading whose column an earlier heading has."""
    seen: set[str] = set()
    for position, column in header.columns.items():
        if column in seen:
            yield header.headings[position]
        seen.add(column)


def is_beyond(lines: Iterable[Line]) -> bool:
    """Return whether lines have cells beyond the columns that are read."""
    return any(max(cells_of(line), default=0) >= MOST_COLUMNS for line in lines)


def words_of(value: str) -> str:
    """Return a text without the signs around it: "Summe:" is "summe"."""
    return re.sub(r"[\W_]+", " ", value).strip().lower()
