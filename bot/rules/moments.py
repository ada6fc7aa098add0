"""When something is to be sent, as coordinators type it, in German or English → ``Times``.

"24.11.2026 18:00", "Dienstag 18:00", "letzter Freitag im Monat 9 Uhr", "30.06. und 31.12. 09:00", "7 und 1 Tage vor 24.12.2026 10:00",
each with "bis 31.12.2027" or "10 mal" behind it.
"""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr

from bot.domain.announcements import Times
from bot.domain.offers import Schedule
from bot.rules import schedules
from bot.rules.cells import Wrong, day

_DATE = r"\d{1,2}\.\d{1,2}\.\d{2,4}|\d{4}-\d\d-\d\d"
_YEARLESS = r"\d{1,2}\.\d{1,2}\."
_AND = r"\s*(?:,|&|\bund\b|\band\b)\s*"
_NAME = r"[^\W\d]+"
_MONTHLY = r"(?:\s+(?:im|des|jeden|jedes|of the|of every|in the)\s*(?:monats?|month))?"
_LIMIT = re.compile(
    rf"(?P<body>.+?),?\s+(?:(?:bis|until)(?:\s+zum)?\s+(?P<last>{_DATE})|(?P<count>\d{{1,3}})\s*(?:mal|x|times))",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?P<days>.+?),?\s+(?:um\s+|at\s+)?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s*(?:uhr|h)?",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?P<days>\d{{1,3}}(?:{_AND}\d{{1,3}})*)\s+(?:tage?|days?)\s+(?:vor|before)(?:\s+(?:dem|the))?\s+(?P<date>{_DATE})",
    re.IGNORECASE,
)
_NTH = re.compile(
    rf"(?:jeder|jeden|every|am|on)?\s*(?:the\s+)?(?P<nth>{_NAME})\s+(?P<name>{_NAME}){_MONTHLY}",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?:am|jeden|every|on the|on)?\s*(?P<day>\d{1,2})(?:\.|st|nd|rd|th)\s+(?:im|des|jeden|jedes|of the|of every)\s*(?:monats?|month)",
    re.I,
)
_YEARLY = re.compile(
    rf"(?:am\s+|on\s+)?(?P<dates>{_YEARLESS}(?:{_AND}{_YEARLESS})+)", re.IGNORECASE
)
_WEEKS = re.compile(
    rf"(?:alle|every)\s+(?P<weeks>[2-9])\s+(?:wochen|weeks)(?:\s+am|\s+on)?,?\s+(?P<name>{_NAME})",
    re.IGNORECASE,
)
_EACH = re.compile(r"(?:an\s+)?(?:jede[nmrs]?|every|each)\s+", re.IGNORECASE)
_NTHS = {
    number: names
    for number, names in (
        (1, ("erste", "ersten", "erster", "first")), (2, ("zweite", "zweiten", "zweiter", "second")), (3, ("dritte", "dritten", "dritter", "third")),
        (4, ("vierte", "vierten", "vierter", "fourth")), (-1, ("letzte", "letzten", "letzter", "last")),
    )
}  # fmt: skip
_DAYS = ("tag", "day")


def read(words: str, before: Times, today: date) -> Times:
    """``before`` gives zone and Land. Raises Wrong for what we do not understand, ValueError for a date that does not exist."""
    limit = _LIMIT.fullmatch(words.strip())
    found = _recurring(limit["body"] if limit else words.strip(), before, today)
    return replace(found, rule=_limited(found.rule, limit)) if limit else found


def _recurring(words: str, before: Times, today: date) -> Times:
    clock = _CLOCK.fullmatch(words)
    for pattern, rule_of in (
        ((_WEEKS, _weeks), (_DAY, _monthly), (_YEARLY, _yearly), (_NTH, _nth)) if clock else ()
    ):
        if clock and (found := pattern.fullmatch(clock["days"])) and (rule := rule_of(found)):
            return replace(
                before, start=datetime.combine(_first(rule, today), _time(clock)), rule=rule
            )
    if clock and (found := _BEFORE.fullmatch(clock["days"])):
        return _ahead(found, _time(clock), before)
    (schedule,) = schedules.read(_EACH.sub("", words)) or (None,)
    if schedule is None:
        raise Wrong("times", "24.11.2026 18:00")
    return _scheduled(schedule, before, today)


def _scheduled(schedule: Schedule, before: Times, today: date) -> Times:
    return replace(
        before, start=datetime.combine(schedule.day or today, schedule.start), rule=schedule.rule
    )


def _ahead(found: re.Match[str], at: time, before: Times) -> Times:
    """Each day before a date is a rule with one date. The author counted the days, so no holiday moves them."""
    goal = day(found["date"])
    if goal is None:
        raise Wrong("times", "24.11.2026 18:00")
    days = sorted(
        {goal - timedelta(days=int(number)) for number in re.findall(r"\d+", found["days"])}
    )
    rule = (
        "|".join(f"FREQ=YEARLY;BYMONTH={one.month};BYMONTHDAY={one.day};COUNT=1" for one in days)
        if days[1:]
        else ""
    )
    return replace(before, start=datetime.combine(days[0], at), rule=rule, land="")


def _first(rule: str, today: date) -> date:
    """From where every second week is counted: the first such day."""
    start = datetime.combine(today, time())
    return (
        next(iter(rrulestr(re.sub(r"INTERVAL=\d;", "", rule), dtstart=start)), start).date()
        if "INTERVAL" in rule
        else today
    )


def _weeks(found: re.Match[str]) -> str:
    return f"FREQ=WEEKLY;INTERVAL={found['weeks']};BYDAY={schedules.weekday(found['name'])}"


def _monthly(found: re.Match[str]) -> str:
    return f"FREQ=MONTHLY;BYMONTHDAY={int(found['day'])}"


def _yearly(found: re.Match[str]) -> str:
    days = [
        date(2000, int(month), int(number))
        for number, month in re.findall(r"(\d+)\.(\d+)\.", found["dates"])
    ]
    return "|".join(f"FREQ=YEARLY;BYMONTH={one.month};BYMONTHDAY={one.day}" for one in days)


def _nth(found: re.Match[str]) -> str:
    """ "" if it is no such thing: "von Dienstag"."""
    nth = next((number for number, names in _NTHS.items() if found["nth"].lower() in names), 0)
    if not nth:
        return ""
    return (
        f"FREQ=MONTHLY;BYMONTHDAY={nth}"
        if found["name"].lower() in _DAYS
        else f"FREQ=MONTHLY;BYDAY={nth}{schedules.weekday(found['name'])}"
    )


def _limited(rule: str, limit: re.Match[str]) -> str:
    """Until a last day, or so many times; that can be said of one rule only."""
    if not rule or (limit["count"] and "|" in rule):
        raise Wrong("times", "24.11.2026 18:00")
    last = day(limit["last"] or "")
    end = f"UNTIL={last:%Y%m%d}T235959" if last else f"COUNT={limit['count']}"
    return "|".join(f"{part};{end}" for part in rule.split("|"))


def _time(clock: re.Match[str]) -> time:
    return time(int(clock["hour"]), int(clock["minute"] or 0))
