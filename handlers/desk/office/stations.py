"""The stations of a district to a job: their order, which are hidden, and moving them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.audits import Act, Facts
from bot.domain.desk import Cells
from bot.domain.pathway import (
    Pathway,
    Searched,
    Station,
    StationAnswer,
    StationCheck,
    StationEdit,
)
from bot.i18n import mark, plain
from bot.rules import pathway_form as rules
from bot.rules.desk import HOME
from bot.rules.problems import Problem, Refusal
from bot.rules.station_checks import is_silent, latest
from bot.rules.station_numbers import most_searched, search_figures, weeks_looked_at
from bot.rules.suppression import published
from bot.screens.pathway import name
from bot.text import whole
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from storage.catalogue import places, station_checks, station_edits
from storage.people import stations as stored

PAGE = f"{HOME}/courses/stations"
ANSWERS = {
    StationAnswer.HOLDS: mark("Still right"),
    StationAnswer.CHANGE: mark("Has to change"),
    StationAnswer.NONE: mark("Asked"),
}
STEPS = {"up": -1, "down": 1}


@dataclass(frozen=True, slots=True)
class WayRow:
    """A station in words; ``is_changed``: the district wrote something over the file.

    ``check`` None: nobody was ever asked whether it still holds. ``searched`` maps what people at
    the station searched for most to how often.
    """

    station: Station
    name: str
    is_changed: bool
    check: StationCheck | None
    is_silent: bool
    searched: Mapping[str, int]


async def table(desk: DeskRequest) -> Answer:
    """Return all stations in their order, hidden ones too."""
    changed = {edit.number for edit in await edits_here(desk) if edit.cells}
    checks = latest(await station_checks.of_district(desk.store, desk.district.id))
    searched = await searched_here(desk)
    rows = [
        WayRow(
            station=station,
            name=plain(name(desk.turn.tr, station)),
            is_changed=station.number in changed,
            check=(check := checks.get(station.number)),
            is_silent=check is not None and is_silent(check, desk.turn.today),
            searched=_searches_of(desk, station, searched),
        )
        for station in await stations_here(desk)
    ]
    return Shown("stations.html", {"rows": rows, "labels": ANSWERS})


def _searches_of(
    desk: DeskRequest, station: Station, searched: Iterable[Searched]
) -> dict[str, int]:
    parts = (part for part in searched if part.number == station.number)
    return {desk.turn.tr.concept_name(part.concept): part.searches for part in parts}


async def hear(desk: DeskRequest) -> Answer:
    """Move a station one place up or down; its number stays. Raises Refusal."""
    step = STEPS.get(desk.sent("act"))
    if step is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await places.locked_district(desk.store, desk.district.id)
    listed = await stations_here(desk)
    station_number = whole(desk.sent("station"), 2) or 0
    cells = {edit.number: edit.cells for edit in await edits_here(desk)}
    usual = {station.number: station for station in pathway_of(desk).stations.values()}
    for moved, place in rules.moved(listed, station_number, step).items():
        new = {**cells.get(moved, {}), rules.PLACE: str(place)}
        if moved in usual:
            new = rules.differing(usual[moved], new)
        await write(desk, moved, new)
    return Done(f"{PAGE}#s{station_number}")


def pathway_of(desk: DeskRequest) -> Pathway:
    """Return the stations of the district's file, or ours."""
    return desk.turn.services.pathways.of(desk.district.slug)


async def edits_here(desk: DeskRequest) -> list[StationEdit]:
    """Return what the district at work wrote over the file."""
    return list(await station_edits.of_district(desk.store, desk.district.id))


async def stations_here(desk: DeskRequest) -> list[Station]:
    """Return all stations of the district at work, hidden ones too."""
    return rules.edited(pathway_of(desk), await edits_here(desk), desk.district.name)


async def searched_here(desk: DeskRequest) -> list[Searched]:
    """Return what people at each station searched for most of late, no number below five."""
    weeks = weeks_looked_at(desk.turn.today)
    every = await stored.searched(desk.store, desk.district.id, weeks)
    return most_searched(every, published(search_figures(every)))


async def write(desk: DeskRequest, station_number: int, cells: Cells) -> None:
    """Add a version of a station, with a line in the audit log. The caller locks the district."""
    turn, district_id = desk.turn, desk.district.id
    before = await station_edits.history(desk.store, district_id, station_number)
    old = before[-1].cells if before else {}
    edit = await station_edits.write(
        desk.store, district_id, station_number, cells, turn.now, turn.person.id
    )
    fields = sorted(name for name in {*old, *cells} if old.get(name) != cells.get(name))
    facts: Facts = {"station": station_number, "version": edit.version, "texts": ", ".join(fields)}
    await turn.audit(Act.STATION_CHANGE, f"district {district_id}", {}, facts)
