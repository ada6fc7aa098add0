"""The ladder of German courses: a file of ours, and one of each district that has its own.

Everything that is wrong in any of the files is told at once, when the program starts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from bot.domain.ladder import Age, Bring, CourseKind, Giver, Ladder, Need, Status, Use
from bot.domain.levels import Script
from bot.rules.ladder import mistakes
from storage.catalogue.facts import SOURCE, FactsError, FactsReader, Row, of_districts, tables_of

SHIPPED = Path(__file__).parent.parent / "ladder.toml"
_NEED = frozenset(("name", "level", "givers", "bring", *SOURCE))
_KIND = frozenset(
    (
        *("name", "from", "to", "use", "age", "scripts", "units", "orientation_units", "needs"),
        *("exam", "following", "words", "rank", "only_with_paper", *SOURCE),
    )
)


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
    """Return our ladder. Raises FactsError."""
    return _checked(_read(SHIPPED), SHIPPED.name)


def load_ladders(folder: Path | None) -> Ladders:
    """Return our ladder and those of the files ``<slug>.toml`` in a folder, None for no folder.

    An entry of a district replaces ours with the same code. Raises FactsError with every mistake
    in every file.
    """
    shipped = shipped_ladder()

    def read(path: Path) -> Ladder:
        return _checked(_joined(shipped, _read(path)), path.name)

    return Ladders(shipped, of_districts(folder, read))


def _checked(ladder: Ladder, name: str) -> Ladder:
    if wrong := mistakes(ladder):
        raise FactsError(f"{name}: {mistake}" for mistake in wrong)
    return ladder


def _joined(ladder: Ladder, own: Ladder) -> Ladder:
    return replace(ladder, kinds={**ladder.kinds, **own.kinds}, needs={**ladder.needs, **own.needs})


def _read(path: Path) -> Ladder:
    """Read a file. Raises FactsError with everything that has the wrong form."""
    tables, reader = tables_of(path), FactsReader(path.name)
    needs = [_need(reader, entry, row) for entry, row in reader.rows(tables, "needs")]
    kinds = [_kind(reader, entry, row) for entry, row in reader.rows(tables, "kinds")]
    reader.unknown("", tables, frozenset(("needs", "kinds")))
    reader.check()
    return Ladder({kind.code: kind for kind in kinds}, {need.code: need for need in needs})


def _need(reader: FactsReader, entry: str, row: Row) -> Need:
    """Read a need."""
    reader.unknown(entry, row, _NEED)
    givers = row.get("givers", {})
    if not isinstance(givers, dict):
        reader.wrong(entry, "givers must be a table of status and giver")
        givers = {}
    return Need(
        code=entry.partition(".")[2],
        name=reader.text(entry, row, "name"),
        givers={
            reader.word(entry, status, Status) if status else "": reader.word(entry, giver, Giver)
            for status, giver in givers.items()
        },
        source=reader.source(entry, row),
        bring=tuple(reader.words(entry, row, "bring", Bring)),
        level=reader.level(entry, row, "level") if "level" in row else None,
    )


def _kind(reader: FactsReader, entry: str, row: Row) -> CourseKind:
    """Read a kind of course."""
    reader.unknown(entry, row, _KIND)
    scripts = reader.words(entry, row, "scripts", Script) or [Script.LATIN]
    return CourseKind(
        code=entry.partition(".")[2],
        name=reader.text(entry, row, "name"),
        level_from=reader.level(entry, row, "from"),
        level_to=reader.level(entry, row, "to"),
        source=reader.source(entry, row),
        use=reader.word(entry, row.get("use", "course"), Use),
        age=reader.word(entry, row.get("age", "adults"), Age),
        scripts=frozenset(scripts),
        units=reader.count(entry, row, "units"),
        orientation_units=reader.count(entry, row, "orientation_units"),
        needs=tuple(reader.texts(entry, row, "needs")),
        exam=reader.text(entry, row, "exam", default=""),
        following=tuple(reader.texts(entry, row, "following")),
        words=tuple(word.casefold() for word in reader.texts(entry, row, "words")),
        rank=reader.count(entry, row, "rank", default=1),
        only_with_paper=reader.flag(entry, row, "only_with_paper"),
    )
