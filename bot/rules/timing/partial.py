"""Words with which it is not on all of the days: "ab Ostern", "nur 2026", "derzeit geschlossen".

A rule cannot say them, and as a note they would stand beside dates that are false. So the whole
entry stays text.
"""

import re
from itertools import pairwise

from bot.rules.timing.cursor import Cursor
from bot.rules.timing.groups import Unread
from bot.rules.timing.lexicon import Kind
from bot.rules.timing.tokens import Token

_SEASON = re.compile(
    r"\b(?:[ug]kw|[ab]-?\s?woche\w*|advent\w*|ostern|osterzeit|pfingsten|weihnachten|fasching"
    r"|fasnacht|fastnacht|karneval|fastenzeit|ramadan|opferfest|zuckerfest|\w*ferien(?!wohnung)\w*"
    r"|easter|christmas|school holidays"
    r"|(?:im|nur|ab|bis|in the|only|from|until)\s(?:\w+\s)?"
    r"(?:sommer|winter|frühling|frühjahr|herbst|summer|spring|autumn)"
    r"|(?:sommer|winter)(?:zeit|halbjahr|saison|monate\w*|semester)|sommer|winter)\b",
    re.IGNORECASE,
)
"""Words for a part of the year, or for every other week, that no rule can say."""
_NOT_THEN = re.compile(
    r"\b(?:nicht|au(?:ß|ss)er\w*|ohne|kein\w*|geschlossen|auch|entfällt|ausgenommen|pause|seit"
    r"|not|no|except|also|since)\b",
    re.IGNORECASE,
)
"""Words with which a part of the year falls out, changes nothing, or has begun."""
_YEAR = re.compile(
    r"(?:(?:nur|only|im jahr|ab|bis|in)\s)*20\d\d(?:\s?[/-]\s?(?:20)?\d\d)?"
    r"|.*\b(?:\w*jahr|semester|saison|nur|only)\s20\d\d\b.*",
    re.IGNORECASE,
)
"""A year, or a school year, in which alone it takes place."""
_STOPPED = re.compile(
    r"(?:(?:derzeit|zur\s?zeit|z\.?\s?zt\.?|momentan|aktuell|vorübergehend|vorerst|zunächst|wieder"
    r"|leider|bis auf weiteres|currently|temporarily)\s+)*"
    r"(?:pausiert|pause|entfällt|entfallen|abgesagt|ausgesetzt|eingestellt|geschlossen|ruht"
    r"|fällt\s(?:\w+\s)*aus|findet\s(?:\w+\s)*nicht\sstatt|closed|paused|suspended|cancell?ed)"
    r"(?:\s+(?:derzeit|zur\s?zeit|vorübergehend|bis auf weiteres))?[.!]?",
    re.IGNORECASE,
)
"""Words that say of all the days that nothing takes place."""
_BREAKS = re.compile(r"(?:pause|urlaub|schließzeit|schließung|beginn|start|ende|break)\Z")
"""Ends of words before a month that say what is not on then, or where it begins or ends."""
_CHANGES_NOTHING = ("seit", "since", "auch", "also")
_ONLY = ("nur", "only")
_SAYS_LITTLE = (":", ".", "dem", "den", "der", "monat", "im")
_BEFORE_MONTHS = (Kind.FROM, Kind.TO, Kind.IN, Kind.EXCEPT, Kind.NOT)
_BY_TURNS = frozenset(("abwechselnd", "wechselnd", "wechselweise", "alternierend"))
"""Words that say that it is not on all of the days."""


def refuse_season(words: str) -> None:
    """Raise Unread for words such as "ab Ostern" and "in den Ferien": it is not in every week.

    What falls out then, as in "in den Ferien nicht", may stay a note.
    """
    if _SEASON.search(words) and not _NOT_THEN.search(words):
        raise Unread


def refuse(cursor: Cursor, run: list[Token]) -> None:
    """Raise Unread for words beside a time with which some of its dates are false.

    ``run`` are the words, which the parser did not understand.
    """
    words = cursor.text[run[0].start : run[-1].end]
    refuse_season(words)
    said = [cursor.text[token.start : token.end].lower() for token in run]
    is_partly = _YEAR.fullmatch(words) or not _BY_TURNS.isdisjoint(said)
    if is_partly or _STOPPED.fullmatch(words) or _excepts_days(run):
        raise Unread
    if any(_names_months(run, said, place) for place in range(len(run))):
        raise Unread


def _excepts_days(run: list[Token]) -> bool:
    """Return whether "außer letzter Di", "nicht am 1. Di" stand there."""
    kinds = [token.kind for token in run if token.kind not in (Kind.FILLER, Kind.IN)]
    days = (Kind.ORDINAL, Kind.WEEKDAY, Kind.WORKDAYS)
    return any(first is Kind.EXCEPT and second in days for first, second in pairwise(kinds))


def _names_months(run: list[Token], said: list[str], place: int) -> bool:
    """Return whether a word is a month, and not somebody's name: "Jan Kowalski", "Frau Mai"."""
    if run[place].kind is not Kind.MONTH_NAME:
        return False
    before = said[:place]
    while before and before[-1] in _SAYS_LITTLE:
        before.pop()
    if not before:
        return place > 0 or not _has_surname(run, place)
    is_month = "im" in said[len(before) : place] or run[len(before) - 1].kind in _BEFORE_MONTHS
    return before[-1] not in _CHANGES_NOTHING and (is_month or _leads_to_month(before[-1]))


def _leads_to_month(word: str) -> bool:
    return word in _ONLY or _BREAKS.search(word) is not None


def _has_surname(run: list[Token], place: int) -> bool:
    return [token.kind for token in run[place + 1 : place + 2]] == [Kind.UNKNOWN]
