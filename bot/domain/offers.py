"""An offer (Angebot): a course, a consultation hour, a meeting place, a flat exchange ...

Names follow HSDS 3.0 (Human Services Data Specification) plus what German practice adds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

EVENING = time(17)
"""Whoever works or learns by day can come from here on."""
LEVELS = ("A0", "A1", "A2", "B1", "B2", "C1", "C2")
"""German levels of the CEFR; A0 is a course for people who learn to read and write."""


class State(StrEnum):
    """Where an offer is in its life."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    PAUSED = "paused"
    EXPIRED = "expired"
    CLOSED = "closed"


class TextState(StrEnum):
    """How far a text can be trusted: written by the office, checked, not checked, or older than its original."""

    ORIGINAL = "original"
    CHECKED = "checked"
    UNCHECKED = "unchecked"
    STALE = "stale"


class Target(StrEnum):
    """Whom an offer is for. No target means everybody."""

    CHILDREN = "children"
    YOUNG_PEOPLE = "young_people"
    WOMEN = "women"
    OLDER_PEOPLE = "older_people"
    FAMILIES = "families"


class Way(StrEnum):
    """How people meet."""

    ON_SITE = "on_site"
    PHONE = "phone"
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class Schedule:
    """Local wall time. With a ``rule`` (RFC 5545 RRULE) it repeats from ``day`` on, else it is one day.

    ``day`` None with a rule means "has always been so" (opening hours).
    """

    rule: str
    day: date | None
    start: time
    end: time | None = None
    zone: str = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class OfferText:
    """What an offer says in one language. ``next_steps`` is what to do or bring, may be empty."""

    language: str
    title: str
    description: str = ""
    next_steps: str = ""
    state: TextState = TextState.ORIGINAL


@dataclass(frozen=True, slots=True)
class Details:
    """All that an office writes about an offer. Equal details are the same offer unchanged.

    ``municipality`` is its official name, "" the whole district; ``field`` is a slug, "" none.
    ``free`` and ``accessible`` None mean "not said". ``languages`` are those it is held in.
    ``expires_at`` is the last day it is shown; None leaves that to the catalogue.
    """

    organisation: str
    texts: tuple[OfferText, ...]
    municipality: str = ""
    field: str = ""
    targets: frozenset[Target] = frozenset()
    residence_statuses: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    level_from: str = ""
    level_to: str = ""
    free: bool | None = None
    price: str = ""
    way: Way = Way.ON_SITE
    address: str = ""
    phone: str = ""
    email: str = ""
    url: str = ""
    starts_on: date | None = None
    register_by: date | None = None
    seats: int | None = None
    accessible: bool | None = None
    schedules: tuple[Schedule, ...] = ()
    state: State = State.PUBLISHED
    expires_at: date | None = None
    sample: bool = False
    breadcrumb: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """Details on their way into the catalogue. ``external_id`` is the owner's own number, unique in a district.

    ``languages`` are those the file speaks for: texts in others stay as they are.
    ``says_state`` False leaves the state of an offer that is already there.
    """

    external_id: str
    details: Details
    languages: frozenset[str] = frozenset()
    says_state: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer of the catalogue. ``field_emoji`` is "" where the offer has no field.

    With ``attachment_id`` it is material of the info pool: a form, a leaflet, something to teach with; None is none.
    """

    id: int
    district_id: int
    external_id: str
    details: Details
    confirmed_at: datetime
    field_id: int | None = None
    field_emoji: str = ""
    municipality_id: int | None = None
    attachment_id: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result; ``score`` is an integer, comparable only within one query."""

    offer: Offer
    score: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: ``number`` counts from 0, ``total`` counts all offers of the list."""

    offers: tuple[Offer, ...]
    number: int = 0
    total: int = 0
    size: int = 4

    @property
    def has_next(self) -> bool:
        return (self.number + 1) * self.size < self.total


def text_in(texts: Iterable[OfferText], language: str) -> OfferText:
    """The text a reader of ``language`` gets: their own, else a near one, else German, else English, else any."""
    by_language = {text.language: text for text in texts}
    for candidate in (language, language.split("-")[0], "de", "en", *sorted(by_language)):
        if candidate in by_language:
            return by_language[candidate]
    raise ValueError("an offer has at least one text")
