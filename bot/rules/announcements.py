"""Rules about announcements: what may be written, and who may send it."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot import text
from bot.domain.announcements import ORIGINAL, Announcement, Kind, Reach, State
from bot.domain.people import Person
from bot.rules.grants import may_coordinate
from bot.rules.problems import Problem, Refusal

LONGEST = 3000
"""Maximum length of a text, in characters.

With the lines about the sender and the reason, the message still fits into the 4096 characters
of a Telegram message (Bot API, sendMessage).
"""
SECOND_PERSON = 500
"""Number of recipients above which a second coordinator has to confirm."""
LAST_CHANGE = timedelta(minutes=1)
"""Time before its next date up to which a planned announcement can be taken back."""
PRIORITIES = {
    Kind.URGENT: 0,
    Kind.REMINDER: 1,
    Kind.SAVED: 1,
    Kind.COURSE: 2,
    Kind.ALERT: 2,
    Kind.INFORMATION: 2,
    Kind.DIGEST: 3,
    Kind.EXPIRY: 3,
    Kind.GROUP: 1,
}
"""Order in which messages leave, by kind: the lowest number first."""
_TAG = re.compile(r"</?[a-z][^>]*>?|&\w+;", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{[^}]*\}?|\[[^\]]*\]|<<|>>|\bX{2,}\b|_{3,}|\bTODO\b|\?\?\?|%s")


def checked_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the cleaned texts by language code, without empty ones.

    Refuses texts without a German one, and a text that is too long or holds tags or placeholders.
    """
    cleaned = {code: text.clean(words) for code, words in texts.items()}
    kept = {code: words for code, words in cleaned.items() if words}
    if ORIGINAL not in kept:
        raise Refusal(Problem.NO_GERMAN)
    for words in kept.values():
        _check(words)
    return kept


def _check(words: str) -> None:
    if len(words) > LONGEST:
        raise Refusal(Problem.LONG_TEXT)
    if _TAG.search(words):
        raise Refusal(Problem.MARKUP)
    if _PLACEHOLDER.search(words):
        raise Refusal(Problem.PLACEHOLDER)


def may_release(person: Person, announcement: Announcement, reach: Reach) -> None:
    """Check whether a person may send an announcement now.

    Refuses people who do not coordinate the district, an announcement that was released already,
    an announcement without recipients, and the author where a second coordinator has to confirm.
    """
    may_coordinate(person, announcement.district_id)
    if announcement.state not in (State.DRAFT, State.ASKED):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    if not reach.people:
        raise Refusal(Problem.NOBODY)
    if needs_second(announcement, reach) and announcement.author_id == person.id:
        raise Refusal(Problem.NEEDS_SECOND)


def may_reopen(announcement: Announcement, now: datetime) -> None:
    """Check whether a planned announcement can become a draft again, to be changed or not sent.

    Refuses one that is not planned, and one whose next date is less than a minute away.
    """
    next_at = announcement.next_at
    if announcement.state is not State.RELEASED or next_at is None or next_at - now < LAST_CHANGE:
        raise Refusal(Problem.CHANGED_MEANWHILE)


def needs_second(announcement: Announcement, reach: Reach) -> bool:
    """Return whether a second coordinator has to confirm an announcement."""
    return reach.people > SECOND_PERSON and announcement.author_id is not None


def seconds_for(people: int, rate: int) -> int:
    """Return how many seconds messages to ``people`` take at ``rate`` messages a second."""
    return -(-people // max(1, rate))
