"""What a steering group has to talk about: measures that are late or unanswered, grown needs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.half_years import HalfYear, half_year_of
from bot.domain.measures import Measure, Review, ReviewState
from bot.domain.needs import Asked
from bot.rules.measures import is_asked_about, is_late
from bot.rules.needs import figures, told
from bot.rules.suppression import published

AHEAD = timedelta(days=14)
"""How long before its meeting a steering group finds these on the agenda."""
MOST = 12
"""Maximum number of points of one kind; the last one says how many more there are."""


class PointKind(StrEnum):
    """Why something is on the agenda."""

    LATE = "late"
    UNANSWERED = "unanswered"
    NEED = "need"


@dataclass(frozen=True, slots=True)
class Point:
    """Something to talk about: a measure, or the concept of a need that grew.

    Without both it stands for ``more`` others of its kind.
    """

    kind: PointKind
    measure: Measure | None = None
    concept: str = ""
    more: int = 0


def reviewed_period(today: date) -> HalfYear:
    """Return the half-year whose reviews are complete by now: the last one that is over."""
    return half_year_of(today).before


def points(
    plan: Sequence[Measure],
    reviews: Mapping[int, Review],
    grown: Sequence[str],
    today: date,
) -> list[Point]:
    """Return what is to be talked about; ``reviews`` are those of the last half-year by measure."""
    period = reviewed_period(today)
    late = [Point(PointKind.LATE, m) for m in plan if is_late(m.details, today)]
    silent = [
        Point(PointKind.UNANSWERED, m)
        for m in plan
        if is_asked_about(m.details, period) and not _is_answered(reviews.get(m.id))
    ]
    needs = [Point(PointKind.NEED, concept=concept) for concept in grown]
    return [*_most(late), *_most(silent), *_most(needs)]


def _is_answered(review: Review | None) -> bool:
    return review is not None and review.draft.state is not ReviewState.NO_ANSWER


def _most(points: Sequence[Point]) -> Sequence[Point]:
    if len(points) <= MOST:
        return points
    rest = len(points) - MOST + 1
    return [*points[: MOST - 1], Point(points[0].kind, more=rest)]


def grown_needs(asked: Sequence[Asked], before: Mapping[str, int | None]) -> list[str]:
    """Return the concepts asked for in vain more often than was told of the half-year before.

    Only what may be told at all: the number itself, of a half-year that goes on, is not said.
    """
    names: Collection[str] = published(figures(asked), frozenset())
    needs = told(asked, before, {}, names)
    return [need.concept for need in needs if need.asked and need.asked > (need.before or 0)]
