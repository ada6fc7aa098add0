"""What was understood is said back: next dates, what falls out by name, and how to move it."""

from datetime import date, datetime, timedelta
from itertools import islice

import pytest

from bot.domain.announcements import Times
from bot.rules import fallouts, moments, recurrence
from bot.rules.fallouts import Understood
from bot.rules.problems import Problem
from tests.harness.databases import NOW
from tests.refusals import refuses

BERLIN = recurrence.zone_of(Times())


def said(words: str, land: str = "BW") -> tuple[Times, Understood]:
    """What is understood of words on the day of the tests."""
    times = recurrence.settled(moments.read(words, Times(land=land), NOW.date()), NOW)
    return times, fallouts.understood(times, NOW, "de")


def days(times: Times, count: int) -> list[date]:
    found = islice(recurrence.dates(times, NOW), count)
    return [at.astimezone(BERLIN).date() for at in found]


def test_holidays_fall_out_by_name() -> None:
    times, understood = said("1.1. und 1.7. 9 Uhr")
    assert [at.date() for at in understood.dates] == [date(2027 + n, 7, 1) for n in range(5)]
    assert understood.holidays == tuple((date(2027 + n, 1, 1), "Neujahr") for n in range(5))
    assert days(fallouts.moved(times, "next"), 3) == [
        date(2027, 1, 2), date(2027, 7, 1), date(2028, 1, 2)]  # fmt: skip
    assert days(fallouts.moved(times, "holidays"), 2) == [date(2027, 1, 1), date(2027, 7, 1)]
    assert fallouts.understood(fallouts.moved(times, "next"), NOW, "de").moves


def test_moving_meets_no_further_holiday_and_no_date_twice() -> None:
    """From Christmas to the 27th; a daily rule is not sent twice then."""
    times, understood = said("freitags 9 Uhr")
    assert dict(understood.holidays) == {
        date(2026, 12, 25): "Erster Weihnachtstag",
        date(2027, 1, 1): "Neujahr",
    }
    assert date(2026, 12, 27) in days(fallouts.moved(times, "next"), 9)
    daily = fallouts.moved(said("täglich 9 Uhr")[0], "next")
    found = days(daily, 60)
    assert len(set(found)) == 60
    assert date(2026, 12, 25) not in found


@pytest.mark.parametrize(("words", "missing", "expected"), [
    ("31. im Monat 9:00", (31,), ["2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28"]),
    ("30. im Monat 9:00", (30,), ["2026-11-30", "2026-12-30", "2027-01-30", "2027-02-28"]),
    ("29. im Monat 9:00", (29,), ["2026-11-29", "2026-12-29", "2027-01-29", "2027-02-28"]),
    ("15. und 31. im Monat 9:00", (31,), ["2026-11-30", "2026-12-15", "2026-12-31", "2027-01-15"]),
])  # fmt: skip
def test_days_that_not_every_month_has(
    words: str, missing: tuple[int, ...], expected: list[str]
) -> None:
    times, understood = said(words, land="")
    assert understood.missing == missing
    moved = fallouts.moved(times, "last")
    assert [f"{day}" for day in days(moved, 4)] == expected
    assert not fallouts.understood(moved, NOW, "de").has_fallouts


def test_leap_day() -> None:
    times, understood = said("29.2. jährlich 9:00", land="")
    assert understood.leap_day
    assert days(times, 2) == [date(2028, 2, 29), date(2032, 2, 29)]
    moved = fallouts.moved(times, "last")
    assert days(moved, 3) == [date(2027, 2, 28), date(2028, 2, 29), date(2029, 2, 28)]
    assert not fallouts.understood(moved, NOW, "de").has_fallouts


def test_the_last_date_is_said_where_there_is_one() -> None:
    assert said("jeden zweiten Dienstag 18 Uhr bis März")[1].last == datetime(
        2027, 3, 30, 16, tzinfo=NOW.tzinfo
    )
    assert said("dienstags 18 Uhr, 3 mal")[1].last is not None
    assert said("dienstags 18 Uhr")[1].last is None
    assert not said("dienstags 18 Uhr", land="")[1].has_fallouts
    with refuses(Problem.UNKNOWN_BUTTON):
        fallouts.moved(Times(), "away")


def test_a_number_of_dates_counts_from_the_next_one() -> None:
    """Typed on a Friday after the time of day, three dates are three dates."""
    times = moments.read("freitags 10:00, 3 mal", Times(), NOW.date())
    assert len(list(recurrence.dates(recurrence.settled(times, NOW), NOW))) == 3
    later = NOW + timedelta(days=400)
    assert len(list(recurrence.dates(recurrence.settled(times, later), later))) == 3
