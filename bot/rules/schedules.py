"""Times as offices write them, read as schedules and written again.

"Mo-Fr 9:00-12:00; Do 14-17 Uhr", "24.11.2026 18:00", or a rule: "RRULE:FREQ=DAILY 9:00".
"""

import re
from datetime import date, datetime, time
from functools import lru_cache

from bot.domain.offers import Schedule
from bot.domain.places import USUAL_ZONE
from bot.rules import recurrence, rrules
from bot.rules.cells import Wrong, day
from bot.rules.rrules import WEEKDAYS as _DAYS

LONGEST_ENTRY = 300
"""Maximum length of one time, in characters."""
LONG_AGO = date(2000, 1, 3)
"""Day from which a rule without a first day is counted: a Monday."""
_GERMAN = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_WEEKDAYS = {
    name: weekday
    for weekday, names in enumerate(
        (
            ("mo", "montag", "monday", "mon"),
            ("di", "dienstag", "tuesday", "tu", "tue"),
            ("mi", "mittwoch", "wednesday", "we", "wed"),
            ("do", "donnerstag", "thursday", "th", "thu"),
            ("fr", "freitag", "friday", "fri"),
            ("sa", "samstag", "saturday", "sat"),
            ("so", "sonntag", "sunday", "su", "sun"),
        )
    )
    for name in (*names, f"{names[0]}.", f"{names[1]}s")
}
"""Names of weekdays in German and English, with "Mo." and "montags"; 0 is Monday."""
_ENTRY = re.compile(
    r"(?P<days>RRULE:\S+|\S[^\d:]*?|\d{1,2}\.\d{1,2}\.\d{2,4}|\d{4}-\d\d-\d\d),?\s+(?:von\s+|from\s+)?"
    r"(?P<start>\d{1,2}(?:[:.]\d\d)?)(?:\s*(?:-|–|bis|to)\s*(?P<end>\d{1,2}(?:[:.]\d\d)?))?\s*(?:Uhr|h)?"
    r"(?:,?\s*(?:ab|from|seit)\s+(?P<first>[\d.-]+))?(?:\s+(?P<zone>[A-Z]\w+/\w+))?",
    re.IGNORECASE,
)


def read(cell: str) -> tuple[Schedule, ...]:
    """Return the schedules of a cell, which are separated by "|", ";" or line breaks.

    Raises Wrong for an entry that cannot be read, is very long, or has no date.
    """
    entries = map(str.strip, re.split(r"[|\n]|;(?!\s*[A-Z]+=)", cell))
    return tuple(_dated(_entry(entry)) for entry in entries if entry)


def office_hours(written: str) -> tuple[Schedule, ...]:
    """Return the weekly hours of an office: "Mo-Fr 9:00-12:00, Do 14:00-17:00".

    Returns nothing for what cannot be read, or is not weekly: it is shown as it was written.
    """
    try:
        hours = read(re.sub(r"(?<=[\dhr]),\s*(?=[^\W\d])", ";", written))
    except (Wrong, ValueError):
        return ()
    return hours if all(schedule.rule for schedule in hours) else ()


def first_start(schedule: Schedule) -> datetime:
    """Return the local time from which the rule of a schedule is counted."""
    return datetime.combine(schedule.day or LONG_AGO, schedule.start)


def next_day(schedule: Schedule, today: date) -> date | None:
    """Return the next day on or after ``today``, or None if there is none in twenty years."""
    if not schedule.rule:
        return schedule.day if schedule.day and schedule.day >= today else None
    try:
        rule = rrules.read(schedule.rule)
    except ValueError:  # stored by a version that read more kinds of rules
        return None
    midnight = datetime.combine(today, time.min)
    last = today + recurrence.HORIZON
    following = next(rrules.dates(rule, first_start(schedule), midnight, last), None)
    return following.date() if following else None


