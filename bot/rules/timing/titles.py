"""Titles behind a time: whether they begin with a further part of it that was not understood.

"Di 18 Uhr (1. und 3. im Monat) Chor" is no single meeting with the title "(1. und 3. im ...".
"""

import re
from functools import cache
from itertools import pairwise

from bot.rules.cells import Wrong
from bot.rules.timing import lexicon
from bot.rules.timing.lexicon import Kind
from bot.rules.timing.tokens import Token, normal, tokens

_RHYTHM = re.compile(
    r"(?:(?:ein|zwei|drei)mal|\d\s?x) (?:im|pro|je|in der)\b|(?:in )?(?:un)?gerade[nr]? "
)
_FIRST_LAST = re.compile(
    r"(?:erstmals|erstmalig|letztmals|letztmalig|nächster termin|(?:kurs)?beginn|start|ende)\b"
    r"[^\w]*(?:am )?\d{1,2}\."
)
"""Words before a first or last day."""
_BEGINNING = 40
"""Number of characters at the beginning of a title that are looked at."""
_JOINING = (Kind.AND, Kind.COMMA, Kind.TO, Kind.FILLER, Kind.IN, Kind.FROM, Kind.OPENING)
_HOURS_OR_DATES = {Kind.CLOCK, Kind.DATE, Kind.DAY_OF_YEAR, Kind.RULE}
_FREQUENCIES = {Kind.DAILY, Kind.WEEKLY, Kind.MONTHLY, Kind.YEARLY}
_COUNTED = {Kind.EVERY, Kind.OTHER, Kind.ORDINAL}
"""Words that say how often, if a day follows."""


@cache
def _days() -> re.Pattern[str]:
    """Return what finds words for days, which the beginning of a title may hold."""
    names = "|".join(
        word
        for word, (kind, _) in lexicon.words().items()
        if kind in (Kind.MONTH_NAME, Kind.WEEKDAY) and len(word) > 3
    )
    feasts = r"\b(?:ostern|pfingsten|weihnachten|easter|christmas)\b"
    return re.compile(
        rf"\d\.|ferien\b|feiertag|\bholidays?\b|{feasts}|\b(?:{names})\b", re.IGNORECASE
    )


def begins_with_time(title: str) -> bool:
    """Return whether a title begins with days, hours, limits or a rhythm of its own."""
    beginning = normal(title)[:_BEGINNING].lower().lstrip("(+&")
    return bool(
        begins_with_limit(title)
        or _RHYTHM.match(beginning)
        or _FIRST_LAST.match(beginning)
        or _says_when(title)
    )


def begins_with_limit(words: str) -> bool:
    """Return whether words begin with an exception or an end: "außer in den Weihnachtsferien".

    "Ab ins Grüne" names no day, so that it may be the title of something.
    """
    named = [lexicon.words().get(word.strip(",.:;()").lower()) for word in words.split()[:6]]
    first = named[0][0] if named and named[0] else None
    limits = (Kind.EXCEPT, Kind.NOT, Kind.FROM, Kind.TO)
    return first in limits and bool(_days().search(" ".join(words.split()[:6])))


def _says_when(title: str) -> bool:
    try:
        found = tokens(normal(title)[:_BEGINNING])
    except Wrong:
        return True
    known = _known(found)
    kinds = [token.kind for token in known if token.kind not in _JOINING]
    if set(kinds) & _HOURS_OR_DATES or (kinds and kinds[0] in _FREQUENCIES):
        return True
    readers = (_is_in_month, _are_days_and_hours)
    return _is_counted(kinds) or _goes_on(found, kinds) or any(is_it(found) for is_it in readers)


def _known(found: list[Token]) -> list[Token]:
    """Return the tokens before the first word that is none of a time."""
    ends = (n for n, token in enumerate(found) if token.kind in (Kind.UNKNOWN, Kind.CLOSING))
    return found[: next(ends, len(found))]


def _is_counted(kinds: list[Kind]) -> bool:
    """Return whether "jeden 1. Dienstag", "3. im Monat" or "8 Termine" stands here.

    "Alle Jahre wieder" and "2. Elternabend" do not say when.
    """
    pairs = list(pairwise(kinds))
    days = (Kind.WEEKDAY, Kind.WORKDAYS, Kind.ORDINAL, Kind.NUMBER, Kind.MONTH, Kind.QUARTER)
    is_counted = any(first in _COUNTED and second in days for first, second in pairs)
    return is_counted or pairs[:1] == [(Kind.NUMBER, Kind.TIMES)]


def _is_in_month(found: list[Token]) -> bool:
    """Return whether "im Monat" stands here, which says how often with a number before it."""
    kinds = [token.kind for token in found[:2]]
    return kinds[:1] == [Kind.FILLER] and kinds[1:] in ([Kind.MONTH], [Kind.QUARTER])


def _goes_on(found: list[Token], kinds: list[Kind]) -> bool:
    """Return whether a list goes on: "und Do 14", "+ 14 - 18"; "Und jetzt?" is a title."""
    joined = bool(found) and found[0].kind in (Kind.AND, Kind.COMMA, Kind.TO)
    return joined and bool(kinds) and kinds[0] in (Kind.WEEKDAY, Kind.WORKDAYS, Kind.NUMBER)


def _are_days_and_hours(found: list[Token]) -> bool:
    """Return whether "Mi nur 9-11 Uhr" or "13-16; Fr" stands here; "3-6 Jahre" is a title."""
    kinds = [token.kind for token in found[:5]]
    is_span = kinds[:3] == [Kind.NUMBER, Kind.TO, Kind.NUMBER] and Kind.WEEKDAY in kinds
    return is_span or (kinds[:1] == [Kind.WEEKDAY] and Kind.CLOCK in kinds)
