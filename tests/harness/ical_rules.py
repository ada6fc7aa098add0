"""What RFC 5545 asks of a calendar file, as far as our files have such things."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice

from dateutil.rrule import rrulestr
from icalendar import Calendar, Component

PARTS = {"FREQ", "UNTIL", "COUNT", "INTERVAL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "WKST"}


def faults(raw: bytes) -> list[str]:
    """Return what is wrong with a file, [] if nothing is."""
    calendar = Calendar.from_ical(raw)
    events = list(calendar.walk("VEVENT"))
    return [
        *_lines(raw),
        *_calendar(calendar, events),
        *(f"{event.get('uid')}: {fault}" for event in events for fault in _event(event)),
    ]


def _lines(raw: bytes) -> Iterator[str]:
    """Content lines: CRLF, at most 75 octets, whole letters (section 3.1)."""
    if not raw.endswith(b"\r\n") or b"\n" in raw.replace(b"\r\n", b""):
        yield "a line does not end with CRLF"
    for line in raw.split(b"\r\n"):
        if len(line) > 75:
            yield f"a line of {len(line)} octets"
        if re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", line):
            yield "a control character"
        try:
            line.decode()
        except UnicodeDecodeError:
            yield "a line is folded within a letter"


def _calendar(calendar: Component, events: list[Component]) -> Iterator[str]:
    if str(calendar.get("version")) != "2.0" or not calendar.get("prodid"):
        yield "VERSION and PRODID (3.6)"
    if "method" in calendar and not all("organizer" in event for event in events):
        yield "METHOD without ORGANIZER (RFC 5546, 3.2.1 and 3.2.5)"
    uids = [str(event.get("uid")) for event in events]
    if len(uids) != len(set(uids)):
        yield "two events with one UID (3.8.4.7)"
    yield from _zones(calendar, events)


def _zones(calendar: Component, events: list[Component]) -> Iterator[str]:
    zones = {str(zone["tzid"]): zone for zone in calendar.walk("VTIMEZONE")}
    for event in events:
        named = {event[name].params.get("tzid") for name in ("dtstart", "dtend") if name in event}
        if missing := named - {None} - set(zones):
            yield f"no VTIMEZONE for {missing} (3.2.19)"
    for name, zone in zones.items():
        kinds = {part.name for part in zone.subcomponents}
        if "STANDARD" not in kinds:
            yield f"VTIMEZONE {name} without STANDARD (3.6.5)"
        if any("tzoffsetto" not in part or "dtstart" not in part for part in zone.subcomponents):
            yield f"VTIMEZONE {name} without offsets (3.6.5)"


def _event(event: Component) -> Iterator[str]:
    for name in ("uid", "dtstamp", "dtstart", "summary", "sequence"):
        if name not in event:
            yield f"no {name.upper()} (3.6.1)"
    for name in ("dtstamp", "last-modified"):
        if name in event and not _is_utc(event[name].dt):
            yield f"{name.upper()} is not in UTC (3.8.7)"
    if "@" not in str(event.get("uid")) or str(event["uid"]).endswith("@lotse"):
        yield "the UID is not that of an installation (RFC 7986, 5.3)"
    start, end = event["dtstart"].dt, event["dtend"].dt
    if type(start) is not type(end) or end <= start:
        yield "DTEND is not after DTSTART, or of another type (3.8.2.2)"
    yield from _exceptions(event, start)
    if "rrule" in event:
        yield from _rule(event, start)


def _is_utc(moment: date) -> bool:
    return isinstance(moment, datetime) and str(moment.tzinfo) == "UTC"


def _exceptions(event: Component, start: date) -> Iterator[str]:
    listed = event.get("exdate", [])
    for item in listed if isinstance(listed, list) else [listed]:
        if any(type(excluded.dt) is not type(start) for excluded in item.dts):
            yield "EXDATE of another type than DTSTART (3.8.5.1)"


def _rule(event: Component, start: date) -> Iterator[str]:
    rule = event["rrule"]
    if unknown := set(rule) - PARTS:
        yield f"{unknown} is no part of RRULE (3.3.10)"
    if "UNTIL" in rule and "COUNT" in rule:
        yield "UNTIL beside COUNT (3.3.10)"
    (until,) = rule.get("UNTIL", [start])
    if isinstance(start, datetime):
        if "UNTIL" in rule and not _is_utc(until):
            yield "UNTIL is not in UTC beside a DTSTART with a zone (3.3.10)"
    elif isinstance(until, datetime):
        yield "UNTIL is a time beside a DTSTART that is a date (3.3.10)"
    first = list(islice(occurrences(event), 1))
    if first != [start]:
        yield f"DTSTART {start} is no date of the rule, which begins on {first} (3.8.5.3)"


def occurrences(event: Component) -> Iterator[date]:
    """Yield the dates of the rule of an event by dateutil, without its exceptions."""
    start = event["dtstart"].dt
    words = event["rrule"].to_ical().decode()
    if not isinstance(start, datetime):
        days = rrulestr(words, dtstart=datetime.combine(start, datetime.min.time()))
        yield from (day.date() for day in days)
        return
    zone = start.tzinfo  # wall times: the library would move them at the changes of the clocks
    if "UNTIL" in event["rrule"]:
        (until,) = event["rrule"]["UNTIL"]
        local = f"{until.astimezone(zone) if _is_utc(until) else until:%Y%m%dT%H%M%S}"
        words = re.sub(r"UNTIL=\w+", f"UNTIL={local}", words)
    for wall in rrulestr(words, dtstart=start.replace(tzinfo=None)):
        yield wall.replace(tzinfo=zone)
