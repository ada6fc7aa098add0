"""Numbers about German courses: people who have one, people without one, free seats."""

from dataclasses import dataclass
from typing import NamedTuple

from bot.domain.levels import Level


class LearnerCount(NamedTuple):
    """So many people of a town (id, None for the district) with a range, with or without course."""

    town_id: int | None
    levels: str
    has_course: bool
    people: int


class SeatCount(NamedTuple):
    """Free seats in a town in courses of a kind; ``level`` "" is that of the kind's beginning."""

    town_id: int | None
    course_kind: str
    level: str
    seats: int


@dataclass(frozen=True, slots=True)
class CourseNumbers:
    """The numbers of a town and level. ``placed`` saved a course, ``waiting`` did not."""

    town_id: int | None
    level: Level
    placed: int = 0
    waiting: int = 0
    seats: int = 0
