"""An offer (Angebot): a course, a consultation hour, a meeting place, a flat exchange ...

Names follow HSDS 3.0 (Human Services Data Specification) plus what German practice adds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from bot.domain.places import USUAL_ZONE

EVENING = time(17)
"""Start of the evening, for people who work or learn during the day."""
LEVELS = ("A0", "A1", "A2", "B1", "B2", "C1", "C2")
"""German levels of the CEFR; A0 is a course for people who learn to read and write."""


class State(StrEnum):
    """State of an offer."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    PAUSED = "paused"
    EXPIRED = "expired"
    CLOSED = "closed"


class TextState(StrEnum):
    """Origin of a text: written by the office, translated and checked, not checked, or outdated."""

    ORIGINAL = "original"
    CHECKED = "checked"
    UNCHECKED = "unchecked"
    STALE = "stale"


class Target(StrEnum):
    """People that an offer is for. No target means everybody."""

    CHILDREN = "children"
    YOUNG_PEOPLE = "young_people"
    WOMEN = "women"
    OLDER_PEOPLE = "older_people"
    FAMILIES = "families"


class Way(StrEnum):
    """Way in which people meet."""

    ON_SITE = "on_site"
    PHONE = "phone"
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class Schedule:
    """Local wall times of an offer. With a ``rule`` (RRULE, RFC 5545) it recurs from ``day`` on.

    Without a rule it takes place on ``day``. ``day`` None with a rule means no first day (opening
    hours). ``start`` None: the office did not say the hours. An ``end`` up to ``start`` is on the
    next day, so that 00:00 is the end of the day. ``note`` holds words of the office that are no
    time, such as "nach Vereinbarung"; with neither rule nor day it is all that is known.
    ``number`` tells it from the other times of its offer and stays when its day or hours change,
    0 before it is stored; equal times with other numbers are equal.
    """

    rule: str
    day: date | None
    start: time | None = None
    end: time | None = None
    zone: str = USUAL_ZONE
    note: str = ""
    number: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class OfferText:
    """Text of an offer in one language. ``next_steps`` says what to do or bring, may be empty."""

    language: str
    title: str
    description: str = ""
    next_steps: str = ""
    state: TextState = TextState.ORIGINAL


@dataclass(frozen=True, slots=True)
class Details:
    """All that an office states about an offer. Equal details mean that it is unchanged.

    ``municipality`` is an official name, "" is the whole district; ``field`` is a slug, "" is none.
    ``free``, ``accessible`` and ``childcare`` None mean "not stated". ``languages`` are those
    spoken there. ``course_kind`` is the code of a kind of German course (``storage/ladder.toml``),
    "" is none.
    ``expires_at`` is the last day it is shown; with None the catalogue decides. ``times_text`` is
    what the office wrote about times and no schedule says.
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
    times_text: str = ""
    course_kind: str = ""
    childcare: bool | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Details of an offer to import. ``external_id`` is the number in a list, unique in a source.

    ``languages`` are those of the file: texts in other languages are kept. ``says_state`` False
    keeps the state of an existing offer. ``source`` names the list, "" means that nobody said it.
    ``version`` is that of the offer when the file was written, None if the file does not say it.
    ``imported`` is what the next import is to be compared with; None means the details themselves.
    """

    external_id: str
    details: Details
    languages: frozenset[str] = frozenset()
    says_state: bool = False
    source: str = ""
    version: int | None = None
    imported: Details | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer of the catalogue. ``field_emoji`` is "" if the offer has no field.

    With ``attachment_id`` it is material of the info pool, such as a form or a leaflet; None means
    no file. ``source`` and ``external_id`` together are what a list knows it by; ``version`` counts
    its changes, from 1. ``merged_into`` is the id of the offer that stands for it since two were
    merged, None for one that stands for itself. ``picture`` is the name of the organisation's, ""
    for none.
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
    source: str = ""
    version: int = 1
    organisation_id: int | None = None
    merged_into: int | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result; ``score`` can be compared only within one query.

    ``meaning`` is the part of the score that similar texts add.
    """

    offer: Offer
    score: int = 0
    meaning: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: ``number`` counts from 0, ``total`` is the number of offers in the list.

    ``similar`` are the ids of offers without the words that were asked for: their texts only mean
    something similar.
    """

    offers: tuple[Offer, ...]
    number: int = 0
    total: int = 0
    size: int = 4
    similar: frozenset[int] = frozenset()

    @property
    def has_next(self) -> bool:
        """Whether another page follows."""
        return (self.number + 1) * self.size < self.total


@dataclass(frozen=True, slots=True)
class ReaderText(OfferText):
    """Text of an offer as one reader gets it: each field in the first language that has it.

    ``language`` is that of the title, the others are those of their fields.
    """

    description_language: str = ""
    next_steps_language: str = ""


def text_in(texts: Iterable[OfferText], language: str) -> ReaderText:
    """Return the text for a reader of ``language``, field by field.

    Tries that language, its base language, German, English, then any: an empty field is taken from
    the next text that has it. Raises ValueError if there is no text.
    """
    by_language = {text.language: text for text in texts}
    if not by_language:
        raise ValueError("an offer has at least one text")
    candidates = _candidates(by_language, language)
    first = candidates[0]
    description = next((text for text in candidates if text.description), first)
    next_steps = next((text for text in candidates if text.next_steps), first)
    return ReaderText(
        language=first.language,
        title=first.title,
        state=first.state,
        description=description.description,
        description_language=description.language,
        next_steps=next_steps.next_steps,
        next_steps_language=next_steps.language,
    )


def _candidates(by_language: Mapping[str, OfferText], language: str) -> list[OfferText]:
    """Return texts for a reader, the best first; all of them only if the first lacks something."""
    order = (language, language.split("-")[0], "de", "en")
    candidates = [by_language[code] for code in order if code in by_language]
    if candidates and candidates[0].description and candidates[0].next_steps:
        return candidates
    return candidates + [by_language[code] for code in sorted(by_language)]
