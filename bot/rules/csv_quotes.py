"""Records of CSV files in whose quoted cells somebody typed quotes: "Kurs "A1; neu" 2";Ulm.

A program would have doubled them (RFC 4180). Read as they stand, quotes and columns would move.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

MOST_LINES = 200
"""Maximum number of lines of a record; a quote that is open for longer is a mistake."""
MOST_PARTS = 60
"""Maximum number of separators of a record within whose cells some of them may stand."""
SAMPLE = 400
"""Number of lines by which the usual number of cells is found."""
_ENDS = "\r\n"
_LONE = re.compile(r'(?<!")"(?!")')
_TYPED = re.compile(r'(?:"[^\s"](?:[^"\r\n]*[^\s"])?"(?!\w)|[^"\r\n]++)*+')
"""A cell that is not quoted, with quotes around words: "Kurs" A1."""


@dataclass(frozen=True)
class Quoting:
    """How records are quoted; ``width`` is their usual number of cells, 0 if nobody knows."""

    separator: str
    width: int = 0

    def records(self, lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
        """Yield the text of each record as a program writes it, and whether it is torn.

        Nobody knows where the cells of a torn record end.
        """
        rest = iter(lines)
        for line in rest:
            record = line
            for following in islice(rest, MOST_LINES) if self._goes_on(record) else ():
                record += following
                if not self._goes_on(record):
                    break
            yield self._as_written(record)

    def measured(self, lines: Iterable[str]) -> "Quoting":
        """Return the same with the number of cells that most lines without doubts have."""
        plain = [line for line in islice(lines, SAMPLE) if self._proper.fullmatch(line)]
        widths = Counter(map(len, csv.reader(plain, delimiter=self.separator)))
        width = max(widths, key=lambda width: (width > 1, widths[width]), default=0)
        return Quoting(self.separator, width if width > 1 else 0)

    def _goes_on(self, record: str) -> bool:
        """Return whether a quoted cell goes on behind these lines."""
        return '"' in record and not self._is_proper(record) and self._is_open(record)

    def _is_proper(self, record: str) -> bool:
        return bool(self._proper.fullmatch(record))

    def _is_open(self, record: str) -> bool:
        return bool(self._open.fullmatch(record))

    def _as_written(self, record: str) -> tuple[str, bool]:
        if '"' not in record or self._is_clear(record):
            return record, False
        if self._is_open(record):  # to the end of the file, or for very long
            return record, True
        body = record.rstrip(_ENDS)
        found = self._partings(body.split(self.separator))
        if len(found) == 1:
            return self.separator.join(map(_requoted, found[0])) + record[len(body) :], False
        return " ".join(body.replace('"', "'").splitlines()) + "\n", True

    def _is_clear(self, record: str) -> bool:
        """Return whether a program wrote a record, and no cell is open on one side only."""
        if not self._is_proper(record):
            return False
        if not self.width or record.count(self.separator) < self.width:
            return True
        (cells,) = csv.reader([record], delimiter=self.separator)
        is_wide = len(cells) > self.width
        return not is_wide or not any(cell.count('"') % 2 and cell[-1] == '"' for cell in cells)

    def _partings(self, parts: Sequence[str]) -> list[list[str]]:
        """Return the ways in which parts are the usual number of cells, at most two of them."""
        width = self.width or len(parts)
        if len(parts) == width and all(map(_is_cell, parts)):
            return [[*parts]]
        if len(parts) > MOST_PARTS or any(end in part for part in parts for end in _ENDS):
            return []
        return self._ways(parts, width)

    def _ways(self, parts: Sequence[str], width: int) -> list[list[str]]:
        """Return the ways in which parts are so many cells, at most two of them.

        They are counted from the end, so that no parts are asked about twice.
        """
        ways: list[dict[int, list[list[str]]]] = [*({} for _ in parts), {0: [[]]}]
        for start in reversed(range(len(parts))):
            for end, cell in self._cells_from(parts, start):
                for count, others in ways[end].items():
                    known = ways[start].setdefault(count + 1, [])
                    known += [[cell, *other] for other in others[: 2 - len(known)]]
        return ways[0].get(width, [])

    def _cells_from(self, parts: Sequence[str], start: int) -> Iterator[tuple[int, str]]:
        """Yield the cells that may begin at a part: itself, or a quoted one of several."""
        for end in range(start + 1, len(parts) + 1):
            cell = self.separator.join(parts[start:end])
            if _is_cell(cell) if end == start + 1 else self._is_joined(cell):
                yield end, cell

    def _is_joined(self, cell: str) -> bool:
        """Return whether several parts are one quoted cell: between two such a quote ends."""
        return _is_quoted(cell) and f'"{self.separator}"' not in cell

    @cached_property
    def _proper(self) -> re.Pattern[str]:
        """What matches a record as a program writes it."""
        return re.compile(rf"{self._cell}(?:{self._mark}{self._cell})*+[\r\n]*")

    @cached_property
    def _open(self) -> re.Pattern[str]:
        """What matches lines whose last quoted cell goes on behind them."""
        return re.compile(rf'(?:{self._cell}{self._mark})*+"(?:[^"]++|"")*+')

    @property
    def _mark(self) -> str:
        return re.escape(self.separator)

    @property
    def _cell(self) -> str:
        return rf'(?:"(?:[^"]++|"")*+" *+|[^"{self._mark}\r\n][^{self._mark}\r\n]*+|)'


def _is_cell(part: str) -> bool:
    return _is_quoted(part) or bool(_TYPED.fullmatch(part))


def _is_quoted(cell: str) -> bool:
    words = cell.strip()
    return len(words) > 1 and words[0] == words[-1] == '"'


def _requoted(cell: str) -> str:
    """Return a cell with its quotes doubled, of which those around all of it are none."""
    if _TYPED.fullmatch(cell) and not _is_quoted(cell):
        return '"{}"'.format(cell.replace('"', '""')) if '"' in cell else cell
    return f'"{_LONE.sub(chr(34) * 2, cell.strip()[1:-1])}"'
