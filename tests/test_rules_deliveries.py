"""What follows from a delivery, when a person may be written to, and what may be announced."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.announcements import Announcement, Flight, Kind, Reach
from bot.domain.announcements import State as AnnouncementState
from bot.domain.deliveries import Delivery, Result, State
from bot.domain.grants import Role
from bot.domain.group_events.membership import MemberJoined
from bot.domain.outcomes import Moved, Refused, Sent, TryLater, Unknown, Unreachable
from bot.domain.people import Person, QuietHours
from bot.rules import announcements
from bot.rules.deliveries import HALTED, halted, postponed, result_of
from bot.rules.people import FOREVER
from bot.rules.problems import Problem
from bot.rules.quiet import allowed_at, is_quiet
from tests.harness.databases import NOW, wall
from tests.harness.rights import held
from tests.refusals import refuses

BERLIN = ZoneInfo("Europe/Berlin")
DELIVERY = Delivery(1, 2, 3, Person(4), 1, NOW)


def result(
    outcome: object, *, attempt: int = 1, never_twice: bool = False, elsewhere: bool = False
) -> Result:
    """What becomes of a delivery on the web."""
    delivery = replace(DELIVERY, attempt=attempt)
    return result_of(delivery, "web", outcome, NOW, never_twice=never_twice, elsewhere=elsewhere)  # type: ignore[arg-type]


def test_what_arrived_is_sent_and_keeps_its_number() -> None:
    assert result(Sent("77")) == Result(DELIVERY, State.SENT, NOW, None, "web", "77")
    assert result(Sent("77"), never_twice=True, elsewhere=True) == result(Sent("77"))


def test_what_certainly_did_not_arrive_is_tried_again_without_counting() -> None:
    later = Result(DELIVERY, State.DUE, NOW, NOW + timedelta(seconds=30), counts=False)
    assert result(TryLater(30)) == later
    assert result(Moved("-100")) == Result(DELIVERY, State.DUE, NOW, NOW, counts=False)
    assert result(Unreachable("blocked"), elsewhere=True) == Result(
        DELIVERY, State.DUE, NOW, NOW, counts=False
    )


def test_who_cannot_be_reached_and_what_is_refused_are_final() -> None:
    assert result(Unreachable("blocked")) == Result(
        DELIVERY, State.BLOCKED, NOW, None, "web", "", "blocked"
    )
    assert result(Refused("too long")) == Result(
        DELIVERY, State.DEAD, NOW, None, "web", "", "too long"
    )
    assert result(Refused("too long"), elsewhere=True) == result(Refused("too long"))


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 5), (2, 10), (3, 20), (4, 40)])
def test_what_may_have_arrived_waits_twice_as_long_each_time(attempt: int, seconds: int) -> None:
    expected = Result(
        replace(DELIVERY, attempt=attempt),
        State.DUE,
        NOW,
        NOW + timedelta(seconds=seconds),
        possibly_twice=True,
    )
    assert result(Unknown("lost"), attempt=attempt) == expected


@pytest.mark.parametrize("attempt", [5, 6])
def test_what_may_have_arrived_five_times_is_given_up(attempt: int) -> None:
    dead = Result(
        replace(DELIVERY, attempt=attempt),
        State.DEAD,
        NOW,
        None,
        "web",
        "",
        "lost",
        possibly_twice=True,
    )
    assert result(Unknown("lost"), attempt=attempt) == dead


@pytest.mark.parametrize("attempt", [1, 5])
def test_what_must_not_arrive_twice_is_held_for_a_human(attempt: int) -> None:
    held = Result(
        replace(DELIVERY, attempt=attempt),
        State.HELD,
        NOW,
        None,
        "web",
        "",
        "lost",
        possibly_twice=True,
    )
    assert result(Unknown("lost"), attempt=attempt, never_twice=True) == held


def test_who_may_not_be_written_to_now_is_written_to_later_or_never() -> None:
    later = NOW + timedelta(hours=3)
    assert postponed(DELIVERY, later, NOW) == Result(DELIVERY, State.DUE, NOW, later, counts=False)
    assert postponed(DELIVERY, None, NOW) == Result(
        DELIVERY, State.CANCELLED, NOW, reason="stopped", counts=False
    )
    paused = replace(DELIVERY, flight=Flight.PAUSED)
    assert halted(paused, NOW) == Result(paused, State.DUE, NOW, NOW + HALTED, counts=False)
    assert not halted(replace(paused, event=MemberJoined(1, 2)), NOW)


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """On the wall in November 2026; the 20th is a Friday."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=BERLIN)


NIGHTS = QuietHours(time(20), time(8), sundays=False)
SUNDAYS = QuietHours(time(20), time(8), sundays=True)
NOON = QuietHours(time(12), time(14), sundays=False)
NEVER = QuietHours(time(0), time(0), sundays=False)


