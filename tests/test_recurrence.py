"""What may be announced and when: unfinished texts, impossible times, the dates of rules."""

from datetime import date, datetime, time
from itertools import islice

import pytest

from bot.domain.announcements import Times
from bot.rules import announcements as rules
from bot.rules import recurrence
from bot.rules.problems import Problem, Refusal
from tests.databases import NOW
from tests.oracle import differences
from tests.oracle import rules as rules_of


def wall(*parts: int) -> datetime:
    """A time on the wall."""
    return datetime.combine(date(*parts[:3]), time(*parts[3:]))


@pytest.mark.parametrize(("words", "problem"), [
    ("", Problem.NO_GERMAN), ("  \u202e ", Problem.NO_GERMAN), ("x" * 5000, Problem.LONG_TEXT), ("<b>fett", Problem.MARKUP), ("a &amp; b", Problem.MARKUP),
    ("Am [Datum] um XX Uhr", Problem.PLACEHOLDER), ("Hallo {name}", Problem.PLACEHOLDER), ("Kurs am ___", Problem.PLACEHOLDER),
])  # fmt: skip
def test_unfinished_texts_are_refused(words: str, problem: Problem) -> None:
    with pytest.raises(Refusal) as refused:
        rules.checked_texts({"de": words})
    assert refused.value.problem is problem


@pytest.mark.parametrize(
    "words", ["5 < 6 und 7 > 3", "Treffpunkt: Rathaus (EG)", "https://www.example.org/a?b=c&d=e", "Mo–Fr 9–12 Uhr, 50 % günstiger"]
)
def test_ordinary_texts_are_not(words: str) -> None:
    assert rules.checked_texts({"de": words}) == {"de": words}


@pytest.mark.parametrize(("times", "problem"), [
    (Times(wall(2026, 11, 19, 9)), Problem.IN_THE_PAST), (Times(wall(2027, 3, 28, 2, 30)), Problem.NO_SUCH_TIME),
    (Times(wall(2026, 12, 1, 9), "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"), Problem.NEVER), (Times(wall(2026, 12, 1, 9), "FREQ=MINUTELY"), Problem.TOO_OFTEN),
    (Times(wall(2026, 12, 1, 9), "FREQ=DAILY;BYHOUR=9,10"), Problem.TOO_OFTEN), (Times(wall(2026, 12, 25, 9), "FREQ=YEARLY", land="BW"), Problem.NEVER),
    (Times(wall(2026, 12, 1, 9), "jeden Tag"), Problem.NO_SUCH_TIME), (Times(None, "FREQ=DAILY"), Problem.NO_SUCH_TIME),
    (Times(wall(2020, 1, 1, 9), "FREQ=DAILY;COUNT=3"), Problem.NEVER), (Times(wall(2026, 12, 1, 9), zone="Europe/Atlantis"), Problem.NO_SUCH_TIME),
])  # fmt: skip
def test_impossible_times_are_refused(times: Times, problem: Problem) -> None:
    with pytest.raises(Refusal) as refused:
        recurrence.check(times, NOW)
    assert refused.value.problem is problem


def test_dates_of_rules() -> None:
    fridays = Times(wall(2026, 11, 1, 9), "FREQ=MONTHLY;BYDAY=-1FR", land="BW")
    halves = Times(wall(2026, 1, 1, 9), "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=30|FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31")
    tuesdays = Times(wall(2026, 12, 22, 9), "FREQ=WEEKLY;COUNT=3", land="BW")
    days = [[f"{at:%m-%d %H}" for at in islice(recurrence.dates(times, NOW), 3)] for times in (fridays, halves, tuesdays)]
    assert days == [["11-27 08", "01-29 08", "02-26 08"], ["12-31 08", "06-30 07", "12-31 08"], ["12-22 08", "12-29 08", "01-05 08"]]


def test_dates_are_those_that_are_found_the_slow_way() -> None:
    wrong = [(times, found[:3]) for times, fits in rules_of(150, seed=7) if (found := differences(times, fits, 3))]
    assert not wrong
