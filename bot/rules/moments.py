"""When something is to be sent or takes place, as people type it in German or English.

"24.11.2026 18:00", "nächsten Dienstag 18 Uhr", "dienstags 18 Uhr", "letzter Freitag im Monat 9
Uhr", "30.06. und 31.12. 09:00", "7 und 1 Tage vor 24.12.2026 10:00"; a rule can end with "bis
31.12.2027" or "10 mal". The grammar is that of ``timing``; here nothing may be left over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.domain.announcements import Times
from bot.domain.offers import Schedule
from bot.rules.cells import Wrong
from bot.rules.timing import lexicon, parser, rules
from bot.rules.timing.groups import Group, Unread
from bot.rules.timing.lexicon import Kind
from bot.rules.timing.tokens import LONGEST

LONGEST_TIMES = LONGEST
"""Maximum length of a typed time or rule, in characters."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """What typed words mean. ``minutes`` is the length, None if no end was said.

    ``repeats``: the words say that it recurs, as "dienstags" does and "Dienstag" does not.
    """

    times: Times
    minutes: int | None = None
    repeats: bool = False


def read(words: str, before: Times, today: date) -> Times:
    """Return the time or rule that words mean; ``before`` gives zone and Land.

    Raises Wrong for words that are not understood, for more than ``LONGEST_TIMES`` characters and
    for a written RRULE, which nobody types.
    """
    return understood(words, before, today).times


def understood(words: str, before: Times, today: date) -> Moment:
    """Return what words mean. Raises Wrong like ``read``; its code "span" asks about the end."""
    if len(words) > LONGEST_TIMES or "RRULE" in words.upper() or set(words) & set(";|\n"):
        raise _unclear()
    try:
        groups = parser.groups(words, today)
        schedules = [item for group in groups for item in rules.schedules(group, today)]
    except Unread:
        raise _unclear() from None
    return _moment(groups, schedules, before, today)


def is_open(words: str) -> bool:
    """Return whether the last word may belong to the time or be a title: "Nachts", "Abend"."""
    last = words.split()[-1:]
    return bool(last) and lexicon.words().get(last[0].lower(), ())[:1] == (Kind.PART_OF_DAY,)


def _unclear() -> Wrong:
    return Wrong("times", "24.11.2026 18:00")


def _moment(
    groups: Sequence[Group], schedules: Sequence[Schedule], before: Times, today: date
) -> Moment:
    if any(_says_more(group, before) for group in groups):
        raise _unclear()
    start, end = _hours(schedules)
    times = _times(schedules, start, _placed(groups, before), today)
    length = None if end is None else _minutes(schedules[0])
    return Moment(times, length, repeats=any(group.repeats for group in groups))


def _hours(schedules: Sequence[Schedule]) -> tuple[time, time | None]:
    """Return the start and the end. Raises Wrong without a start, or if there are several."""
    hours = {(schedule.start, schedule.end) for schedule in schedules}
    if len(hours) != 1:
        raise _unclear()
    ((start, end),) = hours
    if start is None:
        raise _unclear()
    return start, end


def _placed(groups: Sequence[Group], before: Times) -> Times:
    """Return the time with the zone that was said."""
    zone = next((group.zone for group in groups if group.zone), before.zone)
    if any(group.counted_back for group in groups):  # its author counted, so nothing moves the day
        return replace(before, zone=zone, land="")
    return replace(before, zone=zone)


def _says_more(group: Group, before: Times) -> bool:
    """Return whether words are left over, or say something that we do not know the days of."""
    unknown_holidays = group.without_holidays and not before.land
    return bool(group.notes) or group.without_school_holidays or unknown_holidays


def _times(schedules: Sequence[Schedule], at: time, before: Times, today: date) -> Times:
    """Return one start with one rule, or several rules joined by "|"."""
    first = schedules[0]
    if len(schedules) == 1 and not first.rule:
        return replace(before, start=datetime.combine(first.day or today, at), rule="")
    if schedules[1:] and any("COUNT" in schedule.rule for schedule in schedules):
        raise _unclear()
    start = min(_start(schedule, today) for schedule in schedules)
    rule = "|".join(_rule(schedule, today) for schedule in schedules)
    return replace(before, start=datetime.combine(start, at), rule=rule)


def _start(schedule: Schedule, today: date) -> date:
    return schedule.day or _first_day(schedule.rule, today)


def _rule(schedule: Schedule, today: date) -> str:
    return schedule.rule or _once(schedule.day or today)


def _once(day: date) -> str:
    return f"FREQ=YEARLY;BYMONTH={day.month};BYMONTHDAY={day.day};COUNT=1"


def _first_day(rule: str, today: date) -> date:
    """Return the day from which every second week is counted: the first one of the rule."""
    return rules.aligned(rule, today, in_words=True) if "INTERVAL" in rule else today


def _minutes(schedule: Schedule) -> int:
    """Return the length of a schedule with an end; one up to the start is on the next day."""
    if schedule.start is None or schedule.end is None:
        raise _unclear()
    start, end = (datetime.combine(date.min, at) for at in (schedule.start, schedule.end))
    return (end + (_DAY if end <= start else timedelta(0)) - start) // timedelta(minutes=1)
