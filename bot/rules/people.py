"""Rules about people: consent, roles, limits, and what they may type."""

from datetime import date, datetime, timedelta

from bot import text
from bot.domain.people import Person
from bot.rules.problems import Problem, Refusal

CONSENT_VERSION = 1
"""Version of the words of the consent. When it grows, everybody is asked again."""
MAX_WATCHES = 20
"""Maximum number of saved searches of one person."""
MAX_SAVED = 200
"""Maximum number of saved offers of one person."""
FOREVER = date.max
"""Last day of a pause without an end."""


def has_consented(person: Person) -> bool:
    """Return whether a person agreed to the current version of the consent."""
    return person.consent_version >= CONSENT_VERSION


def is_stored(person: Person) -> None:
    """Refuses a stranger, for whom there is no row to change."""
    if person.is_stranger:
        raise Refusal(Problem.NOTHING_STORED)


def may_keep(person: Person) -> None:
    """Refuses people who have not agreed that their data is stored."""
    if not has_consented(person):
        raise Refusal(Problem.NOTHING_STORED)


def room_for(count: int, limit: int) -> None:
    """Refuses one more than ``limit``, where there are ``count`` already."""
    if count >= limit:
        raise Refusal(Problem.TOO_MANY)


def readable(typed: str, longest: int = text.MAX_TYPED) -> str:
    """Return a typed text, cleaned. Refuses an empty one, and more than ``longest`` characters."""
    if len(typed) > longest:
        raise Refusal(Problem.TOO_LONG)
    cleaned = text.clean(typed)
    if not cleaned:
        raise Refusal(Problem.EMPTY)
    return cleaned


def week(now: datetime) -> str:
    """Return the ISO week, such as "2026-W47". It is stored instead of an exact time."""
    year, week_number, _ = now.isocalendar()
    return f"{year}-W{week_number:02}"


def forgotten_before(now: datetime, weeks: int) -> str:
    """Return the ISO week; people who were last seen before it are deleted."""
    return week(now - timedelta(weeks=weeks))


def is_paused(person: Person, today: date) -> bool:
    """Return whether a person wants no messages today."""
    return person.paused_until is not None and today <= person.paused_until
