"""A town among the words of a place: "Rathaus Singen", "Hauptstr. 5, 78224 Singen"."""

import re
from collections.abc import Mapping, Sequence

from bot.rules import town_names

_SEPARATORS = re.compile(r"[,;:/|\n()]|\s[-–—]\s")
LONGEST = 300
"""Characters of the words of a place; no longer text is read."""
_LONGEST_NAME = 4
"""Maximum number of words of a name of a town."""
_PLACE = re.compile(
    r".*\d.*|.*(?:stra(?:ß|ss)e|str\.?|platz|weg|gasse|allee|hof|haus|häusle|saal|raum|zentrum"
    r"|treff|treffpunkt|schule|kita|bücherei|bibliothek|mediathek|kirche|gemeinde|pfarramt|büro"
    r"|bahnhof|zimmer|laden|café|cafe|museum|stadion|klinik|krankenhaus|unterkunft|werkstatt)"
    r"|(?:kinder|schul|stadt|bürger)garten|(?:wohn|pflege|alten|senioren|jugend|vereins)heim"
    r"|(?:hallen|frei|strand)bad|(?:sport|turn|fest|mehrzweck|stadt)halle|(?:land)?ratsamt"
    r"|(?:innen|alt|kern|nord|süd|ost|west)stadt|ost|west|nord|süd|mitte|umgebung|online|digital"
    r"|zoom|og|eg|ug|etage|vhs|volkshochschule|jobcenter|caritas|diakonie|awo|drk|jugendamt",
    re.IGNORECASE,
)
"""A word that is part of a place in a town, and of no town's own name."""
_OTHER = frozenset(
    ("bad", "neu", "alt", "ober", "unter", "nieder", "hohen", "groß", "klein", "sankt", "st.",
     "bei", "nahe", "nähe", "außer", "nicht", "kein", "richtung", "kreis", "landkreis", "lk",
     "vor", "hinter", "zwischen", "von", "nach")
)  # fmt: skip
"""Words before a name after which it is another town, or another place than the town."""
_ADDITION = frozenset(("am", "an", "im", "in", "ob", "bei", "unter", "a.", "i.", "b."))
"""Words behind a name that begin an addition, which must be that of the town."""


def town_in(name: str, official_names: Mapping[str, str]) -> str:
    """Return the only town that is named among words of a place, "" where it is not clear.

    Beside it stand words such as "Rathaus", a street with a number, or an owner before it:
    "Caritas Singen". What else stands behind a comma may be another town.
    """
    if len(name) > LONGEST:
        return ""
    towns = set()
    for part in filter(str.strip, _SEPARATORS.split(name)):
        words = part.split()
        town, is_clear = _town_of(words, official_names)
        if not (is_clear if town else _is_place(words)):
            return ""
        towns |= {town} - {""}
    return towns.pop() if len(towns) == 1 else ""


def _town_of(words: Sequence[str], official_names: Mapping[str, str]) -> tuple[str, bool]:
    """Return the town that some of the words name, and whether the words beside it are no other."""
    for start, end in _windows(len(words)):
        if town := town_names.named(" ".join(words[start:end]), official_names):
            before, behind = words[:start], words[end:]
            return town, _is_clear(before, behind)
    return "", False


def _windows(count: int) -> list[tuple[int, int]]:
    """Return the places of all runs of words that may be a name, long ones first."""
    longest = min(count, _LONGEST_NAME)
    return [
        (start, start + length)
        for length in range(longest, 0, -1)
        for start in range(count - length + 1)
    ]


def _is_clear(before: Sequence[str], behind: Sequence[str]) -> bool:
    """Return whether the words around a name leave it the name of that town."""
    if before and before[-1].lower() in _OTHER:
        return False
    return not behind or (behind[0].lower() not in _ADDITION and _is_place(behind))


def _is_place(words: Sequence[str]) -> bool:
    return any(_PLACE.fullmatch(word.strip(".,\"'„“")) for word in words)
