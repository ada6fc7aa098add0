"""What offices write into one cell, column by column: prices, numbers, addresses, levels, ages.

Each reader returns the cells that are meant, or None for a cell that is read as it stands.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.offers import LEVELS
from bot.rules import phones
from bot.rules.cells import Wrong
from bot.rules.columns import folded

_NOTHING = frozenset(
    ("keine", "keiner", "keines", "kein", "nicht vorhanden", "siehe website", "siehe webseite",
     "siehe homepage", "siehe internet", "siehe facebook", "s website", "s webseite", "siehe oben",
     "s o", "nach vereinbarung", "auf anfrage", "folgt", "entfaellt", "unbekannt", "none")
)  # fmt: skip
"""Words in place of a number or an address: there is none, which is told."""
_ADDRESS = re.compile(r"[^@\s<>\"(),:;\\\[\]]+@[\w.-]+\w")
_WITH_CODE = re.compile(r"\(?(?:\+|0)")
_HTTP = re.compile(r"https?:?/{0,2}", re.IGNORECASE)
_WEB = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)+[a-zäöü]{2,}(?::\d+)?(?:/[^\s,;()]*)?", re.IGNORECASE
)
_LEVEL = r"([ABC] ?[012])(?:\.\d|\+)?"
_LEVEL_RANGE = re.compile(rf"(?:von\s+)?{_LEVEL}\s*(?:-|–|/|bis|und)\s*{_LEVEL}", re.IGNORECASE)
_ONE_LEVEL = re.compile(rf"(ab\s+|bis\s+|mind\.\s+|mindestens\s+)?{_LEVEL}(?:\s*\((?:GER|CEFR)\))?",
                        re.IGNORECASE)  # fmt: skip
_YEARS = r"(?:\s*(?:j\.|jahren?|jährige?|years?))?"
_AGE_RANGE = re.compile(rf"(?:von\s+)?(\d{{1,2}}){_YEARS}\s*(?:-|–|bis)\s*(\d{{1,3}}){_YEARS}",
                        re.IGNORECASE)  # fmt: skip
_AGE = re.compile(rf"(?:ab\s+)?(\d{{1,3}}){_YEARS}(?:\s*\+)?", re.IGNORECASE)
_OLDEST = re.compile(rf"bis\s+(?:zu\s+)?(\d{{1,3}}){_YEARS}", re.IGNORECASE)
_SEATS = re.compile(
    r"(?:max\.?|maximal|höchstens|bis zu|je)?\s*(\d{1,4})"
    r"\s*(?:plätze|platz|personen|pers\.?|tn|teilnehmer\w*|teilnehmende)?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:tel(?:efon)?|fon|phone|mobil|handy)\b\.?:?\s*(?=[\d+(])", re.IGNORECASE)
_FAX = re.compile(
    r"(?:tele)?fax(?:nr|nummer)?\b[^\d]*$|(?:tele)?fax[^\d]*[\d+][^a-z]*$", re.IGNORECASE
)
_LEAST_DIGITS = 6
"""Minimum number of digits of a number beside words: an area code alone is none."""
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_FREE = frozenset(("kostenlos", "kostenfrei", "gratis", "frei", "umsonst", "0", "0 eur", "0 euro"))
_NO_PRICE = frozenset(("nein", "keine", "keiner", "keine kosten", "keine gebuehr", "ohne", "no"))
_SOME_PRICE = frozenset(("ja", "x", "kostenpflichtig", "yes"))
"""What stands below "Kosten" where only yes and no do."""
_YES, _NO = frozenset("✓✔☑☒🗸✅"), frozenset("✗✘✕❌☐")
_NO_NUMBER = frozenset(("alle", "jedes alter", "unbegrenzt", "offen", "keine begrenzung"))
_NO_LEVEL = frozenset(("alle", "alle niveaus", "alle stufen", "keine", "offen"))
_BOTH_WAYS = re.compile(
    r"hybrid|(?:vor ort|praesenz) (?:und|oder|u) online|online (?:und|oder|u) (?:vor ort|praesenz)"
)
_EVERY_LANGUAGE = frozenset(("alle", "alle sprachen", "div", "diverse", "verschiedene", "mehrere"))


@dataclass(frozen=True, slots=True)
class Understood:
    """Cells that say what one cell means, by column; ``is_part``: it says more than they do."""

    cells: Mapping[str, str]
    is_part: bool = False


Reader = Callable[[str, Mapping[str, str]], Understood | None]


def _yes_no(column: str) -> Reader:
    def read(cell: str, values: Mapping[str, str]) -> Understood | None:
        """Read marks, and "ja, mit Rampe"."""
        first, *rest = re.split(r"[\s,;:(]+", cell.strip(), maxsplit=1)
        if first.strip("\ufe0f") in _YES | _NO:
            return Understood({column: "ja" if first[0] in _YES else "nein"}, bool(rest))
        if column == "free" and folded(cell) in _FREE - {"0"}:
            return Understood({column: "ja"})
        if column == "free" and folded(cell) == "kostenpflichtig":
            return Understood({column: "nein"})
        if rest and first.lower() in ("ja", "nein"):
            return Understood({column: first}, is_part=True)
        return None

    return read


def _price(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take "kostenlos" for free of charge, too, if no other column says it, and "nein" as well."""
    words = folded(cell.replace("€", " eur").replace(",00", ""))
    says_free = bool(values.get("free"))
    if words in _NO_PRICE:
        return Understood({"price": ""} if says_free else {"price": "", "free": "ja"})
    if words in _SOME_PRICE:
        cells = {"price": ""} if says_free else {"price": "", "free": "nein"}
        return Understood(cells, is_part=True)
    return Understood({"free": "ja"}) if words in _FREE and not says_free else None


