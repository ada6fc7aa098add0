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
from bot.rules.moments import Moment
from bot.rules.problems import Problem, Refusal
from bot.rules.timing import titles

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


@dataclass(frozen=True, slots=True)
class Plan:
    """A meeting or series as a lead typed it; ``most`` is the number of places, None no limit."""

    times: Times
    title: str
    minutes: int = USUAL_MINUTES
    place: str = ""
    most: int | None = None


def plan(words: str, before: Times, now: datetime, today: date) -> Plan:
    """Read "24.11.2026 18:00 Wohnungssuche" or "jeden Dienstag 18-20 Uhr: Café".

    ``before`` gives the zone and the state whose holidays count. The time is the longest beginning
    of the text that can be read as one, the rest is the title. Refuses a text without a time or
    without a title, and a time that is past or does not exist.
    """
    typed = text.one_line(words)
    if len(typed) > moments.LONGEST_TIMES:
        raise Refusal(Problem.NO_MEETING)
    if not moments.is_open(typed) and _moment(typed, before, today):
        raise Refusal(Problem.NO_MEETING)
    beginning = typed[: LONGEST_WHEN + 1]
    for gap in reversed([space.start() for space in re.finditer(" ", beginning)]):
        when, title = typed[:gap].rstrip(_BETWEEN), typed[gap:].strip(_BETWEEN)
        if plan_ := _plan(when, title, before, today):
            recurrence.check(plan_.times, now)
            return replace(plan_, times=recurrence.settled(plan_.times, now))
    raise Refusal(Problem.NO_SUCH_TIME if _looks_like_time(typed) else Problem.NO_MEETING)


def timed(words: str, before: Times, now: datetime, today: date) -> Plan:
    """Return a plan without a title for a time alone, as a form has it. Refuses what is no time."""
    moment = _moment(text.one_line(words), before, today)
    if moment is None:
        raise Refusal(Problem.NO_SUCH_TIME)
    recurrence.check(moment.times, now)
    times = recurrence.settled(moment.times, now)
    return Plan(times, "", moment.minutes or USUAL_MINUTES)


def _looks_like_time(typed: str) -> bool:
    """Return whether a text that cannot be read holds numbers as a date and time would."""
    return bool(re.search(r"\d\D+\d.* ", typed)) and len(typed) <= LONGEST_TITLE


def _plan(when: str, title: str, before: Times, today: date) -> Plan | None:
    """Return a plan, or None if ``when`` is no time or ``title`` no title.

    Refuses a title that begins with a further part of the time, which would be lost.
    """
    moment = _moment(when, before, today)
    if not moment or not 0 < len(title) <= LONGEST_TITLE:
        return None
    if titles.begins_with_time(title):
        raise Refusal(Problem.NO_SUCH_TIME)
    return Plan(moment.times, title, moment.minutes or USUAL_MINUTES)


def _moment(words: str, before: Times, today: date) -> Moment | None:
    """Return what words mean, or None if they mean no time.

    Without a word that makes a series, a weekday means the next one only. Refuses an end that
    seems to be before the start.
    """
    try:
        moment = moments.understood(words, before, today)
    except ValueError:
        return None
    except Wrong as wrong:
        if wrong.code == "span":
            raise Refusal(Problem.END_BEFORE_START) from None
        return None
    if moment.repeats or not moment.times.rule:
        return moment
    if "|" in moment.times.rule:
        return replace(moment, times=_each_once(moment.times))
    return replace(moment, times=_single(moment.times, today))


def _each_once(times: Times) -> Times:
    """Return several dates, each once: "8.12. und 15.12." are no dates of every year."""
    parts = times.rule.split("|")
    once = (part if "COUNT" in part else f"{part};COUNT=1" for part in parts)
    return replace(times, rule="|".join(once))


def _single(times: Times, today: date) -> Times:
    """Return the first date of a rule after today, on holidays too, as a single time."""
    zone = recurrence.zone_of(times)
    midnight = datetime.combine(today + timedelta(days=1), time(), zone)
    moment = recurrence.next_at(replace(times, land=""), midnight - timedelta(seconds=1))
    local = moment.astimezone(zone).replace(tzinfo=None) if moment else times.start
    return replace(times, start=local, rule="")


def start(words: str, zone: str, now: datetime, today: date) -> datetime:
    """Return a single time, in local time. Refuses a series, and a time that is past or invalid."""
    return once(words, zone, now, today)[0]


def once(words: str, zone: str, now: datetime, today: date) -> tuple[datetime, int | None]:
    """Return a single local time, and the minutes until its end; None where no end is named.

    Refuses a series, and a time that is past or invalid.
    """
    moment = _moment(words.strip(), Times(zone=zone), today)
    if moment is None or moment.times.rule or moment.times.start is None:
        raise Refusal(Problem.NO_SUCH_TIME)
    recurrence.check(moment.times, now)
    return moment.times.start, moment.minutes


def days(words: str, before: Times, now: datetime, today: date) -> tuple[Times, int | None]:
    """Return when a series takes place from now on, and its minutes; None where no end is named.

    Refuses a single day.
    """
    moment = _moment(words.strip(), before, today)
    if moment is None or not moment.times.rule:
        raise Refusal(Problem.NO_RULE)
    recurrence.check(moment.times, now)
    return recurrence.settled(moment.times, now), moment.minutes


def moved(meeting: Meeting, start_at: datetime, minutes: int | None, now: datetime) -> Meeting:
    """Return a meeting at another time; without ``minutes`` it takes as long as before."""
    later = replace(meeting, start=start_at, minutes=minutes or meeting.minutes)
    return replace(later, reminded=reminders_due(later, now))


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
