"""Time zones as calendar programs read them (VTIMEZONE, RFC 5545 section 3.6.5)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

SUMMER = (datetime(2000, 3, 26, 1, tzinfo=UTC), datetime(2030, 3, 31, 1, tzinfo=UTC))
WINTER = (datetime(2000, 10, 29, 1, tzinfo=UTC), datetime(2030, 10, 27, 1, tzinfo=UTC))
"""The clocks of the EU change on the last Sundays of March and October at 01:00 UTC (Directive 2000/84/EC)."""
HOUR = timedelta(hours=1)
YEARS = (date(2000, 1, 1), date(2050, 1, 1))


def add_zones(calendar: Calendar) -> None:
    """Describe every zone that the events use, before them.

    A zone is always described in the same words: programs keep the first description of a name for all later files.
    Changes are rules and no lists of days, as Outlook wants them.
    """
    for name in sorted(calendar.get_missing_tzids(), reverse=True):
        calendar.subcomponents.insert(0, described(ZoneInfo(name)))


def described(zone: ZoneInfo) -> Timezone:
    """A zone without the clock changes of the EU is described by the days of its own, up to 2050."""
    if not _as_in_the_eu(zone):
        return Timezone.from_tzinfo(zone, first_date=YEARS[0], last_date=YEARS[1])
    zone_component = Timezone()
    zone_component.add("tzid", zone.key)
    zone_component.add_component(_change(TimezoneDaylight(), zone, SUMMER[0]))
    zone_component.add_component(_change(TimezoneStandard(), zone, WINTER[0]))
    return zone_component


def _as_in_the_eu(zone: ZoneInfo) -> bool:
    (summer, *still), (winter, *yet) = (
        [_shift(zone, moment) for moment in moments] for moments in (SUMMER, WINTER)
    )
    return (
        still == [summer]
        and yet == [winter]
        and summer[1] - summer[0] == HOUR
        and winter == summer[::-1]
    )


def _shift(zone: ZoneInfo, moment: datetime) -> tuple[timedelta, timedelta]:
    return _offset(zone, moment - HOUR), _offset(zone, moment)


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _change(
    change: TimezoneDaylight | TimezoneStandard, zone: ZoneInfo, moment: datetime
) -> TimezoneDaylight | TimezoneStandard:
    """It begins, as the RFC asks, at the time that the clocks show just before."""
    before, after = _shift(zone, moment)
    start = (moment + before).replace(tzinfo=None)
    change.add("dtstart", start)
    change.add("rrule", vRecur.from_ical(f"FREQ=YEARLY;BYMONTH={start.month};BYDAY=-1SU"))
    change.add("tzname", moment.astimezone(zone).tzname())
    change.add("tzoffsetfrom", before)
    change.add("tzoffsetto", after)
    return change
