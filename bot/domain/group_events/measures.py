"""Measures: their owners are asked what became of them in a half-year."""

from dataclasses import dataclass

from bot.domain.group_events.base import BaseEvent
from bot.domain.half_years import HalfYear


@dataclass(frozen=True, slots=True)
class ReviewAsked(BaseEvent):
    """For who owns a measure, or for the office; ``group_id`` is None.

    ``year`` and ``half`` name the half-year. ``actual`` (in hundredths, None is not known) is what
    we propose: one press confirms just that. ``step`` counts the requests.
    """

    type = "review_asked"
    group_id: int | None
    measure_id: int
    year: int
    half: int
    actual: int | None
    step: int

    @property
    def period(self) -> HalfYear:
        """The half-year that is asked about."""
        return HalfYear(self.year, self.half)
