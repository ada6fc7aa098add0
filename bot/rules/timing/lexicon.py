"""Words of times in German and English; those of more languages are in ``foreign``."""

from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache

from bot.rules.timing import foreign


class Kind(Enum):
    """What a word or a number means in a time."""

    RULE = auto()
    DATE = auto()
    DAY_OF_YEAR = auto()
    CLOCK = auto()
    NUMBER = auto()
    ORDINAL = auto()
    ZONE = auto()
    WEEKDAY = auto()
    WORKDAYS = auto()
    MONTH_NAME = auto()
    EVERY = auto()
    OTHER = auto()
    DAY = auto()
    WEEK = auto()
    MONTH = auto()
    QUARTER = auto()
    YEAR = auto()
    DAILY = auto()
    WEEKLY = auto()
    MONTHLY = auto()
    YEARLY = auto()
    TODAY = auto()
    NEXT = auto()
    AND = auto()
    COMMA = auto()
    TO = auto()
    FROM = auto()
    END = auto()
    EXCEPT = auto()
    NOT = auto()
    CLOSED = auto()
    TIMES = auto()
    BEFORE = auto()
    HOLIDAY = auto()
    SCHOOL_HOLIDAY = auto()
    PART_OF_DAY = auto()
    OCLOCK = auto()
    FILLER = auto()
    IN = auto()
    OPENING = auto()
    CLOSING = auto()
    SQUARE = auto()
    UNKNOWN = auto()


_WEEKDAYS = (
    "mo montag monday mon",
    "di dienstag tuesday tu tue tues",
    "mi mittwoch wednesday we wed weds",
    "do donnerstag thursday th thu thur thurs",
    "fr freitag friday fri",
    "sa samstag saturday sat sonnabend",
    "so sonntag sunday su sun sonn-",
)
_MONTHS = (
    "januar jänner january jan", "februar february feb", "märz maerz march mrz mär mar",
    "april apr", "mai may", "juni june jun", "juli july jul", "august aug",
    "september sep sept", "oktober october okt oct", "november nov", "dezember december dez dec",
)  # fmt: skip
_ORDINALS = {
    1: "erste ersten erster erstes first",
    2: "zweite zweiten zweiter zweites second",
    3: "dritte dritten dritter drittes third",
    4: "vierte vierten vierter viertes fourth",
    5: "fünfte fünften fünfter fünftes fifth",
    -1: "letzte letzten letzter letztes last",
    -2: "vorletzte vorletzten vorletzter zweitletzte zweitletzten zweitletzter",
    -3: "drittletzte drittletzten drittletzter",
}
"""Names of ordinal numbers; -1 is the last, as in RFC 5545."""
_NUMBERS = {
    1: "ein eine einem einen einer one", 2: "zwei two", 3: "drei three", 4: "vier four",
    5: "fünf five", 6: "sechs six", 8: "acht eight", 14: "vierzehn fourteen",
}  # fmt: skip
LATE = "nachmittags nachmittag nachm abends abend afternoon evening"
"""Words for the second half of a day."""
NIGHT = "nachts nacht night abends abend evening"
"""Words with which twelve o'clock is midnight."""
_PARTS_OF_DAY = (
    "morgens morgen vormittags vormittag vorm mittags mittag früh nachts nacht morning night"
    f" {LATE}"
)
_WORDS: dict[Kind, str] = {
    Kind.EVERY: "jede jeden jeder jedes jedem alle every each",
    Kind.OTHER: "other",
    Kind.DAY: "tag tage tagen tags day days",
    Kind.WEEK: "woche wochen week weeks kw kalenderwoche kalenderwochen",
    Kind.MONTH: "monat monats monate monaten month months",
    Kind.YEAR: "jahr jahre jahres jahren year years",
    Kind.DAILY: "täglich taeglich tgl tägl daily",
    Kind.YEARLY: "jährlich jaehrlich yearly annually",
    Kind.AND: "und u and sowie & +",
    Kind.COMMA: ", /",
    Kind.TO: "bis letztmals letztmalig to till until through -",
    Kind.FROM: "von vom ab seit erstmals erstmalig from since",
    Kind.END: "ende end",
    Kind.EXCEPT: "außer ausser ausgenommen except excluding ohne",
    Kind.NOT: "nicht kein keine keinen not no never nie",
    Kind.CLOSED: "geschlossen geschl closed off entfällt entfallen ruhetag schließtag",
    Kind.TIMES: "mal x times termine treffen abende kurstage kurstermine sitzungen",
    Kind.BEFORE: "vor before",
    Kind.HOLIDAY: "feiertag feiertage feiertagen feiertags holiday holidays ph",
    Kind.SCHOOL_HOLIDAY: "ferien schulferien sh",
    Kind.PART_OF_DAY: _PARTS_OF_DAY,
    Kind.OCLOCK: "uhr h o'clock hrs",
    Kind.FILLER: "am um den der die das dem des eines im zum zur je jeweils jew jd pro immer"
    " on at the of an einschl einschließlich einschliesslich inkl inklusive including : .",
    Kind.IN: "in",
    Kind.OPENING: "(",
    Kind.CLOSING: ")",
    Kind.SQUARE: "[ ]",
}
_DAYS_AHEAD = {
    0: "heute today", 1: "morgen tomorrow",
    2: "übermorgen uebermorgen",
}  # fmt: skip
_NEXT = {
    1: "nächsten nächste nächster naechsten naechste kommenden kommende kommender next coming",
    0: "diesen diese dieser this",
    8: "übernächsten übernächste übernächster uebernaechsten uebernaechste",
}
"""Words before a single weekday: how many days from today on it may be meant."""
_WORKDAYS = {
    range(5): "werktags werktäglich werktagen werktage werktag wochentags weekdays weekday"
    " workdays workday",
    range(5, 7): "wochenende wochenenden wochenends weekend weekends",
}  # fmt: skip
"""Words for several weekdays. In offices' lists "werktags" is Monday to Friday."""
_WEEKS = {
    1: "wöchentlich woechentlich weekly",
    2: "vierzehntägig vierzehntäglich zweiwöchentlich zweiwöchig fortnightly biweekly",
    3: "dreiwöchentlich",
    4: "vierwöchentlich",
}
_MONTHS_APART = {
    1: "monatlich monthly",
    2: "zweimonatlich zweimonatig bimonthly",
    3: "vierteljährlich vierteljaehrlich dreimonatlich quartalsweise quarterly",
    6: "halbjährlich halbjaehrlich sechsmonatlich",
}
_LONG_UNITS = {
    3: "quartal quartals quartale quartalen vierteljahr vierteljahre vierteljahres quarter",
    6: "halbjahr halbjahre halbjahres",
}
"""Words for several months in a row, and how many they are."""
Meaning = tuple[Kind, object]


