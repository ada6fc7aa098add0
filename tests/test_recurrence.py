"""What may be announced and when: unfinished texts, impossible times, the dates of rules."""

from itertools import islice

import pytest

from bot.domain.announcements import Times
from bot.rules import announcements as rules
from bot.rules import moments, recurrence
from bot.rules.cells import Wrong
from bot.rules.problems import Problem, Refusal
from tests.harness.databases import NOW, wall
from tests.harness.oracle import differences
from tests.harness.oracle import rules as rules_of


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("", Problem.NO_GERMAN),
        ("  \u202e ", Problem.NO_GERMAN),
        ("x" * 5000, Problem.LONG_TEXT),
        ("<b>fett", Problem.MARKUP),
        ("a &amp; b", Problem.MARKUP),
        ("Am [Datum] um XX Uhr", Problem.PLACEHOLDER),
        ("Hallo {name}", Problem.PLACEHOLDER),
        ("Kurs am ___", Problem.PLACEHOLDER),
    ],
)
def test_unfinished_texts_are_refused(words: str, problem: Problem) -> None:
    with pytest.raises(Refusal) as refused:
        rules.checked_texts({"de": words})
    assert refused.value.problem is problem


@pytest.mark.parametrize(
    "words",
    [
        "5 < 6 und 7 > 3",
        "Treffpunkt: Rathaus (EG)",
        "https://www.example.org/a?b=c&d=e",
        "Mo–Fr 9–12 Uhr, 50 % günstiger",
    ],
)
def test_ordinary_texts_are_not(words: str) -> None:
    assert rules.checked_texts({"de": words}) == {"de": words}


@pytest.mark.parametrize(
    ("times", "problem"),
    [
        (Times(wall(2026, 11, 19, 9)), Problem.IN_THE_PAST),
        (Times(wall(2027, 3, 28, 2, 30)), Problem.NO_SUCH_TIME),
        (Times(wall(2026, 12, 1, 9), "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"), Problem.NEVER),
        (Times(wall(2026, 12, 1, 9), "FREQ=MINUTELY"), Problem.TOO_OFTEN),
        (Times(wall(2026, 12, 1, 9), "FREQ=DAILY;BYHOUR=9,10"), Problem.TOO_OFTEN),
        (Times(wall(2026, 12, 25, 9), "FREQ=YEARLY", land="BW"), Problem.NEVER),
        (Times(wall(2026, 12, 1, 9), "jeden Tag"), Problem.NO_SUCH_TIME),
        (Times(None, "FREQ=DAILY"), Problem.NO_SUCH_TIME),
        (Times(wall(2020, 1, 1, 9), "FREQ=DAILY;COUNT=3"), Problem.NEVER),
        (Times(wall(2026, 12, 1, 9), zone="Europe/Atlantis"), Problem.NO_SUCH_TIME),
    ],
)
def test_impossible_times_are_refused(times: Times, problem: Problem) -> None:
    with pytest.raises(Refusal) as refused:
        recurrence.check(times, NOW)
    assert refused.value.problem is problem


def test_dates_of_rules() -> None:
    fridays = Times(wall(2026, 11, 1, 9), "FREQ=MONTHLY;BYDAY=-1FR", land="BW")
    halves = Times(
        wall(2026, 1, 1, 9),
        "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=30|FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31",
    )
    tuesdays = Times(wall(2026, 12, 22, 9), "FREQ=WEEKLY;COUNT=3", land="BW")
    days = [
        [f"{at:%m-%d %H}" for at in islice(recurrence.dates(times, NOW), 3)]
        for times in (fridays, halves, tuesdays)
    ]
    assert days == [
        ["11-27 08", "01-29 08", "02-26 08"],
        ["12-31 08", "06-30 07", "12-31 08"],
        ["12-22 08", "12-29 08", "01-05 08"],
    ]


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("24.11.2026 18:00", ["11-24 18"]),
        ("Dienstag 18:00", ["11-24 18", "12-01 18", "12-08 18"]),
        ("Di 18 Uhr, 2 mal", ["11-24 18", "12-01 18"]),
        ("letzter Freitag im Monat 9 Uhr", ["11-27 09", "01-29 09", "02-26 09"]),
        ("last day of the month at 9:30", ["11-30 09", "12-31 09", "01-31 09"]),
        ("30.06. und 31.12. um 09:00", ["12-31 09", "06-30 09", "12-31 09"]),
        ("30.06. und 31.12. 9:00 bis 01.07.2027", ["12-31 09", "06-30 09"]),
        ("7 und 1 Tage vor dem 25.12.2026 10:00", ["12-18 10", "12-24 10"]),
        ("3 days before 2026-12-24 at 18:00", ["12-21 18"]),
        ("1 Tag vor 26.12.2026 10:00", ["12-25 10"]),
        ("alle 2 Wochen Dienstag 18:00", ["11-24 18", "12-08 18", "12-22 18"]),
        ("15. jedes Monats 10 Uhr", ["12-15 10", "01-15 10", "02-15 10"]),
        ("jeden zweiten Montag im Monat 10:00 bis zum 31.12.2026", ["12-14 10"]),
    ],
)
def test_times_as_coordinators_type_them(words: str, days: list[str]) -> None:
    """Not on a holiday of the Land, unless the author counted the days."""
    times = moments.read(words, Times(land="BW"), NOW.date())
    recurrence.check(times, NOW)
    assert [
        f"{at.astimezone(recurrence.zone_of(times)):%m-%d %H}"
        for at in islice(recurrence.dates(times, NOW), 3)
    ] == days


@pytest.mark.parametrize(
    "words",
    [
        "",
        "18:00",
        "gestern um acht",
        "31.02.2027 10:00",
        "7 Tage vor 31.02.2027 10:00",
        "30.02. und 31.12. 09:00",
        "24.11.2026 25:00",
        "24.11.2026 9:00, 3 mal",
        "30.06. und 31.12. 9:00 4 mal",
        "fünfter Freitag 9:00",
        "Tage vor 24.12.2026 10:00",
        "9" * 2000,
        "letzter " * 300 + "Freitag 9:00",
    ],
)
def test_what_nobody_understands_is_no_time(words: str) -> None:
    with pytest.raises((Wrong, ValueError)):
        moments.read(words, Times(), NOW.date())


def test_dates_are_those_that_are_found_the_slow_way() -> None:
    wrong = [
        (times, found[:3])
        for times, fits in rules_of(150, seed=7)
        if (found := differences(times, fits, 3))
    ]
    assert not wrong
