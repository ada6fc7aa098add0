"""What the table of offers is asked for, and what it answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.offers import State


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferQuery:
    """Which offers of a district are meant; "" and None filter nothing.

    ``organisations`` are the ids of those whose offers an editor keeps, None all. ``field_id`` and
    ``municipality_id`` 0 are offers without one. ``soon`` is the last day that "ending" means,
    ``confirmed_before`` the moment that "unconfirmed" means. ``ids`` are those with ``words``, None
    if nobody looked for them yet.
    """

    district_id: int
    organisations: Collection[int] | None
    today: date
    soon: date
    confirmed_before: datetime
    state: str = ""
    field_id: int | None = None
    municipality_id: int | None = None
    view: str = ""
    words: str = ""
    ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What acts on many offers ask for; ``title`` is the German one, "" without one."""

    id: int
    version: int
    state: State
    expires_at: date
    title: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many offers there are by each value of a filter, with all other filters as they are.

    ``total`` is the number with all filters.
    """

    states: Mapping[str, int]
    fields: Mapping[int, int]
    municipalities: Mapping[int, int]
    views: Mapping[str, int]
    total: int
