"""Towns of offices' tables that are no town alone: "landkreisweit", "online", a part of a town."""

import re
from collections.abc import Mapping

from bot.rules import town_names
from bot.rules.columns import folded

_EVERYWHERE = frozenset(
    ("landkreis", "landkreisweit", "kreisweit", "kreis", "im landkreis", "im ganzen landkreis",
     "ganzer landkreis", "gesamter landkreis", "im gesamten landkreis", "alle gemeinden", "alle",
     "alle orte", "ueberall")
)  # fmt: skip
_ONLINE = frozenset(("online", "digital", "internet", "virtuell", "zoom"))
_DISTRICT = re.compile(r"(?:landkreis|kreis|lk\.?)\s+(.+)", re.IGNORECASE)
_PART = re.compile(r"(.+?)(?: ?- ?|[ ,](?:ot|ortsteil|stadtteil) )(.+)", re.IGNORECASE)
_BETWEEN = re.compile(r" ?[,;/+\n] ?| und | u\. ")
"""What stands between several towns; spaces are single ones."""
Found = tuple[Mapping[str, str], bool]


def read(cell: str, values: Mapping[str, str], official_names: Mapping[str, str]) -> Found | None:
    """Return the cells that a town means, and whether it says more; None to read it as it stands.

    An empty town is the whole district.
    """
    words, name = folded(cell), re.sub(r"[^\S\n]+", " ", cell.strip())
    if town_names.named(name, official_names):
        return None
    if words in _EVERYWHERE or _is_district(name, official_names):
        return {"municipality": ""}, False
    if words in _ONLINE:
        return {"municipality": "", "way": values.get("way", "") or "online"}, False
    if re.fullmatch(r"(?:D-?)?\d{5}", name) and not values.get("postcode"):
        return {"municipality": "", "postcode": name}, False
    return _part_of_town(name, official_names) or _several(name, values, official_names)


def _is_district(name: str, official_names: Mapping[str, str]) -> bool:
    """Return whether a district is meant that is called like one of its towns."""
    match = _DISTRICT.fullmatch(name)
    return bool(match and town_names.named(match[1], official_names))


def _part_of_town(name: str, official_names: Mapping[str, str]) -> Found | None:
    """Read "Radolfzell-Böhringen" and "Singen, Ortsteil Friedingen" as the town."""
    match = _PART.fullmatch(name)
    town = town_names.named(match[1].rstrip(" ,"), official_names) if match else ""
    return ({"municipality": town}, True) if town else None


def _several(
    name: str, values: Mapping[str, str], official_names: Mapping[str, str]
) -> Found | None:
    """Read several towns as the whole district; their names stay in the address."""
    parts = [part for part in _BETWEEN.split(name) if part]
    if len(parts) < 2 or not all(town_names.named(part, official_names) for part in parts):
        return None
    is_told = bool(values.get("address"))
    address = values.get("address", "") or ", ".join(parts)
    return {"municipality": "", "address": address}, is_told
