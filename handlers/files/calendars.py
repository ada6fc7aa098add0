"""Calendar files (iCalendar, RFC 5545), written by the icalendar library."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from bot.domain.groups import Group
from bot.domain.meetings import Meeting, State
from bot.domain.offers import Offer, OfferText
from handlers.files.events import offer_events
from handlers.files.zones import add_zones

NAMELESS = "lotse"
"""What UIDs end with where no database has given the installation a name."""
ALARM = timedelta(hours=2)
"""How long before a meeting the calendar reminds of it."""
REFRESHED = timedelta(hours=1)
"""How often calendar programs are asked to read a subscribed calendar (RFC 7986, section 5.7)."""


def calendar_file(offer: Offer, text: OfferText, now: datetime, name: str = NAMELESS) -> bytes:
    """Return a calendar file with all dated times of an offer, and its ``text`` as their title.

    ``name`` is that of the installation: UIDs are stable and not those of another one, so that a
    second file replaces the first in a calendar.
    """
    calendar = _calendar()
    for event in offer_events(offer, text, name, now):
        calendar.add_component(event)
    add_zones(calendar)
    return bytes(calendar.to_ical())


def meeting_file(meeting: Meeting, group: Group, now: datetime, name: str = NAMELESS) -> bytes:
    """Return a calendar file with a meeting, or with its cancellation.

    The UID is stable and the sequence counts the changes, so that a second file replaces the
    first in a calendar (RFC 5545, section 3.8.7.4).
    """
    return _with_meetings(_calendar(), [(meeting, group)], name, now)


def feed_file(
    title: str,
    entries: Sequence[tuple[Meeting, Group]],
    now: datetime,
    name: str = NAMELESS,
) -> bytes:
    """Return a calendar to subscribe to; cancelled meetings stay in it as cancelled."""
    calendar = _calendar()
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", REFRESHED, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return _with_meetings(calendar, entries, name, now)


def _calendar() -> Calendar:
    """Return an empty calendar without a METHOD.

    One would ask for an ORGANIZER in each entry (RFC 5546, sections 3.2.1 and 3.2.5): nobody's
    address stands in our files. What is cancelled says so by its STATUS.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Lotse//lotse//DE")
    calendar.add("version", "2.0")
    return calendar


def _with_meetings(
    calendar: Calendar, entries: Sequence[tuple[Meeting, Group]], name: str, now: datetime
) -> bytes:
    for meeting, group in entries:
        calendar.add_component(_meeting_event(meeting, group, name, now))
    add_zones(calendar)
    return bytes(calendar.to_ical())


def _meeting_event(meeting: Meeting, group: Group, name: str, now: datetime) -> Event:
    start = meeting.start.replace(tzinfo=ZoneInfo(meeting.zone))
    event = Event()
    event.add("uid", f"meeting-{meeting.id}@{name}")
    event.add("dtstamp", now.astimezone(UTC))
    if meeting.changed_at:
        event.add("last-modified", meeting.changed_at.astimezone(UTC))
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
