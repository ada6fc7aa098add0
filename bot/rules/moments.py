"""When something is to be sent or takes place, as people type it in German or English.

"24.11.2026 18:00", "Dienstag 18:00", "letzter Freitag im Monat 9 Uhr",
"30.06. und 31.12. 09:00", "7 und 1 Tage vor 24.12.2026 10:00"; a rule can end with
"bis 31.12.2027" or "10 mal".
"""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.domain.announcements import Times
from bot.domain.offers import Schedule
from bot.rules import rrules, schedules
from bot.rules.cells import Wrong, day

_DATE = r"\d{1,2}\.\d{1,2}\.\d{2,4}|\d{4}-\d\d-\d\d"
_YEARLESS = r"\d{1,2}\.\d{1,2}\."
_AND = r"\s*(?:,|&|\bund\b|\band\b)\s*"
_NAME = r"[^\W\d]+"
_MONTHLY = r"(?:\s+(?:im|des|jeden|jedes|of the|of every|in the)\s*(?:monats?|month))?"
_LIMIT = re.compile(
    rf"(?P<body>.+?),?\s+(?:(?:bis|until)(?:\s+zum)?\s+(?P<last>{_DATE})"
    r"|(?P<count>\d{1,3})\s*(?:mal|x|times))",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?P<days>.+?),?\s+(?:um\s+|at\s+)?"
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s*(?:uhr|h)?",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?P<days>\d{{1,3}}(?:{_AND}\d{{1,3}})*)\s+(?:tage?|days?)\s+(?:vor|before)"
    rf"(?:\s+(?:dem|the))?\s+(?P<date>{_DATE})",
    re.IGNORECASE,
)
_NTH = re.compile(
    rf"(?:jeder|jeden|every|am|on)?\s*(?:the\s+)?(?P<nth>{_NAME})\s+(?P<name>{_NAME}){_MONTHLY}",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?:am|jeden|every|on the|on)?\s*(?P<day>\d{1,2})(?:\.|st|nd|rd|th)\s+"
    r"(?:im|des|jeden|jedes|of the|of every)\s*(?:monats?|month)",
    re.IGNORECASE,
)
_YEARLY = re.compile(
    rf"(?:am\s+|on\s+)?(?P<dates>{_YEARLESS}(?:{_AND}{_YEARLESS})+)", re.IGNORECASE
)
_WEEKS = re.compile(
    rf"(?:alle|every)\s+(?P<weeks>[2-9])\s+(?:wochen|weeks)(?:\s+am|\s+on)?,?\s+(?P<name>{_NAME})",
    re.IGNORECASE,
)
_EACH = re.compile(r"(?:an\s+)?(?:jede[nmrs]?|every|each)\s+", re.IGNORECASE)
_ORDINALS = {
    1: ("erste", "ersten", "erster", "first"),
    2: ("zweite", "zweiten", "zweiter", "second"),
    3: ("dritte", "dritten", "dritter", "third"),
    4: ("vierte", "vierten", "vierter", "fourth"),
    -1: ("letzte", "letzten", "letzter", "last"),
}
"""Names of ordinal numbers; -1 is the last, as in RFC 5545."""
_DAY_NAMES = ("tag", "day")
LONGEST_TIMES = 300
"""Maximum length of a typed time or rule, in characters."""


def read(words: str, before: Times, today: date) -> Times:
    """Return the time or rule that words mean; ``before`` gives zone and Land.

    Raises Wrong for words that are not understood, for more than ``LONGEST_TIMES`` characters and
    for a written RRULE, which nobody types; ValueError for a date that does not exist.
    """
    if len(words) > LONGEST_TIMES or "RRULE" in words.upper():
        raise Wrong("times", "24.11.2026 18:00")
    limit = _LIMIT.fullmatch(words.strip())
    times = _unlimited(limit["body"] if limit else words.strip(), before, today)
    return replace(times, rule=_limited(times.rule, limit)) if limit else times


