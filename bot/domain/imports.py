"""Rows of an office's file on their way into the catalogue, and what may be wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.offers import Draft, Offer


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file: canonical column → text. ``number`` counts as the office's program does, from 1."""

    sheet: str
    number: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, and where. ``code`` is a key of ``screens.imports.MISTAKES``; "" means not known or none.

    ``row`` 0 is the file as a whole.
    """

    sheet: str
    row: int
    column: str
    code: str
    value: str = ""
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds. ``headers`` maps (sheet, canonical column) to (number of the column, words of the office)."""

    rows: tuple[Row, ...]
    headers: Mapping[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class Double:
    """A new offer that may be there already under another number."""

    title: str
    external_id: str
    other_id: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do; ``unchanged`` only counts."""

    new: tuple[Draft, ...] = ()
    changed: tuple[tuple[Offer, Draft], ...] = ()
    unchanged: int = 0
    doubles: tuple[Double, ...] = ()


class FileProblem(Exception):
    """The file cannot be read at all; the reason is a Mistake."""

    def __init__(self, code: str, value: str = "", sheet: str = "", row: int = 0) -> None:
        self.mistake = Mistake(sheet, row, "", code, value)
        super().__init__(code)
