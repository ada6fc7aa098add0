"""Calendar files: by a rule list of ours, four other programs, and a clock that looks every day."""

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.domain.announcements import Times
from bot.domain.meetings import State
from bot.domain.offers import Details, Offer, OfferText, Schedule
from bot.rules import moments, recurrence, schedules
from bot.rules.schedules import numbered
from handlers.files.calendars import calendar_file, feed_file, meeting_file
from tests.harness.databases import NOW, wall
from tests.harness.gallery_of_groups import MEET, SET
from tests.harness.ical_rules import faults, occurrences

BERLIN = ZoneInfo("Europe/Berlin")
NAME = "0123456789abcdef.lotse"
TEXT = OfferText("de", "Café, Tee; „Größe“\nund mehr " + "ä" * 60)
FIRST = date(2026, 11, 24)
LAST_YEAR = 2036
NODE = Path(__file__).parent / "node"
needs_node = pytest.mark.skipif(
    not shutil.which("node") or not (NODE / "node_modules").exists(),
    reason="needs node, and: npm ci --prefix tests/node",
)


def offer_of(*times: Schedule, version: int = 1) -> Offer:
    """An offer with these times, as it is stored."""
    details = Details("VHS", (TEXT,), municipality="Wehr", schedules=numbered(times, ()))
    return Offer(7, 1, "7", details, NOW, version=version)


def file_of(cell: str) -> bytes:
    """The calendar file of an offer with such times."""
    return calendar_file(offer_of(*schedules.read(cell)), TEXT, NOW, NAME)


CELLS = (
    "24.12.2026 22:00-02:00", "31.12.2026 20-24 Uhr", "Mo 09:00-12:00 ab 24.11.2026",
    "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270301 18:00 ab 01.12.2026",
    "Di 18:00-19:30 ab 01.12.2026 bis 01.03.2027", "14-tägig Di 18:00-19:30 ab 24.11.2026",
    "alle 2 Wochen Mo 9-12 ab 24.11.2026 bis 01.03.2027", "Di 18 Uhr ab 24.11.2026, 10 mal",
    "jeden 1. und 3. Dienstag im Monat 18:00 ab 24.11.2026",
    "letzter Werktag im Monat 9 Uhr ab 24.11.2026", "31. im Monat 9:00 ab 24.11.2026",
    "29.2. jährlich 9:00 ab 24.11.2026", "Mo-Fr 9-12 und 14-16 Uhr, außer Mi, ab 24.11.2026",
    "Di 18:00 ab 24.11.2026 nicht am 22.12.2026 und 29.12.2026", "24.12.2026",
    "Di ab 24.11.2026 bis 01.03.2027", "24.-26.12.2026 10-16 Uhr", "täglich 22-6 Uhr ab 24.11.2026",
    "Apr-Okt So 10:00-18:00 ab 24.11.2026", "Di 18:00 ab 24.11.2026 (nur nach Anmeldung, bitte)",
    "RRULE:FREQ=YEARLY 9:00 ab 29.02.2028", "RRULE:FREQ=YEARLY;BYMONTHDAY=15 9:00 ab 24.11.2026",
    "24.11.2026 18:00 Europe/Zurich", "24.11.2026 18:00 Asia/Tokyo", "28.03.2027 02:30-04:00",
    "So 02:30-03:30 ab 21.03.2027", "24.11.2026 18:00 | 25.11.2026 18:00 | Mo 9 ab 30.11.2026",
)  # fmt: skip


def test_every_file_keeps_the_rules_of_the_standard() -> None:
    wrong = {cell: found for cell in CELLS if (found := faults(file_of(cell)))}
    assert not wrong


def test_what_was_stored_before_is_written_right() -> None:
    """Older versions stored first days that are none of their rule, and nights on one day."""
    stored = (
        Schedule("FREQ=WEEKLY;BYDAY=MO", FIRST, time(9), time(12)),
        Schedule("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=3", FIRST, time(9)),
        Schedule("FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20271231", FIRST, time(9)),
        Schedule("FREQ=DAILY;UNTIL=20261201T180000", FIRST, time(22), time(2)),
        Schedule("FREQ=HOURLY", FIRST, time(9)),
        Schedule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", FIRST, time(9)),
    )
    raw = calendar_file(offer_of(*stored), TEXT, NOW, NAME)
    assert faults(raw) == []
    assert raw.count(b"BEGIN:VEVENT") == 4