@pytest.mark.parametrize(("hours", "now", "allowed"), [
    (NIGHTS, at(20, 8, 30), at(20, 8, 30)), (NIGHTS, at(20, 10), at(20, 10)),
    (NIGHTS, at(20, 20), at(21, 8)),
    (NIGHTS, at(20, 23, 59), at(21, 8)),
    (NIGHTS, at(20, 0), at(20, 8)), (NIGHTS, at(20, 7, 59, 59), at(20, 8)),
    (NIGHTS, at(20, 8), at(20, 8)),
    (NIGHTS, at(20, 19, 59, 53), at(20, 19, 59, 53)), (NIGHTS, at(20, 19, 59, 54), at(21, 8)),
    (NIGHTS, at(21, 21), at(22, 8)), (SUNDAYS, at(21, 21), at(23, 8)),
    (SUNDAYS, at(22, 12), at(23, 8)),
    (SUNDAYS, at(22, 0), at(23, 8)), (SUNDAYS, at(21, 23, 59, 58), at(23, 8)),
    (SUNDAYS, at(22, 21), at(23, 8)),
    (SUNDAYS, at(21, 12), at(21, 12)), (SUNDAYS, at(23, 9), at(23, 9)),
    (NOON, at(20, 11, 59), at(20, 11, 59)), (NOON, at(20, 12), at(20, 14)),
    (NOON, at(20, 13, 59), at(20, 14)),
    (NOON, at(20, 14), at(20, 14)), (NOON, at(20, 23), at(20, 23)),
    (NOON, at(20, 11, 59, 54), at(20, 14)),
    (NEVER, at(20, 0), at(20, 0)), (NEVER, at(22, 3), at(22, 3)),
    (replace(NEVER, sundays=True), at(22, 3), at(23, 0)),
    (QuietHours(time(22), time(0), sundays=False), at(20, 23), at(21, 0)),
])  # fmt: skip
def test_the_first_moment_at_which_somebody_may_be_written_to(
    hours: QuietHours, now: datetime, allowed: datetime
) -> None:
    person, utc = Person(1, quiet=hours), now.astimezone(UTC)
    moment = allowed_at(person, utc, BERLIN)
    assert moment == allowed.astimezone(UTC)
    assert moment is not None
    assert moment.tzinfo is UTC
    assert allowed_at(person, utc, BERLIN, urgent=True) == utc


def test_a_message_that_may_go_keeps_its_very_moment() -> None:
    now = at(20, 10)
    assert allowed_at(Person(1), now, BERLIN) is now


@pytest.mark.parametrize("urgent", [True, False])
def test_a_pause_is_kept_even_if_it_is_urgent(urgent: bool) -> None:
    paused = Person(1, quiet=NEVER, paused_until=date(2026, 11, 24))
    assert allowed_at(paused, at(20, 10), BERLIN, urgent=urgent) == at(25, 0)
    assert allowed_at(paused, at(24, 23, 59, 59), BERLIN, urgent=urgent) == at(25, 0)
    assert allowed_at(paused, at(25, 0), BERLIN, urgent=urgent) == at(25, 0)
    for_ever = Person(1, paused_until=FOREVER)
    assert allowed_at(for_ever, at(20, 10), BERLIN, urgent=urgent) is None


def test_after_a_pause_come_the_quiet_hours() -> None:
    paused = Person(1, quiet=SUNDAYS, paused_until=date(2026, 11, 21))
    assert allowed_at(paused, at(20, 10), BERLIN) == at(23, 8)
    assert allowed_at(paused, at(20, 10), BERLIN, urgent=True) == at(22, 0)


def test_quiet_hours_end_at_their_local_time_when_the_clock_changes() -> None:
    person = Person(1, quiet=NIGHTS)
    spring = datetime(2027, 3, 27, 22, tzinfo=BERLIN)
    assert allowed_at(person, spring.astimezone(UTC), BERLIN) == datetime(
        2027, 3, 28, 6, tzinfo=UTC
    )


@given(st.times(), st.times(), st.times())
def test_an_hour_is_quiet_in_exactly_one_half_of_the_day(
    start: time, end: time, moment: time
) -> None:
    if start == end:
        assert not is_quiet(QuietHours(start, end), moment)
    else:
        assert is_quiet(QuietHours(start, end), moment) is not is_quiet(
            QuietHours(end, start), moment
        )


@given(
    st.datetimes(wall(2026, 1, 1), wall(2027, 12, 31), timezones=st.just(UTC)),
    st.times(),
    st.times(),
    st.booleans(),
)
def test_nothing_arrives_in_quiet_hours(
    now: datetime, start: time, end: time, sundays: bool
) -> None:
    moment = allowed_at(Person(1, quiet=QuietHours(start, end, sundays)), now, ZoneInfo("UTC"))
    assert moment is not None
    assert moment >= now
    assert not is_quiet(QuietHours(start, end), moment.time())
    assert not (sundays and moment.weekday() == 6)


