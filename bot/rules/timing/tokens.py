"""A text is cut into the words, numbers, dates and clock times of which times consist."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.rules.cells import YEARS, Wrong
from bot.rules.timing import foreign, spoken
from bot.rules.timing.lexicon import Kind, compound, habits, words

LONGEST = 300
"""Maximum length of a time, in characters."""
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_DAYS_APART = ("tägig", "taegig", "täglich", "taeglich", "tägl")
_KEEPS_STOP = re.compile(r"(?<!\d)\d{1,2}\.\d{1,2}\.$|\b[^\W\d_]\.$")
"""Ends of a text whose full stop is no end of a sentence: "24.12.", "n. V."."""
_TOKEN = re.compile(
    r"(?P<rule>RRULE:\S+)"
    r"|(?P<iso>\d{4}-\d\d?-\d\d?)(?!\d)(?:T(?=\d\d:))?"
    r"|(?P<date>\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}(?!\d)|\d\d(?!\d|:\d)))"
    r"|(?P<day_of_year>\d{1,2}\.\d{1,2}\.(?!\d))"
    r"|(?P<zone>[A-Z][A-Za-z_]+/[A-Z][A-Za-z_/]+)"
    r"|(?P<always>24/7)"
    r"|(?P<clock>\d{1,2}(?:[:.h]\d\d){1,2}(?![\d.])|\d{1,2}(?=\s*(?:uhr\b|h\b|[ap]\.?m\b)))"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?"
    r"|(?P<weeks>\d{1,2})[- ]?"
    r"(?P<unit>tägig|taegig|täglich|taeglich|tägl|wöchentlich|woechentlich|wöchig)\w*"
    r"|(?P<ordinal>\d{1,2})(?:st|nd|rd|th)\b"
    r"|(?P<dotted>\d{1,2})\.(?!\d)"
    r"|(?P<decimal>(?<![\d,\[])\d{1,2},\d(?![\d,.:\]])|\d{1,2}:\d(?!\d))"
    r"|(?P<phone>0\d{2,5}\s?/\s?\d{3,}(?:[ -]?\d{2,})*)"
    r"|(?P<number>\d+)"
    r"|(?P<word>o'clock|f(?:ä|ae)llt\s+aus\b|fallen\s+aus\b"
    r"|sonn-(?=\s*(?:und|u\.|[&+/])\s*feiertag)|(?:що)?п'я\w+|[^\W\d_]+)"
    r"|(?P<sign>\S)",
    re.IGNORECASE,
)


_HOURS = (Kind.CLOCK, Kind.NUMBER, Kind.OCLOCK)
"""What an hour may end with."""


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a text from ``start`` to ``end``.

    ``value`` depends on ``kind``: a date, a (day, month), a ``Clock``, a number. ``habit``: it
    means every week by itself, as "dienstags" does.
    """

    kind: Kind
    value: object
    start: int
    end: int
    habit: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time. ``half`` is "a" or "p" of a 12-hour clock, "" if it was not said.

    ``minutes`` are counted from midnight; 24:00 is 1440.
    """

    minutes: int
    half: str = ""

    @property
    def ends_day(self) -> bool:
        """Whether this is 24:00, at which nothing begins."""
        return self.minutes == 24 * 60

    @property
    def time(self) -> time:
        """The time of day; 24:00 is midnight."""
        return time(self.minutes // 60 % 24, self.minutes % 60)


def normal(text: str) -> str:
    """Return a text with one kind of dash and of spaces (NFKC), in which tokens are counted."""
    words = foreign.joined(_DASHES.sub("-", unicodedata.normalize("NFKC", text))).split()
    line = spoken.with_minutes(" ".join(words).strip(" ,"))
    return line if _KEEPS_STOP.search(line) else line.strip(" .,")


def keeps_stop(words: str) -> bool:
    """Return whether a full stop at the end belongs to the last word: "1. OG, Zi. 2.", "n. V."."""
    return words[-2:-1].isdigit() or bool(_KEEPS_STOP.search(words))


def tokens(text: str) -> list[Token]:
    """Return the tokens of a normal text.

    Raises Wrong for a date or a clock time that does not exist.
    """
    read = list(_tokens(text))
    around = zip([None, *read], read, [*read[1:], None], strict=False)
    return [
        replace(token, kind=Kind.TO) if _is_until(before, token, after, text) else token
        for before, token, after in around
    ]


def _is_until(before: Token | None, token: Token, after: Token | None, text: str) -> bool:
    """Return whether a word stands between two ends: "lundi à jeudi", "9h à 12h"."""
    if text[token.start : token.end].lower() not in foreign.UNTIL or not before or not after:
        return False
    is_of_days = before.kind is after.kind is Kind.WEEKDAY
    return is_of_days or (before.kind in _HOURS and after.kind is Kind.CLOCK)


def clock(digits: str, half: str = "") -> Clock:
    """Return the clock time that digits mean: "9", "9:30", "9.30", "9h30", "24:00".

    Raises Wrong if there is none.
    """
    hour, minute, *_ = (*map(int, re.split(r"[:.h]", digits.lower())), 0)
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if minute > 59 or 60 * hour + minute > 24 * 60:
        raise Wrong("times", "18:00-19:30")
    return Clock(60 * hour + minute, half)


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    while match := _TOKEN.search(text, position):
        token = _token(match)
        yield token
        position = token.end


def _token(match: re.Match[str]) -> Token:
    name = match.lastgroup or "sign"
    name = {"half": "clock", "unit": "weeks"}.get(name, name)
    kind, value, end = _MEANINGS[name](match)
    is_habit = match[0].casefold() in habits()
    return Token(kind, value, match.start(), end or match.end(), is_habit)


_Found = tuple[Kind, object, int]


def _date(match: re.Match[str]) -> _Found:
    numbers = [int(number) for number in re.findall(r"\d+", match[0])]
    day, month, year = numbers if match["date"] else reversed(numbers)
    return Kind.DATE, existing(day, month, year + (2000 if year < 100 else 0)), 0


def existing(day: int, month: int, year: int) -> date:
    """Return a date. Raises Wrong if there is no such day, or nobody lives in its year."""
    try:
        read = date(year, month, day)
    except ValueError:
        raise Wrong("date", "24.11.2026") from None
    if year not in YEARS:
        raise Wrong("date", "24.11.2026")
    return read


def _day_of_year(match: re.Match[str]) -> _Found:
    day, month = (int(number) for number in re.findall(r"\d+", match[0]))
    if month > 12 and day < 24:  # "9.30." at the end of a sentence
        return Kind.CLOCK, clock(match[0].rstrip(".")), 0
    existing(day, month, 2000)
    return Kind.DAY_OF_YEAR, (day, month), 0


def _zone(match: re.Match[str]) -> _Found:
    """Read "Europe/Zurich" as a zone, and of "Mo/Mi" only the first word."""
    try:
        return Kind.ZONE, ZoneInfo(match[0]).key, 0
    except (ZoneInfoNotFoundError, ValueError):
        word = match[0].partition("/")[0]
        return (*_meaning(word), match.start() + len(word))


def _clock(match: re.Match[str]) -> _Found:
    hour = int(re.split(r"\D", match["clock"])[0])
    half = (match["half"] or "").lower()
    if half and not 1 <= hour <= 12:  # "18 am Rathaus"
        return Kind.NUMBER, hour, match.end("clock")
    return Kind.CLOCK, clock(match["clock"], half), 0


def _weeks(match: re.Match[str]) -> _Found:
    number, days = int(match["weeks"]), match["unit"].lower() in _DAYS_APART
    if days and number % 7:
        return Kind.UNKNOWN, None, 0
    return Kind.WEEKLY, number // 7 if days else number, 0


def _meaning(word: str) -> tuple[Kind, object]:
    key = word.casefold()
    return words().get(word.lower()) or words().get(key) or (Kind.UNKNOWN, None)


def _word(match: re.Match[str]) -> _Found:
    """Read a word, "u." with its stop, and of "Freitagnachmittag" the weekday alone."""
    word, behind = match[0], match.string[match.end() : match.end() + 1]
    if word.lower().endswith("aus") and " " in word:  # "fällt aus"
        return Kind.CLOSED, None, 0
    if word.lower() == "u" and behind == ".":
        return Kind.AND, None, match.end() + 1
    if behind == "." and word.lower() in foreign.LETTERS:  # "i. d. R.", and no Polish "and"
        return Kind.UNKNOWN, None, 0
    weekday = "" if word.casefold() in words() else compound(word.casefold())
    if weekday:
        return (*_meaning(weekday), match.start() + len(weekday))
    return (*_meaning(word), 0)


_MEANINGS = {
    "rule": lambda match: (Kind.RULE, match[0][6:].upper(), 0),
    "iso": _date,
    "date": _date,
    "day_of_year": _day_of_year,
    "zone": _zone,
    "always": lambda match: (Kind.DAILY, "24/7", 0),
    "clock": _clock,
    "weeks": _weeks,
    "ordinal": lambda match: (Kind.ORDINAL, int(match["ordinal"]), 0),
    "dotted": lambda match: (Kind.ORDINAL, int(match["dotted"]), 0),
    "decimal": lambda match: (Kind.UNKNOWN, None, 0),
    "phone": lambda match: (Kind.UNKNOWN, None, 0),
    "number": lambda match: (Kind.NUMBER, int(match["number"][:9]), 0),
    "word": _word,
    "sign": _word,
}
