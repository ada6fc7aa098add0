"""Meetings as leads type them, who comes, and when people are reminded."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.announcements import Times
from bot.domain.meetings import Answer, Meeting, State
from bot.rules import meetings
from bot.rules.problems import Problem
from tests.harness.databases import NOW, wall
from tests.refusals import refuses

TODAY = NOW.date()
BERLIN = ZoneInfo("Europe/Berlin")
ZURICH = Times(zone="Europe/Zurich", land="BW")
MEETING = Meeting(1, 7, "Wohnungssuche", wall(2026, 11, 24, 18), "Europe/Berlin")


@pytest.mark.parametrize(("words", "start", "title", "minutes"), [
    ("24.11.2026 18:00 Wohnungssuche", wall(2026, 11, 24, 18), "Wohnungssuche", 90),
    ("24.11.2026 18-20 Uhr: Café am Markt", wall(2026, 11, 24, 18), "Café am Markt", 120),
    ("24.11.2026, 18:00 bis 18:45 – Kurz", wall(2026, 11, 24, 18), "Kurz", 45),
    ("24.11.2026 18 BIS 20 UHR Treffen", wall(2026, 11, 24, 18), "Treffen", 120),
    ("31.12.2026 22:00-02:00 Silvester", wall(2026, 12, 31, 22), "Silvester", 240),
    ("24.11.2026 20-24 Uhr Spieleabend", wall(2026, 11, 24, 20), "Spieleabend", 240),
    ("morgen 18 Uhr Treffen", wall(2026, 11, 21, 18), "Treffen", 90),
    ("nächsten Dienstag 18 Uhr am Rathaus", wall(2026, 11, 24, 18), "am Rathaus", 90),
    ("Samstag 0:00 Mitternacht", wall(2026, 11, 21), "Mitternacht", 90),
    ("24.11.2026 18.15-19.30h Treffen", wall(2026, 11, 24, 18, 15), "Treffen", 75),
    ("2026-11-24 9 Frühstück um 10", wall(2026, 11, 24, 9), "Frühstück um 10", 90),
    ("Dienstag 18:00 Treffen", wall(2026, 11, 24, 18), "Treffen", 90),
    ("Freitag 18:00 Treffen", wall(2026, 11, 27, 18), "Treffen", 90),
    ("Samstag 18:00 Treffen", wall(2026, 11, 21, 18), "Treffen", 90),
    ("erster Freitag 18:00 Treffen", wall(2026, 12, 4, 18), "Treffen", 90),
    ("24.11.2026 18:00 X", wall(2026, 11, 24, 18), "X", 90),
    ("24.11.2026 18:00 " + "x" * 100, wall(2026, 11, 24, 18), "x" * 100, 90),
])  # fmt: skip
def test_single_meetings_as_leads_type_them(
    words: str, start: datetime, title: str, minutes: int
) -> None:
    """A weekday alone is the next one, not today."""
    planned = meetings.plan(words, ZURICH, NOW, TODAY)
    assert planned == meetings.Plan(Times(start, "", "Europe/Zurich", "BW"), title, minutes)


@pytest.mark.parametrize(("words", "rule", "title"), [
    ("jeden Dienstag 18-20 Uhr: Café", "FREQ=WEEKLY;BYDAY=TU", "Café"),
    ("every Tuesday 18:00 Café", "FREQ=WEEKLY;BYDAY=TU", "Café"),
    ("täglich 18:00 Café", "FREQ=DAILY", "Café"), ("daily 18:00 Café", "FREQ=DAILY", "Café"),
    ("alle 2 Wochen Dienstag 18:00 Café", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "Café"),
    ("erster Dienstag im Monat 18:00 Café", "FREQ=MONTHLY;BYDAY=1TU", "Café"),
    ("Montag und Dienstag 18:00 Café", "FREQ=WEEKLY;BYDAY=MO,TU", "Café"),
    ("Monday and Friday 18:00 Café", "FREQ=WEEKLY;BYDAY=MO,FR", "Café"),
    ("Dienstag 18:00 3 mal Café", "FREQ=WEEKLY;BYDAY=TU;COUNT=3", "Café"),
    ("Dienstag 18:00 bis 31.12.2026 Café", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231T235959", "Café"),
])  # fmt: skip
def test_series_as_leads_type_them(words: str, rule: str, title: str) -> None:
    planned = meetings.plan(words, Times(), NOW, TODAY)
    assert (planned.times.rule, planned.title) == (rule, title)


@pytest.mark.parametrize(("words", "problem"), [
    ("", Problem.NO_MEETING), ("18:00", Problem.NO_MEETING), ("Treffen", Problem.NO_MEETING),
    ("Dienstag 18:00", Problem.NO_MEETING),
    ("24.11.2026 20:00-19:00 Verdreht", Problem.END_BEFORE_START),
    ("24.11.2026 18:00 - 18:00 Nichts", Problem.END_BEFORE_START),
    ("24.11.2026 18:00", Problem.NO_MEETING), ("24.11.2026 18-20 Uhr", Problem.NO_MEETING),
    ("24.11.2026 18:00 " + "x" * 101, Problem.NO_MEETING),
    ("31.02.2027 18:00 Nie", Problem.NO_SUCH_TIME),
    ("31.02.2027 18:00 " + "x" * 83, Problem.NO_SUCH_TIME),
    ("24.11.2026 25:00 Spät", Problem.NO_SUCH_TIME),
    ("31.02.2027 18:00 " + "x" * 100, Problem.NO_MEETING),
    ("20.11.2026 10:00 Vorbei", Problem.IN_THE_PAST),
    ("28.03.2027 02:30 Nachts", Problem.NO_SUCH_TIME),
    ("jeden Dienstag 18:00 bis 01.01.2020 Café", Problem.NEVER),
])  # fmt: skip
def test_what_is_no_meeting(words: str, problem: Problem) -> None:
    with refuses(problem):
        meetings.plan(words, Times(), NOW, TODAY)


def test_a_new_time_of_one_meeting() -> None:
    assert meetings.start(" 25.11.2026 19:00 ", "Europe/Berlin", NOW, TODAY) == wall(
        2026, 11, 25, 19
    )
    assert meetings.start("Dienstag 9 Uhr", "Europe/Berlin", NOW, TODAY) == wall(2026, 11, 24, 9)
    assert meetings.start("20.11.2026 10:00", "Europe/London", NOW, TODAY) == wall(2026, 11, 20, 10)
    for words in ("gestern", "jeden Dienstag 18:00", "31.02.2027 18:00", "28.03.2027 02:30"):
        with refuses(Problem.NO_SUCH_TIME):
            meetings.start(words, "Europe/Berlin", NOW, TODAY)
    with refuses(Problem.IN_THE_PAST):
        meetings.start("20.11.2026 10:00", "Europe/Berlin", NOW, TODAY)


def test_new_days_of_a_series() -> None:
    times, minutes = meetings.days(" jeden Dienstag 18:00 ", ZURICH, NOW, TODAY)
    assert times == Times(wall(2026, 11, 20, 18), "FREQ=WEEKLY;BYDAY=TU", "Europe/Zurich", "BW")
    assert minutes is None
    for words in ("24.11.2026 18:00", "Dienstag 18:00", "irgendwann"):
        with refuses(Problem.NO_RULE):
            meetings.days(words, Times(), NOW, TODAY)
    with refuses(Problem.NEVER):
        meetings.days("jeden Dienstag 18:00 bis 01.01.2020", Times(), NOW, TODAY)


WEEKLY = Times(wall(2026, 11, 20, 18), "FREQ=WEEKLY;BYDAY=TU")


def test_a_series_is_planned_thirteen_weeks_ahead() -> None:
    starts, until = meetings.ahead(WEEKLY, NOW, NOW)
    assert starts == [wall(2026, 11, 24, 18) + timedelta(weeks=week) for week in range(13)]
    assert until == NOW + timedelta(weeks=13)


def test_a_rare_series_is_planned_up_to_its_next_date() -> None:
    yearly = Times(wall(2026, 11, 1, 18), "FREQ=YEARLY")
    starts, until = meetings.ahead(yearly, NOW, NOW)
    assert starts == [wall(2027, 11, 1, 18)]
    assert until == datetime(2027, 11, 1, 17, tzinfo=UTC)


def test_what_is_exactly_thirteen_weeks_ahead_is_planned() -> None:
    times = Times(
        (NOW + timedelta(weeks=13)).astimezone(BERLIN).replace(tzinfo=None), "FREQ=DAILY;COUNT=2"
    )
    starts, until = meetings.ahead(times, NOW, NOW)
    assert starts == [times.start]
    assert until == NOW + timedelta(weeks=13)


def test_an_ended_series_has_no_further_date() -> None:
    ended = replace(WEEKLY, rule="FREQ=WEEKLY;BYDAY=TU;COUNT=1")
    assert meetings.ahead(ended, NOW, NOW)[0] == [wall(2026, 11, 24, 18)]
    assert meetings.ahead(ended, NOW + timedelta(weeks=1), NOW) == ([], meetings.ENDLESS)


def test_places_are_one_line() -> None:
    assert meetings.place(" Rathaus\nSaal 1 ") == "Rathaus Saal 1"
    assert meetings.place("") == ""
    assert meetings.place("x" * 150) == "x" * 150
    with refuses(Problem.TOO_LONG):
        meetings.place("x" * 151)


def test_a_meeting_can_be_answered_until_it_is_over() -> None:
    ends = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
    meetings.may_answer(MEETING, ends - timedelta(seconds=1))
    with refuses(Problem.MEETING_OVER):
        meetings.may_answer(MEETING, ends)
    with refuses(Problem.MEETING_CANCELLED):
        meetings.may_answer(replace(MEETING, state=State.CANCELLED), ends)


@pytest.mark.parametrize(("most", "others", "room"), [
    (None, 999, True), (2, 1, True), (2, 2, False), (2, 3, False), (0, 0, False),
])  # fmt: skip
def test_a_yes_waits_where_all_places_are_taken(most: int | None, others: int, room: bool) -> None:
    meeting = replace(MEETING, most=most)
    assert meetings.has_room(meeting, others) is room
    assert meetings.given(meeting, Answer.YES, others) is (Answer.YES if room else Answer.WAITING)
    assert meetings.given(meeting, Answer.NO, others) is Answer.NO
    assert meetings.given(meeting, Answer.MAYBE, others) is Answer.MAYBE


BEFORE = (
    ("week", datetime(2026, 11, 17, 17, tzinfo=UTC)),
    ("days", datetime(2026, 11, 22, 17, tzinfo=UTC)),
    ("day", datetime(2026, 11, 23, 17, tzinfo=UTC)),
    ("hours", datetime(2026, 11, 24, 15, tzinfo=UTC)),
)  # fmt: skip


def test_reminders_come_a_week_two_days_a_day_and_two_hours_before() -> None:
    for count, (name, moment) in enumerate(BEFORE):
        assert meetings.reminders_due(MEETING, moment - timedelta(seconds=1)) == count
        assert meetings.reminders_due(MEETING, moment) == count + 1
        assert meetings.remind_at(replace(MEETING, reminded=count)) == moment
        assert meetings.crossed(replace(MEETING, reminded=count), moment) == {name}
        assert meetings.crossed(replace(MEETING, reminded=count + 1), moment) == frozenset()
    assert meetings.crossed(MEETING, BEFORE[3][1]) == {"week", "days", "day", "hours"}
    assert meetings.remind_at(replace(MEETING, reminded=4)) is None
    assert meetings.remind_at(replace(MEETING, state=State.CANCELLED)) is None


def test_days_before_a_meeting_are_counted_on_the_wall() -> None:
    """The clock changes between the reminder and the meeting; two hours are two hours."""
    sunday = replace(MEETING, start=wall(2027, 3, 28, 9))
    assert meetings.remind_at(replace(sunday, reminded=2)) == datetime(2027, 3, 27, 8, tzinfo=UTC)
    night = replace(MEETING, start=wall(2027, 3, 28, 4))
    assert meetings.remind_at(replace(night, reminded=3)) == datetime(2027, 3, 28, 0, tzinfo=UTC)


def test_who_comes_anyway_stands_in_for_nobody() -> None:
    for theirs in (None, Answer.NO, Answer.MAYBE):
        for mine in (None, Answer.YES, Answer.NO, Answer.MAYBE):
            meetings.may_stand_in(mine, theirs)
        with refuses(Problem.NOT_ALLOWED):
            meetings.may_stand_in(Answer.WAITING, theirs)
    for theirs in (Answer.YES, Answer.WAITING):
        with refuses(Problem.COMES_ALREADY):
            meetings.may_stand_in(Answer.WAITING, theirs)


def test_a_reminder_comes_too_late_once_the_meeting_begins() -> None:
    begins = datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert not meetings.is_stale(MEETING, begins - timedelta(seconds=1))
    assert meetings.is_stale(MEETING, begins)
    assert meetings.is_stale(replace(MEETING, state=State.CANCELLED), NOW)
    assert meetings.is_stale(None, NOW)


def test_who_names_a_holiday_means_it() -> None:
    christmas = date(2026, 12, 24)
    planned = meetings.plan("Freitag 18:00 Weihnachten", Times(land="BW"), NOW, christmas)
    assert planned.times.start == wall(2026, 12, 25, 18)


def test_all_dates_up_to_thirteen_weeks_ahead_are_planned() -> None:
    last = (NOW + timedelta(weeks=13)).astimezone(BERLIN).replace(tzinfo=None)
    times = Times(last - timedelta(days=1), "FREQ=DAILY;COUNT=3")
    assert meetings.ahead(times, NOW, NOW)[0] == [last - timedelta(days=1), last]


def test_endless_is_later_than_any_moment() -> None:
    assert NOW + timedelta(days=365 * 1000) < meetings.ENDLESS
