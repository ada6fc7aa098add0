"""Rules about results and topics: what may be written, and who may read it."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from bot import text
from bot.domain.groups import Group, Member, Standing
from bot.domain.people import Person
from bot.domain.results import Kind, Published, Result
from bot.rules import groups
from bot.rules.cells import Wrong, day
from bot.rules.grants import is_newcomer
from bot.rules.problems import Problem, Refusal

LONGEST, LONGEST_TOPIC = 3000, 200
"""Maximum length of a result and of a topic, in characters."""
_DUE = r"(?P<due>\d{1,2}\.\d{1,2}\.\d{2,4}|\d{4}-\d\d-\d\d)"
_BY = r"(?:bis\s+(?:zum\s+)?|until\s+)"
_TASK = re.compile(
    rf"{_BY}?{_DUE}\s*[,:;-]?\s+(?P<words>.+)",
    re.IGNORECASE | re.DOTALL,
)
_DUE_LAST = re.compile(rf"\b{_BY}{_DUE}[.!]?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Task:
    """A task as a lead typed it: the day it is due, None for none, and what is to be done."""

    due: date | None
    words: str


def words(typed: str) -> str:
    """Return the cleaned text of a decision or of minutes. Refuses an empty or long one."""
    cleaned = text.clean(typed)
    if not cleaned or len(cleaned) > LONGEST:
        raise Refusal(Problem.LONG_TEXT)
    return cleaned


def topic(typed: str) -> str:
    """Return a topic, on one line. Refuses an empty or long one."""
    line = text.one_line(typed)
    if not line or len(line) > LONGEST_TOPIC:
        raise Refusal(Problem.LONG_TOPIC)
    return line


def task(typed: str, today: date) -> Task:
    """Read a task such as "30.11.2026 Vermieter anschreiben"; the day may also come last.

    Refuses a text without a day or without words, a day that is past, and words that are too long.
    """
    typed = typed.strip()
    due, content = _due_first(typed) or _due_last(typed)
    if due is None or not content:
        raise Refusal(Problem.NO_TASK)
    if due < today:
        raise Refusal(Problem.IN_THE_PAST)
    return Task(due, words(content))


def _due_first(typed: str) -> tuple[date | None, str] | None:
    """Return the day and the words behind it, None if the text does not begin with a day."""
    match = _TASK.fullmatch(typed)
    return (_day(match["due"]), match["words"]) if match else None


def _due_last(typed: str) -> tuple[date | None, str]:
    """Return the day that a text ends with, None if with none, and the words before it."""
    match = _DUE_LAST.search(typed)
    if match is None:
        return None, ""
    return _day(match["due"]), typed[: match.start()].rstrip(" \n,:;-")


def dated_task(typed: str, due: date | None, today: date) -> Task:
    """Return a task with its day, as a form has them. Refuses a day that is past, and words."""
    if due is not None and due < today:
        raise Refusal(Problem.IN_THE_PAST)
    return Task(due, words(typed))


def _day(typed: str) -> date | None:
    """Return the day, or None if there is no such day."""
    try:
        return day(typed)
    except (Wrong, ValueError):
        return None


def readable(
    person: Person, group: Group, member: Member | None, *, steers: bool
) -> Collection[Published]:
    """Return the circles whose results of a group a person may read.

    ``steers`` means that the person is in a steering group of the same district.
    """
    if groups.reads(person, group, member):
        return tuple(Published)
    if person.district_id != group.district_id and is_newcomer(person, group.district_id):
        return ()
    return (Published.STEERING, Published.EVERYBODY) if steers else (Published.EVERYBODY,)


def finishes(person: Person, group: Group, member: Member | None, task: Result) -> bool:
    """Return whether a person may mark a task as done: its owner and the leads of the group."""
    owns = member is not None and member.id == task.owner_id
    return owns or groups.leads(person, group, member)


def may_finish(person: Person, group: Group, member: Member | None, task: Result) -> None:
    """Refuses everybody but the owner of the task and the leads of the group."""
    if not finishes(person, group, member, task):
        raise Refusal(Problem.NOT_ALLOWED)


def proposes(member: Member | None) -> bool:
    """Return whether somebody may propose topics: members of the group, but not its guests."""
    return groups.is_in(member) and member is not None and member.standing is not Standing.GUEST


def may_propose(member: Member | None) -> Member:
    """Return the membership. Refuses guests and people who are not members."""
    if member is None or not proposes(member):
        raise Refusal(Problem.NOT_ALLOWED)
    return member


def may_become_measure(result: Result) -> None:
    """Refuses minutes, and what was suggested to the office already."""
    if result.kind is Kind.MINUTES:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    if result.proposed_at or result.measure_id:
        raise Refusal(Problem.PROPOSED_ALREADY)


def wider(before: Published, after: str) -> Published:
    """Return the circle in which a result is published from now on.

    Refuses a circle that is not wider than ``before``: what was published stays published.
    """
    circles = list(Published)
    if after not in circles or circles.index(Published(after)) <= circles.index(before):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return Published(after)
