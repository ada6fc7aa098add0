"""Rules about meetings: when they may be planned, who may answer, and when people are reminded."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from bot import text
from bot.domain.announcements import Times
from bot.domain.meetings import Answer, Meeting, State
from bot.rules import moments, recurrence
from bot.rules.cells import Wrong
from bot.rules.problems import Problem, Refusal

REMINDERS = {
    "week": timedelta(weeks=1),
    "days": timedelta(days=2),
    "day": timedelta(days=1),
    "hours": timedelta(hours=2),
}
"""How long before a meeting its reminders are due, the earliest first; people choose among them.

Whole days are counted in local time: the reminder comes at the same time of day.
"""
LONGEST_TITLE, LONGEST_PLACE = 100, 150
"""Maximum length of a title and of a place, in characters."""
LONGEST_WHEN = 60
"""Number of characters at the beginning of a typed meeting in which its time stands."""
USUAL_MINUTES = 90
"""Length of a meeting without an end."""
AHEAD = timedelta(weeks=13)
"""How far ahead the meetings of a series are planned."""
ENDLESS = datetime(9999, 1, 1, tzinfo=UTC)
"""Time up to which a series without a further date is planned."""
_BETWEEN = " ,:;–-"
_SPAN = re.compile(
    r"(?P<start>\d{1,2}(?:[:.]\d\d)?)\s*(?:-|–|bis|to)\s*"
    r"(?P<end>\d{1,2}(?:[:.]\d\d)?)\s*(?:Uhr|h)?$",
    re.IGNORECASE,
)
_RECURS = re.compile(
    r"jede|alle\b|every|each|monat|month|\bund\b|\band\b|täglich|daily"
    r"|bis\s+(?:zum\s+)?\d|\d\s*(?:mal|x|times)\b",
    re.IGNORECASE,
)
"""Words that make a series; without them a weekday means the next one only."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A meeting or series as a lead typed it: when, for how long, and its title."""

    times: Times
    title: str
    minutes: int = USUAL_MINUTES


def plan(words: str, before: Times, now: datetime, today: date) -> Plan:
    """Read "24.11.2026 18:00 Wohnungssuche" or "jeden Dienstag 18-20 Uhr: Café".

    ``before`` gives the zone and the state whose holidays count. The time is the longest beginning
    of the text that can be read as one, the rest is the title. Refuses a text without a time or
    without a title, and a time that is past or does not exist.
    """
    typed = text.one_line(words)
    if len(typed) > moments.LONGEST_TIMES:
        raise Refusal(Problem.NO_MEETING)
    if _times(_without_end(typed)[0], before, today):
        raise Refusal(Problem.NO_MEETING)
    beginning = typed[: LONGEST_WHEN + 1]
    for gap in reversed([space.start() for space in re.finditer(" ", beginning)]):
        when, title = typed[:gap].rstrip(_BETWEEN), typed[gap:].strip(_BETWEEN)
        if plan_ := _plan(when, title, before, today):
            recurrence.check(plan_.times, now)
            return plan_
    raise Refusal(Problem.NO_SUCH_TIME if _looks_like_time(typed) else Problem.NO_MEETING)


def _looks_like_time(typed: str) -> bool:
    """Return whether a text that cannot be read holds numbers as a date and time would."""
    return bool(re.search(r"\d\D+\d.* ", typed)) and len(typed) <= LONGEST_TITLE


def _plan(when: str, title: str, before: Times, today: date) -> Plan | None:
    """Return a plan, or None if ``when`` is no time or ``title`` no title."""
    start_words, minutes = _without_end(when)
    times = _times(start_words, before, today)
    return Plan(times, title, minutes) if times and 0 < len(title) <= LONGEST_TITLE else None


def _times(words: str, before: Times, today: date) -> Times | None:
    """Return the time that words mean, or None if they mean none."""
    try:
        times = moments.read(words, before, today)
    except (Wrong, ValueError):
        return None
    return _single(times, today) if times.rule and not _RECURS.search(words) else times


def _single(times: Times, today: date) -> Times:
    """Return the first date of a rule after today, on holidays too, as a single time."""
    zone = recurrence.zone_of(times)
    midnight = datetime.combine(today + timedelta(days=1), time(), zone)
    moment = recurrence.next_at(replace(times, land=""), midnight - timedelta(seconds=1))
    local = moment.astimezone(zone).replace(tzinfo=None) if moment else times.start
    return replace(times, start=local, rule="")


