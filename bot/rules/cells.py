"""One cell → one value. Each function takes cleaned text and raises Wrong, with a proposal where there is one."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import TypeVar
from urllib.parse import urlsplit

from babel import Locale

from bot.domain.offers import LEVELS, State, Target, TextState, Way
from bot.rules.columns import folded
from bot.rules.places import spelling

T = TypeVar("T", bound=str)
V = TypeVar("V")


class Wrong(Exception):
    """A cell that cannot be taken: a code of ``screens.imports.MISTAKES``, and what might be meant ("" if unknown)."""

    def __init__(self, code: str, proposal: str = "") -> None:
        self.code = code
        self.proposal = proposal
        super().__init__(code)


_YES = {"ja", "j", "yes", "y", "x", "1", "true", "wahr"}
_NO = {"nein", "n", "no", "0", "false", "falsch"}
_DATE = (
    re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4}|\d{2})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T ].*)?"),
)
_TARGETS = {
    Target.CHILDREN: ("kinder", "kind", "children", "child", "kids"),
    Target.YOUNG_PEOPLE: (
        "jugendliche",
        "junge menschen",
        "junge erwachsene",
        "young people",
        "youth",
    ),
    Target.WOMEN: ("frauen", "frau", "women", "woman", "maedchen und frauen"),
    Target.OLDER_PEOPLE: (
        "senioren",
        "aeltere menschen",
        "seniorinnen und senioren",
        "older people",
        "elderly",
    ),
    Target.FAMILIES: ("familien", "familie", "eltern", "families", "family", "parents"),
}
_EVERYBODY = {"alle", "everybody", "all", "jeder", "alle interessierten"}
_WAYS = {
    Way.ON_SITE: ("vor ort", "praesenz", "on site", "in person"),
    Way.PHONE: ("telefon", "telefonisch", "phone", "by phone"),
    Way.ONLINE: ("online", "digital", "internet"),
}


def text(limit: int) -> Callable[[str], str]:
    """Any text up to a length."""

    def read(cell: str) -> str:
        if len(cell) > limit:
            raise Wrong("too_long", str(limit))
        return cell

    return read


def number(cell: str) -> int | None:
    """A whole number from 0 to 9999; "7.0" is what spreadsheets make of 7."""
    if not cell:
        return None
    found = re.fullmatch(r"(\d{1,4})(?:[.,]0+)?", cell)
    if not found:
        raise Wrong("number", "".join(re.findall(r"\d{1,4}", cell)[:1]))
    return int(found[1])


def yes_no(cell: str) -> bool | None:
    """None for an empty cell."""
    if not cell:
        return None
    if folded(cell) in _YES | _NO:
        return folded(cell) in _YES
    raise Wrong("yes_no", "ja / nein")


def day(cell: str) -> date | None:
    """ "24.11.2026", "24.11.26" or "2026-11-24"; None for an empty cell."""
    if not cell:
        return None
    for pattern in _DATE:
        if found := pattern.fullmatch(cell):
            year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
            try:
                return date(year, int(found["m"]), int(found["d"]))
            except ValueError:
                break
    raise Wrong("date", "24.11.2026")


def level(cell: str) -> str:
    """A CEFR level or "" ."""
    wanted = cell.upper().replace(" ", "")
    if wanted in ("", *LEVELS):
        return wanted
    raise Wrong("level", next(iter(re.findall(r"[ABC][0-2]", wanted)), "A1 … C2"))


def phone(cell: str) -> str:
    """As the office wrote it, if it can be a number in Germany or, with its country code, elsewhere."""
    if not cell:
        return ""
    import phonenumbers  # only imports of offers need it

    try:
        parsed = phonenumbers.parse(cell, "DE")
    except phonenumbers.NumberParseException:
        raise Wrong("phone", "+49 7751 86-0") from None
    if phonenumbers.is_possible_number(parsed) or re.fullmatch(r"[\d ]{3,6}", cell):
        return cell
    raise Wrong("phone", "+49 7751 86-0")


def email(cell: str) -> str:
    if not cell or re.fullmatch(r"[^@\s<>\"(),:;\\\[\]]{1,64}@[\w-]+(\.[\w-]+)+", cell):
        return cell
    raise Wrong(
        "email", re.sub(r"\s|\(at\)|\[at\]", lambda found: "@" if "at" in found[0] else "", cell)
    )


def url(cell: str) -> str:
    """Only http and https; a bare "www." gets its scheme proposed."""
    try:
        parts = urlsplit(cell)
    except ValueError:
        raise Wrong("url") from None
    if not cell or (
        parts.scheme in ("http", "https") and "." in parts.netloc and not re.search(r"\s", cell)
    ):
        return cell
    raise Wrong("url", f"https://{cell}" if cell.lower().startswith("www.") else "")


def targets(cell: str) -> frozenset[Target]:
    """Groups with commas or semicolons between them; "alle" is nobody in particular."""
    return frozenset(
        _one_of(part, _TARGETS, "target")
        for part in parts_of(cell)
        if folded(part) not in _EVERYBODY
    )


def way(cell: str) -> Way:
    return _one_of(cell, _WAYS, "way") if cell else Way.ON_SITE


def state(cell: str) -> State:
    return (
        _named(cell, {value.value: value for value in State}, "state") if cell else State.PUBLISHED
    )


def text_state(cell: str) -> TextState | None:
    return _named(cell, {value.value: value for value in TextState}, "state") if cell else None


def languages(cell: str) -> tuple[str, ...]:
    """Codes or German or English names of languages, as codes, each once."""
    return tuple(dict.fromkeys(_language(part) for part in parts_of(cell)))


def one_of(cell: str, known: Mapping[str, Iterable[str]], code: str) -> str:
    """The key whose names hold ``cell``; Wrong with the nearest name otherwise."""
    return _one_of(cell, known, code)


def parts_of(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;/|\n]| und | and ", cell) if part.strip()]


def nearest(cell: str, known: Iterable[str]) -> str:
    """The name that is most like what was written; "" if none is."""
    by_spelling = {spelling(name): name for name in known}
    found = get_close_matches(spelling(cell), by_spelling, 1, 0.6)
    return by_spelling[found[0]] if found else ""


def _one_of(cell: str, known: Mapping[T, Iterable[str]], code: str) -> T:
    wanted = folded(cell)
    for key, names in known.items():
        if wanted in (folded(key.replace("_", " ")), *map(folded, names)):
            return key
    raise Wrong(
        code, nearest(cell, [str(name) for key, names in known.items() for name in (*names, key)])
    )


def _named(cell: str, known: Mapping[str, V], code: str) -> V:
    if cell.lower() in known:
        return known[cell.lower()]
    raise Wrong(code, nearest(cell, known))


def _language(name: str) -> str:
    known = _language_names()
    if name.lower() in known.values():
        return name.lower()
    if found := known.get(folded(name)):
        return found
    raise Wrong("language", nearest(name, known))


@lru_cache(maxsize=1)
def _language_names() -> dict[str, str]:
    """German and English names of all languages → code; plus what offices here say."""
    named = {
        folded(name): code.lower()
        for locale in ("en", "de")
        for code, name in Locale(locale).languages.items()
        if "_" not in code
    }
    return named | {
        "kurmandschi": "kmr",
        "kurmanci": "kmr",
        "kurdisch": "ku",
        "farsi": "fa",
        "dari": "fa",
        "leichte sprache": "de-simple",
    }
