"""The form of a station at the desk: what a district writes over the file, field by field."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from bot.domain.desk import Cells
from bot.domain.imports import Mistake
from bot.domain.ladder import Bring, Giver, Source
from bot.domain.pathway import (
    USUAL,
    Pathway,
    Station,
    StationChange,
    StationEdit,
    StationTexts,
)
from bot.rules import ordering
from bot.rules.pathway import LONGEST_NAME, LONGEST_WHAT, MAX_NUMBER
from bot.rules.problems import Problem, Refusal
from bot.text import one_line, whole

PLAIN = ("concept", "givers", "bring", "weeks", "group", "hidden")
"""Fields that exist once."""
TEXTS = {"name": LONGEST_NAME, "what": LONGEST_WHAT}
"""Fields of a text → its maximum length, in characters."""
PLACE = "place"
"""The cell of where a station stands; it is no field, buttons move a station."""
MOST_WEEKS = 260
"""Maximum duration of a station, in weeks."""
BASE = "de"
_Word = TypeVar("_Word", bound=StrEnum)
BETWEEN = ", "


@dataclass(frozen=True, slots=True)
class StationContext:
    """What a station of a district may name: concepts of the search, its groups, languages."""

    concepts: Collection[str]
    group_ids: Collection[int]
    languages: Sequence[str]


@dataclass(frozen=True, slots=True)
class StationReading:
    """What a form comes to: cells as they are stored, and the mistake of each wrong field."""

    cells: Cells
    mistakes: Mapping[str, Mistake]


def names(languages: Iterable[str]) -> list[str]:
    """Return the fields of the form; ``languages`` are the codes beside German."""
    return [*PLAIN, *TEXTS, *(f"{name}_{code}" for code in languages for name in TEXTS)]


def cells(station: Station, fields: Iterable[str]) -> dict[str, str]:
    """Return what stands in the fields of a station."""
    return {name: _cell(station, name) for name in fields}


_CELLS: Mapping[str, Callable[[Station], str]] = {
    "concept": lambda station: station.concept,
    "givers": lambda station: BETWEEN.join(station.givers),
    "bring": lambda station: BETWEEN.join(station.bring),
    "weeks": lambda station: str(station.weeks or ""),
    "group": lambda station: str(station.group_id or ""),
    "hidden": lambda station: "ja" if station.is_hidden else "nein",
    "place": lambda station: str(station.place),
}


def _cell(station: Station, name: str) -> str:
    if read_cell := _CELLS.get(name):
        return read_cell(station)
    field, language = _parted(name)
    texts = station.texts.get(language, StationTexts("", ""))
    return texts.name if field == "name" else texts.what


def _parted(name: str) -> tuple[str, str]:
    """Return the field and the language of the name of a text field."""
    field, _, language = name.partition("_")
    return field, language or BASE


def read(values: Cells, context: StationContext, code: str) -> StationReading:
    """Return the cells that a form means; ``code`` is that of the station, "" for a new one."""
    fields = names(language for language in context.languages if language != BASE)
    tidy = {name: _tidy(values.get(name, "")) for name in fields}
    mistakes: dict[str, Mistake] = {}
    for name, mistake, value in _wrong(tidy, context, code):
        longest = str(TEXTS.get(_parted(name)[0], ""))
        mistakes.setdefault(name, Mistake("", 1, name, mistake, value, longest))
    return StationReading(tidy, mistakes)


def _tidy(value: str) -> str:
    return one_line(value)


def _wrong(values: Cells, context: StationContext, code: str) -> Iterable[tuple[str, str, str]]:
    """Yield field, kind of mistake and wrong value."""
    yield from _wrong_choices(values, context)
    weeks = values["weeks"]
    if weeks and not 1 <= (whole(weeks, 3) or 0) <= MOST_WEEKS:
        yield "weeks", "number", weeks
    if not values["givers"]:
        yield "givers", "missing", ""
    for name in values.keys() - set(PLAIN):
        if len(values[name]) > TEXTS[_parted(name)[0]]:
            yield name, "too_long", ""
    needed = () if code in USUAL else tuple(TEXTS)
    yield from ((name, "missing", "") for name in needed if not values[name])


def _wrong_choices(values: Cells, context: StationContext) -> Iterable[tuple[str, str, str]]:
    choices: Mapping[str, Collection[str]] = {
        "concept": context.concepts,
        "givers": tuple(Giver),
        "bring": tuple(Bring),
        "group": ("", *map(str, context.group_ids)),
        "hidden": ("ja", "nein"),
    }
    for name, allowed in choices.items():
        typed = values[name].split(BETWEEN) if name in ("givers", "bring") else [values[name]]
        is_none = name == "bring" or name == "givers"
        for value in typed:
            if value not in allowed and not (is_none and not value):
                yield name, "choice", value


def differing(station: Station, wanted: Cells) -> dict[str, str]:
    """Return the cells that differ from those of a station."""
    stored = cells(station, wanted)
    return {name: cell for name, cell in wanted.items() if cell != stored[name]}


def edited(pathway: Pathway, edits: Iterable[StationEdit], source: str) -> list[Station]:
    """Return all stations of a district with what was written over the file, in their order.

    ``source`` is who says what stands in a station of the district's own. Hidden ones are among
    them.
    """
    stations = {station.number: station for station in pathway.stations.values()}
    for edit in edits:
        base = stations.get(edit.number) or _own(edit, source)
        if edit.cells or edit.number in stations:
            stations[edit.number] = _with(base, edit.cells)
    return sorted(stations.values(), key=lambda station: (station.place, station.number))


def of_readers(pathway: Pathway, edits: Sequence[StationEdit], source: str) -> Pathway:
    """Return the stations that people read: each leads to the one that stands behind it.

    Without any edit it is the pathway of the file, as it is.
    """
    if not edits:
        return pathway
    shown = [station for station in edited(pathway, edits, source) if not station.is_hidden]
    codes = [station.code for station in shown[1:]]
    return Pathway(
        {
            station.code: replace(station, place=place, following=following)
            for place, (station, following) in enumerate(zip(shown, [*codes, ""], strict=True), 1)
        }
    )


def _own(edit: StationEdit, source: str) -> Station:
    """Return an empty station of the district's own."""
    written = Source(source, "", edit.changed_at.date(), None)
    return Station(f"own_{edit.number}", edit.number, written, "", ())


