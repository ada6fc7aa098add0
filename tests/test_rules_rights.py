"""Who may do what: people, and groups."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.grants import Grant, GrantState, Right, Role
from bot.domain.groups import Group, Joining, Kind, Member, Standing
from bot.domain.offers import Details, Offer, OfferText
from bot.domain.people import Person
from bot.rules import grants, groups, people
from bot.rules.problems import Problem
from tests.harness.databases import NOW
from tests.harness.rights import held
from tests.refusals import refuses

GROUP = Group(7, 1, Kind.HELPER_CIRCLE, "Helferkreis", Joining.OPEN)
VOLUNTEER = Person(
    4, rights=held(Role.VOLUNTEER), district_id=1, municipality_id=2, consent_version=1
)
COORDINATOR = Person(9, rights=held(Role.COORDINATOR), district_id=1)
NEIGHBOUR = Person(8, rights=held(Role.COORDINATOR, district_id=2), district_id=2)
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


def test_coordinators_coordinate_where_they_have_a_grant_and_not_where_they_live() -> None:
    for lives in (1, 2, None):
        person = replace(COORDINATOR, district_id=lives)
        assert grants.coordinates(person, 1)
        grants.may_coordinate(person, 1)
        assert not grants.coordinates(person, 2)
    for person in (replace(NEIGHBOUR, district_id=1), VOLUNTEER, Person(3, district_id=1)):
        assert not grants.coordinates(person, 1)
        with refuses(Problem.NOT_ALLOWED):
            grants.may_coordinate(person, 1)


def test_a_right_ends_at_its_moment() -> None:
    ends = NOW + timedelta(hours=1)
    right = Right(Role.COORDINATOR, 1, ends_at=ends)
    person = Person(9, granted=frozenset({right}))
    for moment, has in ((NOW, True), (ends - timedelta(seconds=1), True), (ends, False)):
        assert grants.coordinates(grants.acting(person, moment), 1) is has
    assert not grants.coordinates(person, 1), "only who acts has rights"
    chat = replace(person, is_group=True)
    assert not grants.acting(chat, NOW).rights


def test_editors_keep_the_offers_of_their_organisation() -> None:
    editor = Person(5, rights=frozenset({Right(Role.EDITOR, 1, organisation_id=7)}))
    details = Details("Verein", (OfferText("de", "Kurs"),))
    offer = Offer(3, 1, "x", details, NOW, organisation_id=7)
    for person, other, keeps in (
        (editor, offer, True),
        (editor, replace(offer, organisation_id=8), False),
        (editor, replace(offer, organisation_id=None), False),
        (editor, replace(offer, district_id=2), False),
        (COORDINATOR, offer, True),
        (NEIGHBOUR, offer, False),
        (Person(6, rights=frozenset({Right(Role.EDITOR, 1)})), offer, False),
        (Person(6, rights=held(Role.READER, Role.VOLUNTEER)), offer, False),
    ):
        assert grants.edits(person, other) is keeps, (person, other)
    assert grants.organisations(editor, 1) == {7}
    assert grants.organisations(COORDINATOR, 1) is None
    with refuses(Problem.NOT_ALLOWED):
        grants.organisations(VOLUNTEER, 1)


def test_who_may_read_the_desk() -> None:
    for role in Role:
        person = Person(6, rights=held(role))
        if role in (Role.VOLUNTEER, Role.TRANSLATOR):
            with refuses(Problem.NOT_ALLOWED):
                grants.may_read_desk(person, 1)
        else:
            grants.may_read_desk(person, 1)
        with refuses(Problem.NOT_ALLOWED):
            grants.may_read_desk(person, 2)


def test_who_works_in_two_districts_chooses_one() -> None:
    both = held(Role.COORDINATOR) | held(Role.EDITOR, district_id=2)
    person = Person(9, rights=both | held(Role.VOLUNTEER, district_id=3))
    assert grants.offices(person) == [1, 2]
    assert grants.working_district(person) == 1
    assert grants.working_district(replace(person, district_id=2)) == 2
    assert grants.working_district(replace(person, district_id=3)) == 1
    chosen = frozenset(replace(right, chosen=right.district_id == 2) for right in both)
    assert grants.working_district(replace(person, rights=chosen, district_id=1)) == 2
    assert grants.working_district(VOLUNTEER) == 0
    grants.may_work_in(person, 2)
    with refuses(Problem.NOT_ALLOWED):
        grants.may_work_in(person, 3)


def test_the_last_coordinator_stays() -> None:
    one = Grant(1, 9, Right(Role.COORDINATOR, 1), NOW)
    other = replace(one, id=2, person_id=8)
    past = replace(other, right=replace(one.right, ends_at=NOW))
    grants.may_end(one, [one, other], NOW)
    for others in (
        [],
        [one],
        [past],
        [replace(other, right=Right(Role.COORDINATOR, 2))],
        [replace(other, state=GrantState.REVOKED)],
        [replace(other, right=Right(Role.EDITOR, 1))],
        [replace(other, person_id=9)],
    ):
        with refuses(Problem.LAST_COORDINATOR):
            grants.may_end(one, others, NOW)
        grants.may_end(one, others, NOW, force=True)
    grants.may_end(replace(one, right=Right(Role.VOLUNTEER, 1)), [], NOW)
    grants.may_end(replace(one, right=replace(one.right, ends_at=NOW)), [], NOW)
    for state in (GrantState.REVOKED, GrantState.HANDED_OVER):
        with refuses(Problem.CHANGED_MEANWHILE):
            grants.may_end(replace(one, state=state), [other], NOW, force=True)


def test_a_grant_is_handed_over_to_somebody_else() -> None:
    grant = Grant(1, 9, Right(Role.COORDINATOR, 1), NOW)
    assert grants.may_hand_over(grant, 8) is grant
    for gone, person_id in ((grant, 9), (None, 8), (replace(grant, state=GrantState.REVOKED), 8)):
        with refuses(Problem.CHANGED_MEANWHILE):
            grants.may_hand_over(gone, person_id)


def test_a_group_never_gets_a_role() -> None:
    grants.may_be_invited(Person(1))
    with refuses(Problem.PRIVATE):
        grants.may_be_invited(Person(1, is_group=True))


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
    (Person(4, district_id=2), GROUP, LEAD, Problem.OTHER_DISTRICT),
    (NEIGHBOUR, GROUP, None, Problem.OTHER_DISTRICT),
    (replace(VOLUNTEER, district_id=2), GROUP, None, None),
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
    assert groups.called(f" {name}\n", "") == name


@pytest.mark.parametrize("name", ["", " ", "N" * 41, "nora@mail.de", "http://x", "Nora 07751"])
def test_what_is_no_name(name: str) -> None:
    with refuses(Problem.NO_NAME):
        groups.called(name, "")


def test_titles_and_reasons() -> None:
    assert groups.title(" Runder\nTisch ", "") == "Runder Tisch"
    assert groups.title("x" * 120, "") == "x" * 120
    for words in ("", "\n", "x" * 121):
        with refuses(Problem.NO_TITLE):
            groups.title(words, "")
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
