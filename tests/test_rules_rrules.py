"""Recurrence rules: the same dates as a well-known library, and a quick no where there are none."""

import time
from datetime import date, timedelta
from itertools import takewhile
from random import Random

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import rrules, rule_words, schedules
from tests.harness.databases import wall

START = wall(2026, 11, 20, 9)
LAST = date(2046, 11, 20)
WEEKDAYS = st.lists(st.sampled_from(rrules.WEEKDAYS), min_size=1, max_size=3, unique=True)


def listed(numbers: list[int]) -> str:
    return ",".join(map(str, numbers))


def some(least: int, most: int) -> st.SearchStrategy[str]:
    numbers = st.integers(least, most).filter(bool)
    return st.lists(numbers, min_size=1, max_size=3, unique=True).map(listed)


def optional(name: str, values: st.SearchStrategy[object]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), values.map(lambda value: f";{name}={value}"))


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Rules of every kind we read, that have the same meaning in the library."""
    frequency = draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")))
    words = f"FREQ={frequency}" + draw(optional("INTERVAL", st.integers(1, 12)))
    words += draw(optional("BYMONTH", some(1, 12)))
    words += draw(optional("BYMONTHDAY", some(-31, 31))) if frequency != "WEEKLY" else ""
    weekdays = WEEKDAYS.map(",".join)
    if frequency in ("MONTHLY", "YEARLY") and draw(st.booleans()):
        weekdays = st.tuples(st.integers(-5, 5).filter(bool), st.sampled_from(rrules.WEEKDAYS)).map(
            lambda pair: f"{pair[0]}{pair[1]}"
        )
    words += draw(optional("BYDAY", weekdays))
    if frequency in ("MONTHLY", "YEARLY") and "BY" in words:
        words += draw(optional("BYSETPOS", some(-4, 4)))
    words += draw(optional("WKST", st.sampled_from(rrules.WEEKDAYS)))
    return words + draw(
        st.one_of(
            st.just(""),
            st.integers(1, 40).map(lambda count: f";COUNT={count}"),
            st.dates(date(2026, 12, 1), date(2030, 1, 1)).map(lambda day: f";UNTIL={day:%Y%m%d}"),
        )
    )


@given(rules(), st.integers(0, 900), st.integers(0, 400))
def test_dates_are_those_of_a_well_known_library(words: str, days: int, later: int) -> None:
    start = START + timedelta(days=days)
    after, last = start + timedelta(days=later), date(2031, 12, 31)
    rule = rrules.read(words)
    ours = list(rrules.dates(rule, start, after, last))
    until = words + "T235959" if "UNTIL" in words else words  # the library ends at midnight
    if not rrules.has_date(rule, start, LAST):
        return  # the library would walk to the year 9999
    theirs = takewhile(lambda at: at.date() <= last, rrulestr(until, dtstart=start))
    assert ours == [at for at in theirs if at >= after]


@pytest.mark.parametrize("words", [
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=WEEKLY;BYMONTH=4;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30,31", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=MONTHLY;BYDAY=6MO", "FREQ=YEARLY;BYMONTH=1;BYDAY=53MO",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9", "FREQ=YEARLY;BYDAY=1MO;BYSETPOS=-2",
    "FREQ=DAILY;INTERVAL=7;BYDAY=MO", "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3",
    "FREQ=DAILY;BYMONTHDAY=13;BYDAY=FR;BYMONTH=2;BYSETPOS=2",
])  # fmt: skip
def test_a_rule_without_dates_is_known_at_once(words: str) -> None:
    began = time.thread_time()
    rule = rrules.read(words)
    assert not rrules.has_date(rule, START, LAST)
    assert not list(rrules.dates(rule, START, START, LAST))
    assert time.thread_time() - began < 0.5


@pytest.mark.parametrize("words", [
    "", "UNSINN", "FREQ=SELTEN", "FREQ=HOURLY", "BYDAY=MO", "FREQ=DAILY;BYEASTER=400",
    "FREQ=DAILY;BYEASTER=0", "FREQ=YEARLY;BYWEEKNO=60", "FREQ=YEARLY;BYYEARDAY=400",
    "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=1e9",
    "FREQ=DAILY;UNTIL=20261340", "FREQ=DAILY;UNTIL=20261201T000000Z", "FREQ=WEEKLY;BYDAY=",
    "FREQ=WEEKLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=99MO", "FREQ=MONTHLY;BYMONTHDAY=32",
    "FREQ=YEARLY;BYMONTH=13", "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;WKST=X", "FREQ=DAILY;=",
    "FREQ=DAILY" + ";" * 291, "FREQ=DAILY;BYHOUR=9",
])  # fmt: skip
def test_what_is_no_rule_of_ours_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        rrules.read(words)


@given(rules(), st.randoms(use_true_random=False))
def test_a_rule_in_any_order_is_one_text(words: str, chance: Random) -> None:
    """Parts and lists have no order, and defaults may be said (RFC 5545): equal rules are equal."""
    usual = rule_words.normal(words)
    assert rrules.read(usual) == rrules.read(words)
    parts = [shuffled(part, chance) for part in words.lower().split(";")]
    parts += [default for default in ("interval=1", "wkst=mo") if default[:5] not in words.lower()]
    chance.shuffle(parts)
    assert rule_words.normal(";".join(parts)) == usual == rule_words.normal(usual)


def shuffled(part: str, chance: Random) -> str:
    name, _, values = part.partition("=")
    return f"{name}={','.join(chance.sample(items := values.split(','), len(items)))}"


@pytest.mark.parametrize(
    "cell",
    ["RRULE:FREQ=WEEKLY;BYDAY=TU,MO 9:00", "RRULE:BYDAY=tu,mo;INTERVAL=1;FREQ=WEEKLY 9 Uhr",
     "Di,Mo 9:00", "dienstags und montags 9 Uhr", "RRULE:FREQ=WEEKLY;WKST=MO;BYDAY=MO,TU,MO 9 Uhr"],
)  # fmt: skip
def test_a_cell_means_one_thing_whoever_wrote_it(cell: str) -> None:
    """Words and rules in any order are equal, here and read back."""
    (schedule,) = schedules.read(cell)
    assert schedule.rule == "FREQ=WEEKLY;BYDAY=MO,TU"
    assert schedules.read(schedules.written((schedule,))) == (schedule,)
