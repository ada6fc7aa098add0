"""The times of an offer as events of a calendar (VEVENT, RFC 5545)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Event, vRecur

from bot.domain.offers import Offer, OfferText, Schedule
from bot.rules import rrules, schedules
from bot.rules.offers import single_dates

USUAL_LENGTH = timedelta(hours=1)
"""Length of a time that has no end."""
_DAY = timedelta(days=1)


def offer_events(offer: Offer, text: OfferText, name: str, now: datetime) -> Iterator[Event]:
    """Yield an event for each dated time of an offer; ``name`` is that of the installation.

    The UID belongs to the time, wherever it stands in the list, and SEQUENCE is the version of
    the offer: a file of today moves the entries that an earlier one made.
    """
    for schedule in single_dates(offer.details):
        if (start := schedules.first_date(schedule)) is None:
            continue
        event = Event()
        event.add("uid", f"offer-{offer.id}-{schedule.number}@{name}")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("last-modified", offer.confirmed_at.astimezone(UTC))
        event.add("sequence", offer.version)
        event.add("summary", text.title)
        _add_words(event, offer, schedule)
        _add_times(event, schedule, start)
        yield event


def _add_words(event: Event, offer: Offer, schedule: Schedule) -> None:
    place = ", ".join(filter(None, (offer.details.address, offer.details.municipality)))
    if place:
        event.add("location", place)
    if schedule.note:
        event.add("description", schedule.note)


def _add_times(event: Event, schedule: Schedule, day: date) -> None:
    """Add start, end, rule and exceptions, all of one type: dates without hours, else local times.

    ``day`` is the first one of the rule.
    """
    zone = ZoneInfo(schedule.zone)
    start, end = _moment(day, schedule.start, zone), _end(day, schedule, zone)
    if not schedule.rule:
        event.add("dtstart", _existing(start))
        event.add("dtend", _existing(end))
        return
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("rrule", _recurrence(schedule, day, zone))
    for excluded in sorted(rrules.read(schedule.rule).excluded):
        event.add("exdate", _moment(excluded, schedule.start, zone))


def _moment(day: date, at: time | None, zone: ZoneInfo) -> date:
    return day if at is None else datetime.combine(day, at, zone)


def _existing(moment: date) -> date:
    """Return a time that clocks show: programs disagree about 02:30 on the last Sunday of March."""
    if not isinstance(moment, datetime):
        return moment
    return moment.astimezone(UTC).astimezone(moment.tzinfo)


def _end(day: date, schedule: Schedule, zone: ZoneInfo) -> date:
    """Return when it ends: after midnight on the next day, without hours at the end of its day."""
    if schedule.start is None:
        return day + _DAY
    start = datetime.combine(day, schedule.start)
    if schedule.end is None:
        return (start + USUAL_LENGTH).replace(tzinfo=zone)
    end = datetime.combine(day, schedule.end)
    return (end if end > start else end + _DAY).replace(tzinfo=zone)


def _recurrence(schedule: Schedule, day: date, zone: ZoneInfo) -> vRecur:
    """Return the rule, which begins on ``day``, in the words of the standard.

    Its end has the type of the start, and is in UTC where that has a time zone (RFC 5545, 3.3.10).
    """
    read = rrules.read(schedule.rule)
    words = _spelled_out(read, rrules.in_standard(schedule.rule), day)
    rule: vRecur = vRecur.from_ical(words)
    until = read.until
    if until:
        end = until.replace(microsecond=0, tzinfo=zone).astimezone(UTC)
        rule["UNTIL"] = [until.date() if schedule.start is None else end]
    return rule


def _spelled_out(rule: rrules.Rule, words: str, day: date) -> str:
    """Return a yearly rule with what it leaves to its first day.

    Programs disagree about 29 February, and about days of the month without a month.
    """
    if rule.frequency != "YEARLY" or rule.months or rule.weekdays:
        return words
    if not rule.month_days:
        return f"{words};BYMONTH={day.month};BYMONTHDAY={day.day}"
    is_monthly = rule.interval == 1 and not rule.positions
    return words.replace("FREQ=YEARLY", "FREQ=MONTHLY") if is_monthly else words
