"""The forms of a meeting at the desk: what they show, and what is wrong with what was typed."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from bot import text
from bot.domain.announcements import Times
from bot.domain.meetings import Meeting
from bot.rules import groups as group_rules
from bot.rules import meetings as rules
from bot.rules.problems import Problem, Refusal
from bot.rules.written_days import moment_written

PLANNED = ("title", "when", "place", "most")
"""Fields of the form of a new meeting."""
LONGEST_TITLE = 80
"""Maximum length of a title, in characters; the sentence about it says so."""
CHANGED = ("when", "place", "most")
"""Fields of the form of a meeting that is planned."""


def values(meeting: Meeting) -> dict[str, str]:
    """Return what stands in the fields of a meeting that is planned."""
    return {
        "when": _when(meeting),
        "place": meeting.place,
        "most": str(meeting.most or ""),
    }


def _when(meeting: Meeting) -> str:
    """Return the start, and the end where it is within a day, as it can be typed again."""
    start, ends = moment_written(meeting.start), meeting.start + timedelta(minutes=meeting.minutes)
    return f"{start}-{ends:%H:%M}" if ends - meeting.start < timedelta(days=1) else start


def title(words: str) -> str:
    """Return a title, on one line. Refuses none, and a long one."""
    line = text.one_line(words)
    if not 0 < len(line) <= LONGEST_TITLE:
        raise Refusal(Problem.NO_ANSWER_TITLE)
    return line


def most(words: str) -> int | None:
    """Return the number of places, None for an empty field. Refuses what is no number."""
    return group_rules.size(words.strip() or "0")


def plan(typed: Mapping[str, str], before: Times, now: datetime, today: date) -> rules.Plan:
    """Return what the form of a new meeting means. Raises Refusal for the first wrong field."""
    timed = rules.timed(typed["when"], before, now, today)
    return rules.Plan(
        timed.times,
        title(typed["title"]),
        timed.minutes,
        rules.place(typed["place"]),
        most(typed["most"]),
    )


def wrong(typed: Mapping[str, str], when: Callable[[str], object]) -> dict[str, Problem]:
    """Return the problem of each wrong field; ``when`` reads the time and may refuse it."""
    readers: Mapping[str, Callable[[str], object]] = {
        "title": title,
        "when": when,
        "place": rules.place,
        "most": most,
    }
    found = {name: _problem(readers[name], cell) for name, cell in typed.items()}
    return {name: problem for name, problem in found.items() if problem}


def _problem(read: Callable[[str], object], cell: str) -> Problem | None:
    try:
        read(cell)
    except Refusal as refusal:
        return refusal.problem
    return None
