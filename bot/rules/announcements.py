"""Rules about announcements: what may be written, who may send it."""

import re
from collections.abc import Mapping

from bot import text
from bot.domain.announcements import ORIGINAL, Announcement, Kind, Reach, State
from bot.domain.people import Person
from bot.rules.people import may_coordinate
from bot.rules.problems import Problem, Refusal

LONGEST = 3000
"""Characters: with who sent it and why, the message still fits Telegram's 4096."""
SECOND_PERSON = 500
"""Above so many recipients a second coordinator has to confirm."""
PRIORITIES = {
    Kind.URGENT: 0,
    Kind.REMINDER: 1,
    Kind.SAVED: 1,
    Kind.ALERT: 2,
    Kind.INFORMATION: 2,
    Kind.DIGEST: 3,
    Kind.EXPIRY: 3,
    Kind.GROUP: 1,
}
_TAG = re.compile(r"</?[a-z][^>]*>?|&\w+;", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{[^}]*\}?|\[[^\]]*\]|<<|>>|\bX{2,}\b|_{3,}|\bTODO\b|\?\?\?|%s")


def checked_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """Cleaned. Refuses nothing at all, no German text, too much, tags, and what was left to be filled in."""
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
    """Only a coordinator of the district, now; only something, to somebody; above 500 only a second one."""
    may_coordinate(person, announcement.district_id)
    if announcement.state not in (State.DRAFT, State.ASKED):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    if not reach.people:
        raise Refusal(Problem.NOBODY)
    if needs_second(announcement, reach) and announcement.author_id == person.id:
        raise Refusal(Problem.NEEDS_SECOND)


def needs_second(announcement: Announcement, reach: Reach) -> bool:
    return reach.people > SECOND_PERSON and announcement.author_id is not None


def seconds_for(people: int, rate: int) -> int:
    """How long it takes at so many messages a second."""
    return -(-people // max(1, rate))
