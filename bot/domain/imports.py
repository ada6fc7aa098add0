"""Rows of an imported file, and their mistakes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

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


class NoteKind(StrEnum):
    """What is told about a file although it is no mistake."""

    NOT_TAKEN = "not_taken"


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the office should know about its file, and its place.

    ``row`` 0 is a sheet as a whole; "" means unknown or none.
    """

    kind: NoteKind
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""


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
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Double:
    """A new offer that may already exist under another external id."""

    title: str
    external_id: str
    other_id: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """A number under which a file has another title or owner than before.

    It may be a change, or another list with the same numbers: a person has to say which.
    """

    external_id: str
    title: str
    organisation: str
    new_title: str
    new_organisation: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell of an offer before and after an import; "" is an empty cell."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Untranslated:
    """A column that ``count`` offers have, but not in a language that has their title."""

    column: str
    language: str
    count: int
    title: str


@dataclass(frozen=True, slots=True)
class KeptText:
    """Words in the times of an offer that are no time: shown to people as they stand."""

    title: str
    external_id: str
    words: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Effect of an import; ``unchanged`` is a number of offers.

    ``renamed`` must be confirmed before anything is stored. ``older`` are offers that were changed
    after the file was written; they are left as they are.
    """

    new: tuple[Draft, ...] = ()
    changed: tuple[tuple[Offer, Draft], ...] = ()
    unchanged: int = 0
    doubles: tuple[Double, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    older: tuple[tuple[Offer, Draft], ...] = ()
    untranslated: tuple[Untranslated, ...] = ()
    kept_texts: tuple[KeptText, ...] = ()


class FileProblem(Exception):
    """Raised if a file cannot be read at all; ``mistake`` is the reason."""

    def __init__(self, code: str, value: str = "", sheet: str = "", row: int = 0) -> None:
        self.mistake = Mistake(sheet, row, "", code, value)
        super().__init__(code)
