"""Lists of the desk: filter, sort, page and columns stand in the address, so a link has them."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from urllib.parse import urlencode

from bot import text
from bot.text import whole
from handlers.desk.page import DeskRequest

SIZES = (25, 50, 100)
"""Rows of a page that can be chosen."""
LONGEST_WORDS = 100
"""Maximum length of the words of a filter, in characters."""
LARGEST_PAGE = 9999
_UNSAID = (None, "")
_IDS = re.compile(r"[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a filter, with the number of rows it would show."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of a list: the parameter of the address, and what can be chosen."""

    name: str
    label: str
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``is_fixed`` ones are always shown."""

    name: str
    label: str
    can_sort: bool = False
    is_fixed: bool = False


@dataclass(frozen=True, kw_only=True)
class ListState:
    """What the address says about a list. ``filters`` hold only known names; ``page`` is from 1."""

    path: str
    filters: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1
    size: int = SIZES[0]
    columns: tuple[str, ...] = ()

    @property
    def offset(self) -> int:
        """How many rows are before the page."""
        return (self.page - 1) * self.size

    @cached_property
    def parts(self) -> dict[str, object]:
        """What the address says, "" for what is usual; a list has a hundred links that keep it."""
        return {
            **self.filters,
            "q": self.words,
            "sort": ("-" if self.descending else "") + self.sort,
            "page": self.page if self.page > 1 else "",
            "size": self.size if self.size != SIZES[0] else "",
            "columns": ".".join(self.columns),
        }

    def url(self, **parts: object) -> str:
        """Return the address of the list with other parts; another filter begins at page 1."""
        changed = parts if "page" in parts else {"page": "", **parts}
        said = {**self._pairs, **{name: _pair(name, value) for name, value in changed.items()}}
        pairs = "&".join(filter(None, said.values()))
        return f"{self.path}?{pairs}" if pairs else self.path

    @cached_property
    def _pairs(self) -> dict[str, str]:
        """The parts as they stand in an address; most links of a list change one of them."""
        return {name: _pair(name, value) for name, value in self.parts.items()}

    def sorted_by(self, column: str) -> str:
        """Return the address of the list sorted by a column; again, the other way round."""
        turns = column == self.sort and not self.descending
        return self.url(sort=f"-{column}" if turns else column)


def _pair(name: str, value: object) -> str:
    """Return a part of an address, "" for one that is not said."""
    return "" if value in _UNSAID else urlencode({name: value})


def read(
    desk: DeskRequest, filters: Collection[str], columns: Sequence[Column], sort: str
) -> ListState:
    """Return the list that an address asks for; what nobody knows in it counts for nothing."""
    asked = desk.asked("sort")
    wanted = asked.removeprefix("-")
    known = {column.name for column in columns if column.can_sort}
    chosen = desk.asked("columns").split(".")
    return ListState(
        path=desk.path,
        filters={name: desk.asked(name) for name in filters if desk.asked(name)},
        words=text.one_line(desk.asked("q"))[:LONGEST_WORDS],
        sort=wanted if wanted in known else sort,
        descending=asked.startswith("-") and wanted in known,
        page=min(max(1, _number(desk.asked("page"), 1)), LARGEST_PAGE),
        size=_size(desk.asked("size")),
        columns=tuple(column.name for column in columns if column.name in chosen),
    )


def shown_columns(state: ListState, columns: Sequence[Column]) -> list[Column]:
    """Return the columns to show: those chosen, or all."""
    return [
        column
        for column in columns
        if column.is_fixed or not state.columns or column.name in state.columns
    ]


def on_last_page(state: ListState, total: int) -> ListState:
    """Return the list on its last page, where the address asks for one that is not there."""
    last = max(1, -(-total // state.size))
    return replace(state, page=min(state.page, last))


def frozen(versions: Mapping[str, object]) -> str:
    """Return what tells whether "all that match" are still the same: their number and a digest."""
    said = sorted((key, str(version)) for key, version in versions.items())
    digest = blake2b(repr(said).encode(), digest_size=12).hexdigest()
    return f"{len(versions)}-{digest}"


def numbers(values: Sequence[str]) -> list[int]:
    """Return the ids among values of a form, each once, in order."""
    return sorted({int(value) for value in values if _IDS.fullmatch(value)})


def number(value: str) -> int | None:
    """Return the id in a value of a form, None for anything else."""
    return next(iter(numbers([value])), None)


def options(
    labels: Sequence[tuple[str, str]], count_of: Callable[[str], int], chosen: str
) -> list[Option]:
    """Return the values of a filter that show anything, and the one that is chosen."""
    return [
        Option(value, label, count_of(value))
        for value, label in labels
        if count_of(value) or value == chosen
    ]


def _number(value: str, usual: int) -> int:
    number = whole(value, 7)
    return usual if number is None else number


def _size(value: str) -> int:
    size = _number(value, SIZES[0])
    return size if size in SIZES else SIZES[0]