def _phone(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take the first number of several, and of one with a remark; leave out "Tel.:"."""
    number = _LABEL.sub("", cell)
    code = _wrong_code(number)
    if code != "phone":
        return Understood({"phone": number}) if number != cell else None
    if folded(cell) in _NOTHING or _FAX.match(cell):
        return Understood({"phone": ""}, is_part=True)
    first = _first_number(cell)
    return Understood({"phone": first}, is_part=True) if first else None


@lru_cache(maxsize=4096)
def _wrong_code(number: str) -> str:
    """Return what is wrong with a telephone number, "" if nothing is."""
    try:
        phones.phone(number)
    except Wrong as wrong:
        return wrong.code
    return ""


@lru_cache(maxsize=4096)
def _first_number(cell: str) -> str:
    """Return the first number with its code in a cell, "" if there is none.

    Beside words, "204" is a room and "2000" are pieces.
    """
    import phonenumbers  # only imports of offers need it

    lenient = phonenumbers.Leniency.POSSIBLE
    for match in phonenumbers.PhoneNumberMatcher(cell, "DE", leniency=lenient):
        number = match.raw_string
        is_whole = len(re.sub(r"\D", "", number)) >= _LEAST_DIGITS
        is_fax = bool(_FAX.search(cell[: match.start]))
        if is_whole and not is_fax and _WITH_CODE.match(number) and not _wrong_code(number):
            return phones.phone(number)
    return ""


def _email(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take an address out of "mailto:" and signs, or the first of several."""
    if folded(cell) in _NOTHING:
        return Understood({"email": ""}, is_part=True)
    found = _ADDRESS.findall(cell)
    if not found or found[0] == cell:
        return None
    rest = re.sub(r"mailto:|[<>\s]", "", cell)
    return Understood({"email": found[0]}, is_part=rest != found[0])


def _url(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take "www.verein.de" as a browser does, and the first of several addresses."""
    found = _WEB.search(cell)
    if found is None:
        is_nothing = folded(cell) in _NOTHING
        return Understood({"url": ""}, is_part=True) if is_nothing else None
    if _is_other_address(cell) or (found.start() and _HTTP.match(cell)):
        return None
    url = found[0] if found[0].lower().startswith("http") else f"https://{found[0]}"
    is_whole = found[0] == cell.strip()
    return None if is_whole and url == found[0] else Understood({"url": url}, not is_whole)


def _is_other_address(cell: str) -> bool:
    """Return whether a cell holds an e-mail address, or one of another kind than the web's."""
    return "@" in cell or bool(re.match(r"(?!http)\w+:", cell, re.IGNORECASE))


def _level(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take "A1-A2" as both levels, and "A1.2" as A1."""
    words = cell.strip()
    if match := _LEVEL_RANGE.fullmatch(words):
        levels = {"level_from": _code(match[1]), "level_to": _code(match[2])}
        is_known = set(levels.values()) <= set(LEVELS) and not values.get("level_to")
        return Understood(levels, bool(_has_step(words))) if is_known else None
    if match := _ONE_LEVEL.fullmatch(words):
        is_last = (match[1] or "").strip().lower() == "bis" and not values.get("level_to")
        last = {"level_from": "", "level_to": _code(match[2])}
        known = last if is_last else {"level_from": _code(match[2])}
        return Understood(known, bool(_has_step(words)))
    if folded(words) in _NO_LEVEL:
        return Understood({"level_from": ""})
    return Understood({"level_from": "A0"}) if folded(words).startswith("alphabet") else None


def _code(level: str) -> str:
    return level.upper().replace(" ", "")


def _has_step(words: str) -> re.Match[str] | None:
    return re.search(r"\d\.\d|\+", words)


def _last_level(cell: str, values: Mapping[str, str]) -> Understood | None:
    match = _ONE_LEVEL.fullmatch(cell.strip())
    return Understood({"level_to": _code(match[2])}, bool(_has_step(cell))) if match else None


def _age(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take "6-12 Jahre" as both ages, "ab 6" and "bis 12" as one."""
    words = cell.strip()
    if (match := _AGE_RANGE.fullmatch(words)) and not values.get("age_to"):
        return Understood({"age_from": match[1], "age_to": match[2]})
    if (match := _OLDEST.fullmatch(words)) and not values.get("age_to"):
        return Understood({"age_from": "", "age_to": match[1]})
    if match := _AGE.fullmatch(words):
        return Understood({"age_from": match[1]})
    return Understood({"age_from": ""}) if folded(words) in _NO_NUMBER else None


def _oldest(cell: str, values: Mapping[str, str]) -> Understood | None:
    match = _OLDEST.fullmatch(cell.strip()) or _AGE.fullmatch(cell.strip())
    if match and not cell.strip().endswith("+"):
        return Understood({"age_to": match[1]})
    return Understood({"age_to": ""}) if folded(cell) in _NO_NUMBER else None


def _seats(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take "max. 12 Plätze" as 12, and "ca. 12" in part."""
    words = cell.strip()
    if match := _SEATS.fullmatch(words):
        return Understood({"seats": match[1]})
    if match := re.fullmatch(rf"(?:ca\.?|etwa|rund)\s*{_SEATS.pattern}", words, re.IGNORECASE):
        return Understood({"seats": match[1]}, is_part=True)
    return Understood({"seats": ""}, is_part=True) if folded(words) in _NO_NUMBER else None


def _languages(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take "Deutsch & Englisch", and leave out what stands in brackets."""
    if folded(cell) in _EVERY_LANGUAGE:
        return Understood({"languages": ""}, is_part=True)
    words = re.sub(r"\s+u\.\s+|\s*[&+]\s*", ", ", _BRACKETS.sub("", cell)).strip()
    return Understood({"languages": words}, bool(_BRACKETS.search(cell))) if words != cell else None


def _without_brackets(column: str) -> Reader:
    def read(cell: str, values: Mapping[str, str]) -> Understood | None:
        words = _BRACKETS.sub("", cell).strip()
        return Understood({column: words}, is_part=True) if words and words != cell else None

    return read


def _way(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take "hybrid" as on site, and tell it; leave out what stands in brackets."""
    if _BOTH_WAYS.fullmatch(folded(cell)):
        return Understood({"way": "vor ort"}, is_part=True)
    return _without_brackets("way")(cell, values)


READERS: Mapping[str, Reader] = {
    "free": _yes_no("free"),
    "accessible": _yes_no("accessible"),
    "price": _price,
    "phone": _phone,
    "email": _email,
    "url": _url,
    "level_from": _level,
    "level_to": _last_level,
    "age_from": _age,
    "age_to": _oldest,
    "seats": _seats,
    "languages": _languages,
    "target_groups": _without_brackets("target_groups"),
    "way": _way,
}
"""The reader of each column that offices write in several ways."""
