"""Readers of table cells that name something of a list, by its key or by names in use.

They are target groups, ways, states and languages. A name that is none raises ``Wrong`` with the
nearest one that there is.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import TypeVar

from babel import Locale

from bot.domain.offers import State, Target, TextState, Way
from bot.rules.cells import Wrong
from bot.rules.columns import folded
from bot.rules.places import spelling

T = TypeVar("T", bound=str)
LONGEST_NAME = 300
"""Maximum length of a cell that a name may be meant by, in characters."""
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
        *("senior innen", "senioren innen", "seniorinnen"),
        "older people",
        "elderly",
    ),
    Target.FAMILIES: (
        *("familien", "familie", "eltern", "families", "family", "parents"),
        *("familien mit kindern", "eltern mit kindern", "muetter mit kindern"),
    ),
}
_STATES = {
    State.DRAFT: ("entwurf",),
    State.PROPOSED: ("vorgeschlagen", "suggested"),
    State.PUBLISHED: ("veröffentlicht",),
    State.PAUSED: ("pausiert", "angehalten"),
    State.EXPIRED: ("abgelaufen",),
    State.CLOSED: ("geschlossen",),
}
_TEXT_STATES = {
    TextState.ORIGINAL: (),
    TextState.CHECKED: ("geprueft",),
    TextState.UNCHECKED: ("nicht geprueft", "ungeprueft", "not checked"),
    TextState.STALE: ("veraltet", "out of date"),
}
_EVERYBODY = frozenset(
    ("alle", "everybody", "all", "jeder", "alle interessierten", "interessierte", "jedermann",
     "alle menschen", "gefluechtete", "fluechtlinge", "migranten", "migrantinnen", "migrant innen",
     "migrantinnen und migranten", "zugewanderte", "neuzugewanderte", "asylbewerber",
     "asylsuchende", "gefluechtete menschen", "menschen mit fluchterfahrung",
     "menschen mit migrationshintergrund", "refugees", "migrants")
)  # fmt: skip
"""Names of all whom the offers of this catalogue are for."""
_SHORT = {
    short: code
    for code, names in {
        "de": "dt deu", "en": "engl eng", "fr": "frz franz fr", "ru": "russ", "uk": "ua ukr",
        "ar": "arab", "tr": "tuerk", "es": "span", "it": "ital", "pl": "poln", "ro": "rum rumaen",
        "fa": "pers persisch", "ku": "kurd", "sr": "serb", "hr": "kroat", "bg": "bulg",
        "hu": "ung", "el": "griech", "pt": "port", "sq": "alban", "vi": "vietn", "zh": "chin",
        "ti": "tigr", "so": "som", "ps": "pasch",
    }.items()
    for short in names.split()
}  # fmt: skip
"""Codes by what offices write for languages in lists: "dt./engl./UA"."""
_WAYS = {
    Way.ON_SITE: ("vor ort", "praesenz", "in praesenz", "persoenlich", "on site", "in person"),
    Way.PHONE: ("telefon", "telefonisch", "am telefon", "phone", "by phone"),
    Way.ONLINE: ("online", "digital", "internet", "zoom", "videokonferenz", "virtuell"),
}


@lru_cache(maxsize=1024)
def targets(cell: str) -> frozenset[Target]:
    """Read target groups, see ``parts_of``; "alle" names no group in particular."""
    return frozenset(
        key_of(part, _TARGETS, "target")
        for part in parts_of(cell)
        if folded(part) not in _EVERYBODY
    )


def way(cell: str) -> Way:
    """Read how an offer takes place; on site for an empty cell."""
    return key_of(cell, _WAYS, "way") if cell else Way.ON_SITE


def state(cell: str) -> State:
    """Read the state of an offer; published for an empty cell."""
    return key_of(cell, _STATES, "state") if cell else State.PUBLISHED


def text_state(cell: str) -> TextState | None:
    """Read the state of a text; None for an empty cell."""
    return key_of(cell, _TEXT_STATES, "state") if cell else None


@lru_cache(maxsize=1024)
def languages(cell: str) -> tuple[str, ...]:
    """Read languages given as codes or as German or English names; return codes, each once."""
    return tuple(dict.fromkeys(_language(part) for part in parts_of(cell)))


@lru_cache(maxsize=1024)
def words(cell: str) -> frozenset[str]:
    """Read the words of a list, see ``parts_of``."""
    return frozenset(parts_of(cell))


@lru_cache(maxsize=1024)
def once(words: frozenset[str]) -> frozenset[str]:
    """Return an equal set that many rows share: even an empty one takes 200 bytes."""
    return words


def parts_of(cell: str) -> list[str]:
    """Split a cell at commas, semicolons, slashes, bars, line breaks, "und" and "and"."""
    return [part.strip() for part in re.split(r"[,;/|\n]| und | and ", cell) if part.strip()]


def nearest(cell: str, names: Iterable[str]) -> str:
    """Return the name that is spelled most like the cell; "" if none is close."""
    if len(cell) > LONGEST_NAME:
        return ""
    by_spelling = {spelling(name): name for name in names}
    matches = get_close_matches(spelling(cell), by_spelling, 1, 0.6)
    return by_spelling[matches[0]] if matches else ""


def key_of(cell: str, names_by_key: Mapping[T, Iterable[str]], code: str) -> T:
    """Return the key that the cell names, by the key itself or by one of its names.

    Raises Wrong with ``code`` and the nearest name if there is none.
    """
    folded_cell = folded(cell)
    for key, names in names_by_key.items():
        if folded_cell in (folded(key.replace("_", " ")), *map(folded, names)):
            return key
    proposals = [str(name) for key, names in names_by_key.items() for name in (*names, key)]
    raise Wrong(code, nearest(cell, proposals))


_NO_LANGUAGES = frozenset(("mul", "und", "zxx", "mis"))
"""Codes for several, unknown, none and other languages: nobody speaks them."""


def _language(name: str) -> str:
    codes = _language_codes()
    if name.lower() in _known_codes():
        return name.lower()
    if code := codes.get(folded(name)):
        return code
    raise Wrong("language", nearest(name, codes))


@lru_cache(maxsize=1)
def _known_codes() -> frozenset[str]:
    return frozenset(_language_codes().values())


@lru_cache(maxsize=1)
def _language_codes() -> dict[str, str]:
    """Return the codes of languages by their German and English names, folded.

    Names come from the Unicode CLDR (Babel), and a few that German offices use are added.
    """
    codes = {
        folded(name): code.lower()
        for locale in ("en", "de")
        for code, name in Locale(locale).languages.items()
        if "_" not in code and code not in _NO_LANGUAGES
    }
    return codes | {
        "kurmandschi": "kmr",
        "kurmanci": "kmr",
        "kurdisch": "ku",
        "romanes": "rom",
        "gebaerdensprache": "gsg",
        "deutsche gebaerdensprache": "gsg",
        "dgs": "gsg",
        "farsi": "fa",
        "dari": "fa",
        "leichte sprache": "de-simple",
        **_SHORT,
    }
