"""The stations to a job: a file of ours, and one of each district that has its own.

Everything that is wrong in any of the files is told at once, when the program starts.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from bot.domain.ladder import Bring, Giver
from bot.domain.pathway import Pathway, Station, StationTexts
from bot.rules.pathway import mistakes
from storage.catalogue.facts import SOURCE, FactsError, FactsReader, Row, of_districts, tables_of

SHIPPED = Path(__file__).parent.parent / "pathway.toml"
_STATION = frozenset(
    ("number", "concept", "givers", "bring", "weeks", "following", "texts", *SOURCE)
)


@dataclass(frozen=True)
class Pathways:
    """The stations of every district. ``own`` maps the slug of a district to its own."""

    shipped: Pathway
    own: Mapping[str, Pathway] = field(default_factory=dict)

    def of(self, slug: str) -> Pathway:
        """Return the stations of a district, ours where it has none; "" is no district."""
        return self.own.get(slug, self.shipped)


@cache
def shipped_pathway() -> Pathway:
    """Return our stations. Raises FactsError."""
    return _checked(_ordered(_read(SHIPPED)), SHIPPED.name)


def load_pathways(folder: Path | None, concepts: Collection[str] = ()) -> Pathways:
    """Return our stations and those of the files ``<slug>.toml`` in a folder, None for no folder.

    ``concepts`` are those of the search, which a station names; without any they are not checked.
    Raises FactsError with every mistake in every file.
    """
    shipped = _checked(shipped_pathway(), SHIPPED.name, concepts)

    def read(path: Path) -> Pathway:
        own = {station.code: station for station in _read(path)}
        joined = {**shipped.stations, **own}
        return _checked(_ordered(joined.values()), path.name, concepts)

    return Pathways(shipped, of_districts(folder, read))


def _ordered(stations: Iterable[Station]) -> Pathway:
    in_order = sorted(stations, key=lambda station: station.number)
    return Pathway({s.code: replace(s, place=place) for place, s in enumerate(in_order, 1)})


def _checked(pathway: Pathway, name: str, concepts: Collection[str] = ()) -> Pathway:
    if wrong := mistakes(pathway, concepts):
        raise FactsError(f"{name}: {mistake}" for mistake in wrong)
    return pathway


def _read(path: Path) -> list[Station]:
    """Read a file. Raises FactsError with everything that has the wrong form."""
    tables, reader = tables_of(path), FactsReader(path.name)
    stations = [_station(reader, entry, row) for entry, row in reader.rows(tables, "stations")]
    reader.unknown("", tables, frozenset(("stations",)))
    reader.check()
    return stations


def _station(reader: FactsReader, entry: str, row: Row) -> Station:
    reader.unknown(entry, row, _STATION)
    return Station(
        code=entry.partition(".")[2],
        number=reader.count(entry, row, "number"),
        source=reader.source(entry, row),
        concept=reader.text(entry, row, "concept"),
        givers=tuple(reader.words(entry, row, "givers", Giver)),
        bring=tuple(reader.words(entry, row, "bring", Bring)),
        weeks=reader.count(entry, row, "weeks"),
        following=reader.text(entry, row, "following", default=""),
        texts=_texts(reader, entry, row),
    )


def _texts(reader: FactsReader, entry: str, row: Row) -> dict[str, StationTexts]:
    """Return language → texts of a station."""
    texts = {}
    for name, table in reader.rows(row, "texts"):
        own = f"{entry}.{name}"
        reader.unknown(own, table, frozenset(("name", "what")))
        pair = reader.text(own, table, "name"), reader.text(own, table, "what")
        texts[name.partition(".")[2]] = StationTexts(*pair)
    return texts
