"""Calendar files (iCalendar, RFC 5545), written by the icalendar library."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vRecur

from bot.domain.groups import Group
from bot.domain.meetings import Meeting, State
from bot.domain.offers import Offer, OfferText, Schedule
from bot.rules.offers import single_dates
from handlers.files.zones import add_zones

USUAL_LENGTH = timedelta(hours=1)
"""Length of an offer's time that has no end."""
ALARM = timedelta(hours=2)
"""How long before a meeting the calendar reminds of it."""
REFRESHED = timedelta(hours=1)
"""How often calendar programs are asked to read a subscribed calendar (RFC 7986, section 5.7)."""


def calendar_file(offer: Offer, text: OfferText, now: datetime) -> bytes:
    """Return a calendar file with all dated times of an offer, and its ``text`` as their title.

    UIDs are stable, so that a second file replaces the first in a calendar.
    """
    calendar = _calendar()
    for position, schedule in enumerate(single_dates(offer.details)):
        calendar.add_component(_event(offer, text, schedule, position, now))
    add_zones(calendar)
    return bytes(calendar.to_ical())


def _event(
    offer: Offer, text: OfferText, schedule: Schedule, position: int, now: datetime
) -> Event:
    if schedule.day is None:
        raise ValueError("a calendar needs a day")
    zone = ZoneInfo(schedule.zone)
    start = datetime.combine(schedule.day, schedule.start, zone)
    end = datetime.combine(schedule.day, schedule.end, zone) if schedule.end else None
    event = Event()
    event.add("uid", f"offer-{offer.id}-{position}@lotse")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", start)
    event.add("dtend", end or start + USUAL_LENGTH)
    event.add("summary", text.title)
    event.add(
        "location", ", ".join(filter(None, (offer.details.address, offer.details.municipality)))
    )
    if schedule.rule:
        event.add("rrule", vRecur.from_ical(schedule.rule))
    return event


def meeting_file(meeting: Meeting, group: Group, now: datetime) -> bytes:
    """Return a calendar file with a meeting, or with its cancellation.

    The UID is stable and the sequence counts the changes, so that a second file replaces the
    first in a calendar (RFC 5545, section 3.8.7.4).
    """
    calendar = _calendar()
    calendar.add("method", "CANCEL" if meeting.state is State.CANCELLED else "PUBLISH")
    return _with_meetings(calendar, [(meeting, group)], now)


def feed_file(name: str, entries: Sequence[tuple[Meeting, Group]], now: datetime) -> bytes:
    """Return a calendar to subscribe to; cancelled meetings stay in it as cancelled."""
    calendar = _calendar()
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESHED, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return _with_meetings(calendar, entries, now)


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Lotse//lotse//DE")
    calendar.add("version", "2.0")
    return calendar


def _with_meetings(
    calendar: Calendar, entries: Sequence[tuple[Meeting, Group]], now: datetime
) -> bytes:
    for meeting, group in entries:
        calendar.add_component(_meeting_event(meeting, group, now))
    add_zones(calendar)
    return bytes(calendar.to_ical())


def _meeting_event(meeting: Meeting, group: Group, now: datetime) -> Event:
    start = meeting.start.replace(tzinfo=ZoneInfo(meeting.zone))
    event = Event()
    event.add("uid", f"meeting-{meeting.id}@lotse")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", meeting.sequence)
    event.add("status", "CANCELLED" if meeting.state is State.CANCELLED else "CONFIRMED")
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=meeting.minutes))
    event.add("summary", f"{meeting.title} ({group.name})")
    if meeting.place:
        event.add("location", meeting.place)
    event.add_component(_alarm(meeting))
    return event


def _alarm(meeting: Meeting) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", meeting.title)
    alarm.add("trigger", -ALARM)
    return alarm