def _with(station: Station, changed: Cells) -> Station:
    every = {**cells(station, (*PLAIN, PLACE)), **changed}
    return replace(
        station,
        concept=every["concept"],
        givers=_known(Giver, every["givers"]),
        bring=_known(Bring, every["bring"]),
        weeks=int(every["weeks"] or 0),
        group_id=int(every["group"] or 0),
        is_hidden=every["hidden"] == "ja",
        place=int(every[PLACE]),
        texts=_texts(station, changed),
    )


def _known(kind: type[_Word], cell: str) -> tuple[_Word, ...]:
    """Return the words of ours in a cell; one that a newer version dropped is left out."""
    known = {word.value: word for word in kind}
    return tuple(known[word] for word in cell.split(BETWEEN) if word in known)


def _texts(station: Station, changed: Cells) -> dict[str, StationTexts]:
    texts = dict(station.texts)
    for name, cell in changed.items():
        field, language = _parted(name)
        if field in TEXTS:
            own = texts.get(language, StationTexts("", ""))
            texts[language] = replace(own, **{field: cell})
    return {language: own for language, own in texts.items() if own.name or own.what}


def new_number(stations: Iterable[Station]) -> int:
    """Return the number of a new station: no number is ever used again. Raises Refusal."""
    station_number = max((station.number for station in stations), default=0) + 1
    if station_number > MAX_NUMBER:
        raise Refusal(Problem.TOO_MANY)
    return station_number


def moved(stations: Sequence[Station], station_number: int, step: int) -> dict[int, int]:
    """Return number → new place of the stations that stand elsewhere when one is moved.

    ``step`` is -1 for one place up and 1 for down. At either end nothing moves. Raises Refusal for
    an unknown number.
    """
    order = ordering.moved([station.number for station in stations], station_number, step)
    places = {station.number: station.place for station in stations}
    return {n: place for place, n in enumerate(order, 1) if places[n] != place}


def changes(station: Station | None, edits: Sequence[StationEdit]) -> list[StationChange]:
    """Return what each version changed, the newest first.

    ``station`` is that of the file, None for one of the district's own.
    """
    stored: Cells = {}
    found = []
    for edit in edits:
        fields = dict.fromkeys((*stored, *edit.cells))
        usual = cells(station, fields) if station else {}
        before = {name: stored.get(name, usual.get(name, "")) for name in fields}
        after = {name: edit.cells.get(name, usual.get(name, "")) for name in fields}
        differ = [name for name in fields if before[name] != after[name]]
        found.append(
            StationChange(
                edit.version,
                edit.changed_at,
                edit.person_id,
                {name: before[name] for name in differ},
                {name: after[name] for name in differ},
            )
        )
        stored = edit.cells
    return found[::-1]
