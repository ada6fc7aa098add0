"""Postcodes and addresses of a row that belong to another town than the one it names."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.domain.places import Municipality
from bot.rules.office_places import town_at_end

_POSTCODE = re.compile(r"(?<![\d/.-])\d{5}(?![\d/-])")
TownsByPostcode = Mapping[str, Sequence[str]]
"""Official names of the municipalities of each postcode."""


def by_postcode(municipalities: Iterable[Municipality]) -> TownsByPostcode:
    """Return the names of the municipalities of each postcode that is known."""
    towns: dict[str, list[str]] = {}
    for place in municipalities:
        for postcode in place.postcodes:
            towns.setdefault(postcode, []).append(place.name)
    return towns


def conflict(
    values: Mapping[str, str],
    municipality: str,
    towns: TownsByPostcode,
    official_names: Mapping[str, str],
) -> tuple[str, str]:
    """Return the column that means another town than ``municipality``, and that town.

    Returns ("", "") if nothing is known against it: postcodes may have several towns, and towns
    more postcodes than our lists, such as those of their letter boxes. Of a town that is new, no
    postcode is known.
    """
    for column, meant in _meant(values, towns, official_names):
        if meant and municipality not in meant and municipality in official_names.values():
            return column, ", ".join(dict.fromkeys(meant))
    return "", ""


def _meant(
    values: Mapping[str, str], towns: TownsByPostcode, official_names: Mapping[str, str]
) -> Iterator[tuple[str, list[str]]]:
    """Yield the columns in which a town may stand, with all towns that are meant there."""
    postcode = values.get("postcode", "").removesuffix(".0").strip()
    yield "postcode", _towns_of(postcode.zfill(5) if postcode.isdigit() else postcode, towns)
    yield "municipality", _towns_of(values.get("municipality", ""), towns)
    if address := values.get("address", ""):
        town = town_at_end(address, official_names)
        yield "address", [*_towns_of(address, towns), *([town] if town else [])]


def _towns_of(cell: str, towns: TownsByPostcode) -> list[str]:
    """Return the towns of all postcodes of a cell."""
    return [town for postcode in _POSTCODE.findall(cell) for town in towns.get(postcode, ())]
