"""An import that somebody prepares at the desk: its files, what they chose, where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class DraftState(StrEnum):
    """Where an import stands: being prepared, to be stored, stored, or failed for good.

    ``PLAN`` is a table of measures that somebody looks at: it is stored at once, or not at all.
    """

    OPEN = "open"
    ASKED = "asked"
    DONE = "done"
    FAILED = "failed"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file as it was sent; ``name`` is what its owner calls it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell of the files: number of the file from 0, sheet, row, our name of the column."""

    file: int
    sheet: str
    row: int
    column: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Every cell of a column that holds ``value`` as shown in a mistake gets ``text`` instead."""

    column: str
    value: str
    text: str


@dataclass(frozen=True, kw_only=True)
class FileChoices:
    """How one file is to be read; "" and empty: as it seems.

    ``lines`` maps a sheet to the number of its line of headings, 0 for a sheet without a table.
    ``taken`` are kinds of notes, and rows such as "Kurse!12", that are read all the same.
    """

    encoding: str = ""
    separator: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)
    taken: Sequence[str] = ()


AS_IT_SEEMS = FileChoices()


@dataclass(frozen=True, kw_only=True)
class ImportChoices:
    """What somebody chose for an import.

    ``language`` is that of columns without one. ``headings`` maps an office's heading to our
    column, "" for one that is not read. ``cells`` and ``alike`` are corrections.
    ``only_good`` leaves out rows with mistakes. The last ones answer what the preview asks;
    ``otherwise`` are the cells (id of the offer, column) for which ``theirs`` is the other way
    round.
    """

    source: str = ""
    organisation: str = ""
    language: str = "de"
    names: Sequence[str] = ()
    files: Mapping[int, FileChoices] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[CellPlace, str] = field(default_factory=dict)
    alike: Sequence[Alike] = ()
    only_good: bool = False
    new_municipalities: bool = False
    renamed: bool = False
    older: bool = False
    theirs: bool = False
    otherwise: Sequence[tuple[int, str]] = ()
    closes_missing: bool = False
    many_missing: bool = False

    def of_file(self, position: int) -> FileChoices:
        """Return how a file is to be read, by its number from 0."""
        return self.files.get(position, AS_IT_SEEMS)


@dataclass(frozen=True, slots=True)
class ImportDraft:
    """An import that somebody prepares; without its files, which are large.

    ``version`` counts its changes. ``frozen`` tells the plan that was confirmed, "" before.
    ``moved``: the catalogue changed after that, so the plan has to be confirmed anew.
    ``run_id`` is the import that it became, None before.
    """

    id: int
    person_id: int
    district_id: int
    version: int
    state: DraftState
    choices: ImportChoices
    saved_at: datetime
    frozen: str = ""
    moved: bool = False
    run_id: int | None = None
