"""Rules of the desk: how long something can be undone, what two people's changes come to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot import text
from bot.domain.desk import Cells, DeskAct, InboxItem, InboxMark
from bot.rules.problems import Problem, Refusal

HOME = "/desk"
"""Address of the start page."""
LANGUAGES = ("de", "en")
"""Languages of the desk, the office's own first."""
LONGEST_ADDRESS = 2000
"""Maximum length of an address to go back to, in characters."""
_OURS = re.compile(r"/desk(?:[/?][\w\-./?=&%+*~,:]*)?", re.ASCII)
UNDO = timedelta(minutes=10)
"""How long something can be undone."""
TYPE_ABOVE = 100
"""Number of things above which somebody types that number before all of them change."""
MOST_VIEWS = 30
"""Maximum number of views that a person keeps in a district."""
LONGEST_VIEW_NAME = 60
"""Maximum length of the name of a view, in characters; the rest of a longer one is cut."""
MOST_DRAFTS = 100
"""Maximum number of forms that a person has begun; of more the oldest is dropped."""
LONGEST_FORM = 2 * 1024 * 1024
"""Maximum size of a form, in bytes: what was pasted is kept, and refused beside its field."""
LONGEST_UPLOAD = 64 * 1024 * 1024
"""Maximum size of a form with a file, in bytes: larger files than we take are refused in words."""
LONGEST_NOTE = 500
"""Maximum length of a note on what waits, in characters."""
LONGEST_SNOOZE = timedelta(days=90)
"""Maximum time for which something that waits is put off."""
SOON = timedelta(days=30)
"""Time before its last day from which on an offer waits for the office."""
CONFIRMED = timedelta(days=183)
"""Time after which an offer should be confirmed again."""


@dataclass(frozen=True, slots=True)
class Merge:
    """What the changes of two people to the same thing come to.

    ``values`` has the own ones wherever both changed a cell; ``theirs`` are then the others' cells.
    """

    values: Cells
    theirs: Cells


def merged(base: Cells, theirs: Cells, yours: Cells) -> Merge:
    """Return the changes of both since ``base``, cell by cell; "" is an empty cell."""
    values: dict[str, str] = {}
    conflicts: dict[str, str] = {}
    for column in {**base, **theirs, **yours}:
        before, other = base.get(column, ""), theirs.get(column, "")
        own = yours.get(column, before)
        values[column] = other if own == before else own
        if own not in (before, other) and other != before:
            conflicts[column] = other
    return Merge(values, conflicts)


def may_undo(act: DeskAct | None, person_id: int, now: datetime) -> DeskAct:
    """Return an act. Refuses those of others, those too long ago, and what was undone already."""
    is_open = act is not None and act.undone_at is None and now - act.done_at <= UNDO
    if act is None or not is_open or act.person_id != person_id:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return act


def is_open(item: InboxItem, mark: InboxMark | None, today: date) -> bool:
    """Return whether something waits now: it is neither put off nor done since it came up."""
    if mark is None:
        return True
    is_done = mark.done_at is not None and mark.done_at >= item.since
    return not is_done and not (mark.snoozed_until and mark.snoozed_until > today)


def language_of(language: str) -> str:
    """Return the language in which somebody who reads ``language`` gets the desk."""
    return language if language in LANGUAGES else LANGUAGES[0]


def note(words: str) -> str:
    """Return a cleaned note, "" for none. Refuses a long one."""
    cleaned = text.clean(words)
    if len(cleaned) > LONGEST_NOTE:
        raise Refusal(Problem.LONG_TEXT)
    return cleaned


def snoozed_until(day: date | None, today: date) -> date:
    """Return a day until which something is put off. Refuses none, and a past one."""
    if day is None:
        raise Refusal(Problem.NO_DAY)
    if day <= today:
        raise Refusal(Problem.IN_THE_PAST)
    return min(day, today + LONGEST_SNOOZE)


def changed_cells(before: Cells, after: Cells) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the cells that differ, as they were and as they are; "" is an empty cell."""
    names = [name for name in {**before, **after} if before.get(name, "") != after.get(name, "")]
    return (
        {name: before.get(name, "") for name in names},
        {name: after.get(name, "") for name in names},
    )


def address_here(address: str) -> str:
    """Return an address of the desk; its start page for any other one, so that nobody leaves."""
    return address if len(address) <= LONGEST_ADDRESS and _OURS.fullmatch(address) else HOME