def test_the_rules_find_what_was_wrong_once() -> None:
    """The rule list sees each of the faults that calendars complained about."""
    raw = file_of("Di 18:00-19:30 ab 24.11.2026 bis 01.03.2027 nicht am 22.12.2026").decode()
    zone = ";TZID=Europe/Berlin:"
    spoilt = {
        "UNTIL": raw.replace("UNTIL=20270301T225959Z", "UNTIL=20270301"),
        "DTEND": raw.replace(f"DTEND{zone}20261124", f"DTEND{zone}20261123"),
        "no date of the rule": raw.replace("BYDAY=TU", "BYDAY=MO"),
        "EXDATE": raw.replace(f"EXDATE{zone}20261222T180000", "EXDATE;VALUE=DATE:20261222"),
        "VTIMEZONE": raw.replace("TZID:Europe/Berlin", "TZID:Europe/Elsewhere"),
        "UID": raw.replace(f"@{NAME}", "@lotse"),
        "octets": raw.replace("\r\n ", ""),
        "CRLF": raw.replace("\r\n", "\n"),
        "SEQUENCE": raw.replace("SEQUENCE:1\r\n", ""),
        "no part of RRULE": raw.replace("BYDAY=TU", "BYHOUR=18;BYDAY=TU"),
    }
    wrong = [
        name
        for name, text in spoilt.items()
        if text == raw or not any(name in fault for fault in faults(text.encode()))
    ]
    assert not wrong


def test_files_of_meetings_keep_the_rules_too() -> None:
    """A meeting, its cancellation, and a calendar to follow; over the change of the clocks."""
    starts = (wall(2026, 12, 31, 22), wall(2027, 3, 28, 1, 30), wall(2027, 10, 31, 2, 30))
    entries = [
        (replace(MEET, id=number, start=start, minutes=240, changed_at=NOW), SET)
        for number, start in enumerate(starts, 1)
    ]
    cancelled = replace(entries[0][0].revised(NOW), state=State.CANCELLED)
    files = [meeting_file(meeting, group, NOW, NAME) for meeting, group in entries]
    files += [meeting_file(cancelled, SET, NOW, NAME), feed_file("Größe, neu", entries, NOW, NAME)]
    assert [fault for file in files for fault in faults(file)] == []
    read = [vobject.readOne(file.decode()).vevent for file in files]
    assert [int(event.sequence.value) for event in read[:4]] == [0, 0, 0, 1]


def test_other_programs_read_every_file() -> None:
    wrong = []
    for cell in CELLS:
        read = vobject.readOne(file_of(cell).decode())
        events = read.contents["vevent"]
        wrong += [(cell, e.summary.value) for e in events if e.summary.value != TEXT.title]
        if len(events) != len(list(Calendar.from_ical(file_of(cell)).walk("VEVENT"))):
            wrong.append((cell, "events"))
    assert not wrong


