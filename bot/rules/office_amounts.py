"""What offices write for levels, ages and seats: "A1-A2", "ab 6 Jahren", "max. 12 Plätze"."""

import re
from collections.abc import Mapping

from bot.domain.offers import LEVELS
from bot.rules.cells import tidied, without_brackets
from bot.rules.columns import folded
from bot.rules.understood import Understood, partly

_LEVEL = r"([ABC] ?[012])(?:\.\d|\+)?"
_LEVEL_RANGE = re.compile(rf"(?:von\s+)?{_LEVEL}\s*(?:-|–|/|,|bis|und)\s*{_LEVEL}", re.IGNORECASE)
_ONE_LEVEL = re.compile(
    rf"(ab|bis|mind\.|mindestens)?\s*(?:(?:sprach)?niveau|ger|stufe|level)?\s*{_LEVEL}"
    r"(?:\s*(?:GER|CEFR))?",
    re.IGNORECASE,
)
_FRAMEWORK = re.compile(r"\s*\((?:GER|CEFR|GER-Niveau)\)", re.IGNORECASE)
_CODE = re.compile(rf"(?<![^\W_]){_LEVEL}(?![^\W_])", re.IGNORECASE)
_BESIDE_LEVEL = frozenset(
    ("anfaenger", "anfaengerinnen", "anfaengerin", "anfaengerkurs", "fortgeschrittene",
     "fortgeschritten", "einsteiger", "grundkurs", "aufbaukurs", "grundstufe", "mittelstufe",
     "oberstufe", "niveau", "stufe", "ger", "level", "kurs", "deutsch", "elementar")
)  # fmt: skip
"""Words beside a level that say the same in other words."""
_NO_LEVEL = frozenset(("alle", "alle niveaus", "alle stufen", "keine", "offen"))
_YEARS = r"(?:[\s-]*(?:j\.?|jahren?|jährigen?|years?))?"
_AGE_RANGE = re.compile(rf"(?:von\s+)?(\d{{1,2}}){_YEARS}\s*(?:-|–|bis)\s*(\d{{1,3}}){_YEARS}",
                        re.IGNORECASE)  # fmt: skip
_AGE = re.compile(rf"(?:ab\s+)?(\d{{1,3}}){_YEARS}(?:\s*(?:\+|plus))?", re.IGNORECASE)
_OLDEST = re.compile(rf"bis\s+(?:zu\s+)?(\d{{1,3}}){_YEARS}", re.IGNORECASE)
_WHO = re.compile(
    r"(?:nur )?(?:für )?(?:kinder|jugendliche|erwachsene|menschen|personen|frauen)[ ,:]+(?=.*\d)",
    re.IGNORECASE,
)
"""Who is of an age, before it: "Kinder ab 6 Jahren"."""
_NO_AGE = frozenset(("alle", "jedes alter", "unbegrenzt", "offen", "alle altersgruppen"))
_PEOPLE = (
    r"(?:plätze|platz|personen|pers\.?|tn|teilnehmer\w*|teilnehmende|kinder|jugendliche"
    r"|erwachsene|frauen)"
)
_SEATS = re.compile(
    rf"(?:max\.?|maximal|höchstens|bis zu|je)?\s*(\d{{1,4}})\s*{_PEOPLE}?", re.IGNORECASE
)
_LEAST_AND_MOST = re.compile(
    rf"(?:mind\.?|min\.?|mindestens)\s*\d{{1,3}}\s*{_PEOPLE}?\s*[,/;-]?\s*(?:und )?"
    rf"(?:max\.?|maximal|höchstens)\s*(\d{{1,4}})\s*{_PEOPLE}?",
    re.IGNORECASE,
)
_AROUND = re.compile(r"(?:ca\.?|etwa|rund)\s*", re.IGNORECASE)
_NO_SEATS = frozenset(("alle", "unbegrenzt", "offen", "keine begrenzung"))


def level(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take "A1-A2" as both levels, and "A1.2" as A1."""
    plain = _FRAMEWORK.sub("", tidied(cell)).strip()
    words = without_brackets(plain)
    says_more = words != plain or bool(_has_step(words))
    if match := _LEVEL_RANGE.fullmatch(words):
        levels = {"level_from": _code(match[1]), "level_to": _code(match[2])}
        is_known = set(levels.values()) <= set(LEVELS) and not values.get("level_to")
        return partly(levels, says_more=says_more) if is_known else None
    if match := _ONE_LEVEL.fullmatch(words):
        is_last = (match[1] or "").strip().lower() == "bis" and not values.get("level_to")
        last = {"level_from": "", "level_to": _code(match[2])}
        known = last if is_last else {"level_from": _code(match[2])}
        return partly(known, says_more=says_more)
    return _level_in_words(cell)


def _level_in_words(cell: str) -> Understood | None:
    words = folded(cell)
    if words in _NO_LEVEL:
        return Understood({"level_from": ""})
    if words.startswith("alphabet") or words in ("alpha", "alphakurs"):
        return Understood({"level_from": "A0"})
    codes = _CODE.findall(cell)
    beside = folded(_CODE.sub(" ", cell)).split()
    is_clear = len(codes) == 1 and set(beside) <= _BESIDE_LEVEL
    return partly({"level_from": _code(codes[0])}) if is_clear else None


def _code(level: str) -> str:
    return level.upper().replace(" ", "")


def _has_step(words: str) -> re.Match[str] | None:
    return re.search(r"\d\.\d|\+", words)


def last_level(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take "bis B1" as B1."""
    match = _ONE_LEVEL.fullmatch(cell.strip())
    if match is None:
        return None
    return partly({"level_to": _code(match[2])}, says_more=bool(_has_step(cell)))


def age(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take "6-12 Jahre" as both ages, "ab 6" and "bis 12" as one."""
    words = _WHO.sub("", cell.strip(), count=1)
    says_more = words != cell.strip()
    if (match := _AGE_RANGE.fullmatch(words)) and not values.get("age_to"):
        return partly({"age_from": match[1], "age_to": match[2]}, says_more=says_more)
    if (match := _OLDEST.fullmatch(words)) and not values.get("age_to"):
        return partly({"age_from": "", "age_to": match[1]}, says_more=says_more)
    if match := _AGE.fullmatch(words):
        return partly({"age_from": match[1]}, says_more=says_more)
    return Understood({"age_from": ""}) if folded(words) in _NO_AGE else None


def oldest(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take "bis 12 Jahre" as 12."""
    match = _OLDEST.fullmatch(cell.strip()) or _AGE.fullmatch(cell.strip())
    if match and not cell.strip().endswith(("+", "plus")):
        return Understood({"age_to": match[1]})
    return Understood({"age_to": ""}) if folded(cell) in _NO_AGE else None


def seats(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take "max. 12 Plätze" as 12, and "ca. 12" in part.

    "12/15" stays: free ones of all, or taken ones?
    """
    words = _AROUND.sub("", without_brackets(cell).strip(), count=1)
    if match := _SEATS.fullmatch(words):
        is_whole = words == cell.strip() and not re.search("kinder|jug|erw|frauen", words, re.I)
        return partly({"seats": match[1]}, says_more=not is_whole)
    if match := _LEAST_AND_MOST.fullmatch(words):
        return partly({"seats": match[1]})
    return partly({"seats": ""}) if folded(words) in _NO_SEATS else None
