"""Time zones as calendar programs read them (VTIMEZONE, RFC 5545 section 3.6.5)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

SUMMER = (datetime(2000, 3, 26, 1, tzinfo=UTC), datetime(2030, 3, 31, 1, tzinfo=UTC))
WINTER = (datetime(2000, 10, 29, 1, tzinfo=UTC), datetime(2030, 10, 27, 1, tzinfo=UTC))
"""Clock changes in the first and in a later year.

In the EU they are on the last Sundays of March and October at 01:00 UTC (Directive 2000/84/EC).
"""
HOUR = timedelta(hours=1)
YEARS = (date(2000, 1, 1), date(2050, 1, 1))
"""The time for which the clock changes of other zones are listed."""


def add_zones(calendar: Calendar) -> None:
    """Add a component for every zone that the events use, before the events.

    The component of a zone is always the same, because programs keep the first one of a name for
    all later files. Changes are rules rather than lists of days, because Outlook needs rules.
    """
    for name in sorted(calendar.get_missing_tzids(), reverse=True):
        calendar.subcomponents.insert(0, timezone_of(ZoneInfo(name)))


def timezone_of(zone: ZoneInfo) -> Timezone:
    """Return the component of a zone (VTIMEZONE).

    A zone without the clock changes of the EU gets a list of its own changes, up to 2050.
    """
    if not _changes_as_in_the_eu(zone):
        return Timezone.from_tzinfo(zone, first_date=YEARS[0], last_date=YEARS[1])
    timezone = Timezone()
    timezone.add("tzid", zone.key)
    timezone.add_component(_change(TimezoneDaylight(), zone, SUMMER[0]))
    timezone.add_component(_change(TimezoneStandard(), zone, WINTER[0]))
    return timezone


def _changes_as_in_the_eu(zone: ZoneInfo) -> bool:
    """Return whether clocks go an hour forward and back at the moments of the EU, in both years."""
    summer, later_summer = (_shift(zone, moment) for moment in SUMMER)
    winter, later_winter = (_shift(zone, moment) for moment in WINTER)
    is_constant = (summer, winter) == (later_summer, later_winter)
    return is_constant and summer[1] - summer[0] == HOUR and winter == summer[::-1]


def _shift(zone: ZoneInfo, moment: datetime) -> tuple[timedelta, timedelta]:
    """Return the offsets from UTC an hour before a moment and at it."""
    return _offset(zone, moment - HOUR), _offset(zone, moment)


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _change(
    change: TimezoneDaylight | TimezoneStandard, zone: ZoneInfo, moment: datetime
) -> TimezoneDaylight | TimezoneStandard:
    """Return the change filled in; it starts at the local time just before (RFC 5545, 3.6.5)."""
    before, after = _shift(zone, moment)
    start = (moment + before).replace(tzinfo=None)
    change.add("dtstart", start)
    change.add("rrule", vRecur.from_ical(f"FREQ=YEARLY;BYMONTH={start.month};BYDAY=-1SU"))
    change.add("tzname", moment.astimezone(zone).tzname())
    change.add("tzoffsetfrom", before)
    change.add("tzoffsetto", after)
    return change
