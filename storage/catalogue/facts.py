"""Files of facts in TOML: their entries are read, and everything that is wrong is collected."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from bot.domain.ladder import Source
from bot.domain.levels import Level

Row = Mapping[str, object]
"""Key → value of an entry, as the file has it."""
SOURCE = ("source", "url", "as_of", "checked_on")
"""Keys that say where an entry is from."""
T = TypeVar("T")
_E = TypeVar("_E", bound=StrEnum)


class FactsError(Exception):
    """A file of facts cannot be used; ``reasons`` are all of them, a line each, with the name."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join(self.reasons))


def folder_of(setting: str) -> Path | None:
    """Return the folder that a setting names, None for ""."""
    return Path(setting) if setting else None


def tables_of(path: Path) -> Row:
    """Return the tables of a file. Raises FactsError if it cannot be read."""
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FactsError([f"{path.name}: {error}"]) from None


def of_districts(folder: Path | None, read: Callable[[Path], T]) -> dict[str, T]:
    """Return what ``read`` returns for each file ``<slug>.toml`` of a folder; None is no folder.

    Raises FactsError with every mistake in every file.
    """
    read_files: dict[str, T] = {}
    reasons: list[str] = []
    if folder is not None and not folder.is_dir():
        raise FactsError([f"{folder}: there is no such folder"])
    for path in sorted(folder.glob("*.toml")) if folder else ():
        try:
            read_files[path.stem] = read(path)
        except FactsError as error:
            reasons += error.reasons
    if reasons:
        raise FactsError(reasons)
    return read_files


@dataclass(frozen=True)
class FactsReader:
    """Reads the entries of the file ``name``, and collects what is wrong in ``reasons``."""

    name: str
    reasons: list[str] = field(default_factory=list)

    def check(self) -> None:
        """Raise FactsError if anything was wrong so far."""
        if self.reasons:
            raise FactsError(self.reasons)

    def rows(self, tables: Row, part: str) -> list[tuple[str, Row]]:
        """Return code and row of a part of the file."""
        table = tables.get(part, {})
        if not isinstance(table, dict) or not all(isinstance(r, dict) for r in table.values()):
            self.wrong(part, "must hold tables such as [" + part + ".code]")
            return []
        return [(f"{part}.{code}", row) for code, row in table.items()]

    def source(self, entry: str, row: Row) -> Source:
        """Read where something is written; what is missing is told by the rules."""
        as_of = row.get("as_of")
        if not isinstance(as_of, date) or isinstance(as_of, datetime):
            self.wrong(entry, "as_of must be a day such as 2026-11-27")
            as_of = date.min
        name = self.text(entry, row, "source", default="")
        url = self.text(entry, row, "url", default="")
        return Source(name, url, as_of, self.checked_on(entry, row))

    def checked_on(self, entry: str, row: Row) -> date | None:
        """Read the day on which somebody found an entry right, None if nobody did."""
        day = row.get("checked_on")
        if day is None or (isinstance(day, date) and not isinstance(day, datetime)):
            return day
        self.wrong(entry, "checked_on must be a day such as 2026-11-27")
        return None

    def text(self, entry: str, row: Row, key: str, default: str | None = None) -> str:
        """Read a text; without a ``default`` it must not be missing."""
        value = row.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.wrong(entry, f"{key} must be a text")
            return ""
        return value

    def texts(self, entry: str, row: Row, key: str) -> list[str]:
        """Read a list of texts, [] if it is missing."""
        value = row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            self.wrong(entry, f"{key} must be a list of texts")
            return []
        return value

    def words(self, entry: str, row: Row, key: str, kind: type[_E]) -> list[_E]:
        """Read a list of words of ours, [] if it is missing."""
        return [self.word(entry, text, kind) for text in self.texts(entry, row, key)]

    def word(self, entry: str, value: object, kind: type[_E]) -> _E:
        """Read a word of ours."""
        if isinstance(value, str) and value in list(kind):
            return kind(value)
        self.wrong(entry, f"{value} is not one of {', '.join(kind)}")
        return next(iter(kind))

    def level(self, entry: str, row: Row, key: str) -> Level:
        """Read a level."""
        value = row.get(key)
        if isinstance(value, str) and value in Level.__members__:
            return Level[value]
        self.wrong(entry, f"{key} must be one of {', '.join(Level.__members__)}")
        return Level.A0

    def flag(self, entry: str, row: Row, key: str) -> bool:
        """Read true or false, false if it is missing."""
        value = row.get(key, False)
        if not isinstance(value, bool):
            self.wrong(entry, f"{key} must be true or false")
        return value is True

    def count(self, entry: str, row: Row, key: str, default: int = 0) -> int:
        """Read a number, ``default`` if it is missing."""
        value = row.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10_000:
            return value
        self.wrong(entry, f"{key} must be a number from 0 to 9999")
        return default

    def unknown(self, entry: str, row: Row, keys: frozenset[str]) -> None:
        """Tell the keys that mean nothing here: a mistyped one would be lost in silence."""
        for key in row.keys() - keys:
            self.wrong(entry, f"{key} means nothing here")

    def wrong(self, entry: str, reason: str) -> None:
        """Keep a reason."""
        self.reasons.append(f"{self.name}: {entry or 'file'}: {reason}")
