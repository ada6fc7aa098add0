"""People who use Lotse. Names, phone numbers and messages are not stored."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from bot.domain.grants import Right

USUAL_REMINDERS = ("days", "hours")
"""Default reminders of a meeting: keys of ``bot.rules.meetings.REMINDERS``."""


class EmailState(StrEnum):
    """What is known of the e-mail address of a person.

    ``ASKED``: the link was or will be sent. ``REFUSED``: nothing arrives there.
    """

    NONE = "none"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Address:
    """Address of a person: ``channel`` is "web" or "telegram", ``value`` its identifier there."""

    channel: str
    value: str


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local times between which no messages are sent, over midnight; and Sundays, if ``sundays``.

    Equal times mean that no hour is quiet.
    """

    start: time = time(20)
    end: time = time(8)
    sundays: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    """A person; ``id`` 0 is a stranger of whom nothing is stored.

    ``language_chosen`` is False while the language is only that of the browser.
    ``consent_version`` 0 means that no consent was given.
    ``paused_until`` None means not paused; ``date.max`` means until the person says otherwise.
    ``week_seen`` is an ISO week such as "2026-W47". ``suspended``: no address could be written to.
    ``stopped`` are the kinds of messages that the person does not want. ``reminders`` are keys of
    ``bot.rules.meetings.REMINDERS``, ``skills`` are what they help with (``bot/rules/helping.py``).

    ``granted`` are the rights as they are stored, also those whose end has passed; ``rights`` are
    those in force at the moment of a turn (``bot.rules.grants.acting``), and the only ones that
    rules ask. So somebody who was loaded for another purpose has none. Where somebody lives gives
    no right. ``is_group``: the Telegram chat of a group, which acts like one person without rights.
    """

    id: int = 0
    is_group: bool = False
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
    granted: frozenset[Right] = frozenset()
    rights: frozenset[Right] = frozenset()

    @property
    def is_stranger(self) -> bool:
        """Whether nothing is stored of the person."""
        return self.id == 0
