"""The dates of rules: on the wall, without holidays, and refused where there are none."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.announcements import Times
from bot.rules import recurrence
from bot.rules.problems import Problem
from tests.harness.databases import NOW, wall
from tests.refusals import refuses

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(("times", "problem"), [
    (Times(None, "FREQ=DAILY"), Problem.NO_SUCH_TIME),
    (Times(wall(2027, 3, 28, 2, 30)), Problem.NO_SUCH_TIME),
    (Times(wall(2026, 11, 20, 10, 30)), Problem.IN_THE_PAST),
    (Times(zone="Nirgends/Wo"), Problem.NO_SUCH_TIME),
    (Times(zone="../etc"), Problem.NO_SUCH_TIME),
    (Times(wall(2026, 12, 1, 9), "FREQ=DAILY;BYHOUR=9,10"), Problem.TOO_OFTEN),
    (Times(wall(2026, 12, 1, 9), "freq=hourly"), Problem.TOO_OFTEN),
    (Times(wall(2026, 12, 1, 9), "FREQ=SECONDLY"), Problem.TOO_OFTEN),
    (Times(wall(2026, 12, 1, 9), "FREQ=DAILY;BYMINUTE=0,30"), Problem.TOO_OFTEN),
    (Times(wall(2026, 12, 1, 9), "FREQ=DAILY;BYSECOND=0"), Problem.TOO_OFTEN),
    (Times(wall(2026, 12, 1, 9), "UNSINN"), Problem.NO_SUCH_TIME),
    (Times(wall(2026, 12, 1, 9), "FREQ=SELTEN"), Problem.NO_SUCH_TIME),
    (Times(wall(2026, 12, 1, 9), "FREQ=DAILY|UNSINN"), Problem.NO_SUCH_TIME),
    (Times(wall(2026, 12, 1, 9), "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), Problem.NEVER),
    (Times(wall(2026, 12, 1, 9), "FREQ=DAILY|FREQ=YEARLY;INTERVAL=25;BYMONTH=1;BYMONTHDAY=1"),
     Problem.NEVER),
    (Times(wall(2026, 12, 1, 9), "FREQ=DAILY|FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), Problem.NEVER),
    (Times(wall(2026, 11, 1, 9), "FREQ=DAILY;COUNT=19"), Problem.NEVER),
    (Times(wall(2026, 12, 1, 9), "FREQ=MONTHLY;BYMONTHDAY=5|FREQ=WEEKLY;BYDAY=SA;BYHOUR=1"),
     Problem.TOO_OFTEN),
    (Times(wall(2026, 12, 25, 9), "FREQ=YEARLY", land="BW"), Problem.NEVER),
])  # fmt: skip
def test_impossible_times(times: Times, problem: Problem) -> None:
    with refuses(problem):
        recurrence.check(times, NOW)


@pytest.mark.parametrize("times", [
    Times(), Times(wall(2026, 11, 20, 10, 31)), Times(wall(2026, 11, 1, 9), "FREQ=DAILY;COUNT=21"),
    Times(wall(2027, 3, 28, 2, 30), "FREQ=DAILY"), Times(wall(2026, 12, 1, 9), "rrule:freq=daily"),
    Times(wall(2026, 12, 1, 9), "FREQ=WEEKLY;BYDAY=MO | FREQ=WEEKLY;BYDAY=TU"),
    Times(wall(2026, 12, 25, 9), "FREQ=YEARLY"),
    Times(wall(2026, 12, 1, 9), "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
])  # fmt: skip
def test_possible_times(times: Times) -> None:
    recurrence.check(times, NOW)


def first(times: Times, count: int, after: datetime = NOW) -> list[datetime]:
    """The next dates, in UTC."""
    return list(islice(recurrence.dates(times, after), count))


def test_dates_stay_at_their_local_time_when_the_clock_changes() -> None:
    daily = Times(wall(2027, 3, 1, 9), "FREQ=DAILY")
    assert [
        f"{moment:%d %H}" for moment in first(daily, 3, datetime(2027, 3, 26, 12, tzinfo=UTC))
    ] == ["27 08", "28 07", "29 07"]


def test_a_local_time_that_does_not_exist_comes_an_hour_later_and_a_double_one_once() -> None:
    daily = Times(wall(2027, 3, 1, 2, 30), "FREQ=DAILY")
    assert first(daily, 2, datetime(2027, 3, 28, 0, tzinfo=UTC)) == [
        datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
        datetime(2027, 3, 29, 0, 30, tzinfo=UTC),
    ]
    assert first(daily, 2, datetime(2027, 10, 31, 0, tzinfo=UTC)) == [
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 11, 1, 1, 30, tzinfo=UTC),
    ]  # fmt: skip
    assert recurrence.exists(wall(2027, 10, 31, 2, 30), BERLIN)
    assert not recurrence.exists(wall(2027, 3, 28, 2, 30), BERLIN)
    assert recurrence.exists(wall(2027, 3, 28, 3), BERLIN)


def test_a_date_is_after_a_moment_not_at_it() -> None:
    once = Times(wall(2026, 11, 24, 18))
    moment = datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert first(once, 2, moment - timedelta(seconds=1)) == [moment]
    assert first(once, 2, moment) == []
    assert recurrence.next_at(once, moment) is None
    assert recurrence.next_at(once, NOW) == moment
    assert first(Times(), 1) == []
    weekly = Times(wall(2026, 1, 6, 18), "FREQ=WEEKLY;BYDAY=TU")
    assert first(weekly, 1, moment) == [moment + timedelta(weeks=1)]


def test_two_rules_that_meet_are_one_date() -> None:
    both = Times(wall(2026, 12, 1, 9), "FREQ=WEEKLY;BYDAY=TU|FREQ=MONTHLY;BYMONTHDAY=1")
    assert [f"{moment:%m-%d}" for moment in first(both, 6)] == [
        "12-01",
        "12-08",
        "12-15",
        "12-22",
        "12-29",
        "01-01",
    ]


def test_nothing_is_sent_on_holidays_of_the_land() -> None:
    daily = Times(wall(2026, 12, 1, 9), "FREQ=DAILY", land="BW")
    assert [
        f"{moment:%d}" for moment in first(daily, 3, datetime(2026, 12, 23, 12, tzinfo=UTC))
    ] == ["24", "27", "28"]
    assert recurrence.is_holiday(date(2027, 1, 6), "BW")
    assert not recurrence.is_holiday(date(2027, 1, 6), "NW")
    assert not recurrence.is_holiday(date(2027, 1, 1), "")


def test_dates_are_looked_for_twenty_years_ahead() -> None:
    leap = Times(wall(2026, 12, 1, 9), "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29")
    assert [moment.year for moment in recurrence.dates(leap, NOW)] == [2028, 2032, 2036, 2040, 2044]
    twice = Times(wall(2026, 12, 1, 9), "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1,10")
    assert [f"{moment:%Y-%m-%d}" for moment in recurrence.dates(twice, NOW)][-2:] == [
        "2045-12-10", "2046-12-01",
    ]  # fmt: skip


def test_what_is_an_hour_late_still_goes_out() -> None:
    assert not recurrence.is_missed(NOW, NOW + timedelta(hours=1))
    assert recurrence.is_missed(NOW, NOW + timedelta(hours=1, seconds=1))
    assert not recurrence.is_missed(NOW, NOW)


@given(st.datetimes(wall(2026, 1, 1), wall(2030, 1, 1)))
def test_a_wall_time_that_exists_comes_back(moment: datetime) -> None:
    local = recurrence.instant(moment, BERLIN).astimezone(BERLIN).replace(tzinfo=None)
    if recurrence.exists(moment, BERLIN):
        assert local.replace(fold=0) == moment
    else:
        assert local == moment + timedelta(hours=1)
