"""Measures (Maßnahmen): planned actions of a district, their reviews, and context indicators."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from bot.domain.half_years import HalfYear


class MeasureState(StrEnum):
    """State of a measure. Whether it is late is computed, see ``rules.measures.is_late``."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    POSTPONED = "postponed"
    DROPPED = "dropped"


class ReviewState(StrEnum):
    """What a review says of a measure; ``NO_ANSWER``: nobody who was asked has answered."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    POSTPONED = "postponed"
    DROPPED = "dropped"
    NO_ANSWER = "no_answer"


class MeasureOrigin(StrEnum):
    """Where a measure comes from: the plan, the result of a group, or a recommendation."""

    PLAN = "plan"
    RESULT = "result"
    RECOMMENDATION = "recommendation"


@dataclass(frozen=True, slots=True)
class MeasureText:
    """Text of a measure in one language; ``goal`` says what shall be reached."""

    language: str
    title: str
    goal: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class MeasureDetails:
    """All that an office states about a measure. Equal details mean that it is unchanged.

    ``number`` is that of the plan, such as "2.5", unique in a district. ``field`` is a slug, "" is
    none. ``target`` is a quantity of ``unit``, None if it has none yet. ``cost_from`` and
    ``cost_to`` are euros, None is not stated; ``cost_source`` says who pays. ``organisation`` is a
    name. The owner, who is asked for the reviews, is a grant or the leads of a group of the
    district. ``parent`` is the number of the measure that this one is a part of, "" if of none.
    """

    number: str
    texts: tuple[MeasureText, ...]
    field: str = ""
    target: Decimal | None = None
    unit: str = ""
    cost_from: Decimal | None = None
    cost_to: Decimal | None = None
    cost_source: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    organisation: str = ""
    owner_grant_id: int | None = None
    owner_group: str = ""
    state: MeasureState = MeasureState.PLANNED
    public: bool = False
    origin: MeasureOrigin = MeasureOrigin.PLAN
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A stored measure; ``version`` counts its changes, from 1.

    ``owner_group_id`` is the group whose leads are its owner, None if they are not.
    """

    id: int
    district_id: int
    version: int
    details: MeasureDetails
    owner_group_id: int | None = None


@dataclass(frozen=True, slots=True)
class MeasureOutline:
    """What a list of all measures needs of each: ``titles`` by language, the rest as in details."""

    id: int
    number: str
    titles: Mapping[str, str]
    state: MeasureState
    field: str = ""
    organisation: str = ""
    owner_grant_id: int | None = None
    owner_group: str = ""
    starts_on: date | None = None
    due_on: date | None = None

    def title(self, language: str) -> str:
        """Return the title for a reader of a language, as ``measure_text`` chooses it."""
        return self.titles[first_language(self.titles, language)]


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """One line of the history of a measure: the columns of a table that changed.

    ``before`` is empty for the first. ``person_id`` None is an import, the clock, or somebody who
    was forgotten since.
    """

    measure_id: int
    version: int
    changed_at: datetime
    before: dict[str, str]
    after: dict[str, str]
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewDraft:
    """What an owner states about a measure at the end of a half-year.

    ``actual`` is the quantity reached, in the unit of the target, ``spent`` euros; None is not
    stated.
    """

    state: ReviewState
    actual: Decimal | None = None
    spent: Decimal | None = None
    words: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """The review of a measure for a half-year, as it was written.

    ``number`` is 1 for the first one; a correction has the next number and what was written before
    it stays. ``author_id`` None is the clock, or somebody who was forgotten since.
    """

    measure_id: int
    period: HalfYear
    number: int
    draft: ReviewDraft
    written_at: datetime
    author_id: int | None = None


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """One figure of an indicator, where it is from, and the day it is true of."""

    period: HalfYear
    value: Decimal
    source: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Indicator:
    """A context number of a district, such as the people in shared accommodation."""

    id: int
    district_id: int
    name: str
    unit: str = ""
    values: tuple[IndicatorValue, ...] = ()


def measure_text(texts: Iterable[MeasureText], language: str) -> MeasureText:
    """Return the text for a reader of ``language``, each part in the first language that has it.

    Tries that language, its base language, German, English, then any. Raises ValueError if there
    is no text.
    """
    by_language = {text.language: text for text in texts}
    first = first_language(by_language, language)
    order = (first, *_order(language), *sorted(by_language))
    candidates = [by_language[code] for code in dict.fromkeys(order) if code in by_language]
    return MeasureText(
        language=candidates[0].language,
        title=candidates[0].title,
        goal=next((text.goal for text in candidates if text.goal), ""),
        description=next((text.description for text in candidates if text.description), ""),
    )


def first_language(known: Collection[str], language: str) -> str:
    """Return which of the languages of a text a reader of ``language`` sees.

    Raises ValueError if there is no text.
    """
    if not known:
        raise ValueError("a measure has at least one text")
    return next((code for code in _order(language) if code in known), None) or min(known)


def _order(language: str) -> tuple[str, ...]:
    return language, language.split("-")[0], "de", "en"
