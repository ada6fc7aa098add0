"""Times as offices write them, read as schedules and written again.

"Mo-Fr 9:00-12:00; Do 14-17 Uhr", "24.11.2026 18:00", or a rule: "RRULE:FREQ=DAILY 9:00". What is
no time, such as "nach Vereinbarung", is kept as a note.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from itertools import chain

from bot.domain.offers import Schedule
from bot.domain.places import USUAL_ZONE
from bot.rules import recurrence, rrules
from bot.rules.cells import Wrong
from bot.rules.rrules import WEEKDAYS as _DAYS
from bot.rules.timing import overlaps, parser, rules
from bot.rules.timing.groups import Group, Unread, is_doubtful
from bot.rules.timing.tokens import normal

LONGEST_ENTRY = 300
"""Maximum length of one time, in characters."""
LONGEST_CELL = 2000
"""Maximum length of a cell of times, in characters: about a hundred dates."""
LONG_AGO = date(2000, 1, 3)
"""Day from which a rule without a first day is counted: a Monday."""
_READINGS = 3
"""Maximum number of times that a cell with words is written and read again."""
_MOST_SETTLED = 20
"""Maximum number of times of such a cell: more are a list of dates, and take long."""
_GERMAN = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_OPENSTREETMAP = re.compile(r"\b(?:Tu|We|Th|Su|PH|SH)\b")
"""Words of which one at least stands in opening hours as OpenStreetMap writes them."""
_CONTINUES = re.compile(
    r"(?:(?:und|u\.|von|ab)\s+)?\d{1,2}(?:[:.]\d\d)?(?:\s*Uhr)?\s*(?:-|bis)\s*"
    r"\d{1,2}(?:[:.]\d\d)?\b(?![.\d])"
    r"|(?:kurs)?(?:beginn|start|ende)\b|(?:ab|bis|seit)\s|\d+\s*(?:x|mal|termine|abende)\b",
    re.IGNORECASE,
)
"""How entries begin that go on with the days before: hours, a first or last day, how often."""
_BRACKETS = str.maketrans("()|;\n", "[],, ")
_SEPARATORS = str.maketrans("|;\n", ",, ")
"""Signs that would end a note when it is read again."""


def read(cell: str) -> tuple[Schedule, ...]:
    """Return the schedules of a cell, which are separated by "|", ";" or line breaks.

    An entry that is no time stays as a note. Raises Wrong for a cell or an entry that is very long,
    and for an entry that has no date, or holds a day or a time that cannot be.
    """
    times = _read(cell)
    with suppress(Wrong):
        return _settled(times)
    return times


def _settled(times: tuple[Schedule, ...]) -> tuple[Schedule, ...]:
    """Return what is read where times are written: "(PH off) Mo" is written "Mo (PH off)".

    Words that stood before the days may mean more behind them, and are read at the second time.
    """
    for _ in range(_READINGS if len(times) <= _MOST_SETTLED else 0):
        if not any(schedule.note for schedule in times):
            break
        before, times = times, _read(written(times))
        if times == before:
            break
    return times


def _read(cell: str) -> tuple[Schedule, ...]:
    if len(cell) > LONGEST_CELL:
        raise Wrong("too_long", str(LONGEST_CELL))
    is_map = bool(_OPENSTREETMAP.search(cell))
    found: list[list[Group]] = []
    texts: list[str] = []
    for entry in entries(cell):
        if texts and (joined := _joined(texts[-1], entry, found[:-1])):
            found[-1], texts[-1] = joined, f"{texts[-1]}, {entry}"
            continue
        found.append(_groups(entry, [*chain.from_iterable(found)]))
        texts.append(entry)
        if is_map:
            _override(found)
    overlaps.replace_hours([*chain.from_iterable(found)])
    times = [_schedules(groups, entry) for groups, entry in zip(found, texts, strict=True)]
    # an entry may say a time in two languages: "Di 9-12 / Tue 9-12"
    return tuple(_dated(schedule) for schedules in times for schedule in dict.fromkeys(schedules))


def entries(cell: str) -> list[str]:
    """Return the entries of a cell, without empty ones."""
    parts = (part.strip() for part in re.split(r"[|\n]|;(?!\s*[A-Z]+=)", cell))
    return list(filter(normal, parts))


def _joined(before: str, entry: str, earlier: list[list[Group]]) -> list[Group]:
    """Return the groups of two entries of which the second has no days of its own.

    "Mo-Fr 8-12 | 14-16 Uhr", "Di 18 Uhr | Beginn 12.1.2027". Returns [] if it is no such entry.
    """
    text = f"{normal(before)}, {entry}"
    if len(text) > LONGEST_ENTRY or not _CONTINUES.match(normal(entry)):
        return []
    try:
        groups = parser.groups(text, None, [*chain.from_iterable(earlier)])
        alone = parser.groups(before, None, [*chain.from_iterable(earlier)])
    except (Unread, Wrong):
        return []
    has_words = any(group.notes for group in (*groups, *alone))
    return [] if has_words or len(groups) != len(alone) else groups


def _groups(entry: str, earlier: list[Group]) -> list[Group]:
    """Return the groups of an entry; one without days if it stays a note."""
    if len(entry) > LONGEST_ENTRY:
        raise Wrong("too_long", str(LONGEST_ENTRY))
    before = [(group, group.twin()) for group in earlier if group.has_days]
    try:
        return parser.groups(entry, None, earlier)
    except Unread:
        for group, kept in before:
            group.become(kept)  # "24.12. geschlossen wegen ..." is a note and closes nothing
        return [Group(notes=[entry])]


def _override(found: list[list[Group]]) -> None:
    """Leave the weekdays of the last entry out of those before it, as OpenStreetMap means it."""
    days = {day for group in found[-1] for day in group.weekdays if not group.ordinals}
    for group in chain.from_iterable(found[:-1]):
        kept = [day for day in group.weekdays if day not in days]
        if kept and not group.ordinals:
            group.weekdays = kept


def _schedules(groups: list[Group], entry: str) -> list[Schedule]:
    """Return the schedules of an entry; a single one with nothing but a note if it is no time."""
    try:
        return [
            schedule
            for group in groups
            for schedule in (rules.schedules(group, None) if group.has_days else _note(entry))
        ]
    except Unread:
        return _note(entry)


def _note(entry: str) -> list[Schedule]:
    return [Schedule("", None, note=normal(entry))]


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
    return datetime.combine(schedule.day or LONG_AGO, schedule.start or time())


def first_date(schedule: Schedule) -> date | None:
    """Return the first day of a schedule, which is one of its rule; None if it has none."""
    if not schedule.rule or schedule.day is None:
        return schedule.day
    try:
        rule = rrules.read(schedule.rule)
    except ValueError:  # stored by a version that read more kinds of rules
        return None
    start = datetime.combine(schedule.day, time())
    every = replace(rule, excluded=frozenset())
    first = next(rrules.dates(every, start, start, schedule.day + recurrence.HORIZON), None)
    return first.date() if first else None


def next_day(schedule: Schedule, today: date) -> date | None:
    """Return the next day on or after ``today``.

    None if there is none in twenty years, or if nobody knows in which week it begins.
    """
    if not schedule.rule:
        return schedule.day if schedule.day and schedule.day >= today else None
    try:
        rule = rrules.read(schedule.rule)
    except ValueError:  # stored by a version that read more kinds of rules
        return None
    if rule.interval > 1 and schedule.day is None:
        return None  # nobody said in which week it began
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
    """Return whether a rule has a date before its end; one without takes a while to walk."""
    read_rule = rrules.read(rule)
    if not rrules.has_date(read_rule, start, last):
        return False
    return next(rrules.dates(read_rule, start, start, last), None) is not None


def numbered(schedules: Sequence[Schedule], before: Sequence[Schedule]) -> tuple[Schedule, ...]:
    """Return schedules with numbers that tell them apart; ``before`` are those of the offer so far.

    A schedule that stays keeps its number. One that is new takes the number of one that is gone,
    so that it moves in the calendars of people; else it gets a new number.
    """
    left = {schedule.number: schedule for schedule in before}
    numbers: list[int] = []
    for schedule in schedules:
        schedule_number = next(
            (schedule_number for schedule_number, other in left.items() if other == schedule), 0
        )
        left.pop(schedule_number, None)
        numbers.append(schedule_number)
    highest = max([0, *(schedule.number for schedule in before)])
    free = iter([*left, *range(highest + 1, highest + 1 + len(schedules))])
    return tuple(
        replace(schedule, number=schedule_number or next(free))
        for schedule, schedule_number in zip(schedules, numbers, strict=True)
    )


def written(schedules: tuple[Schedule, ...]) -> str:
    """Return the cell that ``read`` reads back."""
    return " | ".join(map(_written, schedules))


def _written(schedule: Schedule) -> str:
    """Return a schedule as it is read back: days, hours, first day, zone, note."""
    days = f"{schedule.day:%d.%m.%Y}" if schedule.day else ""
    first = ""
    if schedule.rule:
        first = f"ab {days}" if days else ""
        days = _days_written(schedule.rule)
    if not days:
        return schedule.note
    zone = "" if schedule.zone == USUAL_ZONE else schedule.zone
    note = f"({_inner(schedule.note)})" if schedule.note else ""
    return " ".join(filter(None, (days, _hours(schedule), first, zone, note)))


def _inner(note: str) -> str:
    """Return a note as it can stand in brackets; its own stay if each is closed."""
    depth = 0
    for sign in note:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            break
    return note.translate(_BRACKETS if depth else _SEPARATORS)


def _hours(schedule: Schedule) -> str:
    """Return "18:00-19:30"; an end on the next day is said where it would not be believed."""
    if schedule.start is None:
        return ""
    end = f"-{schedule.end:%H:%M}" if schedule.end else ""
    if schedule.end == time() and schedule.start != time():
        end = "-24:00"
    doubtful = schedule.end is not None and is_doubtful(schedule.start, schedule.end)
    return f"{schedule.start:%H:%M}{end}" + (" (Folgetag)" if doubtful else "")


def _days_written(rule: str) -> str:
    """Return the German names of weekdays for a plain weekly rule, else the rule itself."""
    match = re.fullmatch(
        r"FREQ=WEEKLY;BYDAY=((?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:MO|TU|WE|TH|FR|SA|SU))*)", rule
    )
    if not match:
        return f"RRULE:{rule}"
    return ",".join(_GERMAN[_DAYS.index(code)] for code in match[1].split(","))
