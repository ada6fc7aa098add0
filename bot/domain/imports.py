"""Rows of an imported file, and their mistakes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.offers import Draft, Offer


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file; ``values`` maps a canonical column to its text.

    ``number`` is the row number that a spreadsheet program shows, from 1.
    """

    sheet: str
    number: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake and its place. ``code`` is a key of ``screens.imports.MISTAKES``.

    "" means unknown or none. ``row`` 0 is the file as a whole.
    """

    sheet: str
    row: int
    column: str
    code: str
    value: str = ""
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Content of a file.

    ``headers`` maps (sheet, canonical column) to (number of the column, its header in the file).
    ``unused`` are headers that match no canonical column.
    """

    rows: tuple[Row, ...]
    headers: Mapping[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class Double:
    """A new offer that may already exist under another external id."""

    title: str
    external_id: str
    other_id: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Effect of an import; ``unchanged`` is a number of offers."""

    new: tuple[Draft, ...] = ()
    changed: tuple[tuple[Offer, Draft], ...] = ()
    unchanged: int = 0
    doubles: tuple[Double, ...] = ()


class FileProblem(Exception):
    """Raised if a file cannot be read at all; ``mistake`` is the reason."""

    def __init__(self, code: str, value: str = "", sheet: str = "", row: int = 0) -> None:
        self.mistake = Mistake(sheet, row, "", code, value)
        super().__init__(code)
