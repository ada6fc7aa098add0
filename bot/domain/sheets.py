"""Sheets of an office's workbook, as a reader of files gives them to the rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Value = str | int | float | bool | date | datetime | time | timedelta | None
"""Value of a cell; None and "" are an empty one."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What the cells of a line have besides values, by position from 0.

    ``carried`` are cells that got the value of a merged cell above. ``joined`` maps a merged cell
    to the number of its columns. ``formats`` are number formats that say more than "General".
    ``left`` is what of a text is not struck through, where a part of it is. ``links`` are the
    addresses that cells lead to, ``comments`` what stands at cells besides their values.
    ``is_torn``: nobody knows where the cells end.
    """

    is_hidden: bool = False
    formulas: Mapping[int, str] = field(default_factory=dict)
    errors: Mapping[int, str] = field(default_factory=dict)
    formats: Mapping[int, str] = field(default_factory=dict)
    struck: frozenset[int] = frozenset()
    left: Mapping[int, str] = field(default_factory=dict)
    links: Mapping[int, str] = field(default_factory=dict)
    comments: Mapping[int, str] = field(default_factory=dict)
    carried: frozenset[int] = frozenset()
    joined: Mapping[int, int] = field(default_factory=dict)
    is_torn: bool = False


NO_MARKS = Marks()
TORN = Marks(is_torn=True)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a sheet. ``number`` counts from 1 as spreadsheet programs do."""

    number: int
    cells: Sequence[Value]
    marks: Marks = NO_MARKS


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with its lines, of which blank ones may be missing.

    ``hidden_columns`` are positions from 0. ``is_1904`` says that days are counted from 1904.
    """

    name: str
    lines: Iterable[Line]
    is_hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    is_1904: bool = False
