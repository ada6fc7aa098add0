"""Announcements of coordinators.

Each has texts in several languages, an audience, and the times at which it is sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bot.domain.places import USUAL_ZONE

ORIGINAL = "de"
"""Language of the office; its text is sent to people without a text in their own language."""


class Kind(StrEnum):
    """Purpose of an announcement. Urgent ones ignore quiet hours.

    The service makes the last six kinds for each person.
    """

    INFORMATION = "information"
    REMINDER = "reminder"
    URGENT = "urgent"
    ALERT = "alert"
    DIGEST = "digest"
    SAVED = "saved"
    COURSE = "course"
    EXPIRY = "expiry"
    GROUP = "group"


WRITTEN = (Kind.INFORMATION, Kind.REMINDER, Kind.URGENT)
"""Kinds that coordinators write."""
SERVICES = {
    Kind.ALERT: "FREQ=DAILY",
    Kind.SAVED: "FREQ=DAILY",
    Kind.COURSE: "FREQ=DAILY",
    Kind.DIGEST: "FREQ=WEEKLY;BYDAY=MO",
    Kind.EXPIRY: "FREQ=DAILY",
}
"""How often the service looks for news for each person, as an RRULE (RFC 5545)."""


class State(StrEnum):
    """State of an announcement.

    A ``DRAFT`` is never sent, ``ASKED`` waits for a second coordinator, ``RELEASED`` is sent at its
    times, ``ENDED`` is over.
    """

    DRAFT = "draft"
    ASKED = "asked"
    RELEASED = "released"
    ENDED = "ended"


class Recipient(StrEnum):
    """Kind of people an announcement is for: by their grants in its district.

    A newcomer is whoever has none there.
    """

    NEWCOMER = "newcomer"
    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"


class Flight(StrEnum):
    """State of a campaign."""

    OPEN = "open"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    MISSED = "missed"
    WAITS = "waits"
    """The database was restored: a person decides whether it is still sent."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Recipients in a district: everybody who matches all parts; an empty part matches everybody.

    Whoever lives in the district or has a grant there is meant; members of one of ``groups`` may
    live anywhere. Nobody is counted twice.
    """

    roles: frozenset[Recipient] = frozenset()
    languages: frozenset[str] = frozenset()
    fields: frozenset[int] = frozenset()
    municipalities: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    without_roles: frozenset[Recipient] = frozenset()
    without_languages: frozenset[str] = frozenset()
    without_municipalities: frozenset[int] = frozenset()

    def turned(self, part: str, value: Any) -> "Audience":
        """Return the audience with a value switched: not named → only → without → not named."""
        with_, without = getattr(self, part), getattr(self, f"without_{part}", None)
        if value in with_ and without is not None:
            return replace(self, **{part: with_ - {value}, f"without_{part}": without | {value}})
        if without is not None and value in without:
            return replace(self, **{f"without_{part}": without - {value}})
        return replace(self, **{part: with_ ^ {value}})


@dataclass(frozen=True, slots=True)
class Times:
    """When it is sent: ``start`` is local wall time in ``zone``, None means now.

    ``rule`` is an RRULE (RFC 5545), "" means once. ``land`` is the German state on whose public
    holidays nothing is sent, "" means none.
    """

    start: datetime | None = None
    rule: str = ""
    zone: str = USUAL_ZONE
    land: str = ""


@dataclass(frozen=True, slots=True)
class Announcement:
    """An announcement; ``texts`` maps each language to its text, and always has German.

    ``never_twice``: if it may have arrived, it is not sent a second time. ``version`` counts the
    changes. ``author_id`` is None for the command line, or if the author was deleted. ``next_at``
    is the next time at which it is sent, None means never again.
    """

    id: int
    district_id: int
    kind: Kind = Kind.INFORMATION
    texts: Mapping[str, str] = field(default_factory=dict)
    audience: Audience = Audience()
    times: Times = Times()
    state: State = State.DRAFT
    never_twice: bool = False
    offer_id: int | None = None
    attachment_id: int | None = None
    author_id: int | None = None
    version: int = 0
    next_at: datetime | None = None

    @property
    def languages(self) -> list[str]:
        """The languages with a text, German first."""
        return sorted(self.texts, key=lambda code: (code != ORIGINAL, code))

    def language_for(self, language: str) -> str:
        """Return the language of the text that a person with this language gets."""
        return next(
            (code for code in (language, language.split("-")[0]) if code in self.texts), ORIGINAL
        )


@dataclass(frozen=True, slots=True)
class Reach:
    """Preview of an audience: number of people by language.

    ``paused`` people do not want messages now, ``unreachable`` ones cannot be reached.
    """

    languages: Mapping[str, int]
    paused: int
    unreachable: int

    @property
    def people(self) -> int:
        """Number of all recipients."""
        return sum(self.languages.values())

    def without_text(self, announcement: Announcement) -> dict[str, int]:
        """Return the number of readers by language, for languages that get the German text."""
        return {
            code: people
            for code, people in self.languages.items()
            if announcement.language_for(code).split("-")[0] != code.split("-")[0]
        }


@dataclass(frozen=True, slots=True)
class Campaign:
    """One sending of an announcement: ``day`` is its local date.

    ``late`` means that it was launched after an outage of the service.
    """

    id: int
    announcement_id: int
    day: date
    due_at: datetime
    flight: Flight
    late: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a campaign: number of deliveries by state, and number of failures by reason.

    ``possibly_twice`` is the number of messages that may have arrived twice.
    """

    states: Mapping[str, int]
    possibly_twice: int
    reasons: Mapping[str, int]