def office(district_id: int = 1, person_id: int = 9) -> Person:
    """A coordinator."""
    return Person(person_id, rights=held(Role.COORDINATOR, district_id=district_id))


def reach(people: int) -> Reach:
    """So many people, some of each language."""
    return Reach({"de": people - people // 2, "uk": people // 2}, 0, 0)


WRITTEN = Announcement(5, 1, author_id=9)


@pytest.mark.parametrize(("person", "announcement", "people", "problem"), [
    (office(2), WRITTEN, 10, Problem.NOT_ALLOWED),
    (Person(9, rights=held(Role.VOLUNTEER), district_id=1), WRITTEN, 10, Problem.NOT_ALLOWED),
    (office(), replace(WRITTEN, state=AnnouncementState.RELEASED), 10, Problem.CHANGED_MEANWHILE),
    (office(), replace(WRITTEN, state=AnnouncementState.ENDED), 10, Problem.CHANGED_MEANWHILE),
    (office(), WRITTEN, 0, Problem.NOBODY), (office(), WRITTEN, 501, Problem.NEEDS_SECOND),
    (office(), replace(WRITTEN, state=AnnouncementState.ASKED), 501, Problem.NEEDS_SECOND),
])  # fmt: skip
def test_who_may_not_send(
    person: Person, announcement: Announcement, people: int, problem: Problem
) -> None:
    with refuses(problem):
        announcements.may_release(person, announcement, reach(people))


def test_above_five_hundred_somebody_else_confirms() -> None:
    announcements.may_release(office(), WRITTEN, reach(500))
    announcements.may_release(office(person_id=8), WRITTEN, reach(501))
    announcements.may_release(office(), replace(WRITTEN, state=AnnouncementState.ASKED), reach(1))
    announcements.may_release(office(), replace(WRITTEN, author_id=None), reach(501))
    assert announcements.needs_second(WRITTEN, reach(501))
    assert not announcements.needs_second(WRITTEN, reach(500))
    assert not announcements.needs_second(replace(WRITTEN, author_id=None), reach(501))


@pytest.mark.parametrize(
    ("people", "rate", "seconds"),
    [(0, 25, 0), (1, 25, 1), (25, 25, 1), (26, 25, 2), (100, 0, 100), (7, 1, 7)],
)
def test_how_long_it_takes_is_rounded_up(people: int, rate: int, seconds: int) -> None:
    assert announcements.seconds_for(people, rate) == seconds


def test_urgent_words_go_first_and_every_kind_has_its_turn() -> None:
    order = sorted(Kind, key=lambda kind: announcements.PRIORITIES[kind])
    assert order[0] is Kind.URGENT
    assert {*order[1:4]} == {Kind.REMINDER, Kind.SAVED, Kind.GROUP}
    assert {*order[4:7]} == {Kind.ALERT, Kind.INFORMATION, Kind.COURSE}
    assert {*order[7:]} == {Kind.DIGEST, Kind.EXPIRY}
    assert [announcements.PRIORITIES[kind] for kind in order] == [0, 1, 1, 1, 2, 2, 2, 3, 3]


def test_texts_are_cleaned_and_empty_ones_are_left_out() -> None:
    texts = {"de": "  Hallo\u200b \n\n\n\nWelt ", "uk": " \u202e ", "en": "Hello"}
    assert announcements.checked_texts(texts) == {"de": "Hallo\n\nWelt", "en": "Hello"}
    assert announcements.checked_texts({"de": "x" * 3000}) == {"de": "x" * 3000}


@pytest.mark.parametrize(("texts", "problem"), [
    ({}, Problem.NO_GERMAN), ({"en": "Hello"}, Problem.NO_GERMAN),
    ({"de": "x" * 3001}, Problem.LONG_TEXT),
    ({"de": "gut", "uk": "x" * 3001}, Problem.LONG_TEXT),
    *(({"de": words}, Problem.MARKUP) for words in ("</p>", "<BR>", "a &AMP; b", "x <a href=y",
      "&#_; &x1;")),
    *(({"de": words}, Problem.PLACEHOLDER) for words in ("{}", "{ort", "[Datum]", "<<", ">>",
      "am XX.", "___", "TODO: x", "was???", "%s")),
])  # fmt: skip
def test_what_is_unfinished_is_not_sent(texts: dict[str, str], problem: Problem) -> None:
    with refuses(problem):
        announcements.checked_texts(texts)


@pytest.mark.parametrize("words", [
    "1 < 2 und 3 > 2", "Was? Wann??", "X oder MAX", "a__b", "todo heute", "100 % sicher",
    "R&D, S & T;", "x<5", "XXL", "]", "}",
])  # fmt: skip
def test_what_only_looks_unfinished_is_sent(words: str) -> None:
    assert announcements.checked_texts({"de": words}) == {"de": words}
