"""Rules about people: consent, roles, what a typed text may be."""

from datetime import date, datetime, timedelta

from bot import text
from bot.domain.people import Person, Role
from bot.rules.problems import Problem, Refusal

CONSENT_VERSION = 1
"""Raise it when the words of the consent change; everybody is then asked again."""
MAX_WATCHES = 20
MAX_SAVED = 200
FOREVER = date.max


def has_consented(person: Person) -> bool:
    return person.consent_version >= CONSENT_VERSION


def is_stored(person: Person) -> None:
    """Refuses a stranger: there is no row to change."""
    if person.is_stranger:
        raise Refusal(Problem.NOTHING_STORED)


def may_keep(person: Person) -> None:
    """Refuses whoever has not agreed that we keep anything."""
    if not has_consented(person):
        raise Refusal(Problem.NOTHING_STORED)


def coordinates(person: Person, district_id: int) -> bool:
    return person.role is Role.COORDINATOR and person.district_id == district_id


def may_coordinate(person: Person, district_id: int) -> None:
    """Only coordinators, and only in their own district."""
    if not coordinates(person, district_id):
        raise Refusal(Problem.NOT_ALLOWED)


def may_be_invited(person: Person) -> None:
    """A group never gets a role."""
    if person.role is Role.GROUP:
        raise Refusal(Problem.PRIVATE)


def room_for(count: int, limit: int) -> None:
    if count >= limit:
        raise Refusal(Problem.TOO_MANY)


def readable(typed: str, longest: int = text.MAX_TYPED) -> str:
    """The typed text, cleaned. Refuses nothing at all and what nobody would type."""
    if len(typed) > longest:
        raise Refusal(Problem.TOO_LONG)
    cleaned = text.clean(typed)
    if not cleaned:
        raise Refusal(Problem.EMPTY)
    return cleaned


def week(now: datetime) -> str:
    """The ISO week that is stored instead of a time: "2026-W47"."""
    year, number, _ = now.isocalendar()
    return f"{year}-W{number:02}"


def forgotten_before(now: datetime, weeks: int) -> str:
    """Whoever was last seen before this ISO week is forgotten."""
    return week(now - timedelta(weeks=weeks))


def is_paused(person: Person, today: date) -> bool:
    return person.paused_until is not None and today <= person.paused_until
