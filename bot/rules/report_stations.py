"""What a report tells of the stations to a job: who came, and what was searched for there.

A report that was released before there were such numbers must not look changed: without any number
there is no such part at all.
"""

from typing import Any

from bot.domain.council_reports import ReportMaterial
from bot.domain.pathway import Station
from bot.rules import station_numbers
from bot.rules.suppression import Figure

Part = dict[str, Any]


def figures(material: ReportMaterial) -> list[Figure]:
    """Return every number of the stations that a report may tell."""
    came = station_numbers.figures(material.arrivals)
    return [*came, *station_numbers.search_figures(material.searched)]


def stations(material: ReportMaterial, names: frozenset[str]) -> Part:
    """Return how many came to each station, the most first, and what they searched for."""
    told = {"stations": _came(material, names), "searched": _searched(material, names)}
    return {part: rows for part, rows in told.items() if rows}


def _came(material: ReportMaterial, names: frozenset[str]) -> list[Part]:
    return [
        {
            "number": station_number,
            "arrived": figure.value,
            **_named(material.stations.get(station_number)),
        }
        for figure in station_numbers.figures(material.arrivals)
        if figure.name in names
        for station_number in [int(figure.name.partition("/")[2])]
    ]


def _searched(material: ReportMaterial, names: frozenset[str]) -> list[Part]:
    return [
        {
            "number": part.number,
            "concept": part.concept,
            "searches": part.searches,
            **_named(material.stations.get(part.number)),
        }
        for part in station_numbers.most_searched(material.searched, names)
    ]


def _named(station: Station | None) -> Part:
    """Return the code of a station and its names by language; nothing for one that is gone."""
    texts = station.texts if station else {}
    named = {language: text.name for language, text in texts.items() if text.name}
    return {"code": station.code if station else "", "names": named}
