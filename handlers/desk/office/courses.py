"""Courses and jobs in numbers: who has a course, who waits, seats, and people at the stations."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.course_numbers import CourseNumbers
from bot.domain.pathway import Searched, Station
from bot.i18n import plain
from bot.rules.course_numbers import course_numbers
from bot.rules.station_numbers import stays
from bot.screens.levels import level_name
from bot.screens.pathway import name
from bot.screens.small_numbers import few
from handlers.desk.office.stations import searched_here, stations_here
from handlers.desk.page import Answer, DeskRequest, Shown
from storage.catalogue import places
from storage.people import learners as stored_learners
from storage.people import stations


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A town and level in words; numbers of people below five are not told."""

    town: str
    level: str
    placed: str
    waiting: str
    seats: int


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station in words; ``week`` "" is today: the people who are there now."""

    week: str
    station: str
    people: str


async def show(desk: DeskRequest) -> Answer:
    """Return the numbers of the district at work."""
    people_at = await stations.people_at(desk.store, desk.district.id)
    weeks = await stations.weeks_of(desk.store, desk.district.id)
    listed = {station.number: station for station in await stations_here(desk)}
    return Shown(
        "courses.html",
        {
            "rows": await _course_rows(desk),
            "here": [_station_row(desk, listed, "", n, count) for n, count in people_at.items()],
            "weeks": [
                _station_row(desk, listed, part.week, part.number, part.arrivals) for part in weeks
            ],
            "searched": [
                (_station_name(desk, listed, part.number), *_search_cells(desk, part))
                for part in await searched_here(desk)
            ],
            "stays": [
                (_station_name(desk, listed, station_number), count)
                for station_number, count in stays(people_at, weeks, desk.turn.today).items()
            ],
        },
    )


async def _course_rows(desk: DeskRequest) -> list[CourseRow]:
    store, district, today = desk.store, desk.district, desk.turn.today
    ladder = desk.turn.services.ladders.of(district.slug)
    learners = await stored_learners.learners(store, district.id, today)
    seats = await stored_learners.seats(store, district.id, today)
    towns = {town.id: town.name for town in await places.municipalities(store, district.id)}
    table = course_numbers(learners, seats, ladder)
    whole = plain(desk.turn.tr("The whole district"))
    return [_course_row(desk, row, towns.get(row.town_id or 0, whole)) for row in table]


def _course_row(desk: DeskRequest, row: CourseNumbers, town: str) -> CourseRow:
    tr = desk.turn.tr
    level = plain(level_name(tr, row.level))
    return CourseRow(town, level, few(tr, row.placed), few(tr, row.waiting), row.seats)


def _search_cells(desk: DeskRequest, part: Searched) -> tuple[str, int]:
    return desk.turn.tr.concept_name(part.concept), part.searches


def _station_row(
    desk: DeskRequest, listed: Mapping[int, Station], week: str, station_number: int, count: int
) -> StationRow:
    return StationRow(week, _station_name(desk, listed, station_number), few(desk.turn.tr, count))


def _station_name(desk: DeskRequest, listed: Mapping[int, Station], station_number: int) -> str:
    """Return the name of a station; one that is gone has its number only."""
    station = listed.get(station_number)
    return plain(name(desk.turn.tr, station)) if station else str(station_number)
