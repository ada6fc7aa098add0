"""Times as offices and coordinators write them: opening hours, and rules in words."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.announcements import Times
from bot.domain.offers import Schedule
from bot.rules import moments, schedules
from bot.rules.timing import rules
from tests.harness.databases import wall
from tests.refusals import is_wrong

FRIDAY = date(2026, 11, 20)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def weekly(days: str, start: time, end: time | None = None, first: date | None = None) -> Schedule:
    """Every week on these days."""
    return Schedule(f"FREQ=WEEKLY;BYDAY={days}", first, start, end)


@pytest.mark.parametrize(("cell", "expected"), [
    ("", ()), (" | ; ", ()),
    ("Di 18:00-19:30", (weekly("TU", time(18), time(19, 30)),)),
    ("Di. 18.00 – 19.30 Uhr", (weekly("TU", time(18), time(19, 30)),)),
    ("dienstags 18 bis 20 h", (weekly("TU", time(18), time(20)),)),
    ("Tuesday 9 to 11:15", (weekly("TU", time(9), time(11, 15)),)),
    ("Mo-Fr 9:00-12:00", (weekly("MO,TU,WE,TH,FR", time(9), time(12)),)),
    ("Montag bis Mittwoch von 9 bis 12", (weekly("MO,TU,WE", time(9), time(12)),)),
    ("Do, Mo und Di 8", (weekly("MO,TU,TH", time(8)),)),
    ("Mo/Mi + Fr & So 10:30", (weekly("MO,WE,FR,SU", time(10, 30)),)),
    ("Mo 9-12; Do 14-17 Uhr", (weekly("MO", time(9), time(12)), weekly("TH", time(14), time(17)))),
    ("Mo 9-12\nSa 10 | So 11",
     (weekly("MO", time(9), time(12)), weekly("SA", time(10)), weekly("SU", time(11)))),
    ("Di 18:00 ab 12.01.2027", (weekly("TU", time(18), None, date(2027, 1, 12)),)),
    ("Di 18:00, seit 2027-01-12", (weekly("TU", time(18), None, date(2027, 1, 12)),)),
    ("täglich. 8", (Schedule("FREQ=DAILY", None, time(8)),)),
    ("täglich 8-20", (Schedule("FREQ=DAILY", None, time(8), time(20)),)),
    ("daily 8:00", (Schedule("FREQ=DAILY", None, time(8)),)),
    ("24.11.2026 18:00", (Schedule("", date(2026, 11, 24), time(18)),)),
    ("24.11.26, 18:00-20:00", (Schedule("", date(2026, 11, 24), time(18), time(20)),)),
    ("2026-11-24 9", (Schedule("", date(2026, 11, 24), time(9)),)),
    ("24.11.2026 18:00 Europe/Zurich",
     (Schedule("", date(2026, 11, 24), time(18), None, "Europe/Zurich"),)),
    ("RRULE:FREQ=MONTHLY;BYDAY=1TU 18:00", (Schedule("FREQ=MONTHLY;BYDAY=1TU", None, time(18)),)),
    ("Fr-Mo 9:00", (weekly("MO,FR,SA,SU", time(9)),)),
    ("Di 18:00-24:00", (weekly("TU", time(18), time(0)),)),
    ("rrule:freq=daily 9; Mo 10", (Schedule("FREQ=DAILY", None, time(9)), weekly("MO", time(10)))),
])  # fmt: skip
def test_times_as_offices_write_them(cell: str, expected: tuple[Schedule, ...]) -> None:
    assert schedules.read(cell) == expected


@pytest.mark.parametrize(("cell", "code", "proposal"), [
    ("Di 25:00", "times", "18:00-19:30"), ("Di 18:60", "times", "18:00-19:30"),
    ("Di 24:00", "times", "18:00-19:30"), ("Di 18:00-24:01", "times", "18:00-19:30"),
    ("Mo 12:00-09:00", "span", "09:00-12:00"), ("Di 9:00-9:00", "span", "09:00-09:00"),
    ("Mi, 24.11.2026 18:00", "weekday", "24.11.2026"),
    ("31.02.2026 18:00", "date", "24.11.2026"), ("Di 18:00 ab 31.02.2027", "date", "24.11.2026"),
    ("RRULE:FREQ=NEVER 18:00", "times", "FREQ=WEEKLY;BYDAY=TU"),
    ("RRULE:UNSINN 18:00", "times", "FREQ=WEEKLY;BYDAY=TU"),
    ("RRULE:FREQ=WEEKLY;BYDAY=XX 18:00", "times", "FREQ=WEEKLY;BYDAY=TU"),
    ("RRULE:FREQ=DAILY;INTERVAL=x 18:00", "times", "FREQ=WEEKLY;BYDAY=TU"),
])  # fmt: skip
def test_what_is_no_time(cell: str, code: str, proposal: str) -> None:
    with is_wrong(code, proposal):
        schedules.read(cell)


@pytest.mark.parametrize(("schedule", "words"), [
    (weekly("TU", time(18), time(19, 30)), "Di 18:00-19:30"),
    (weekly("MO,TH", time(8)), "Mo,Do 08:00"),
    (weekly("SA,SU", time(8), None, date(2027, 1, 2)), "Sa,So 08:00 ab 02.01.2027"),
    (Schedule("FREQ=DAILY", None, time(9, 5)), "RRULE:FREQ=DAILY 09:05"),
    (Schedule("FREQ=WEEKLY;BYDAY=TU;INTERVAL=2", None, time(9)),
     "RRULE:FREQ=WEEKLY;BYDAY=TU;INTERVAL=2 09:00"),
    (Schedule("", date(2026, 11, 24), time(18), time(20)), "24.11.2026 18:00-20:00"),
    (Schedule("", date(2026, 11, 24), time(18), None, "Europe/Zurich"),
     "24.11.2026 18:00 Europe/Zurich"),
    (Schedule("FREQ=DAILY", None, time(9), None, "Asia/Tokyo"),
     "RRULE:FREQ=DAILY 09:00 Asia/Tokyo"),
])  # fmt: skip
def test_times_as_they_are_written(schedule: Schedule, words: str) -> None:
    assert schedules.written((schedule,)) == words
    assert schedules.written((schedule, schedule)) == f"{words} | {words}"


minutes = st.times(time(0), time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))
some_rules = st.one_of(
    st.sets(st.sampled_from(DAYS), min_size=1).map(
        lambda days: "FREQ=WEEKLY;BYDAY=" + ",".join(sorted(days, key=DAYS.index))
    ),
    st.sampled_from(["FREQ=DAILY", "FREQ=MONTHLY;BYMONTHDAY=15", "FREQ=MONTHLY;BYDAY=-1FR"]),
)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
zones = st.sampled_from(["Europe/Berlin", "Europe/Zurich"])
notes = st.sampled_from(("", "nur nach Anmeldung", "in den Ferien nicht", "Raum 2 [EG]"))


@st.composite
def some_schedules(draw: st.DrawFn) -> Schedule:
    """A schedule that is right as a whole: its first day is one of its rule."""
    rule, day = draw(st.just("") | some_rules), draw(st.none() | days)
    if day and rule:
        day = rules.aligned(rule, day)
    start = draw(st.none() | minutes)
    end = draw(st.none() | minutes) if start is not None else None
    if start and end == start:
        end = None
    if not rule and day is None:
        return Schedule("", None, note="nach Vereinbarung")
    return Schedule(rule, day, start, end, draw(zones), draw(notes))


@given(st.lists(some_schedules(), max_size=3).map(tuple))
def test_what_is_written_is_read_back(given_: tuple[Schedule, ...]) -> None:
    assert schedules.read(schedules.written(given_)) == given_


@pytest.mark.parametrize(("words", "start", "rule"), [
    ("24.11.2026 18:00", wall(2026, 11, 24, 18), ""),
    ("2026-11-24 18:05 Uhr", wall(2026, 11, 24, 18, 5), ""),
    ("Dienstag 18:00", wall(2026, 11, 20, 18), "FREQ=WEEKLY;BYDAY=TU"),
    ("jeden Dienstag 18 Uhr", wall(2026, 11, 20, 18), "FREQ=WEEKLY;BYDAY=TU"),
    ("JEDEN Dienstag 18 Uhr BIS 31.12.2027", wall(2026, 11, 20, 18),
     "FREQ=WEEKLY;BYDAY=TU;UNTIL=20271231T235959"),
    ("every Tuesday 18:00", wall(2026, 11, 20, 18), "FREQ=WEEKLY;BYDAY=TU"),
    ("täglich 9:00, 3 mal", wall(2026, 11, 20, 9), "FREQ=DAILY;COUNT=3"),
    ("daily 9:00 10 times", wall(2026, 11, 20, 9), "FREQ=DAILY;COUNT=10"),
    ("daily 9:00 until 2027-07-01", wall(2026, 11, 20, 9), "FREQ=DAILY;UNTIL=20270701T235959"),
    ("Di 18:00 bis zum 31.12.27", wall(2026, 11, 20, 18),
     "FREQ=WEEKLY;BYDAY=TU;UNTIL=20271231T235959"),
    ("Di 18:00 ab 12.01.2027 bis 1.2.2027", wall(2027, 1, 12, 18),
     "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270201T235959"),
    ("alle 2 Wochen am Dienstag 18:30", wall(2026, 11, 24, 18, 30),
     "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
    ("every 3 weeks on Friday at 8", wall(2026, 11, 20, 8), "FREQ=WEEKLY;INTERVAL=3;BYDAY=FR"),
    ("15. jedes Monats um 10 Uhr", wall(2026, 11, 20, 10), "FREQ=MONTHLY;BYMONTHDAY=15"),
    ("on the 3rd of every month at 10:15", wall(2026, 11, 20, 10, 15), "FREQ=MONTHLY;BYMONTHDAY=3"),
    ("am 01. des Monats 10h", wall(2026, 11, 20, 10), "FREQ=MONTHLY;BYMONTHDAY=1"),
    ("erster Montag im Monat 9 Uhr", wall(2026, 11, 20, 9), "FREQ=MONTHLY;BYDAY=1MO"),
    ("zweiter Mittwoch 9.30", wall(2026, 11, 20, 9, 30), "FREQ=MONTHLY;BYDAY=2WE"),
    ("jeden dritten Donnerstag jeden Monat 9", wall(2026, 11, 20, 9), "FREQ=MONTHLY;BYDAY=3TH"),
    ("every fourth Saturday of the month 9", wall(2026, 11, 20, 9), "FREQ=MONTHLY;BYDAY=4SA"),
    ("am letzten Tag des Monats 9 Uhr", wall(2026, 11, 20, 9), "FREQ=MONTHLY;BYMONTHDAY=-1"),
    ("the first day of every month at 9", wall(2026, 11, 20, 9), "FREQ=MONTHLY;BYMONTHDAY=1"),
    ("last Sunday of the month 9", wall(2026, 11, 20, 9), "FREQ=MONTHLY;BYDAY=-1SU"),
    ("AM 30.06. UND 31.12. UM 9 UHR", wall(2026, 11, 20, 9),
     "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=30|FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31"),
    ("30.06. und 31.12. um 09:00", wall(2026, 11, 20, 9),
     "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=30|FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31"),
    ("am 1.3., 29.2. & 5.5. 9:00 bis 01.01.2030", wall(2026, 11, 20, 9),
     "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1;UNTIL=20300101T235959|FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;UNTIL=20300101T235959"
     "|FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=5;UNTIL=20300101T235959"),
])  # fmt: skip
def test_rules_in_words(words: str, start: object, rule: str) -> None:
    before = Times(zone="Europe/Zurich", land="BW")
    assert moments.read(f" {words} ", before, FRIDAY) == Times(start, rule, "Europe/Zurich", "BW")  # type: ignore[arg-type]


@pytest.mark.parametrize(("words", "start", "rule"), [
    ("1 Tag vor 26.12.2026 10:00", wall(2026, 12, 25, 10), ""),
    ("3 days before the 2027-01-01 at 18:30", wall(2026, 12, 29, 18, 30), ""),
    ("1 und 7 Tage vor dem 02.01.2027 um 10 Uhr", wall(2026, 12, 26, 10),
     "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=26;COUNT=1|FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1;COUNT=1"),
    ("7, 7 Tage vor 24.12.2026 10:00", wall(2026, 12, 17, 10), ""),
])  # fmt: skip
def test_days_before_a_date_are_counted_by_the_author(words: str, start: object, rule: str) -> None:
    """So no holiday of the Land moves them."""
    assert moments.read(words, Times(land="BW"), FRIDAY) == Times(start, rule, land="")  # type: ignore[arg-type]


@pytest.mark.parametrize(("words", "proposal"), [
    ("24.11.2026 9:00, 3 mal", "24.11.2026 18:00"),
    ("30.06. und 31.12. 9:00 4 mal", "24.11.2026 18:00"),
    ("", "24.11.2026 18:00"), ("alle 2 Wochen Feiertag 9:00", "24.11.2026 18:00"),
    ("erster Feiertag im Monat 9", "24.11.2026 18:00"),
    ("alle 0 Wochen Dienstag 9", "24.11.2026 18:00"),
])  # fmt: skip
def test_what_nobody_understands_is_wrong(words: str, proposal: str) -> None:
    with is_wrong("times", proposal):
        moments.read(words, Times(), FRIDAY)
