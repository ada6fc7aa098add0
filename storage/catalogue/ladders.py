"""The ladder of German courses: a file of ours, and one of each district that has its own.

Everything that is wrong in any of the files is told at once, when the program starts.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from bot.domain.ladder import Age, Bring, CourseKind, Giver, Ladder, Need, Source, Status, Use
from bot.domain.levels import Level, Script
from bot.rules.ladder import mistakes

SHIPPED = Path(__file__).parent.parent / "ladder.toml"
_NEED = frozenset(("name", "level", "givers", "bring", "source", "url", "as_of"))
_KIND = frozenset(
    (
        *("name", "from", "to", "use", "age", "scripts", "units", "orientation_units", "needs"),
        *("exam", "following", "words", "rank", "only_with_paper", "source", "url", "as_of"),
    )
)
_Row = Mapping[str, object]
_E = TypeVar("_E", bound=StrEnum)


class LadderError(Exception):
    """A ladder cannot be used; ``reasons`` are all of them, a line each, with the file's name."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join(self.reasons))


@dataclass(frozen=True)
class Ladders:
    """The ladder of every district. ``own`` maps the slug of a district to its own."""

    shipped: Ladder
    own: Mapping[str, Ladder] = field(default_factory=dict)

    def of(self, slug: str) -> Ladder:
        """Return the ladder of a district, ours where it has none; "" is no district."""
        return self.own.get(slug, self.shipped)


@cache
def shipped_ladder() -> Ladder:
    """Return our ladder. Raises LadderError."""
    return _checked(_read(SHIPPED), SHIPPED.name)


def load_ladders(folder: Path | None) -> Ladders:
    """Return our ladder and those of the files ``<slug>.toml`` in a folder, None for no folder.

    An entry of a district replaces ours with the same code. Raises LadderError with every mistake
    in every file.
    """
    shipped = shipped_ladder()
    own: dict[str, Ladder] = {}
    reasons: list[str] = []
    if folder is not None and not folder.is_dir():
        raise LadderError([f"{folder}: there is no such folder"])
    for path in sorted(folder.glob("*.toml")) if folder else ():
        try:
            own[path.stem] = _checked(_joined(shipped, _read(path)), path.name)
        except LadderError as error:
            reasons += error.reasons
    if reasons:
        raise LadderError(reasons)
    return Ladders(shipped, own)


def _checked(ladder: Ladder, name: str) -> Ladder:
    if wrong := mistakes(ladder):
        raise LadderError(f"{name}: {mistake}" for mistake in wrong)
    return ladder


def _joined(ladder: Ladder, own: Ladder) -> Ladder:
    return replace(ladder, kinds={**ladder.kinds, **own.kinds}, needs={**ladder.needs, **own.needs})


