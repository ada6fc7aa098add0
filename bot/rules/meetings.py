"""Rules about meetings: when one may be planned, who may say what, and when people are reminded."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot import text
from bot.domain.announcements import Times
from bot.domain.meetings import Answer, Meeting, State
from bot.rules import moments, recurrence
from bot.rules.cells import Wrong
from bot.rules.problems import Problem, Refusal

REMINDERS = (timedelta(days=2), timedelta(hours=2))
"""So long before it begins, the first first."""
LONGEST_TITLE, LONGEST_PLACE = 100, 150
_PLAN = re.compile(r"(?P<time>\S+,?\s+(?:um\s+|at\s+)?\d{1,2}(?:[:.]\d\d)?(?:\s*(?:Uhr|h)\b)?)\s*[,:;-]?\s+(?P<title>.+)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody typed: local wall time and title."""

    start: datetime
    title: str


def plan(words: str, zone: str, now: datetime, today: date) -> Plan:
    """ "24.11.2026 18:00 Wohnungssuche". Refuses what is no time, past, or does not exist, and what has no title."""
    found = _PLAN.fullmatch(words.strip())
    title = text.one_line(found["title"]) if found else ""
    if not found or not title or len(title) > LONGEST_TITLE:
        raise Refusal(Problem.NO_MEETING)
    return Plan(start(found["time"], zone, now, today), title)


def start(words: str, zone: str, now: datetime, today: date) -> datetime:
    """Local wall time. Refuses what is no single time, past, or does not exist."""
    try:
        times = moments.read(words, Times(zone=zone), today)
    except (Wrong, ValueError):
        raise Refusal(Problem.NO_SUCH_TIME) from None
    if times.rule or times.start is None:
        raise Refusal(Problem.NO_SUCH_TIME)
    recurrence.check(times, now)
    return times.start


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
    """How many should have gone out by now."""
    return sum(now >= meeting.starts_at - before for before in REMINDERS)


def is_stale(meeting: Meeting | None, now: datetime) -> bool:
    """Whether a reminder would come too late: it is cancelled, has begun, or is gone."""
    return meeting is None or meeting.state is State.CANCELLED or meeting.starts_at <= now