def _unlimited(words: str, before: Times, today: date) -> Times:
    """Read words without "bis ..." or "... mal" at the end."""
    clock = _CLOCK.fullmatch(words)
    if clock and (rule := _rule(clock["days"])):
        start = datetime.combine(_first_day(rule, today), _time(clock))
        return replace(before, start=start, rule=rule)
    if clock and (match := _BEFORE.fullmatch(clock["days"])):
        return _days_before(match, _time(clock), before)
    (schedule,) = schedules.read(_EACH.sub("", words)) or (None,)
    if schedule is None:
        raise Wrong("times", "24.11.2026 18:00")
    return _scheduled(schedule, before, today)


def _rule(days: str) -> str:
    """Return the rule that the words for days mean; "" if they mean none of ours."""
    for pattern, rule_of in _RULES:
        if (match := pattern.fullmatch(days)) and (rule := rule_of(match)):
            return rule
    return ""


def _scheduled(schedule: Schedule, before: Times, today: date) -> Times:
    return replace(
        before, start=datetime.combine(schedule.day or today, schedule.start), rule=schedule.rule
    )


def _days_before(match: re.Match[str], at: time, before: Times) -> Times:
    """Return the times some days before a date, each as a rule with one date.

    The author counted the days, so holidays do not move them.
    """
    goal = day(match["date"])
    if goal is None:
        raise Wrong("times", "24.11.2026 18:00")
    counts = {int(count) for count in re.findall(r"\d+", match["days"])}
    if goal - date.min < timedelta(days=max(counts)):
        raise Wrong("times", "24.11.2026 18:00")
    days = sorted(goal - timedelta(days=count) for count in counts)
    rule = "|".join(f"{_yearly_rule(send_day)};COUNT=1" for send_day in days) if days[1:] else ""
    return replace(before, start=datetime.combine(days[0], at), rule=rule, land="")


def _first_day(rule: str, today: date) -> date:
    """Return the day from which every second week is counted: the first one of the rule."""
    if "INTERVAL" not in rule:
        return today
    start = datetime.combine(today, time())
    weekly = replace(rrules.read(rule), interval=1)
    return next(rrules.dates(weekly, start, start, today + timedelta(weeks=1)), start).date()


def _weeks(match: re.Match[str]) -> str:
    return f"FREQ=WEEKLY;INTERVAL={match['weeks']};BYDAY={schedules.weekday(match['name'])}"


def _monthly(match: re.Match[str]) -> str:
    return f"FREQ=MONTHLY;BYMONTHDAY={int(match['day'])}"


def _yearly(match: re.Match[str]) -> str:
    """Return one yearly rule per date; 2000 is a leap year, so that 29 February is a date."""
    pairs = re.findall(r"(\d+)\.(\d+)\.", match["dates"])
    days = [date(2000, int(month), int(day_of_month)) for day_of_month, month in pairs]
    return "|".join(map(_yearly_rule, days))


def _yearly_rule(day_of_year: date) -> str:
    return f"FREQ=YEARLY;BYMONTH={day_of_year.month};BYMONTHDAY={day_of_year.day}"


def _nth(match: re.Match[str]) -> str:
    """Return the rule of "letzter Freitag"; "" if there is no ordinal: "von Dienstag"."""
    word = match["nth"].lower()
    ordinal = next((number for number, names in _ORDINALS.items() if word in names), 0)
    if not ordinal:
        return ""
    if match["name"].lower() in _DAY_NAMES:
        return f"FREQ=MONTHLY;BYMONTHDAY={ordinal}"
    return f"FREQ=MONTHLY;BYDAY={ordinal}{schedules.weekday(match['name'])}"


_RULES = ((_WEEKS, _weeks), (_DAY, _monthly), (_YEARLY, _yearly), (_NTH, _nth))
"""Patterns of days with their readers, in the order in which they are tried."""


def _limited(rule: str, limit: re.Match[str]) -> str:
    """Return the rule with a last day or a number of dates.

    Raises Wrong for a single date, and for a number of dates of several rules.
    """
    if not rule or (limit["count"] and "|" in rule):
        raise Wrong("times", "24.11.2026 18:00")
    last = day(limit["last"] or "")
    end = f"UNTIL={last:%Y%m%d}T235959" if last else f"COUNT={limit['count']}"
    return "|".join(f"{part};{end}" for part in rule.split("|"))


def _time(clock: re.Match[str]) -> time:
    return time(int(clock["hour"]), int(clock["minute"] or 0))
