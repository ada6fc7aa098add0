"""How many people of each town and level have a course, wait for one, and how many seats there are.

Only people who let us keep their range count, by its lower end: the level a course is chosen by.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.domain.course_numbers import CourseNumbers, LearnerCount, SeatCount
from bot.domain.ladder import Ladder
from bot.domain.levels import Level, parse_range


def course_numbers(
    learners: Iterable[LearnerCount], seats: Iterable[SeatCount], ladder: Ladder
) -> list[CourseNumbers]:
    """Return the numbers of every town and level that has any, the district as a whole first."""
    table: dict[tuple[int, Level], CourseNumbers] = {}
    for town_id, levels, has_course, people in learners:
        row = _row(table, town_id, parse_range(levels).low)
        placed, waiting = (people, 0) if has_course else (0, people)
        row = replace(row, placed=row.placed + placed, waiting=row.waiting + waiting)
        table[town_id or 0, row.level] = row
    for count in seats:
        row = _row(table, count.town_id, _level(count, ladder))
        table[count.town_id or 0, row.level] = replace(row, seats=row.seats + count.seats)
    return [table[key] for key in sorted(table)]


def _row(
    table: Mapping[tuple[int, Level], CourseNumbers], town_id: int | None, level: Level
) -> CourseNumbers:
    return table.get((town_id or 0, level)) or CourseNumbers(town_id, level)


def _level(count: SeatCount, ladder: Ladder) -> Level:
    if count.level in Level.__members__:
        return Level[count.level]
    kind = ladder.kinds.get(count.course_kind)
    return kind.level_from if kind else Level.A0
