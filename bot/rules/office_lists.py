"""What offices write for languages, target groups and ways to meet: "dt./engl.", "nur für Frauen".

Of a list the names that are known are taken, and the whole cell is kept as text.
"""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from bot.domain.offers import Target
from bot.rules import named_cells
from bot.rules.cells import Wrong, tidied, without_brackets
from bot.rules.columns import folded
from bot.rules.kept_cells import is_typo
from bot.rules.understood import Understood, partly

K = TypeVar("K")
MOST_UNKNOWN = 3
"""Maximum number of parts of a list that are looked up in vain: each takes milliseconds."""
_LEVELS = re.compile(r"\s+(?:ab\s+|bis\s+)?[ABC][12]\b(?:\s*-\s*[ABC][12]\b)?")
_EVERY_LANGUAGE = frozenset(
    ("alle", "alle sprachen", "div", "diverse", "verschiedene", "mehrere", "mehrsprachig")
)
_AND = re.compile(r"\s+(?:u\.|sowie|oder|bzw\.?|o\.)\s+|\s*[&+•·]\s*|\s+-\s+", re.IGNORECASE)
"""What stands between names beside the signs of ``named_cells.parts_of``."""
_FOR = re.compile(
    r"(?:(?:nur|auch|speziell|ausschließlich|vor allem|insbesondere)\s+)?(?:(?:für|an)\s+)?"
    r"(?:(?:alle|die|den)\s+)?",
    re.IGNORECASE,
)
_AGES = re.compile(r"\s+(?:(?:ab|bis|von|im alter von)\s+)?\d.*", re.IGNORECASE)
"""The ages of a group, behind its name."""
_NOT = re.compile(r"\b(?:nicht|keine?|ohne|außer)\b", re.IGNORECASE)
_MEN = frozenset(("maenner", "maennern", "men"))
_BOTH_WAYS = re.compile(
    r"hybrid|(?:vor ort|praesenz) (?:und |oder |u )?online"
    r"|online (?:und |oder |u )?(?:vor ort|praesenz)"
)
_WAY_WORDS = {
    "online": re.compile(r"online\w*|digital\w*|zoom|webinar\w*|virtuell\w*|videokonferenz"),
    "telefon": re.compile(r"telefon\w*|phone"),
    "vor ort": re.compile(r"praesenz\w*|vor ort|persoenlich\w*|on site"),
}


def languages(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take the languages of a list, also as offices shorten them."""
    if folded(cell) in _EVERY_LANGUAGE:
        return partly({"languages": ""})
    written = tidied(cell)
    plain = _LEVELS.sub("", without_brackets(written))
    words = _AND.sub(", ", plain).strip()
    known, others = _named(words, named_cells.languages)
    if others is None:
        return None
    codes = dict.fromkeys(code for codes in known for code in codes)
    says_more = bool(others) or plain != written
    return partly({"languages": ", ".join(codes)}, says_more=says_more)


def target_groups(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take the groups of a list; women beside men are no group of their own."""
    if _NOT.search(cell):
        return partly({"target_groups": ""})
    plain = without_brackets(cell).strip()
    if _is_whole(plain, named_cells.targets):
        return partly({"target_groups": plain}, says_more=plain != cell.strip())
    parts = [_AGES.sub("", _FOR.sub("", part, count=1)) for part in named_cells.parts_of(plain)]
    known, others = _named(", ".join(filter(None, parts)), named_cells.targets)
    if others is None:
        return None
    groups = {group for groups in known for group in groups}
    if any(folded(part) in _MEN for part in others):
        groups.discard(Target.WOMEN)
    return partly({"target_groups": ", ".join(sorted(groups))})


def _is_whole(cell: str, read: Callable[[str], object]) -> bool:
    try:
        read(cell)
    except Wrong:
        return False
    return True


def _named(words: str, read: Callable[[str], K]) -> tuple[list[K], list[str] | None]:
    """Return what the parts of a list name, and those that name nothing.

    None instead of these where one of them is most likely a name that was typed wrong, and where
    so many are unknown that it is no list of names.
    """
    known: list[K] = []
    others: list[str] = []
    for part in dict.fromkeys(named_cells.parts_of(words)):
        try:
            known.append(read(part))
        except Wrong as wrong:
            if is_typo(part, wrong.proposal) or len(others) == MOST_UNKNOWN:
                return [], None
            others.append(part)
    return known, others


def way(cell: str, values: Mapping[str, str]) -> Understood | None:
    """Take "hybrid" as on site, and what has the words of one way only as that way."""
    words = folded(cell.replace("/", " und "))
    if _BOTH_WAYS.fullmatch(words):
        return partly({"way": "vor ort"})
    if _is_whole(cell, named_cells.way) or _NOT.search(cell):
        return None
    ways = [way for way, pattern in _WAY_WORDS.items() if pattern.search(words)]
    return partly({"way": ways[0]}) if len(ways) == 1 else None
