"""Facts of an offer as concepts: for women, on Mondays, in Arabic, for a child of seven."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time

from bot.domain.offers import EVENING, LEVELS, Details, Schedule, Target, Way

GROUPS = ("facet", "weekday", "spoken")
"""Groups of ``concepts.toml`` with facts; the others say what an offer is about."""
HEADS = ("course", "advice")
"""Facts of general words: a course or advice, whatever it is about."""
TOPIC = "learning"
"""Concept of the same words: "cours" is learning, and says as little of what is learned."""
PARTS = ("morning", "afternoon", "evening")
"""Parts of a day."""
TIMES = (*PARTS, "weekend")
FILTERS = frozenset(
    (*TIMES, "free", "accessible", "online", "for_women", "for_children", "with_childcare")
)
"""Facts that somebody asks for as with a filter, beside weekdays and levels."""
NOON = time(12)
OLDEST = 27
"""Greatest age, in years, that people search by."""
TARGETS = {
    Target.CHILDREN: "for_children",
    Target.YOUNG_PEOPLE: "for_youth",
    Target.WOMEN: "for_women",
    Target.OLDER_PEOPLE: "for_older",
    Target.FAMILIES: "for_families",
}
SPOKEN = {
    "ar": "arabic", "fa": "farsi", "uk": "ukrainian", "ru": "russian", "tr": "turkish",
    "kmr": "kurmanji", "ckb": "sorani", "ps": "pashto", "so": "somali", "ti": "tigrinya",
    "en": "english", "fr": "french", "ro": "romanian", "pl": "polish", "es": "spanish",
    "it": "italian", "sq": "albanian", "sr": "serbian", "hr": "serbian", "bg": "bulgarian",
}  # fmt: skip
WEEKDAYS = {
    "MO": "monday", "TU": "tuesday", "WE": "wednesday", "TH": "thursday",
    "FR": "friday", "SA": "saturday", "SU": "sunday",
}  # fmt: skip
RELATIVE = {"today": 0, "tomorrow": 1, "day_after_tomorrow": 2}
"""Facts that are a weekday only when it is known which day it is, and their distance in days."""
WEEKS = {"this_week": 0, "next_week": 7}
"""Facts that are seven days, and the distance of their Monday from that of today, in days."""
DAYS = frozenset((*TIMES, *WEEKDAYS.values(), *RELATIVE, *WEEKS))
WEEKEND = ("saturday", "sunday")
NEARBY = "nearby"
"""Fact of who asks for what is near them."""
_LEVEL = re.compile(r"([abcавсабц])([0-2])")
_LATIN = str.maketrans("авсбц", "abcbc")


def is_day(fact: str) -> bool:
    """Return whether a fact is a day or a part of one."""
    return fact in DAYS


def is_filter(fact: str) -> bool:
    """Return whether who asks for a fact wants to see offers that have it before others."""
    return fact in FILTERS or fact in WEEKDAYS.values() or fact.startswith("level ")


def weekday(day: date) -> str:
    """Return the fact of a day's weekday."""
    return list(WEEKDAYS.values())[day.weekday()]


def of_details(details: Details) -> set[str]:
    """Return all facts of an offer, as in ``Query.facts``."""
    facts = {TARGETS[target] for target in details.targets} | {
        SPOKEN[code] for code in details.languages if code in SPOKEN
    }
    facts |= {f"level {level}" for level in _levels(details)} | {
        f"age {age}" for age in _ages(details)
    }
    for schedule in details.schedules:
        facts |= set(_of_schedule(schedule))
    flags = {
        "free": details.free,
        "accessible": details.accessible,
        "with_childcare": details.childcare,
        "online": details.way is Way.ONLINE,
        "by_phone": details.way is Way.PHONE,
    }
    return facts | {fact for fact, is_so in flags.items() if is_so}


def lacking(facts: Sequence[str], details: Details) -> tuple[str, ...]:
    """Return the facts asked for as filters that an offer says it has not.

    What it does not say is not lacking: without times it may be in the evening.
    """
    if not any(map(is_filter, facts)):
        return ()
    own = of_details(details)
    return tuple(
        fact for fact in facts if is_filter(fact) and fact not in own and _is_stated(fact, details)
    )


def _is_stated(fact: str, details: Details) -> bool:
    """Return whether the offer says anything about what a fact is about."""
    if is_day(fact):
        return bool(details.schedules)
    if fact.startswith("level "):
        return bool(details.level_from)
    return {
        "free": details.free is not None,
        "accessible": details.accessible is not None,
        "with_childcare": details.childcare is not None,
        "online": details.way is Way.ON_SITE,
    }.get(fact, bool(details.targets))


def _levels(details: Details) -> Iterable[str]:
    if not details.level_from:
        return ()
    first = LEVELS.index(details.level_from)
    return LEVELS[first : LEVELS.index(details.level_to or details.level_from) + 1]


def _ages(details: Details) -> Iterable[int]:
    if details.age_from is None and details.age_to is None:
        return ()
    return range(
        details.age_from or 0, min(OLDEST, OLDEST if details.age_to is None else details.age_to) + 1
    )


def _of_schedule(schedule: Schedule) -> Iterator[str]:
    if schedule.start is not None:
        yield part_of_day(schedule.start)
    days = [WEEKDAYS[code] for code in re.findall(r"\b(?:MO|TU|WE|TH|FR|SA|SU)\b", schedule.rule)]
    yield from days or ([weekday(schedule.day)] if schedule.day else [])
    if set(WEEKEND) & set(days):
        yield "weekend"


def part_of_day(start: time) -> str:
    """Return the fact of the part of a day in which a time is."""
    if start < NOON:
        return "morning"
    return "afternoon" if start < EVENING else "evening"


def level_of(word: str) -> str:
    """Return the CEFR level of a word: "b1", "б1", "в1" and "ب1" are "B1"; "" if it is none."""
    match = _LEVEL.fullmatch(
        word.replace("ا", "a").replace("ب", "b").replace("ج", "c").translate(_LATIN)
    )
    level = f"{match[1]}{match[2]}".upper() if match else ""
    return level if level in LEVELS else ""
