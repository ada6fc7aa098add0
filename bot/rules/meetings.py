"""Rules about meetings: when one may be planned, who may say what, and when people are reminded."""

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
"""So long before it begins, the first first; each person chooses among them. Days are counted on the wall: at the same time of day."""
LONGEST_TITLE, LONGEST_PLACE = 100, 150
USUAL_MINUTES = 90
AHEAD = timedelta(weeks=13)
"""So far ahead the meetings of a series stand in the calendar."""
ENDLESS = datetime(9999, 1, 1, tzinfo=UTC)
"""Up to when a series is planned that has no further date."""
_BETWEEN = " ,:;–-"
_SPAN = re.compile(
    r"(?P<start>\d{1,2}(?:[:.]\d\d)?)\s*(?:-|–|bis|to)\s*(?P<end>\d{1,2}(?:[:.]\d\d)?)\s*(?:Uhr|h)?$",
    re.IGNORECASE,
)
_RECURS = re.compile(
    r"jede|alle\b|every|each|monat|month|\bund\b|\band\b|RRULE|täglich|daily|bis\s+(?:zum\s+)?\d|\d\s*(?:mal|x|times)\b",
    re.IGNORECASE,
)
"""A weekday alone is the next one; whoever means each of them says so."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody typed: when, for how long, and what it is about."""

    times: Times
    title: str
    minutes: int = USUAL_MINUTES


def plan(words: str, before: Times, now: datetime, today: date) -> Plan:
    """ "24.11.2026 18:00 Wohnungssuche", "jeden Dienstag 18-20 Uhr: Café". ``before`` gives zone and Land.

    Refuses what is no time, past, or does not exist, and what has no title.
    """
    typed = text.one_line(words)
    if _times(_lasting(typed)[0], before, today):
        raise Refusal(Problem.NO_MEETING)
    for gap in reversed([found.start() for found in re.finditer(" ", typed)]):
        if made := _planned(
            typed[:gap].rstrip(_BETWEEN), typed[gap:].strip(_BETWEEN), before, today
        ):
            recurrence.check(made.times, now)
            return made
    raise Refusal(
        Problem.NO_SUCH_TIME
        if re.search(r"\d\D+\d.* ", typed) and len(typed) <= LONGEST_TITLE
        else Problem.NO_MEETING
    )


def _planned(when: str, title: str, before: Times, today: date) -> Plan | None:
    """None if these words are no time, or those no title."""
    spoken, minutes = _lasting(when)
    times = _times(spoken, before, today)
    return Plan(times, title, minutes) if times and 0 < len(title) <= LONGEST_TITLE else None


def _times(words: str, before: Times, today: date) -> Times | None:
    try:
        found = moments.read(words, before, today)
    except (Wrong, ValueError):
        return None
    return _next(found, today) if found.rule and not _RECURS.search(words) else found


def _next(times: Times, today: date) -> Times:
    """The first day of a rule that was not meant as one, not today."""
    midnight = datetime.combine(today + timedelta(days=1), time(), recurrence.zone_of(times))
    moment = recurrence.next_at(replace(times, land=""), midnight - timedelta(seconds=1))
    wall = (
        moment.astimezone(recurrence.zone_of(times)).replace(tzinfo=None) if moment else times.start
    )
    return replace(times, start=wall, rule="")


def _lasting(when: str) -> tuple[str, int]:
    """ "Dienstag 18-20 Uhr" → "Dienstag 18", 120 minutes."""
    found = _SPAN.search(when)
    if not found:
        return when, USUAL_MINUTES
    first, last = _minutes(found["start"]), _minutes(found["end"])
    return when[: found.start()] + found["start"], last - first if last > first else USUAL_MINUTES


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.replace(".", ":").partition(":")
    return 60 * int(hours) + int(minutes or 0)


def start(words: str, zone: str, now: datetime, today: date) -> datetime:
    """Local wall time. Refuses what is no single time, past, or does not exist."""
    times = _times(words.strip(), Times(zone=zone), today)
    if times is None or times.rule or times.start is None:
        raise Refusal(Problem.NO_SUCH_TIME)
    recurrence.check(times, now)
    return times.start


def days(words: str, before: Times, now: datetime, today: date) -> Times:
    """When a series takes place from now on. Refuses a single day."""
    times = _times(words.strip(), before, today)
    if times is None or not times.rule:
        raise Refusal(Problem.NO_RULE)
    recurrence.check(times, now)
    return times


def ahead(times: Times, after: datetime, now: datetime) -> tuple[list[datetime], datetime]:
    """The local times after a moment that are planned by now, at least one if there is a further one; and up to when that is."""
    zone, until = recurrence.zone_of(times), now + AHEAD
    found = list(takewhile(lambda moment: moment <= until, recurrence.dates(times, after))) or list(
        islice(recurrence.dates(times, after), 1)
    )
    planned = max([until, *found]) if found else ENDLESS
    return [moment.astimezone(zone).replace(tzinfo=None) for moment in found], planned


def place(words: str) -> str:
    found = text.one_line(words)
    if len(found) > LONGEST_PLACE:
        raise Refusal(Problem.TOO_LONG)
    return found


def may_answer(meeting: Meeting, now: datetime) -> None:
    """Refuses what is over and what was cancelled."""
    if meeting.state is State.CANCELLED:
        raise Refusal(Problem.MEETING_CANCELLED)
    if meeting.ends_at <= now:
        raise Refusal(Problem.MEETING_OVER)


def given(meeting: Meeting, answer: Answer, others: int) -> Answer:
    """``others`` have said yes: where all places are taken, a yes waits."""
    return answer if answer is not Answer.YES or has_room(meeting, others) else Answer.WAITING


def has_room(meeting: Meeting, coming: int) -> bool:
    return meeting.most is None or coming < meeting.most


def reminders_due(meeting: Meeting, now: datetime) -> int:
    """How many of ``REMINDERS`` should have gone out by now."""
    return sum(now >= _reminder(meeting, before) for before in REMINDERS.values())


def remind_at(meeting: Meeting) -> datetime | None:
    """When the next reminder is due; None if there is none."""
    left = list(REMINDERS.values())[meeting.reminded :]
    return _reminder(meeting, left[0]) if left and meeting.state is State.PLANNED else None


def crossed(meeting: Meeting, now: datetime) -> frozenset[str]:
    """The reminders that are due and did not go out yet."""
    return frozenset(list(REMINDERS)[meeting.reminded : reminders_due(meeting, now)])


def _reminder(meeting: Meeting, before: timedelta) -> datetime:
    if before < timedelta(days=1):
        return meeting.starts_at - before
    return recurrence.instant(meeting.start - before, ZoneInfo(meeting.zone))


def may_stand_in(mine: Answer | None, theirs: Answer | None) -> None:
    """Refuses who said yes or waits already: they come, or want to, on their own."""
    if theirs in (Answer.YES, Answer.WAITING):
        raise Refusal(Problem.COMES_ALREADY)
    if mine is Answer.WAITING:
        raise Refusal(Problem.NOT_ALLOWED)


def is_stale(meeting: Meeting | None, now: datetime) -> bool:
    """Whether a reminder would come too late: it is cancelled, has begun, or is gone."""
    return meeting is None or meeting.state is State.CANCELLED or meeting.starts_at <= now
