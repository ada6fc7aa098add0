"""What a text says of times so far: days, hours, limits. The parser fills it in."""

from copy import copy
from dataclasses import dataclass, field, fields
from datetime import date, time

from bot.rules.cells import Wrong
from bot.rules.timing.tokens import Clock

LONGEST_NIGHT = 16 * 60
"""Longest time over midnight that is taken as said, in minutes; longer ones are asked about."""
_DAY = 24 * 60


class Unread(Exception):
    """Raised for a text whose meaning as a time is not clear; it stays a text."""


@dataclass(frozen=True, slots=True)
class Span:
    """Hours of a day. ``end`` None is not said; an end up to ``start`` is on the next day."""

    start: time
    end: time | None = None


@dataclass(slots=True)
class Group:
    """Days and the hours on them, such as "Mo, Mi 9-12 und 14-16".

    ``interval`` counts ``unit`` ("DAY", "WEEK", "MONTH", "YEAR"; "" was not said). ``repeats``: the
    words say that it recurs. ``within_months``: it is once in a quarter (3) or half (6) of the
    year, 0 is neither. ``is_presumed``: nobody said that it is daily, only its first and last day.
    ``positions`` count in the month among all its ``weekdays``. ``last`` and
    ``count`` are its end; ``leads``: its limits stood before its days, and are those of the
    groups behind it, too. ``excluded`` are single days. ``noted`` says behind how many spans each
    of ``notes`` stood.
    """

    rule: str = ""
    weekdays: list[int] = field(default_factory=list)
    ordinals: list[int] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    month_days: list[int] = field(default_factory=list)
    months: list[int] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    days_of_year: list[tuple[int, int]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    interval: int = 1
    unit: str = ""
    within_months: int = 0
    repeats: bool = False
    is_presumed: bool = False
    counted_back: bool = False
    first: date | None = None
    last: date | None = None
    count: int = 0
    leads: bool = False
    excluded: list[date] = field(default_factory=list)
    zone: str = ""
    parts_of_day: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    noted: list[int] = field(default_factory=list)
    without_holidays: bool = False
    without_school_holidays: bool = False

    @property
    def has_days(self) -> bool:
        """Whether the words say on which days."""
        return bool(
            self.rule or self.weekdays or self.month_days or self.days or self.days_of_year
            or (self.unit == "DAY")
        )  # fmt: skip

    @property
    def is_every_week(self) -> bool:
        """Whether the words name weekdays and hours and nothing else, such as limits or notes."""
        limits = (self.first, self.last, self.count, self.months, self.excluded, self.notes)
        other = (self.rule, self.ordinals, self.positions, self.days, self.interval > 1)
        is_daily = self.unit == "DAY"
        return bool(self.weekdays or is_daily) and bool(self.spans) and not any(limits + other)

    def next(self) -> "Group":
        """Return the group that follows, with the zone of this one and the limits before both."""
        if not self.leads:
            return Group(zone=self.zone)
        return Group(
            zone=self.zone, first=self.first, last=self.last, repeats=self.repeats, leads=True
        )

    def twin(self) -> "Group":
        """Return a group that says the same and can change without this one."""
        other = copy(self)
        for each in fields(self):
            if isinstance(value := getattr(self, each.name), list):
                setattr(other, each.name, [*value])
        return other

    def become(self, other: "Group") -> None:
        """Take over all that another one says."""
        for each in fields(self):
            setattr(self, each.name, getattr(other, each.name))

    def notes_of(self, position: int) -> list[str]:
        """Return the words beside one of the spans, counted from 0.

        Where words stand between spans, each belongs to those before it: "9-12 (children), 14-16
        (adults)". Else all belong to all.
        """
        behind = [place for place in self.noted if 0 < place < len(self.spans)]
        if not behind or len(self.noted) != len(self.notes):
            return self.notes
        places = [0, *sorted({*self.noted, len(self.spans)} - {0})]
        until = next(place for place in places if place > position)
        pairs = zip(self.notes, self.noted, strict=True)
        return [words for words, place in pairs if place in (0, until)]


def span(start: Clock, end: Clock | None, *, next_day: bool = False) -> Span:
    """Return hours. An end before the start is on the next day if that is a night.

    "22:00-02:00" is one, "12:00-09:00" is not: raises Wrong, which asks. ``next_day``: the words
    say that the end is on the next day.
    """
    if start.minutes == _DAY:
        raise Wrong("times", "18:00-19:30")
    if end is None:
        return Span(start.time)
    start, end = _halves(start, end)
    if end.minutes != _DAY and not next_day and is_doubtful(start.time, end.time):
        raise Wrong("span", _likelier(start.time, end.time))
    return Span(start.time, end.time)


def _likelier(start: time, end: time) -> str:
    """Return what was rather meant: "9-5" is 09:00-17:00, "12-9" is 09:00-12:00."""
    if start.hour < _DAY // 2 // 60 and end < start:
        return f"{start:%H:%M}-{end.hour + 12}:{end:%M}"
    return f"{end:%H:%M}-{start:%H:%M}"


def is_doubtful(start: time, end: time) -> bool:
    """Return whether hours end so long before they start that they are rather a mistake."""
    begins, ends = (60 * at.hour + at.minute for at in (start, end))
    is_night = begins >= _DAY // 2 and ends + _DAY - begins <= LONGEST_NIGHT
    return ends <= begins and ends > 0 and not is_night


def _halves(start: Clock, end: Clock) -> tuple[Clock, Clock]:
    """Return both times where only the end says its half of the day: "9-11 am", "10-2 pm"."""
    if start.half or not end.half or start.minutes > _DAY // 2:
        return start, end
    noon = _DAY // 2
    in_same_half = start.minutes % noon + (noon if end.half == "p" else 0)
    minutes = in_same_half if in_same_half < end.minutes else start.minutes % noon
    return Clock(minutes, end.half), end
