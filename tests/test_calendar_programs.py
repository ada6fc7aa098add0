"""All calendar files that we write mean the same to three programs: icalendar, vobject, ical.js."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile

import vobject
from icalendar import Calendar

from bot.domain.announcements import Times
from bot.domain.meetings import Meeting, State
from bot.rules import meetings, recurrence, schedules
from bot.rules.schedules import numbered
from handlers.files.calendars import calendar_file, feed_file, meeting_file
from tests.harness.databases import NOW, wall
from tests.harness.gallery_of_groups import MEET, SET
from tests.harness.ical_rules import faults
from tests.test_calendars import LAST_YEAR, NAME, TEXT, by_node, needs_node, offer_of

TITLES = ("Chor, Tee; „Größe“", "خياطة 🧵 " + "ä" * 80, "a\\nb\\\\c: d", "BEGIN:VEVENT")
SERIES = (
    "dienstags 2:30-4 Uhr ab 9.3.2027", "letzter Freitag im Monat 22-2 Uhr",
    "jeden ersten Montag im Quartal 18 Uhr", "29.2. jährlich 9 Uhr", "vierteljährlich am 31. 9 Uhr",
    "alle 2 Wochen So 23:45 Uhr ab 24.10.2027", "Fr 22 Uhr bis Sa 4 Uhr ab 26.3.2027, 3 mal",
)  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """What a program sees of an event; ``start`` is in UTC, or a day without hours."""

    uid: str
    summary: str
    sequence: int
    status: str
    start: datetime | str
    length: timedelta


def in_utc(moment: date) -> datetime | str:
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    return f"{moment}"


def by_icalendar(file: bytes) -> Iterator[Seen]:
    for event in Calendar.from_ical(file).walk("VEVENT"):
        start, end = event["dtstart"].dt, event["dtend"].dt
        length = in_utc(end) - in_utc(start) if isinstance(start, datetime) else end - start
        status = str(event.get("status", ""))
        yield Seen(
            str(event["uid"]), str(event["summary"]), event["sequence"], status, in_utc(start),
            length,
        )  # fmt: skip


def by_vobject(file: bytes) -> Iterator[Seen]:
    for event in vobject.readOne(file.decode()).contents["vevent"]:
        start, end = event.dtstart.value, event.dtend.value
        length = in_utc(end) - in_utc(start) if isinstance(start, datetime) else end - start
        status = event.status.value if "status" in event.contents else ""
        yield Seen(
            event.uid.value, event.summary.value, int(event.sequence.value), status, in_utc(start),
            length,
        )  # fmt: skip


def from_node(event: dict) -> Seen:
    start = event["starts"][0]
    moment = start if isinstance(start, str) else datetime.fromtimestamp(start, UTC)
    return Seen(
        event["uid"], event["summary"], event["sequence"], event["status"] or "", moment,
        timedelta(seconds=event["lasts"]),
    )  # fmt: skip


def planned(words: str, first_id: int) -> list[Meeting]:
    """The first meetings of a series as they are stored."""
    plan = meetings.plan(f"{words} Chor", Times(zone="Europe/Berlin"), NOW, NOW.date())
    zone = recurrence.zone_of(plan.times)
    dates = takewhile(lambda at: at.year < LAST_YEAR, recurrence.dates(plan.times, NOW))
    return [
        replace(MEET, id=number, start=at.astimezone(zone).replace(tzinfo=None),
                minutes=plan.minutes, title=plan.title, changed_at=NOW)
        for number, at in enumerate(islice(dates, 6), first_id)
    ]  # fmt: skip


def all_files() -> list[bytes]:
    """Meetings, changed and cancelled ones, series, feeds, offers before and after a change."""
    series = [m for n, words in enumerate(SERIES, 1) for m in planned(words, 100 * n)]
    titled = [replace(MEET, id=n, title=title, place=title) for n, title in enumerate(TITLES, 1)]
    elsewhere = replace(MEET, id=50, zone="America/New_York", start=wall(2027, 3, 14, 12))
    changed = [replace(meeting.revised(NOW), minutes=15) for meeting in titled]
    cancelled = [replace(meeting.revised(NOW), state=State.CANCELLED) for meeting in changed]
    entries = [(meeting, SET) for meeting in (*series, *titled, elsewhere)]
    alone = (*series[::7], *titled, *changed, *cancelled, elsewhere)
    files = [meeting_file(meeting, SET, NOW, NAME) for meeting in alone]
    files.append(feed_file("Größe, neu", entries, NOW, NAME))
    mixed = [*entries[:9], *((meeting, SET) for meeting in cancelled[2:])]
    return [*files, feed_file("Lotse", mixed, NOW, NAME), *offer_files()]


def offer_files() -> Iterator[bytes]:
    before = offer_of(*schedules.read("24.11.2026 18:00 | Mo 9-12 ab 30.11.2026 | 1.12.2026"))
    yield calendar_file(before, TEXT, NOW, NAME)
    gaps = schedules.read("28.3.2027 2:30-4:00 | 28.3.2027 1:30-2:30 | 31.10.2027 1:30-3:30")
    yield calendar_file(offer_of(*gaps), TEXT, NOW, NAME)
    for version, cell in enumerate(SERIES, 2):
        times = [s for s in schedules.read(cell) if s.day] or schedules.read("2.12.2026 23-1 Uhr")
        details = replace(before.details, schedules=numbered(times, before.details.schedules))
        yield calendar_file(replace(before, details=details, version=version), TEXT, NOW, NAME)


def test_every_file_keeps_the_rules() -> None:
    assert [fault for file in all_files() for fault in faults(file)] == []


@needs_node
def test_every_file_means_the_same_to_three_programs() -> None:
    files = all_files()
    found = by_node(files)
    wrong = []
    for file, events in zip(files, found, strict=True):
        read = [*by_icalendar(file)]
        for name, others in (("vobject", [*by_vobject(file)]), ("node", map(from_node, events))):
            wrong += [
                (name, mine, theirs)
                for mine, theirs in zip(read, others, strict=True)
                if mine != theirs
            ]
    assert not wrong
    assert sum(map(len, found)) > 75


ZONES = (
    "America/New_York", "Europe/Chisinau", "Asia/Beirut", "Africa/Casablanca", "Africa/Cairo",
    "Australia/Lord_Howe", "America/Santiago", "Asia/Tehran", "Asia/Kolkata", "Europe/London",
)  # fmt: skip
"""Clocks that change by other rules than those of the EU, by none that lasts, and not at all."""
DAYS = tuple(wall(2027, month, day, 12) for month in range(1, 13) for day in (14, 28))


@needs_node
def test_summer_in_other_zones_is_summer_in_every_program() -> None:
    """Two of them read no more than the first day of a list of clock changes."""
    kept = [replace(MEET, zone=zone, start=day) for zone in ZONES for day in DAYS]
    kept = [replace(meeting, id=number) for number, meeting in enumerate(kept)]
    file = feed_file("x", [(meeting, SET) for meeting in kept], NOW, NAME)
    read = (by_icalendar(file), by_vobject(file), map(from_node, by_node([file])[0]))
    wrong = [
        (meeting.zone, meeting.start, seen)
        for meeting, *seen in zip(kept, *read, strict=True)
        if {each.start for each in seen} != {meeting.starts_at}
    ]
    assert not wrong
