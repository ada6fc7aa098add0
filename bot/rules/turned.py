"""Sheets whose headings stand below each other: each column is an offer, or each block of lines.

"Titel | Nähkurs | Chor" over "Träger | Verein A | Verein B", and forms that were filled one below
the other. They become sheets with their headings in one line.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.domain.sheets import Line, Marks, Sheet
from bot.rules import headings
from bot.rules.cell_values import written
from bot.rules.headings import LONGEST, Header, Vocabulary

LEAST = 3
"""Minimum number of columns of ours that are named below each other."""
SHARE = 0.6
"""Minimum share of the labels that must be known."""
FIRST = 3
"""Number of columns in which the labels are looked for."""


@dataclass
class _Block:
    """Lines of one form, or of the whole sheet: each label once; ``labels`` maps it to its line."""

    labels: dict[str, Line] = field(default_factory=dict)


def place_of_labels(
    lines: Sequence[Line], header: Header | None, vocabulary: Vocabulary
) -> int | None:
    """Return the column in which the headings stand below each other, None for a usual sheet.

    ``header`` is the line of headings that was found among the same lines.
    """
    named = len(set(header.columns.values())) if header else 0
    counts = {place: _known(lines, place, vocabulary) for place in range(FIRST)}
    place = max(counts, key=lambda place: counts[place])
    return place if counts[place] > max(named, LEAST - 1) else None


def _known(lines: Iterable[Line], place: int, vocabulary: Vocabulary) -> int:
    """Return how many columns of ours the cells of a column name, 0 if it holds other words."""
    labels = [label for line in lines if (label := _label(line, place))]
    columns = [vocabulary.column(label) for label in labels]
    known = list(filter(None, columns))
    is_usual = len(known) < SHARE * len(labels) or "title" not in known
    return 0 if is_usual else len(set(known))


def _label(line: Line, place: int) -> str:
    """Return the words of a cell that may be a heading, "" for an empty or a long one."""
    words = written(line.cells[place]).strip() if place < len(line.cells) else ""
    return words if len(words) <= LONGEST else ""


def turned(sheet: Sheet, lines: Iterable[Line], place: int) -> Sheet | None:
    """Return a sheet with the labels of a column as its line of headings, which has the number 0.

    A row has the number of its column, or of the first line of its block. None where there are
    several blocks of several columns, or a label stands twice in a block.
    """
    blocks = _blocks(lines, place)
    if blocks is None:
        return None
    labels = list(dict.fromkeys(label for block in blocks for label in block.labels))
    columns = [_filled(block, place) for block in blocks]
    if len(blocks) > 1 and any(len(filled) > 1 for filled in columns):
        return None
    rows = [
        _row(block, labels, column, len(blocks) > 1)
        for block, filled in zip(blocks, columns, strict=True)
        for column in filled
    ]
    return replace(sheet, lines=[Line(0, labels), *rows], hidden_columns=frozenset())


def _blocks(lines: Iterable[Line], place: int) -> list[_Block] | None:
    """Return the blocks of a sheet: another one begins where the first label stands once more.

    None where another label stands once more in a block.
    """
    blocks = [_Block()]
    for line in lines:
        label = _label(line, place)
        if label and label == next(iter(blocks[-1].labels), ""):
            blocks.append(_Block())
        if label in blocks[-1].labels:
            return None
        if label:
            blocks[-1].labels[label] = line
    return blocks


def _filled(block: _Block, place: int) -> list[int]:
    """Return the columns beside the labels in which something stands."""
    lines = block.labels.values()
    width = max((len(line.cells) for line in lines), default=0)
    return [
        column
        for column in range(place + 1, width)
        if any(written(_cell(line, column)).strip() for line in lines)
    ]


def _cell(line: Line, column: int) -> Any:
    return line.cells[column] if column < len(line.cells) else None


def _row(block: _Block, labels: Sequence[str], column: int, has_blocks: bool) -> Line:
    """Return what stands in a column of a block as a line below the labels."""
    lines = [block.labels.get(label) for label in labels]
    first = next(iter(block.labels.values())).number
    cells = [_cell(line, column) if line else None for line in lines]
    number = first if has_blocks else column + 1
    return Line(number, cells, _marks(lines, column))


def _marks(lines: Sequence[Line | None], column: int) -> Marks:
    """Return what the cells of a column have besides values."""
    known = [(i, line.marks) for i, line in enumerate(lines) if line]
    return Marks(
        formulas=_at("formulas", known, column),
        errors=_at("errors", known, column),
        formats=_at("formats", known, column),
        struck=frozenset(i for i, marks in known if column in marks.struck),
        left=_at("left", known, column),
        links=_at("links", known, column),
        comments=_at("comments", known, column),
    )


def _at(name: str, known: Iterable[tuple[int, Marks]], column: int) -> Mapping[int, str]:
    """Return what marks of one kind say of the cells of a column, by their place in the row."""
    cells = ((i, getattr(marks, name).get(column)) for i, marks in known)
    return {i: said for i, said in cells if said is not None}


def header_of(sheet: Sheet, vocabulary: Vocabulary) -> Header | None:
    """Return the header of a sheet that was turned."""
    return headings.find(list(sheet.lines)[:1], vocabulary)
