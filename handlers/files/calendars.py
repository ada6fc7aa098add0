"""Calendar files (RFC 5545) by the icalendar library."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vRecur

from bot.domain.offers import Offer, OfferText, Schedule
from bot.rules.offers import single_dates

USUAL_LENGTH = timedelta(hours=1)


def calendar_file(offer: Offer, text: OfferText, now: datetime) -> bytes:
    """All dated times of an offer; stable UIDs, so that a second file replaces the first."""
    calendar = Calendar()
    calendar.add("prodid", "-//Lotse//lotse//DE")
    calendar.add("version", "2.0")
    dated = single_dates(offer.details)
    for number, schedule in enumerate(dated):
        calendar.add_component(_event(offer, text, schedule, number, now))
    days = [schedule.day for schedule in dated if schedule.day]
    calendar.add_missing_timezones(first_date=min(days), last_date=max(days) + timedelta(days=730))
    return bytes(calendar.to_ical())


def _event(offer: Offer, text: OfferText, schedule: Schedule, number: int, now: datetime) -> Event:
    if schedule.day is None:
        raise ValueError("a calendar needs a day")
    start = datetime.combine(schedule.day, schedule.start, ZoneInfo(schedule.zone))
    end = datetime.combine(schedule.day, schedule.end, ZoneInfo(schedule.zone)) if schedule.end else start + USUAL_LENGTH
    event = Event()
    event.add("uid", f"offer-{offer.id}-{number}@lotse")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", text.title)
    event.add("location", ", ".join(filter(None, (offer.details.address, offer.details.municipality))))
    if schedule.rule:
        event.add("rrule", vRecur.from_ical(schedule.rule))
    return event
