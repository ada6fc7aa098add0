"""What a report tells of German courses: people with one, people without one, and free seats.

A report that was released before there were such numbers must not look changed: without any number
there is no such part at all.
"""

from collections.abc import Collection, Sequence
from typing import Any

from bot.domain.course_numbers import CourseNumbers
from bot.domain.levels import Level
from bot.rules.suppression import Figure

PLACED, WAITING = "placed", "waiting"
Part = dict[str, Any]


def figures(rows: Sequence[CourseNumbers]) -> list[Figure]:
    """Return the number of people with and without a course at each level."""
    atoms: dict[str, dict[str, int]] = {}
    for row in rows:
        for what, people in ((PLACED, row.placed), (WAITING, row.waiting)):
            name = _name(row.level, what)
            atoms.setdefault(name, {})[f"{name}|{row.town_id or 0}"] = people
    return [Figure(name, parts) for name, parts in atoms.items() if sum(parts.values())]


def told(rows: Sequence[CourseNumbers], names: Collection[str]) -> Part:
    """Return the levels of which anything is told, the lowest first.

    A number of people None is not told; free seats are no people.
    """
    values = {figure.name: figure.value for figure in figures(rows) if figure.name in names}
    parts = [_level(level, rows, values) for level in Level]
    shown = [part for part in parts if any(part[name] for name in (PLACED, WAITING, "seats"))]
    return {"levels": shown} if shown else {}


def _level(level: Level, rows: Sequence[CourseNumbers], values: dict[str, int]) -> Part:
    return {
        "level": level.name,
        PLACED: values.get(_name(level, PLACED)),
        WAITING: values.get(_name(level, WAITING)),
        "seats": sum(row.seats for row in rows if row.level is level),
    }


def _name(level: Level, what: str) -> str:
    return f"levels/{level.name}/{what}"
