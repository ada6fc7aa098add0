"""Calendar files (RFC 5545) by the icalendar library."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vRecur

from bot.domain.groups import Group
from bot.domain.meetings import Meeting, State
from bot.domain.offers import Offer, OfferText, Schedule
from bot.rules.offers import single_dates
from handlers.files.zones import add_zones

USUAL_LENGTH, ALARM, REFRESHED = timedelta(hours=1), timedelta(hours=2), timedelta(hours=1)


def calendar_file(offer: Offer, text: OfferText, now: datetime) -> bytes:
    """All dated times of an offer; stable UIDs, so that a second file replaces the first."""
    calendar = _calendar()
    for index, schedule in enumerate(single_dates(offer.details)):
        calendar.add_component(_event(offer, text, schedule, index, now))
    add_zones(calendar)
    return bytes(calendar.to_ical())


def _event(offer: Offer, text: OfferText, schedule: Schedule, index: int, now: datetime) -> Event:
    if schedule.day is None:
        raise ValueError("a calendar needs a day")
    start = datetime.combine(schedule.day, schedule.start, ZoneInfo(schedule.zone))
    end = (
        datetime.combine(schedule.day, schedule.end, ZoneInfo(schedule.zone))
        if schedule.end
        else start + USUAL_LENGTH
    )
    event = Event()
    event.add("uid", f"offer-{offer.id}-{index}@lotse")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", text.title)
    event.add(
        "location", ", ".join(filter(None, (offer.details.address, offer.details.municipality)))
    )
    if schedule.rule:
        event.add("rrule", vRecur.from_ical(schedule.rule))
    return event


def meeting_file(meeting: Meeting, group: Group, now: datetime) -> bytes:
    """A meeting; its UID stays the same, its sequence counts the changes, so that a second file replaces the first."""
    calendar = _calendar()
    calendar.add("method", "CANCEL" if meeting.state is State.CANCELLED else "PUBLISH")
    return _with_meetings(calendar, [(meeting, group)], now)


def feed_file(name: str, meetings: Sequence[tuple[Meeting, Group]], now: datetime) -> bytes:
    """What a calendar asks for again and again; those cancelled stay in it as such."""
    calendar = _calendar()
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESHED, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return _with_meetings(calendar, meetings, now)


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Lotse//lotse//DE")
    calendar.add("version", "2.0")
    return calendar


def _with_meetings(
    calendar: Calendar, meetings: Sequence[tuple[Meeting, Group]], now: datetime
) -> bytes:
    for meeting, group in meetings:
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
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", meeting.title)
    alarm.add("trigger", -ALARM)
    event.add_component(alarm)
    return event
