"""Draws towns as an SVG: nothing is loaded from elsewhere, and north is at the top."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.ui import Dot

WIDTH, LOWEST, HIGHEST, MARGIN = 360, 160, 420, 30
"""Width, least and most height, and room for the circles at the edges, in units of the picture."""
SMALLEST, LARGEST = 9, 17
"""Radius of the circles of a town with one offer, and of one with the most."""


LETTER, HALF_LINE = 6.4, 7
"""Mean width of a letter, and half the height of a line, in units of the picture."""
Box = tuple[int, int, int, int]
"""Left, top, right and bottom of a part of the picture."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A town in the picture: its centre, radius, and whether its name is left of it.

    ``has_room`` is whether the name can stand there without covering anything.
    """

    dot: Dot
    x: int
    y: int
    radius: int
    is_left: bool
    has_room: bool = False

    @property
    def circle(self) -> "Box":
        """The room that the circle takes."""
        return (self.x - self.radius, self.y - self.radius, self.x + self.radius,
                self.y + self.radius)  # fmt: skip

    @property
    def name(self) -> "Box":
        """The room that the name takes."""
        length, gap = round(LETTER * len(self.dot.name)), self.radius + 3
        start = self.x - gap - length if self.is_left else self.x + gap
        return (start, self.y - HALF_LINE, start + length, self.y + HALF_LINE)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture of towns, ``height`` units high."""

    height: int
    towns: tuple[Placed, ...]


def drawn(dots: Sequence[Dot]) -> Drawing:
    """Return the picture of towns, the busiest ones first, so that small ones are on top."""
    north = max(dot.point.latitude for dot in dots)
    south = min(dot.point.latitude for dot in dots)
    west = min(dot.point.longitude for dot in dots)
    east = max(dot.point.longitude for dot in dots)
    narrowing = math.cos(math.radians((north + south) / 2))
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * narrowing, 0.02)
    scale = min(scale, (HIGHEST - 2 * MARGIN) / max(north - south, 0.02))
    height = max(LOWEST, round((north - south) * scale) + 2 * MARGIN)
    aside = (WIDTH - (east - west) * narrowing * scale) / 2
    below = (height - (north - south) * scale) / 2
    most = max(dot.count for dot in dots)

    def placed(dot: Dot) -> Placed:
        x = round(aside + (dot.point.longitude - west) * narrowing * scale)
        y = round(below + (north - dot.point.latitude) * scale)
        radius = round(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(dot.count / most))
        return Placed(dot, x, y, radius, x > WIDTH / 2)

    towns = [placed(dot) for dot in sorted(dots, key=lambda dot: -dot.count)]
    return Drawing(height, tuple(_with_names(towns)))


def _with_names(towns: Sequence[Placed]) -> Iterator[Placed]:
    """Yield the towns; a name has room if it covers no circle and no name before it."""
    taken = [town.circle for town in towns]
    for town in towns:
        sides = (town, replace(town, is_left=not town.is_left))
        free = [side for side in sides if town.dot.is_named and _is_free(side.name, taken)]
        taken += [side.name for side in free[:1]]
        yield replace(free[0], has_room=True) if free else town


def _is_free(box: Box, taken: Sequence[Box]) -> bool:
    """Return whether a box is inside the picture and covers no other one."""
    left, top, right, bottom = box
    return (
        left >= 0
        and right <= WIDTH
        and not any(
            left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
            for other in taken
        )
    )