def _dated(schedule: Schedule) -> Schedule:
    """Return a schedule. Raises Wrong for a rule without any date, such as 30 February."""
    start = first_start(schedule)
    last = min(start.date().toordinal() + rrules.LONGEST_WALK.days, date.max.toordinal())
    if schedule.rule and not _has_date(schedule.rule, start, date.fromordinal(last)):
        raise Wrong("never")
    return schedule


@lru_cache(maxsize=256)
def _has_date(rule: str, start: datetime, last: date) -> bool:
    """Return ``rrules.has_date``, which takes a while for a rule without one."""
    return rrules.has_date(rrules.read(rule), start, last)


def written(schedules: tuple[Schedule, ...]) -> str:
    """Return the cell that ``read`` reads back."""
    return " | ".join(map(_written, schedules))


def weekday(name: str) -> str:
    """Return the code of a weekday in a rule: "Dienstag" is "TU". Raises Wrong."""
    if (position := _WEEKDAYS.get(name.lower())) is None:
        raise Wrong("times", "Di 18:00-19:30")
    return _DAYS[position]


def _entry(text: str) -> Schedule:
    if len(text) > LONGEST_ENTRY:
        raise Wrong("too_long", str(LONGEST_ENTRY))
    match = _ENTRY.fullmatch(text)
    if not match:
        raise Wrong("times", "Di 18:00-19:30")
    zone = match["zone"] or USUAL_ZONE
    start, end = _time(match["start"]), _time(match["end"]) if match["end"] else None
    first_day = day(match["first"] or "")
    if match["days"][0].isdigit():
        return Schedule(rule="", day=day(match["days"]), start=start, end=end, zone=zone)
    rule = _rule(match["days"].strip(" ,:"))
    return Schedule(rule=rule, day=first_day, start=start, end=end, zone=zone)


def _rule(days: str) -> str:
    if days.upper().startswith("RRULE:"):
        return _checked(days[6:].upper())
    if days.lower().rstrip(".") in ("täglich", "daily"):
        return "FREQ=DAILY"
    spans = [_span(part) for part in re.split(r"\s*(?:,|\+|&|/|\bund\b|\band\b)\s*", days)]
    weekdays = sorted({weekday for span in spans for weekday in span})
    return "FREQ=WEEKLY;BYDAY=" + ",".join(_DAYS[weekday] for weekday in weekdays)


def _checked(rule: str) -> str:
    try:
        rrules.read(rule)
    except ValueError:
        raise Wrong("times", "FREQ=WEEKLY;BYDAY=TU") from None
    return rule


def _span(part: str) -> list[int]:
    """Return the weekdays of a span: "Mo-Fr" is 0 to 4. Raises Wrong."""
    ends = [
        _WEEKDAYS.get(name.strip().lower(), -1)
        for name in re.split(r"\s*(?:-|–|\bbis\b|\bto\b)\s*", part)
    ]
    if -1 in ends or len(ends) > 2 or ends[0] > ends[-1]:
        raise Wrong("times", "Mo-Fr 09:00-12:00")
    return list(range(ends[0], ends[-1] + 1))


def _time(text: str) -> time:
    hour, _, minute = text.replace(".", ":").partition(":")
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise Wrong("times", "18:00-19:30") from None


def _written(schedule: Schedule) -> str:
    hours = f"{schedule.start:%H:%M}" + (f"-{schedule.end:%H:%M}" if schedule.end else "")
    zone = "" if schedule.zone == USUAL_ZONE else f" {schedule.zone}"
    if not schedule.rule:
        return f"{schedule.day:%d.%m.%Y} {hours}{zone}"
    first = f" ab {schedule.day:%d.%m.%Y}" if schedule.day else ""
    return f"{_days_written(schedule.rule)} {hours}{first}{zone}"


def _days_written(rule: str) -> str:
    """Return the German names of weekdays for a plain weekly rule, else the rule itself."""
    match = re.fullmatch(
        r"FREQ=WEEKLY;BYDAY=((?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:MO|TU|WE|TH|FR|SA|SU))*)", rule
    )
    if not match:
        return f"RRULE:{rule}"
    return ",".join(_GERMAN[_DAYS.index(code)] for code in match[1].split(","))