def by_node(files: list[bytes]) -> list[list[dict]]:
    """The events of files with their occurrences, as ical.js reads them."""
    asked = {"files": [file.decode() for file in files], "until": LAST_YEAR}
    done = subprocess.run(
        ["node", "occurrences.js"], cwd=NODE, input=json.dumps(asked), text=True,
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    return json.loads(done.stdout)


@dataclass(frozen=True)
class Typed:
    """A rule as somebody types it, and whether a day is one of its days, by looking at the day.

    ``first`` is where it begins. ``count`` 0 and ``last`` None are no end.
    """

    words: str
    is_day: Callable[[date], bool]
    first: date
    count: int = 0
    last: date | None = None
    start: time = time(18)

    def days(self) -> list[date]:
        """All its days up to the last year, found by looking at each."""
        found = []
        day = self.first
        while day.year < LAST_YEAR and not (self.count and len(found) == self.count):
            if self.last and day > self.last:
                break
            if self.is_day(day):
                found.append(day)
            day += timedelta(days=1)
        return found

    def moments(self) -> list[datetime]:
        """Its moments in UTC."""
        return [
            recurrence.instant(datetime.combine(day, self.start), BERLIN) for day in self.days()
        ]


NAMES = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


def week_of(day: date) -> int:
    """The number of a week, counted from Mondays."""
    return (day.toordinal() - 1) // 7


def nth(day: date) -> set[int]:
    """Which weekday of its month a day is, and -1 if it is the last of its name."""
    is_last = (day + timedelta(days=7)).month != day.month
    return {(day.day - 1) // 7 + 1} | ({-1} if is_last else set())


@st.composite
def days_typed(draw: st.DrawFn, first: date) -> tuple[str, Callable[[date], bool]]:
    """Words for days, and a look at a day."""
    some = sorted(draw(st.sets(st.integers(0, 6), min_size=1, max_size=4)))
    names = ", ".join(NAMES[day] for day in some)
    kind = draw(st.sampled_from(("weeks", "nth", "month day", "days", "year", "except", "season")))
    if kind == "weeks":
        step = draw(st.integers(1, 5))
        origin = next(
            d for d in (first + timedelta(days=n) for n in range(7)) if d.weekday() in some
        )
        words = names if step == 1 else f"alle {step} Wochen {names}"
        return (
            words,
            lambda day: day.weekday() in some and (week_of(day) - week_of(origin)) % step == 0,
        )
    if kind == "nth":
        which = draw(st.sampled_from((1, 2, 3, 4, -1)))
        word = {1: "1.", 2: "zweiter", 3: "3.", 4: "vierter", -1: "letzter"}[which]
        return (
            f"{word} {NAMES[some[0]]} im Monat",
            lambda day: day.weekday() == some[0] and which in nth(day),
        )
    if kind == "month day":
        days = sorted(draw(st.sets(st.integers(1, 31), min_size=1, max_size=3)))
        listed = " und ".join(f"{day}." for day in days)
        return f"am {listed} des Monats", lambda day: day.day in days
    if kind == "days":
        step = draw(st.integers(1, 6))
        words = "täglich" if step == 1 else f"alle {step} Tage"
        return words, lambda day: (day - first).days % step == 0
    if kind == "year":
        day_ = draw(st.dates(date(2024, 1, 1), date(2024, 12, 31)))
        return f"{day_:%d.%m.} jährlich", lambda day: (day.month, day.day) == (day_.month, day_.day)
    if kind == "season":
        months = draw(st.sampled_from((("Apr-Okt", range(4, 11)), ("Nov-Feb", (11, 12, 1, 2)))))
        return f"{months[0]} {names}", lambda day: day.weekday() in some and day.month in months[1]
    return "Mo-Fr außer Mi", lambda day: day.weekday() in (0, 1, 3, 4)


@st.composite
def typed(draw: st.DrawFn) -> Typed:
    """A rule typed with a first day, and perhaps an end."""
    first = draw(st.dates(date(2026, 11, 21), date(2028, 6, 1)))
    words, is_day = draw(days_typed(first))
    start = draw(st.sampled_from((time(18), time(9, 30), time(23, 45), time(2, 30))))
    end = draw(st.sampled_from(("", "count", "last")))
    count = draw(st.integers(1, 30)) if end == "count" else 0
    last = first + timedelta(days=draw(st.integers(800, 1500))) if end == "last" else None
    text = f"{words} {start:%H:%M} Uhr ab {first:%d.%m.%Y}"
    text += f", {count} mal" if count else ""
    text += f" bis {last:%d.%m.%Y}" if last else ""
    return Typed(text, is_day, first, count, last, start)


@settings(max_examples=150, deadline=None)
@given(typed())
def test_dates_typed_are_those_of_a_clock_that_looks_every_day(rule: Typed) -> None:
    """Of messages and meetings, over ten years."""
    expected = rule.moments()
    if not expected:
        return
    before = Times(zone="Europe/Berlin")
    times = recurrence.settled(moments.read(rule.words, before, rule.first), NOW)
    ours = takewhile(
        lambda at: at.astimezone(BERLIN).year < LAST_YEAR, recurrence.dates(times, NOW)
    )
    assert list(ours) == expected


@settings(max_examples=40, deadline=None)
@given(typed())
def test_dates_in_calendars_are_those_of_the_clock_and_of_other_programs(rule: Typed) -> None:
    """Of offers: dateutil and recurring-ical-events find the same days in the file."""
    expected = rule.days()
    if not expected:
        return
    raw = file_of(rule.words)
    assert not faults(raw)
    calendar = Calendar.from_ical(raw)
    (event,) = calendar.walk("VEVENT")
    found = takewhile(lambda at: at.year < LAST_YEAR, occurrences(event))
    assert [at.date() for at in found] == expected
    until = min(date(LAST_YEAR, 1, 1), expected[-1] + timedelta(days=400))
    between = recurring_ical_events.of(calendar).between(rule.first, until)
    assert sorted(each["dtstart"].dt.date() for each in between) == [
        day for day in expected if day < until
    ]


@needs_node
def test_a_program_in_another_language_finds_the_same_moments() -> None:
    """ical.js reads all files, and the moments of rules by chance."""
    rules = [_by_chance(Random(seed)) for seed in range(60)]
    rules = [rule for rule in rules if rule.moments()]
    found = by_node([*map(file_of, CELLS), *(file_of(rule.words) for rule in rules)])
    wrong = []
    for rule, (event,) in zip(rules, found[len(CELLS) :], strict=True):
        starts = [datetime.fromtimestamp(at, UTC) for at in event["starts"]]
        if [at for at in starts if at.astimezone(BERLIN).time() == rule.start] != [
            at for at in rule.moments() if at.astimezone(BERLIN).time() == rule.start
        ]:
            wrong.append(rule.words)
    assert not wrong
    assert {event["summary"] for events in found for event in events} == {TEXT.title}
    assert all(event["lasts"] > 0 for events in found for event in events)


YEARLY = (
    ("RRULE:FREQ=YEARLY 9:00 ab 29.02.2028", lambda day: (day.month, day.day) == (2, 29)),
    ("RRULE:FREQ=YEARLY 9:00 ab 15.05.2027", lambda day: (day.month, day.day) == (5, 15)),
    ("RRULE:FREQ=YEARLY;BYMONTHDAY=15,31 9:00 ab 24.11.2026", lambda day: day.day in (15, 31)),
)  # fmt: skip


@needs_node
def test_a_yearly_rule_says_its_month_and_day() -> None:
    """ical.js took 1 March where there is no 29 February, and one month of twelve."""
    wrong = []
    files = [file_of(words) for words, _ in YEARLY]
    for (words, is_day), (event,) in zip(YEARLY, by_node(files), strict=True):
        days = [datetime.fromtimestamp(at, BERLIN).date() for at in event["starts"]]
        first = days[0]
        every = (first + timedelta(days=n) for n in range((date(LAST_YEAR, 1, 1) - first).days))
        if days != [day for day in every if is_day(day)]:
            wrong.append((words, days[:4]))
    assert not wrong


def _by_chance(chance: Random) -> Typed:
    first = FIRST + timedelta(days=chance.randrange(400))
    weekday, step = chance.randrange(7), chance.choice((1, 2, 3))
    origin = first + timedelta(days=(weekday - first.weekday()) % 7)
    count = chance.choice((0, 0, 5, 12))
    words = f"alle {step} Wochen {NAMES[weekday]}" if step > 1 else NAMES[weekday]
    text = f"{words} 18:00-19:30 ab {first:%d.%m.%Y}" + (f", {count} mal" if count else "")
    return Typed(
        text,
        lambda day: day.weekday() == weekday and (week_of(day) - week_of(origin)) % step == 0,
        first,
        count,
    )


@needs_node
def test_a_changed_offer_moves_in_the_calendar() -> None:
    """Times keep their UIDs when others come before them, and take over those of times gone."""
    before = offer_of(*schedules.read("24.11.2026 18:00 | Mo 9:00-12:00 ab 30.11.2026"))
    times = schedules.read("Mo 9:00-12:00 ab 30.11.2026 | 25.11.2026 19:00 | 1.12.2026 8:00")
    changed = replace(
        before,
        details=replace(before.details, schedules=numbered(times, before.details.schedules)),
        version=2,
        confirmed_at=NOW + timedelta(hours=1),
    )
    files = [calendar_file(offer, TEXT, NOW, NAME) for offer in (before, changed)]
    old, new = ({event["uid"]: event for event in events} for events in by_node(files))
    assert {uid: event["starts"][0] for uid, event in new.items()} == {
        f"offer-7-1@{NAME}": wall(2026, 11, 25, 19).replace(tzinfo=BERLIN).timestamp(),
        f"offer-7-2@{NAME}": wall(2026, 11, 30, 9).replace(tzinfo=BERLIN).timestamp(),
        f"offer-7-3@{NAME}": wall(2026, 12, 1, 8).replace(tzinfo=BERLIN).timestamp(),
    }
    assert set(old) == {f"offer-7-1@{NAME}", f"offer-7-2@{NAME}"}
    assert all(new[uid]["sequence"] > old[uid]["sequence"] for uid in old)
    assert all(new[uid]["modified"] > old[uid]["modified"] for uid in old)


def test_numbers_stay_with_times() -> None:
    """Through ten changes, no two times have one number, and what stays keeps its own."""
    chance = Random(20)
    every = schedules.read(" | ".join(f"{day}.12.2026 18:00" for day in range(1, 20)))
    held: tuple[Schedule, ...] = ()
    for _ in range(200):
        wanted = chance.sample(every, chance.randrange(6))
        now = numbered(wanted, held)
        numbers = [schedule.number for schedule in now]
        assert len(set(numbers)) == len(numbers)
        assert 0 not in numbers
        old = {schedule: schedule.number for schedule in held}
        assert all(old[s] == s.number for s in now if s in old)
        held = now
