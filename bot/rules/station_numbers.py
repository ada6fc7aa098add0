"""Numbers of the stations to a job: how long people stay, and what a report tells of arrivals.

Nobody's dates are kept, so how long people stay is estimated: those who are at a station, divided
by those who come in a week (Little's law, exact for a flow that is steady for long).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from bot.domain.pathway import Arrivals, Searched
from bot.rules.suppression import FEWEST, Figure

LOOKED_AT = 26
"""Number of weeks whose arrivals are looked at."""
ATOM = "station"
MOST = 5
"""Maximum number of searches that are told of a station."""


def stays(here: Mapping[int, int], came: Iterable[Arrivals], today: date) -> dict[int, int]:
    """Return number → weeks that people stay at a station, the longest first.

    ``here`` are the people who are there now. Fewer than five there, or who came, tell nothing.
    """
    span = _span(weeks := list(came), today)
    counts = _sums(weeks, _week(today - timedelta(weeks=span - 1)))
    found = {
        station_number: max(1, round(people * span / counts[station_number]))
        for station_number, people in here.items()
        if people >= FEWEST and counts.get(station_number, 0) >= FEWEST
    }
    return dict(sorted(found.items(), key=lambda stay: (-stay[1], stay[0])))


def _span(came: Sequence[Arrivals], today: date) -> int:
    """Return for how many weeks arrivals are known, this one included, at most ``LOOKED_AT``."""
    first = min((part.week for part in came), default=_week(today))
    known = (n for n in range(1, LOOKED_AT) if _week(today - timedelta(weeks=n - 1)) <= first)
    return next(known, LOOKED_AT)


def _sums(came: Iterable[Arrivals], since: str) -> dict[int, int]:
    counts: dict[int, int] = {}
    for part in came:
        if part.week >= since:
            counts[part.number] = counts.get(part.number, 0) + part.arrivals
    return counts


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def figures(came: Iterable[Arrivals]) -> list[Figure]:
    """Return every number of arrivals that a report may tell, that of most people first."""
    atoms: dict[int, dict[str, int]] = {}
    for part in came:
        atom = f"{ATOM}|{part.number}|{part.week}"
        of_station = atoms.setdefault(part.number, {})
        of_station[atom] = of_station.get(atom, 0) + part.arrivals
    found = [Figure(figure_name(station_number), parts) for station_number, parts in atoms.items()]
    return sorted(found, key=lambda figure: (-figure.value, figure.name))


def figure_name(station_number: int) -> str:
    """Return the name of the figure of a station."""
    return f"stations/{station_number}"


def weeks_looked_at(today: date) -> list[str]:
    """Return the ISO weeks that the desk looks at, this one first."""
    return [_week(today - timedelta(weeks=n)) for n in range(LOOKED_AT)]


def search_figures(searched: Iterable[Searched]) -> list[Figure]:
    """Return every number of searches at a station that may be told; none overlaps with another."""
    return [
        Figure(search_name(part), {f"searched|{part.number}|{part.concept}": part.searches})
        for part in searched
    ]


def search_name(part: Searched) -> str:
    """Return the name of the figure of what was searched for at a station."""
    return f"searched/{part.number}/{part.concept}"


def most_searched(searched: Iterable[Searched], names: Collection[str]) -> list[Searched]:
    """Return what was searched for most at each station; ``names`` are the figures told."""
    told = [part for part in searched if search_name(part) in names]
    ordered = sorted(told, key=lambda part: (part.number, -part.searches, part.concept))
    of_station: dict[int, list[Searched]] = {}
    for part in ordered:
        of_station.setdefault(part.number, []).append(part)
    return [part for parts in of_station.values() for part in parts[:MOST]]
