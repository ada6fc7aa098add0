"""The people who use Lotse. What is not here is not stored: no names, no phone numbers, no texts."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class Role(StrEnum):
    """What a person may do. Everybody starts as a newcomer; a group chat talks like one person, and never becomes more."""

    NEWCOMER = "newcomer"
    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"
    GROUP = "group"


USUAL_REMINDERS = ("days", "hours")
"""Which reminders of a meeting a person gets who chose none: keys of ``bot.rules.meetings.REMINDERS``."""
PERSONAL_ROLES = (Role.NEWCOMER, Role.VOLUNTEER, Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person is reached: ``channel`` is "web" or "telegram", ``value`` its own identifier."""

    channel: str
    value: str


@dataclass(frozen=True, slots=True)
class QuietHours:
    """No messages from ``start`` to ``end`` (local time, over midnight), nor on Sundays if ``sundays``.

    Equal times mean that no hour is quiet.
    """

    start: time = time(20)
    end: time = time(8)
    sundays: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    """One person; ``id`` 0 is a stranger of whom nothing is stored.

    ``language_chosen`` is False as long as the language is only a guess of the browser.
    ``consent_version`` 0 means that no consent was given.
    ``paused_until`` None means not paused; ``date.max`` means until the person says otherwise.
    ``week_seen`` is an ISO week such as "2026-W47". ``suspended``: the address they were asked for could not be written to.
    ``stopped`` are the kinds of messages that the person does not want, ``reminders`` say how long before a meeting they are
    reminded (``bot/rules/meetings.py``), ``skills`` what they help with (``bot/rules/helping.py``).
    """

    id: int = 0
    role: Role = Role.NEWCOMER
    language: str = "de"
    language_chosen: bool = False
    district_id: int | None = None
    municipality_id: int | None = None
    interests: frozenset[int] = frozenset()
    quiet: QuietHours = QuietHours()
    paused_until: date | None = None
    consent_version: int = 0
    consent_at: datetime | None = None
    week_seen: str = ""
    suspended: bool = False
    stopped: frozenset[str] = frozenset()
    reminders: frozenset[str] = frozenset(USUAL_REMINDERS)
    skills: frozenset[str] = frozenset()

    @property
    def is_stranger(self) -> bool:
        return self.id == 0
