"""Who may do what: people, and groups."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.groups import Group, Joining, Kind, Member, Standing
from bot.domain.people import Person, Role
from bot.rules import groups, people
from bot.rules.problems import Problem
from tests.harness.databases import NOW
from tests.refusals import refuses

GROUP = Group(7, 1, Kind.HELPER_CIRCLE, "Helferkreis", Joining.OPEN)
VOLUNTEER = Person(4, Role.VOLUNTEER, district_id=1, municipality_id=2, consent_version=1)
COORDINATOR = Person(9, Role.COORDINATOR, district_id=1)
NEIGHBOUR = Person(8, Role.COORDINATOR, district_id=2)
INSIDE = (Standing.GUEST, Standing.MEMBER, Standing.DELEGATE, Standing.LEAD)


def member(standing: Standing, member_id: int = 1) -> Member:
    """Somebody in the group, or asking to be."""
    return Member(member_id, 7, 4, standing, "Nora")


ASKED, LEAD = member(Standing.ASKED), member(Standing.LEAD)


def test_consent_is_to_the_words_of_today() -> None:
    assert people.has_consented(Person(1, consent_version=people.CONSENT_VERSION))
    assert people.has_consented(Person(1, consent_version=people.CONSENT_VERSION + 1))
    assert not people.has_consented(Person(1, consent_version=people.CONSENT_VERSION - 1))
    people.may_keep(VOLUNTEER)
    with refuses(Problem.NOTHING_STORED):
        people.may_keep(Person(1))


def test_a_stranger_has_nothing_stored() -> None:
    people.is_stored(Person(1))
    with refuses(Problem.NOTHING_STORED):
        people.is_stored(Person(0))


def test_coordinators_coordinate_their_own_district() -> None:
    assert people.coordinates(COORDINATOR, 1)
    people.may_coordinate(COORDINATOR, 1)
    for person in (NEIGHBOUR, VOLUNTEER, replace(COORDINATOR, district_id=None)):
        assert not people.coordinates(person, 1)
        with refuses(Problem.NOT_ALLOWED):
            people.may_coordinate(person, 1)


def test_a_group_never_gets_a_role() -> None:
    people.may_be_invited(Person(1))
    with refuses(Problem.PRIVATE):
        people.may_be_invited(Person(1, Role.GROUP))


def test_there_is_room_below_the_limit() -> None:
    people.room_for(19, 20)
    for count in (20, 21):
        with refuses(Problem.TOO_MANY):
            people.room_for(count, 20)


def test_what_is_typed_is_cleaned() -> None:
    assert people.readable("  Deutsch\u200b kurs ") == "Deutsch kurs"
    assert people.readable("x" * 2000) == "x" * 2000
    assert people.readable("x" * 5, 5) == "x" * 5
    for typed, longest in (("x" * 2001, 2000), ("x" * 6, 5), (" " * 2001, 2000)):
        with refuses(Problem.TOO_LONG):
            people.readable(typed, longest)
    with refuses(Problem.EMPTY):
        people.readable(" \u202e\n")


@pytest.mark.parametrize(("now", "week"), [
    (datetime(2026, 11, 20, tzinfo=UTC), "2026-W47"),
    (datetime(2027, 1, 1, tzinfo=UTC), "2026-W53"),
    (datetime(2027, 1, 4, tzinfo=UTC), "2027-W01"), (datetime(2026, 3, 1, tzinfo=UTC), "2026-W09"),
])  # fmt: skip
def test_weeks_are_stored_instead_of_times(now: datetime, week: str) -> None:
    assert people.week(now) == week


def test_who_was_not_seen_for_so_many_weeks_is_forgotten() -> None:
    assert people.forgotten_before(NOW, 10) == "2026-W37"
    assert people.forgotten_before(NOW, 0) == "2026-W47"


def test_a_pause_lasts_until_the_end_of_its_last_day() -> None:
    today = NOW.date()
    assert not people.is_paused(Person(1), today)
    assert people.is_paused(Person(1, paused_until=today), today)
    assert people.is_paused(Person(1, paused_until=people.FOREVER), today)
    assert not people.is_paused(Person(1, paused_until=today - timedelta(days=1)), today)


@pytest.mark.parametrize("standing", list(Standing))
def test_who_asks_is_not_in_it_yet(standing: Standing) -> None:
    somebody = member(standing)
    assert groups.is_in(somebody) is (standing in INSIDE)
    if standing is Standing.ASKED:
        assert groups.must_be_asking(somebody) is somebody
        with refuses(Problem.NOT_ALLOWED):
            groups.must_be_in(somebody)
        with refuses(Problem.CHANGED_MEANWHILE):
            groups.must_be_there(somebody)
    else:
        assert groups.must_be_in(somebody) is somebody
        assert groups.must_be_there(somebody) is somebody
        with refuses(Problem.CHANGED_MEANWHILE):
            groups.must_be_asking(somebody)


def test_nobody_is_nowhere() -> None:
    assert not groups.is_in(None)
    with refuses(Problem.NOT_ALLOWED):
        groups.must_be_in(None)
    with refuses(Problem.CHANGED_MEANWHILE):
        groups.must_be_there(None)
    with refuses(Problem.CHANGED_MEANWHILE):
        groups.must_be_asking(None)


FULL = replace(GROUP, most=3, members=3)


@pytest.mark.parametrize(("person", "group", "somebody", "problem"), [
    (VOLUNTEER, GROUP, None, None),
    (VOLUNTEER, replace(GROUP, joining=Joining.APPROVAL), None, None),
    (replace(VOLUNTEER, district_id=2), GROUP, LEAD, Problem.OTHER_DISTRICT),
    (VOLUNTEER, replace(FULL, joining=Joining.INVITATION), LEAD, Problem.IN_ALREADY),
    (VOLUNTEER, FULL, ASKED, Problem.ASKED_ALREADY),
    (Person(3, district_id=1), replace(FULL, joining=Joining.INVITATION), None,
     Problem.INVITED_ONLY),
    (Person(3, district_id=1), FULL, None, Problem.VOLUNTEERS_ONLY),
    (VOLUNTEER, FULL, None, Problem.GROUP_FULL),
    (Person(3, district_id=1), replace(GROUP, kind=Kind.WORKING_GROUP), None,
     Problem.VOLUNTEERS_ONLY),
    (Person(3, district_id=1), replace(GROUP, kind=Kind.STEERING_GROUP), None,
     Problem.VOLUNTEERS_ONLY),
    (Person(3, district_id=1), replace(GROUP, kind=Kind.ROUND_TABLE), None, None),
    (Person(3, district_id=1), replace(GROUP, kind=Kind.TRAINING), None, None),
])  # fmt: skip
def test_why_somebody_may_not_join(
    person: Person, group: Group, somebody: Member | None, problem: Problem | None
) -> None:
    """The first reason counts."""
    assert groups.obstacle(person, group, somebody) is problem
    if problem is None:
        groups.may_join(person, group, somebody)
    else:
        with refuses(problem):
            groups.may_join(person, group, somebody)


@pytest.mark.parametrize(("most", "members", "full"), [
    (None, 10_000, False), (3, 2, False), (3, 3, True), (3, 4, True), (0, 0, True),
])  # fmt: skip
def test_a_group_is_full_when_all_places_are_taken(
    most: int | None, members: int, full: bool
) -> None:
    assert groups.is_full(replace(GROUP, most=most, members=members)) is full


def test_an_invitation_opens_what_has_room() -> None:
    closed = replace(GROUP, joining=Joining.INVITATION, most=3, members=2)
    groups.may_follow(closed, None)
    groups.may_follow(closed, ASKED)
    with refuses(Problem.IN_ALREADY):
        groups.may_follow(FULL, LEAD)
    with refuses(Problem.GROUP_FULL):
        groups.may_follow(FULL, None)


def test_a_lead_accepts_who_asks_while_there_is_room() -> None:
    assert groups.may_accept(GROUP, ASKED) is ASKED
    with refuses(Problem.GROUP_FULL):
        groups.may_accept(FULL, ASKED)
    for somebody in (None, LEAD):
        with refuses(Problem.CHANGED_MEANWHILE):
            groups.may_accept(FULL, somebody)


@pytest.mark.parametrize(("person", "somebody", "leads", "reads"), [
    (VOLUNTEER, None, False, False), (VOLUNTEER, ASKED, False, False),
    (VOLUNTEER, member(Standing.GUEST), False, True),
    (VOLUNTEER, member(Standing.DELEGATE), False, True), (VOLUNTEER, LEAD, True, True),
    (COORDINATOR, None, True, True),
    (NEIGHBOUR, None, False, False), (NEIGHBOUR, member(Standing.MEMBER), False, True),
])  # fmt: skip
def test_who_leads_and_who_reads(
    person: Person, somebody: Member | None, leads: bool, reads: bool
) -> None:
    assert groups.leads(person, GROUP, somebody) is leads
    assert groups.reads(person, GROUP, somebody) is reads
    for allowed, door in ((leads, groups.may_lead), (reads, groups.may_read)):
        if allowed:
            door(person, GROUP, somebody)
        else:
            with refuses(Problem.NOT_ALLOWED):
                door(person, GROUP, somebody)


def test_the_last_lead_stays_while_there_are_others() -> None:
    other, second = member(Standing.MEMBER, 2), member(Standing.LEAD, 3)
    groups.may_step_down(LEAD, [LEAD])
    groups.may_step_down(LEAD, [LEAD, member(Standing.ASKED, 5)])
    groups.may_step_down(LEAD, [LEAD, other, second])
    groups.may_step_down(other, [LEAD, other])
    groups.may_step_down(other, [other, member(Standing.GUEST, 6)])
    for others in (
        [other],
        [member(Standing.GUEST, 6), member(Standing.DELEGATE, 8)],
        [other, member(Standing.ASKED, 5)],
    ):
        with refuses(Problem.LAST_LEAD):
            groups.may_step_down(LEAD, [LEAD, *others])


@pytest.mark.parametrize("name", ["Nora", "N" * 40, "Team 2026", "Nora 1.2.3.4", "a:/b", "ÖZGÜR"])
def test_names(name: str) -> None:
    assert groups.called(f" {name}\n") == name


@pytest.mark.parametrize("name", ["", " ", "N" * 41, "nora@mail.de", "http://x", "Nora 07751"])
def test_what_is_no_name(name: str) -> None:
    with refuses(Problem.NO_NAME):
        groups.called(name)


def test_titles_and_reasons() -> None:
    assert groups.title(" Runder\nTisch ") == "Runder Tisch"
    assert groups.title("x" * 120) == "x" * 120
    for words in ("", "\n", "x" * 121):
        with refuses(Problem.NO_TITLE):
            groups.title(words)
    assert groups.reason(" Leider\nvoll ") == "Leider\nvoll"
    assert groups.reason("") == ""
    assert groups.reason("x" * 300) == "x" * 300
    with refuses(Problem.TOO_LONG):
        groups.reason("x" * 301)


@pytest.mark.parametrize(
    ("words", "size"), [("0", None), ("1", 1), (" 12 ", 12), ("9999", 9999), ("0000", None)]
)
def test_sizes(words: str, size: int | None) -> None:
    assert groups.size(words) == size


@pytest.mark.parametrize("words", ["", "viele", "-1", "10000", "1.5", "٣", "²"])
def test_what_is_no_size(words: str) -> None:
    with refuses(Problem.NO_NUMBER):
        groups.size(words)
