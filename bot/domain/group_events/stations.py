"""Stations to a job: who keeps one up to date is asked whether it still holds."""

from dataclasses import dataclass

from bot.domain.group_events.base import BaseEvent
from bot.domain.half_years import HalfYear


@dataclass(frozen=True, slots=True)
class StationAsked(BaseEvent):
    """For the leads of the group of a station, or for the office; ``group_id`` is None.

    ``number`` is that of the station; ``year`` and ``half`` name the half-year of the question.
    """

    type = "station_asked"
    group_id: int | None
    district_id: int
    number: int
    year: int
    half: int

    @property
    def period(self) -> HalfYear:
        """The half-year in which it is asked."""
        return HalfYear(self.year, self.half)
