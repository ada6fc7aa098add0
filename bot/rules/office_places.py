"""Towns of offices' tables that are no town alone: "landkreisweit", "online", a part of a town."""

import re
from collections.abc import Mapping

from bot.rules import town_names, town_phrases
from bot.rules.columns import folded
from bot.rules.understood import Rest, Understood, partly

_EVERYWHERE = frozenset(
    ("landkreis", "landkreisweit", "kreisweit", "kreis", "im landkreis", "im ganzen landkreis",
     "ganzer landkreis", "gesamter landkreis", "im gesamten landkreis", "alle gemeinden", "alle",
     "alle orte", "ueberall")
)  # fmt: skip
_NOWHERE = re.compile(
    r"(?:bundes|landes|europa)weit|deutschlandweit|mobil|aufsuchend|unterwegs|zu hause|zuhause"
    r"|(?:an )?(?:verschiedenen?|diversen?|div|mehreren?|unterschiedlichen?|wechselnden?)"
    r" (?:orten?|standorten?|gemeinden)|nach (?:absprache|vereinbarung)|variabel|variiert"
)
"""Words for a place that is no town: the offer is one of the whole district, and says so."""
_ONLINE = frozenset(("online", "digital", "internet", "virtuell", "zoom"))
_DISTRICT = re.compile(r"(?:landkreis|kreis|lk\.?)\s+(.+)", re.IGNORECASE)
_PART = re.compile(r"(.+?)(?: ?- ?|[ ,](?:ot|ortsteil|stadtteil) )(.+)", re.IGNORECASE)
_BETWEEN = re.compile(r" ?[,;/+\n] ?| und | u\. ")
"""What stands between several towns; spaces are single ones."""


def read(
    cell: str, values: Mapping[str, str], official_names: Mapping[str, str]
) -> Understood | None:
    """Return the cells that a town means, None to read it as it stands.

    An empty town is the whole district.
    """
    words, name = folded(cell), re.sub(r"[^\S\n]+", " ", cell.strip())
    if town_names.named(name, official_names):
        return None
    if words in _EVERYWHERE or _is_district(name, official_names):
        return Understood({"municipality": ""})
    if words in _ONLINE:
        return Understood({"municipality": "", "way": values.get("way", "") or "online"})
    if _NOWHERE.fullmatch(words):
        return partly({"municipality": ""})
    if re.fullmatch(r"(?:D-?)?\d{5}", name) and not values.get("postcode"):
        return Understood({"municipality": "", "postcode": name})
    return _within_words(name, values, official_names)


def _within_words(
    name: str, values: Mapping[str, str], official_names: Mapping[str, str]
) -> Understood | None:
    """Read a town among other words, which stay in the address."""
    town = _part_of_town(name, official_names)
    several = "" if town else _several(name, official_names)
    found = town or (not several and town_phrases.town_in(name, official_names))
    if not found and not several:
        return None
    cells = {"municipality": found or ""}
    if values.get("address"):
        return partly(cells)
    rest = Rest.ELSEWHERE if found else Rest.NONE
    return Understood({**cells, "address": several or " ".join(name.split())}, rest)


def _is_district(name: str, official_names: Mapping[str, str]) -> bool:
    """Return whether a district is meant that is called like one of its towns."""
    match = _DISTRICT.fullmatch(name)
    return bool(match and town_names.named(match[1], official_names))


def _part_of_town(name: str, official_names: Mapping[str, str]) -> str:
    """Read "Radolfzell-Böhringen" and "Singen, Ortsteil Friedingen" as the town."""
    match = _PART.fullmatch(name)
    return town_names.named(match[1].rstrip(" ,"), official_names) if match else ""


def _several(name: str, official_names: Mapping[str, str]) -> str:
    """Return the names of several towns, "" for anything else: together they are the district."""
    parts = [part for part in _BETWEEN.split(name) if part]
    is_several = len(parts) > 1 and all(town_names.named(part, official_names) for part in parts)
    return ", ".join(parts) if is_several else ""


def town_of_section(words: str, official_names: Mapping[str, str]) -> str:
    """Return the town that a section or a sheet is called after, also "Angebote in Singen"."""
    return town_names.named(words, official_names) or town_phrases.town_in(words, official_names)


def town_at_end(address: str, official_names: Mapping[str, str]) -> str:
    """Return the town that ends an address, "" if none does: "Hauptstr. 5, 78224 Singen".

    Addresses in several towns have none in common.
    """
    parts = [part for part in re.split(r"[;\n]", address) if part.strip(" ,")]
    towns = {_town_of_part(part, official_names) for part in parts} - {""}
    return towns.pop() if len(towns) == 1 and _town_of_part(address, official_names) else ""


def _town_of_part(address: str, official_names: Mapping[str, str]) -> str:
    """Return the town behind the last sign of an address."""
    line = re.split(r"[,;\n]", address.strip(" ,;\n"))[-1].strip()
    match = re.search(r"(?:D-)?\d{5}\s+(\S.*)$", line)
    is_alone = line != address.strip()
    name = match[1] if match else line if is_alone else ""
    return town_names.named(name, official_names) if name else ""
