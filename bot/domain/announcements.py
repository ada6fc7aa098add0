"""What coordinators tell people: words in several languages, for an audience, now or at set times."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bot.domain.people import PERSONAL_ROLES, Role

ORIGINAL = "de"
"""The office's own language: who has no text in theirs gets this one."""


class Kind(StrEnum):
    """What it is for. Urgent ones pass quiet hours; the last five are made by the service for each person."""

    INFORMATION = "information"
    REMINDER = "reminder"
    URGENT = "urgent"
    ALERT = "alert"
    DIGEST = "digest"
    SAVED = "saved"
    EXPIRY = "expiry"
    GROUP = "group"


WRITTEN = (Kind.INFORMATION, Kind.REMINDER, Kind.URGENT)
"""What coordinators write."""
SERVICES = {
    Kind.ALERT: "FREQ=DAILY",
    Kind.SAVED: "FREQ=DAILY",
    Kind.DIGEST: "FREQ=WEEKLY;BYDAY=MO",
    Kind.EXPIRY: "FREQ=DAILY",
}
"""When the service looks for what is new for each person."""


class State(StrEnum):
    """A draft is never sent; ``ASKED`` waits for a second coordinator; ``RELEASED`` goes out at its times; then it is ``ENDED``."""

    DRAFT = "draft"
    ASKED = "asked"
    RELEASED = "released"
    ENDED = "ended"


class Flight(StrEnum):
    """What becomes of one campaign: one sending of an announcement."""

    OPEN = "open"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    MISSED = "missed"
    WAITS = "waits"
    """A restored database: a human decides whether it still goes out."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who of a district gets it: everybody whom each filled part fits; an empty part fits all. Nobody is in it twice.

    Who is in one of ``groups`` may also live elsewhere.
    """

    roles: frozenset[Role] = frozenset()
    languages: frozenset[str] = frozenset()
    fields: frozenset[int] = frozenset()
    municipalities: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    without_roles: frozenset[Role] = frozenset()
    without_languages: frozenset[str] = frozenset()
    without_municipalities: frozenset[int] = frozenset()

    def turned(self, part: str, value: Any) -> "Audience":
        """One value of a part: not named → only these → without these → not named."""
        with_, without = getattr(self, part), getattr(self, f"without_{part}", None)
        if value in with_ and without is not None:
            return replace(self, **{part: with_ - {value}, f"without_{part}": without | {value}})
        if without is not None and value in without:
            return replace(self, **{f"without_{part}": without - {value}})
        return replace(self, **{part: with_ ^ {value}})

    @property
    def all_roles(self) -> frozenset[Role]:
        return (self.roles or frozenset(PERSONAL_ROLES)) - self.without_roles


@dataclass(frozen=True, slots=True)
class Times:
    """When: ``start`` is local wall time in ``zone``, None is now. ``rule`` is an RRULE, "" once.

    ``land`` names the German state on whose public holidays nothing is sent, "" none.
    """

    start: datetime | None = None
    rule: str = ""
    zone: str = "Europe/Berlin"
    land: str = ""


@dataclass(frozen=True, slots=True)
class Announcement:
    """``texts`` by language, German always. ``never_twice``: rather not at all than perhaps a second time.

    ``version`` counts the changes. ``author_id`` None is the command line, or somebody who is gone.
    ``next_at`` is when it goes out next, None never again.
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

    def language_for(self, person: str) -> str:
        """The language of the text that somebody of this language gets: one text, never a mix."""
        return next(
            (code for code in (person, person.split("-")[0]) if code in self.texts), ORIGINAL
        )


@dataclass(frozen=True, slots=True)
class Reach:
    """A preview: how many people of each language, who gets nothing because they asked for it, and for how long it takes."""

    languages: Mapping[str, int]
    paused: int
    unreachable: int

    @property
    def people(self) -> int:
        return sum(self.languages.values())

    def without_text(self, announcement: Announcement) -> dict[str, int]:
        """Languages whose readers get the German text, and how many they are."""
        return {
            code: n
            for code, n in self.languages.items()
            if announcement.language_for(code).split("-")[0] != code.split("-")[0]
        }


@dataclass(frozen=True, slots=True)
class Campaign:
    """One sending: ``day`` is its local date, ``late`` that it was fired after a standstill."""

    id: int
    announcement_id: int
    day: date
    due_at: datetime
    flight: Flight
    late: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign is: how many deliveries are in each state, how many perhaps arrived twice, and why some failed."""

    states: Mapping[str, int]
    possibly_twice: int
    reasons: Mapping[str, int]