def _without_end(when: str) -> tuple[str, int]:
    """Return the words without the end, and the minutes: "Dienstag 18-20" is "Dienstag 18", 120."""
    span = _SPAN.search(when)
    if not span:
        return when, USUAL_MINUTES
    first, last = _minutes(span["start"]), _minutes(span["end"])
    return when[: span.start()] + span["start"], last - first if last > first else USUAL_MINUTES


def _minutes(clock: str) -> int:
    """Return the minutes since midnight of "18", "18:30" or "18.30"."""
    hours, _, minutes = clock.replace(".", ":").partition(":")
    return 60 * int(hours) + int(minutes or 0)


def start(words: str, zone: str, now: datetime, today: date) -> datetime:
    """Return a single time, in local time. Refuses a series, and a time that is past or invalid."""
    times = _times(words.strip(), Times(zone=zone), today)
    if times is None or times.rule or times.start is None:
        raise Refusal(Problem.NO_SUCH_TIME)
    recurrence.check(times, now)
    return times.start


def days(words: str, before: Times, now: datetime, today: date) -> Times:
    """Return when a series takes place from now on. Refuses a single day."""
    times = _times(words.strip(), before, today)
    if times is None or not times.rule:
        raise Refusal(Problem.NO_RULE)
    recurrence.check(times, now)
    return times


def ahead(times: Times, after: datetime, now: datetime) -> tuple[list[datetime], datetime]:
    """Return the dates of a series that are to be planned now, and up to when it is planned then.

    The dates are local times after ``after``, up to ``AHEAD`` from ``now``; at least one if there
    is a further one. The second value is in UTC, ``ENDLESS`` if there is no further date.
    """
    zone, until = recurrence.zone_of(times), now + AHEAD
    moments_ahead = list(takewhile(lambda at: at <= until, recurrence.dates(times, after)))
    if not moments_ahead:
        moments_ahead = list(islice(recurrence.dates(times, after), 1))
    planned_until = max([until, *moments_ahead]) if moments_ahead else ENDLESS
    return [at.astimezone(zone).replace(tzinfo=None) for at in moments_ahead], planned_until


def place(words: str) -> str:
    """Return a place, on one line; "" is allowed. Refuses a long one."""
    line = text.one_line(words)
    if len(line) > LONGEST_PLACE:
        raise Refusal(Problem.TOO_LONG)
    return line


def may_answer(meeting: Meeting, now: datetime) -> None:
    """Refuses answers to a meeting that is over or cancelled."""
    if meeting.state is State.CANCELLED:
        raise Refusal(Problem.MEETING_CANCELLED)
    if meeting.ends_at <= now:
        raise Refusal(Problem.MEETING_OVER)


def given(meeting: Meeting, answer: Answer, others: int) -> Answer:
    """Return the answer that is stored. ``others`` is how many other people have said yes.

    A yes to a meeting without room puts the person on the waiting list.
    """
    return answer if answer is not Answer.YES or has_room(meeting, others) else Answer.WAITING


def has_room(meeting: Meeting, coming: int) -> bool:
    """Return whether a further person can come, where ``coming`` people come already."""
    return meeting.most is None or coming < meeting.most


def reminders_due(meeting: Meeting, now: datetime) -> int:
    """Return how many of ``REMINDERS`` should have been sent by now."""
    return sum(now >= _reminder(meeting, before) for before in REMINDERS.values())


def remind_at(meeting: Meeting) -> datetime | None:
    """Return when the next reminder is due, or None if there is none."""
    left = list(REMINDERS.values())[meeting.reminded :]
    return _reminder(meeting, left[0]) if left and meeting.state is State.PLANNED else None


def crossed(meeting: Meeting, now: datetime) -> frozenset[str]:
    """Return the keys of the reminders that are due and were not sent yet."""
    return frozenset(list(REMINDERS)[meeting.reminded : reminders_due(meeting, now)])


def _reminder(meeting: Meeting, before: timedelta) -> datetime:
    if before < timedelta(days=1):
        return meeting.starts_at - before
    return recurrence.instant(meeting.start - before, ZoneInfo(meeting.zone))


def may_stand_in(mine: Answer | None, theirs: Answer | None) -> None:
    """Check whether somebody may stand in for a member; the answers are None where none is given.

    Refuses somebody who comes or waits themselves, and a member who is on the waiting list.
    """
    if theirs in (Answer.YES, Answer.WAITING):
        raise Refusal(Problem.COMES_ALREADY)
    if mine is Answer.WAITING:
        raise Refusal(Problem.NOT_ALLOWED)


def is_stale(meeting: Meeting | None, now: datetime) -> bool:
    """Return whether a reminder is too late: the meeting is cancelled, has begun, or is gone."""
    return meeting is None or meeting.state is State.CANCELLED or meeting.starts_at <= now