def _read(path: Path) -> Ladder:
    """Read a file. Raises LadderError with everything that has the wrong form."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LadderError([f"{path.name}: {error}"]) from None
    reader = _Reader(path.name, [])
    needs = [reader.need(entry, row) for entry, row in reader.rows(tables, "needs")]
    kinds = [reader.kind(entry, row) for entry, row in reader.rows(tables, "kinds")]
    reader.unknown("", tables, frozenset(("needs", "kinds")))
    if reader.reasons:
        raise LadderError(reader.reasons)
    return Ladder({kind.code: kind for kind in kinds}, {need.code: need for need in needs})


@dataclass(frozen=True)
class _Reader:
    """Reads the entries of one file, and collects what is wrong with them."""

    name: str
    reasons: list[str]

    def rows(self, tables: _Row, part: str) -> list[tuple[str, _Row]]:
        """Return code and row of a part of the file."""
        table = tables.get(part, {})
        if not isinstance(table, dict) or not all(isinstance(r, dict) for r in table.values()):
            self.wrong(part, "must hold tables such as [" + part + ".code]")
            return []
        return [(f"{part}.{code}", row) for code, row in table.items()]

    def need(self, entry: str, row: _Row) -> Need:
        """Read a need."""
        self.unknown(entry, row, _NEED)
        givers = row.get("givers", {})
        if not isinstance(givers, dict):
            self.wrong(entry, "givers must be a table of status and giver")
            givers = {}
        return Need(
            code=entry.partition(".")[2],
            name=self.text(entry, row, "name"),
            givers={
                self.word(entry, status, Status) if status else "": self.word(entry, giver, Giver)
                for status, giver in givers.items()
            },
            source=self.source(entry, row),
            bring=tuple(self.words(entry, row, "bring", Bring)),
            level=self.level(entry, row, "level") if "level" in row else None,
        )

    def kind(self, entry: str, row: _Row) -> CourseKind:
        """Read a kind of course."""
        self.unknown(entry, row, _KIND)
        scripts = self.words(entry, row, "scripts", Script) or [Script.LATIN]
        return CourseKind(
            code=entry.partition(".")[2],
            name=self.text(entry, row, "name"),
            level_from=self.level(entry, row, "from"),
            level_to=self.level(entry, row, "to"),
            source=self.source(entry, row),
            use=self.word(entry, row.get("use", "course"), Use),
            age=self.word(entry, row.get("age", "adults"), Age),
            scripts=frozenset(scripts),
            units=self.count(entry, row, "units"),
            orientation_units=self.count(entry, row, "orientation_units"),
            needs=tuple(self.texts(entry, row, "needs")),
            exam=self.text(entry, row, "exam", default=""),
            following=tuple(self.texts(entry, row, "following")),
            words=tuple(word.casefold() for word in self.texts(entry, row, "words")),
            rank=self.count(entry, row, "rank", default=1),
            only_with_paper=self.flag(entry, row, "only_with_paper"),
        )

    def source(self, entry: str, row: _Row) -> Source:
        """Read where something is written; what is missing is told by the rules."""
        as_of = row.get("as_of")
        if not isinstance(as_of, date) or isinstance(as_of, datetime):
            self.wrong(entry, "as_of must be a day such as 2026-11-27")
            as_of = date.min
        name = self.text(entry, row, "source", default="")
        return Source(name, self.text(entry, row, "url", default=""), as_of)

    def text(self, entry: str, row: _Row, key: str, default: str | None = None) -> str:
        """Read a text; without a ``default`` it must not be missing."""
        value = row.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.wrong(entry, f"{key} must be a text")
            return ""
        return value

    def texts(self, entry: str, row: _Row, key: str) -> list[str]:
        """Read a list of texts, [] if it is missing."""
        value = row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            self.wrong(entry, f"{key} must be a list of texts")
            return []
        return value

    def words(self, entry: str, row: _Row, key: str, kind: type[_E]) -> list[_E]:
        """Read a list of words of ours, [] if it is missing."""
        return [self.word(entry, text, kind) for text in self.texts(entry, row, key)]

    def word(self, entry: str, value: object, kind: type[_E]) -> _E:
        """Read a word of ours."""
        if isinstance(value, str) and value in list(kind):
            return kind(value)
        self.wrong(entry, f"{value} is not one of {', '.join(kind)}")
        return next(iter(kind))

    def level(self, entry: str, row: _Row, key: str) -> Level:
        """Read a level."""
        value = row.get(key)
        if isinstance(value, str) and value in Level.__members__:
            return Level[value]
        self.wrong(entry, f"{key} must be one of {', '.join(Level.__members__)}")
        return Level.A0

    def flag(self, entry: str, row: _Row, key: str) -> bool:
        """Read true or false, false if it is missing."""
        value = row.get(key, False)
        if not isinstance(value, bool):
            self.wrong(entry, f"{key} must be true or false")
        return value is True

    def count(self, entry: str, row: _Row, key: str, default: int = 0) -> int:
        """Read a number, ``default`` if it is missing."""
        value = row.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10_000:
            return value
        self.wrong(entry, f"{key} must be a number from 0 to 9999")
        return default

    def unknown(self, entry: str, row: _Row, keys: frozenset[str]) -> None:
        """Tell the keys that mean nothing here: a mistyped one would be lost in silence."""
        for key in row.keys() - keys:
            self.wrong(entry, f"{key} means nothing here")

    def wrong(self, entry: str, reason: str) -> None:
        """Keep a reason."""
        self.reasons.append(f"{self.name}: {entry or 'file'}: {reason}")
