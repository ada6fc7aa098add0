"""Time zones as calendar programs read them (VTIMEZONE, RFC 5545 section 3.6.5)."""

from bisect import bisect
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from bot.rules.rrules import WEEKDAYS

SUMMER = (datetime(2000, 3, 26, 1, tzinfo=UTC), datetime(2030, 3, 31, 1, tzinfo=UTC))
WINTER = (datetime(2000, 10, 29, 1, tzinfo=UTC), datetime(2030, 10, 27, 1, tzinfo=UTC))
"""Clock changes in the first and in a later year.

In the EU they are on the last Sundays of March and October at 01:00 UTC (Directive 2000/84/EC).
"""
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LAST_SUNDAY = "-1SU"
YEARS = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2050, 1, 1, tzinfo=UTC))
"""The time for which the clock changes of other zones are looked for."""
DAY = timedelta(days=1)


def add_zones(calendar: Calendar) -> None:
    """Add a component for every zone that the events use, before the events.

    The component of a zone is always the same, because programs keep the first one of a name for
    all later files. Changes are rules rather than lists of days, because Outlook needs rules.
    """
    for name in sorted(calendar.get_missing_tzids(), reverse=True):
        calendar.subcomponents.insert(0, timezone_of(ZoneInfo(name)))


def timezone_of(zone: ZoneInfo) -> Timezone:
    """Return the component of a zone (VTIMEZONE).

    A zone without the clock changes of the EU gets a rule for its own, or where they follow none, a
    list up to 2050 with one day a line: some programs read no more than the first of a line.
    """
    timezone = Timezone()
    timezone.add("tzid", zone.key)
    if _changes_as_in_the_eu(zone):
        timezone.add_component(_change(zone, SUMMER[:1], LAST_SUNDAY))
        timezone.add_component(_change(zone, WINTER[:1], LAST_SUNDAY))
        return timezone
    timezone.add_component(_first(zone))
    for moments in _changes(zone.key).values():
        timezone.add_component(_change(zone, moments, _weekday(zone, moments)))
    return timezone


@lru_cache(maxsize=16)
def _changes(key: str) -> dict[tuple[timedelta, timedelta], list[datetime]]:
    """Return the moments at which the clocks of a zone change, by the offsets before and after."""
    zone, day = ZoneInfo(key), YEARS[0]
    found: dict[tuple[timedelta, timedelta], list[datetime]] = {}
    while day < YEARS[1]:
        if _offset(zone, day) != _offset(zone, day + DAY):
            moment = _moment(zone, day)
            found.setdefault(_shift(zone, moment), []).append(moment)
        day += DAY
    return found


def _moment(zone: ZoneInfo, day: datetime) -> datetime:
    """Return the first moment with another offset, within a day from ``day``."""
    before, minutes = _offset(zone, day), range(24 * 60 + 1)
    first = bisect(minutes, 0, key=lambda n: _offset(zone, day + n * MINUTE) != before)
    return day + first * MINUTE


def _weekday(zone: ZoneInfo, moments: Sequence[datetime]) -> str:
    """Return "2SU" if all changes are on the second Sunday of one month, "" for no such rule."""
    days = [_local(zone, moment) for moment in moments]
    years = [day.year for day in days]
    is_yearly = years == list(range(years[0], YEARS[1].year))
    if not is_yearly or len({(day.month, day.weekday(), day.time()) for day in days}) > 1:
        return ""
    counted = {(day.day - 1) // 7 + 1 for day in days}
    if all((day + 7 * DAY).month != day.month for day in days):
        counted = {-1}
    return f"{counted.pop()}{WEEKDAYS[days[0].weekday()]}" if len(counted) == 1 else ""


def _local(zone: ZoneInfo, moment: datetime) -> datetime:
    """Return the local time just before a change (RFC 5545, 3.6.5)."""
    return (moment + _shift(zone, moment)[0]).replace(tzinfo=None)


def _first(zone: ZoneInfo) -> TimezoneStandard:
    """Return what holds before the first change."""
    start, offset = TimezoneStandard(), _offset(zone, YEARS[0])
    start.add("dtstart", YEARS[0].replace(tzinfo=None))
    start.add("tzname", YEARS[0].astimezone(zone).tzname())
    start.add("tzoffsetfrom", offset)
    start.add("tzoffsetto", offset)
    return start


def _changes_as_in_the_eu(zone: ZoneInfo) -> bool:
    """Return whether clocks go an hour forward and back at the moments of the EU, in both years."""
    summer, later_summer = (_shift(zone, moment) for moment in SUMMER)
    winter, later_winter = (_shift(zone, moment) for moment in WINTER)
    is_constant = (summer, winter) == (later_summer, later_winter)
    return is_constant and summer[1] - summer[0] == HOUR and winter == summer[::-1]


def _shift(zone: ZoneInfo, moment: datetime) -> tuple[timedelta, timedelta]:
    """Return the offsets from UTC a minute before a moment and at it."""
    return _offset(zone, moment - MINUTE), _offset(zone, moment)


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _change(
    zone: ZoneInfo, moments: Sequence[datetime], weekday: str
) -> TimezoneDaylight | TimezoneStandard:
    """Return the changes at some moments: one rule if they are all on ``weekday``, else a list."""
    before, after = _shift(zone, moments[0])
    change = TimezoneDaylight() if after > before else TimezoneStandard()
    start = _local(zone, moments[0])
    change.add("dtstart", start)
    if weekday:
        rule = f"FREQ=YEARLY;BYMONTH={start.month};BYDAY={weekday}"
        change.add("rrule", vRecur.from_ical(rule))
    for moment in () if weekday else moments[1:]:
        change.add("rdate", [_local(zone, moment)])
    change.add("tzname", moments[0].astimezone(zone).tzname())
    change.add("tzoffsetfrom", before)
    change.add("tzoffsetto", after)
    return change