@lru_cache(maxsize=1)
def words() -> dict[str, Meaning]:
    """Return the meaning of every known word, in lower case. German and English come first."""
    meanings: dict[str, Meaning] = {}
    for word, meaning in (*_ours(), *_foreign()):
        meanings.setdefault(word, meaning)
    return meanings


@lru_cache(maxsize=1)
def habits() -> frozenset[str]:
    """Return the words that mean every week by themselves: "dienstags", "Tuesdays", "werktags"."""
    names = (name for listed in _WEEKDAYS for name in listed.split() if len(name) > 4)
    ours = (*(f"{name}s" for name in names), *_WORKDAYS[range(5)].split())
    return frozenset((*ours, *foreign.always()))


def compound(word: str) -> str:
    """Return "montag" of "montagabend", "dienstag" of "dienstagvormittags", "" of other words."""
    for listed in _WEEKDAYS:
        name = listed.split()[1]
        if word.startswith(name) and word[len(name) :] in _PARTS_OF_DAY.split():
            return name
    return ""


def _ours() -> Iterator[tuple[str, Meaning]]:
    for weekday, listed in enumerate(_WEEKDAYS):
        for name in listed.split():
            yield name, (Kind.WEEKDAY, weekday)
            yield f"{name}s", (Kind.WEEKDAY, weekday)
    for month, listed in enumerate(_MONTHS, 1):
        yield from ((name, (Kind.MONTH_NAME, month)) for name in listed.split())
    for kind, named in (
        (Kind.TODAY, _DAYS_AHEAD), (Kind.ORDINAL, _ORDINALS), (Kind.NUMBER, _NUMBERS),
        (Kind.NEXT, _NEXT), (Kind.WORKDAYS, _WORKDAYS), (Kind.WEEKLY, _WEEKS),
        (Kind.MONTHLY, _MONTHS_APART), (Kind.QUARTER, _LONG_UNITS),
    ):  # fmt: skip
        for value, listed in named.items():
            yield from ((name, (kind, value)) for name in listed.split())
    for kind, listed in _WORDS.items():
        yield from ((name, (kind, None)) for name in listed.split())


def _foreign() -> Iterator[tuple[str, Meaning]]:
    yield from ((name, (Kind.WEEKDAY, weekday)) for name, weekday in foreign.weekdays())
    yield from ((name, (Kind.MONTH_NAME, month)) for name, month in foreign.months())
    yield from ((name, (Kind.WEEKLY, 1)) for name in foreign.WEEKLY.split())
    for ahead, listed in foreign.DAYS_AHEAD.items():
        yield from ((name, (Kind.TODAY, ahead)) for name in listed.split())
    for kind, listed in foreign.WORDS.items():
        yield from ((name, (Kind[kind], None)) for name in listed.split())
