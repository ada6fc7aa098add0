"""The occupations of our file, with their words. All mistakes are told at once, at the start."""

from collections.abc import Collection
from dataclasses import replace
from functools import cache
from pathlib import Path

from bot.domain.ladder import Source
from bot.domain.occupations import Occupation, Occupations, RecognitionOffice
from bot.rules.occupations import mistakes
from storage.catalogue.facts import FactsError, FactsReader, Row, tables_of
from storage.catalogue.ladders import shipped_ladder

SHIPPED = Path(__file__).parent.parent / "occupations.toml"
_OCCUPATION = frozenset(
    (
        *("isco", "name", "office", "regulated", "german", "concept", "courses"),
        *("names", "words", "service", "checked_on"),
    )
)


@cache
def shipped_occupations() -> Occupations:
    """Return our occupations. Raises FactsError."""
    return load_occupations(SHIPPED)


def load_occupations(path: Path, concepts: Collection[str] = ()) -> Occupations:
    """Return the occupations of a file. Raises FactsError with every mistake.

    ``concepts`` are those of the search; without any they are not checked.
    """
    occupations = _read(path)
    if wrong := mistakes(occupations, shipped_ladder().kinds, concepts):
        raise FactsError(f"{path.name}: {reason}" for reason in wrong)
    return occupations


def _read(path: Path) -> Occupations:
    tables, reader = tables_of(path), FactsReader(path.name)
    source = reader.source("", tables)
    rows = reader.rows(tables, "occupations")
    table = [_occupation(reader, entry, row, source) for entry, row in rows]
    says = _words(reader, "says", tables)
    reader.unknown("", tables, frozenset(("source", "url", "as_of", "says", "occupations")))
    reader.check()
    return Occupations({occupation.code: occupation for occupation in table}, says)


def _occupation(reader: FactsReader, entry: str, row: Row, source: Source) -> Occupation:
    reader.unknown(entry, row, _OCCUPATION)
    return Occupation(
        code=entry.partition(".")[2],
        isco=reader.text(entry, row, "isco"),
        name=reader.text(entry, row, "name"),
        office=reader.word(entry, row.get("office"), RecognitionOffice),
        is_regulated=reader.flag(entry, row, "regulated"),
        german=reader.level(entry, row, "german"),
        concept=reader.text(entry, row, "concept"),
        courses=tuple(reader.texts(entry, row, "courses")),
        names=_names(reader, entry, row),
        words=_words(reader, entry, row, "words"),
        source=replace(source, checked_on=reader.checked_on(entry, row)),
        is_service=reader.flag(entry, row, "service"),
    )


def _names(reader: FactsReader, entry: str, row: Row) -> dict[str, str]:
    """Return language → name."""
    names = _table(reader, entry, row, "names")
    return {language: reader.text(entry, names, language) for language in names}


def _words(
    reader: FactsReader, entry: str, row: Row, key: str = "says"
) -> dict[str, tuple[str, ...]]:
    """Return language → words, which a text parts by commas."""
    table = _table(reader, entry, row, key)
    return {
        language: tuple(word.strip() for word in reader.text(entry, table, language).split(","))
        for language in table
    }


def _table(reader: FactsReader, entry: str, row: Row, key: str) -> Row:
    table = row.get(key, {})
    if isinstance(table, dict):
        return table
    reader.wrong(entry, f"{key} must be a table of language and words")
    return {}
