"""Rules about results and topics: what may be written, who may read it."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from bot import text
from bot.domain.groups import Group, Member, Standing
from bot.domain.people import Person
from bot.domain.results import Published, Result
from bot.rules import groups
from bot.rules.cells import Wrong, day
from bot.rules.problems import Problem, Refusal

LONGEST, LONGEST_TOPIC = 3000, 200
_TASK = re.compile(
    r"(?:bis\s+(?:zum\s+)?|until\s+)?(?P<due>\d{1,2}\.\d{1,2}\.\d{2,4}|\d{4}-\d\d-\d\d)\s*[,:;-]?\s+(?P<words>.+)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Task:
    """What somebody typed."""

    due: date
    words: str


def words(typed: str) -> str:
    """A decision or minutes. Refuses nothing, and too much."""
    said = text.clean(typed)
    if not said or len(said) > LONGEST:
        raise Refusal(Problem.LONG_TEXT)
    return said


def topic(typed: str) -> str:
    """One line. Refuses nothing, and too much."""
    said = text.one_line(typed)
    if not said or len(said) > LONGEST_TOPIC:
        raise Refusal(Problem.LONG_TOPIC)
    return said


def task(typed: str, today: date) -> Task:
    """ "30.11.2026 Vermieter anschreiben". Refuses what has no day or nothing to do, and a day that is past."""
    found = _TASK.fullmatch(typed.strip())
    try:
        due = day(found["due"]) if found else None
    except (Wrong, ValueError):
        due = None
    if found is None or due is None:
        raise Refusal(Problem.NO_TASK)
    if due < today:
        raise Refusal(Problem.IN_THE_PAST)
    return Task(due, words(found["words"]))


def readable(
    person: Person, group: Group, member: Member | None, *, steers: bool
) -> Collection[Published]:
    """Which results of a group somebody may read. ``steers``: they are in a steering group of the same district."""
    if groups.reads(person, group, member):
        return tuple(Published)
    if person.district_id != group.district_id:
        return ()
    return (Published.STEERING, Published.EVERYBODY) if steers else (Published.EVERYBODY,)


def finishes(person: Person, group: Group, member: Member | None, one: Result) -> bool:
    """Whoever does it, and who leads the group."""
    return (member is not None and member.id == one.owner_id) or groups.leads(person, group, member)


def may_finish(person: Person, group: Group, member: Member | None, one: Result) -> None:
    if not finishes(person, group, member, one):
        raise Refusal(Problem.NOT_ALLOWED)


def proposes(member: Member | None) -> bool:
    """Everybody who is in the group, but not its guests."""
    return groups.is_in(member) and member is not None and member.standing is not Standing.GUEST


def may_propose(member: Member | None) -> Member:
    if member is None or not proposes(member):
        raise Refusal(Problem.NOT_ALLOWED)
    return member


def wider(before: Published, after: str) -> Published:
    """What was published once stays so. Refuses what is no wider circle."""
    known = list(Published)
    if after not in known or known.index(Published(after)) <= known.index(before):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return Published(after)
