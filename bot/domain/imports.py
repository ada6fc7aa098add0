"""Rows of an imported file, and their mistakes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.offers import Details, Draft, Offer, State


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file; ``values`` maps a canonical column to its text.

    ``number`` is the row number that a spreadsheet program shows, from 1. ``section`` are the words
    of the section or sheet that a row belongs to, "" where columns say its place; ``owned_by`` are
    the same, "" where a column says its owner.
    """

    sheet: str
    number: int
    values: Mapping[str, str]
    section: str = ""
    owned_by: str = ""


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

    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_ROW = "hidden_row"
    HIDDEN_COLUMN = "hidden_column"
    STRUCK_ROW = "struck_row"
    STRUCK_CELL = "struck_cell"
    SECTION = "section"
    SUM = "sum"
    REMARK = "remark"
    HEADING_AGAIN = "heading_again"
    NO_HEADING = "no_heading"
    NO_TABLE = "no_table"
    CARRIED = "carried"
    ENCODING = "encoding"
    TIMES_AS_TEXT = "times_as_text"
    START_TIME = "start_time"
    POSTCODE = "postcode"
    OTHER_TOWN = "other_town"
    NOT_TAKEN = "not_taken"
    KEPT_AS_TEXT = "kept_as_text"
    COMMENT = "comment"
    JOINED = "joined"
    TURNED = "turned"
    NO_AREA_CODE = "no_area_code"


SKIPPED = frozenset(
    (
        NoteKind.HIDDEN_SHEET,
        NoteKind.HIDDEN_ROW,
        NoteKind.STRUCK_ROW,
        NoteKind.STRUCK_CELL,
        NoteKind.SECTION,
        NoteKind.SUM,
        NoteKind.REMARK,
        NoteKind.HEADING_AGAIN,
    )
)
"""Kinds of notes about what is left out, and taken if the office says so."""


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
class Taken:
    """What an office wants although it would be left out: kinds of notes, and (sheet, row).

    A sheet "" stands for every sheet.
    """

    kinds: frozenset[NoteKind] = frozenset()
    rows: frozenset[tuple[str, int]] = frozenset()

    def has(self, kind: NoteKind, sheet: str, row: int) -> bool:
        """Return whether a row is wanted although it looks like something of this kind."""
        return kind in self.kinds or (sheet, row) in self.rows or ("", row) in self.rows


NOTHING_TAKEN = Taken()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a sheet that we know: valid for the rows below ``line``.

    ``number`` is that of its column, from 1; ``words`` are the office's.
    """

    sheet: str
    line: int
    column: str
    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """Content of a file. ``unused`` are headings that match no canonical column."""

    rows: tuple[Row, ...]
    headings: tuple[Heading, ...] = ()
    unused: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    notes: tuple[Note, ...] = ()

    def heading(self, mistake: Mistake | Note) -> Heading | None:
        """Return the heading above the cell of a mistake or note, or None if there is none."""
        above = [
            heading
            for heading in self.headings
            if (heading.sheet, heading.column) == (mistake.sheet, mistake.column)
            and (heading.line < mistake.row or not mistake.row)
        ]
        return above[-1] if above else None


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
class Conflict:
    """A cell that both the file and somebody here have changed since the last import."""

    external_id: str
    title: str
    column: str
    before: str
    ours: str
    theirs: str
    offer_id: int = 0


@dataclass(frozen=True, slots=True)
class OfferSummary:
    """What an import looks at of every offer of a district, also of those that it does not hold.

    ``title`` is that of the original text; ``merged_into`` the id of the offer that stands for it.
    """

    id: int
    external_id: str
    version: int
    state: State
    title: str
    organisation: str
    municipality: str = ""
    merged_into: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Effect of an import; ``unchanged`` is a number of offers.

    ``renamed`` must be confirmed before anything is stored. ``older`` are offers that were changed
    after the file was written; they are left as they are. ``conflicts`` are cells in which ours
    stay, ``settled`` those in which somebody chose the file's. ``missing`` are offers that the list
    held last time; they are closed with ``closes_missing``, unless there are so many that
    ``asks_missing`` holds. ``seen`` maps the id of each offer that the file holds to what the next
    import is to be compared with.
    """

    new: tuple[Draft, ...] = ()
    changed: tuple[tuple[Offer, Draft], ...] = ()
    unchanged: int = 0
    doubles: tuple[Double, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    older: tuple[tuple[Offer, Draft], ...] = ()
    untranslated: tuple[Untranslated, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    settled: tuple[Conflict, ...] = ()
    missing: tuple[OfferSummary, ...] = ()
    closes_missing: bool = False
    asks_missing: bool = False
    seen: Mapping[int, Details] = field(default_factory=dict)

    @property
    def is_asked(self) -> bool:
        """Whether somebody has to confirm something before it can be stored."""
        return bool(self.renamed) or self.asks_missing


@dataclass(frozen=True, slots=True)
class ImportRun:
    """An import that was stored: how many offers it changed, and how many of them are undone."""

    id: int
    made_at: datetime
    sources: tuple[str, ...]
    changes: int
    undone: int


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoing an import does: offers by their numbers in the list.

    ``restored`` get what they had before, ``removed`` were new. ``changed_since`` stay as they
    are, because something else changed them after the import.
    """

    restored: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed_since: tuple[str, ...] = ()


class FileProblem(Exception):
    """Raised if a file cannot be read at all; ``mistake`` is the reason."""

    def __init__(self, code: str, value: str = "", sheet: str = "", row: int = 0) -> None:
        self.mistake = Mistake(sheet, row, "", code, value)
        super().__init__(code)
