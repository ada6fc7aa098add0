"""Half-years: the periods in which measures are reviewed and reported to the council."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_WRITTEN = re.compile(r"(\d{4})-[Hh]([12])")


@dataclass(frozen=True, slots=True, order=True)
class HalfYear:
    """January to June (``half`` 1) or July to December (``half`` 2) of a year."""

    year: int
    half: int

    def __str__(self) -> str:
        """Return its name, such as "2026-H2"."""
        return f"{self.year:04d}-H{self.half}"

    @property
    def german(self) -> str:
        """Its name in German, for papers that are German whoever reads them."""
        return f"{self.half}. Halbjahr {self.year:04d}"

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "HalfYear":
        """The half-year that follows."""
        return HalfYear(self.year, 2) if self.half == 1 else HalfYear(self.year + 1, 1)

    @property
    def before(self) -> "HalfYear":
        """The half-year that precedes."""
        return HalfYear(self.year, 1) if self.half == 2 else HalfYear(self.year - 1, 2)

    @property
    def weeks(self) -> tuple[str, ...]:
        """The ISO weeks whose Thursday is in it, such as "2026-W27": each week in one half-year."""
        return tuple(f"{year}-W{week:02d}" for year, week in self._weeks())

    def _weeks(self) -> Iterator[tuple[int, int]]:
        day = self.first + timedelta(days=(3 - self.first.weekday()) % 7)
        while day <= self.last:
            yield day.isocalendar()[:2]
            day += timedelta(days=7)


def half_year_of(day: date) -> HalfYear:
    """Return the half-year that a day is in."""
    return HalfYear(day.year, 1 if day.month <= 6 else 2)


def half_year_named(name: str) -> HalfYear | None:
    """Return the half-year of a name such as "2026-H2", or None if it names none."""
    match = _WRITTEN.fullmatch(name.strip())
    if match is None or not 2000 <= int(match[1]) <= 2199:
        return None
    return HalfYear(int(match[1]), int(match[2]))
