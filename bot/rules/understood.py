"""What a cell of an office's table means, and what becomes of the words that are no value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto


class Rest(Enum):
    """What becomes of a cell that says more than the values which are read of it."""

    NONE = auto()
    KEPT = auto()
    """The whole cell is a line of the description."""
    ELSEWHERE = auto()
    """The words stand in another cell of the row."""
    DROPPED = auto()
    """The words say nothing about the offer, such as "siehe oben"."""


@dataclass(frozen=True, slots=True)
class Understood:
    """Cells that say what one cell means, by column, and what becomes of the rest of it."""

    cells: Mapping[str, str]
    rest: Rest = Rest.NONE


Reader = Callable[[str, Mapping[str, str]], Understood | None]
"""Takes a cell and its row; returns None for a cell that is read as it stands."""


def partly(cells: Mapping[str, str], *, says_more: bool = True) -> Understood:
    """Return what a cell means that says more, unless ``says_more`` is False."""
    return Understood(cells, Rest.KEPT if says_more else Rest.NONE)


def dropped(cells: Mapping[str, str]) -> Understood:
    """Return what a cell means of which the rest is not worth keeping."""
    return Understood(cells, Rest.DROPPED)
