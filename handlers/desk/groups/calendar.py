"""All meetings of a district in a month: as a calendar and as a list, with clashes and holidays."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.meetings import Meeting, State
from bot.rules.fallouts import holidays_of
from handlers.desk.page import Answer, DeskRequest, Shown
from storage.groups import groups, meetings

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting with its group; ``clashes`` are the groups that meet at the same time."""

    meeting: Meeting
    group: str
    clashes: Sequence[str]

    @property
    def is_cancelled(self) -> bool:
        return self.meeting.state is State.CANCELLED


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar; ``holiday`` "" for none, ``is_outside`` the month."""

    date: date
    holiday: str
    is_outside: bool
    rows: Sequence[MeetingRow]


async def of_month(desk: DeskRequest) -> list[MeetingRow]:
    """Return the meetings in the month of the address, or in this one, as the list has them."""
    first = _first(desk)
    rows = await _between(desk, first, _after(first))
    return [row for row in rows if row.meeting.start.month == first.month]


async def show(desk: DeskRequest) -> Answer:
    """Return the month in the address, or this one."""
    first = _first(desk)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    start, end = weeks[0][0], weeks[-1][-1] + timedelta(days=1)
    rows = await _between(desk, start, end)
    language, land = desk.turn.tr.language.code, desk.district.land
    holidays = dict(
        holiday for year in {start.year, end.year} for holiday in holidays_of(land, year, language)
    )
    days = [[_day(day, first, holidays, rows) for day in week] for week in weeks]
    return Shown(
        "calendar.html",
        {
            "first": first,
            "weeks": days,
            "listed": [day for week in days for day in week if not day.is_outside and day.rows],
            "before": f"{first - timedelta(days=1):%Y-%m}",
            "after": f"{_after(first):%Y-%m}",
            "weekdays": [desk.turn.tr.weekday(number) for number in range(7)],
            "today": desk.turn.today,
            "planned": _planned(rows, first),
        },
    )


def _planned(rows: Sequence[MeetingRow], first: date) -> int:
    """Return how many meetings of a month are planned."""
    return sum(row.meeting.start.month == first.month and not row.is_cancelled for row in rows)


def _first(desk: DeskRequest) -> date:
    match = _MONTH.fullmatch(desk.asked("month"))
    return date(int(match[1]), int(match[2]), 1) if match else desk.turn.today.replace(day=1)


def _after(first: date) -> date:
    """Return the first day of the next month."""
    return (first + timedelta(days=31)).replace(day=1)


async def _between(desk: DeskRequest, start: date, end: date) -> list[MeetingRow]:
    """Return the meetings of the district from one day to before another."""
    zone = ZoneInfo(desk.district.zone)
    listed = await meetings.of_district(
        desk.store,
        desk.district.id,
        datetime(start.year, start.month, start.day, tzinfo=zone),
        datetime(end.year, end.month, end.day, tzinfo=zone),
    )
    return await _rows(desk, listed)


async def _rows(desk: DeskRequest, listed: Sequence[Meeting]) -> list[MeetingRow]:
    named = await groups.by_ids(desk.store, {meeting.group_id for meeting in listed})
    planned = [meeting for meeting in listed if meeting.state is State.PLANNED]
    return [
        MeetingRow(
            meeting,
            named[meeting.group_id].name,
            [named[other.group_id].name for other in planned if _clash(meeting, other)],
        )
        for meeting in listed
    ]


def _clash(meeting: Meeting, other: Meeting) -> bool:
    """Return whether two planned meetings are at the same time."""
    is_planned = meeting.state is State.PLANNED and meeting.id != other.id
    return is_planned and meeting.starts_at < other.ends_at and other.starts_at < meeting.ends_at


def _day(day: date, first: date, holidays: dict[date, str], rows: Sequence[MeetingRow]) -> Day:
    of_day = [row for row in rows if row.meeting.start.date() == day]
    return Day(day, holidays.get(day, ""), day.month != first.month, of_day)
