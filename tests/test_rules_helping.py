"""Help requests: who asks, who takes, who agrees, who sees a contact."""

from dataclasses import replace

import pytest

from bot.domain.grants import Role
from bot.domain.helping import Help, HelpRequest, When
from bot.domain.helping import State as HelpState
from bot.domain.people import Person
from bot.rules import helping
from bot.rules.problems import Problem
from tests.harness.databases import NOW
from tests.harness.rights import held
from tests.refusals import refuses

VOLUNTEER = Person(
    4, rights=held(Role.VOLUNTEER), district_id=1, municipality_id=2, consent_version=1
)
COORDINATOR = Person(9, rights=held(Role.COORDINATOR), district_id=1)
NEIGHBOUR = Person(8, rights=held(Role.COORDINATOR, district_id=2), district_id=2)
REQUEST = HelpRequest(3, 1, 4, Help.FORM, "uk", "soon", NOW, 2)
TAKEN = replace(
    REQUEST, state=HelpState.TAKEN, helper_id=5, contact="Olena 1", helper_contact="Nora 2"
)
AGREED, HANDED = replace(TAKEN, state=HelpState.AGREED), replace(REQUEST, state=HelpState.HANDED)
HELPER, STRANGER = (
    Person(5, rights=held(Role.VOLUNTEER), district_id=1),
    Person(6, rights=held(Role.VOLUNTEER), district_id=1),
)


def test_who_may_ask_for_help() -> None:
    helping.may_ask(VOLUNTEER, 2, 19)
    with refuses(Problem.NOTHING_STORED):
        helping.may_ask(Person(0), 3, 0)
    for person in (replace(VOLUNTEER, district_id=None), replace(VOLUNTEER, municipality_id=None)):
        with refuses(Problem.NO_TOWN):
            helping.may_ask(person, 3, 0)
    for open_ in (3, 4):
        with refuses(Problem.TOO_MUCH_HELP):
            helping.may_ask(VOLUNTEER, open_, 0)
    for in_town in (20, 21):
        with refuses(Problem.TOWN_BUSY):
            helping.may_ask(VOLUNTEER, 0, in_town)


def test_the_same_request_is_of_one_person_kind_town_and_time() -> None:
    same = helping.same_request([AGREED], VOLUNTEER, Help.FORM, When.SOON)
    assert same is AGREED
    others = [
        replace(REQUEST, kind=Help.MOVING),
        replace(REQUEST, wanted=When.EVENING),
        replace(REQUEST, municipality_id=3),
        replace(REQUEST, person_id=5),
        replace(REQUEST, group_id=7),
    ]
    assert helping.same_request(others, VOLUNTEER, Help.FORM, When.SOON) is None


def test_who_was_asked_takes_what_is_open() -> None:
    helping.may_take(HELPER, REQUEST, asked=True)
    with refuses(Problem.NOT_ALLOWED):
        helping.may_take(HELPER, TAKEN, asked=False)
    with refuses(Problem.NOT_ALLOWED):
        helping.may_take(Person(5, is_group=True), REQUEST, asked=True)
    for state in set(HelpState) - {HelpState.OPEN}:
        with refuses(Problem.HELP_TAKEN):
            helping.may_take(HELPER, replace(REQUEST, state=state), asked=True)


def test_who_asked_agrees_once_somebody_said_how_to_be_reached() -> None:
    helping.may_agree(VOLUNTEER, TAKEN)
    for person in (HELPER, COORDINATOR):
        with refuses(Problem.NOT_ALLOWED):
            helping.may_agree(person, TAKEN)
    for request in (REQUEST, AGREED, HANDED, replace(TAKEN, helper_contact="")):
        with refuses(Problem.CHANGED_MEANWHILE):
            helping.may_agree(VOLUNTEER, request)


@pytest.mark.parametrize(("person", "request_", "cares", "closes", "reads"), [
    (VOLUNTEER, REQUEST, False, True, True), (HELPER, TAKEN, False, True, True),
    (HELPER, REQUEST, False, False, False),
    (STRANGER, TAKEN, False, False, False), (COORDINATOR, TAKEN, False, False, False),
    (COORDINATOR, HANDED, True, True, True), (NEIGHBOUR, HANDED, False, False, False),
])  # fmt: skip
def test_who_closes_and_reads_a_request(
    person: Person, request_: HelpRequest, cares: bool, closes: bool, reads: bool
) -> None:
    assert helping.takes_care(person, request_) is cares
    helping.may_read(person, request_, asked=True)
    for allowed, door in (
        (closes, lambda: helping.may_close(person, request_)),
        (reads, lambda: helping.may_read(person, request_, asked=False)),
    ):
        if allowed:
            door()
        else:
            with refuses(Problem.NOT_ALLOWED):
                door()


def test_contacts_are_shown_to_the_two_who_agreed() -> None:
    assert helping.contact_for(VOLUNTEER, AGREED) == "Nora 2"
    assert helping.contact_for(HELPER, AGREED) == "Olena 1"
    for person in (STRANGER, COORDINATOR):
        assert helping.contact_for(person, AGREED) == ""
    for state in set(HelpState) - {HelpState.AGREED}:
        assert helping.contact_for(VOLUNTEER, replace(AGREED, state=state)) == ""
    assert helping.own_contact(VOLUNTEER, TAKEN) == "Olena 1"
    assert helping.own_contact(HELPER, TAKEN) == "Nora 2"
    assert helping.own_contact(STRANGER, TAKEN) == ""


def test_a_contact_is_one_line() -> None:
    assert helping.contact(" Nora\n0151 23 ") == "Nora 0151 23"
    assert helping.contact("x" * 115 + "12345") == "x" * 115 + "12345"
    for words in ("", "\n", "x" * 116 + "12345"):
        with refuses(Problem.NO_CONTACT):
            helping.contact(words)


def test_a_contact_is_a_way_to_reach_somebody() -> None:
    for words in ("12345", "Амаль ٠١٥١ ٢٣", "Amal (0151) 1-2", "amal@verein.example", "@amal"):
        assert helping.contact(words) == words
    for words in ("where can I get a test for HIV", "Deutschkurs A1 2 3", "1234", "Amal"):
        with refuses(Problem.NO_CONTACT):
            helping.contact(words)


def test_words_of_ours_about_help() -> None:
    assert [helping.kind(kind.value) for kind in Help] == list(Help)
    assert [helping.when(when.value) for when in When] == list(When)
    for read in (helping.kind, helping.when):
        with refuses(Problem.UNKNOWN_BUTTON):
            read("FORM")


def test_everybody_speaks_german() -> None:
    assert helping.skills(("de", "en", "de-simple", "uk")) == {
        "helps": ["form", "moving", "bicycle", "accompany"],
        "speaks": ["speaks-en", "speaks-uk"],
        "evenings": ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
    }


def test_an_interpreter_speaks_the_language_of_who_asks() -> None:
    assert helping.needed(replace(REQUEST, kind=Help.INTERPRET)) == "speaks-uk"
    assert helping.needed(REQUEST) == "form"


@pytest.mark.parametrize(
    ("able", "everybody", "asked"),
    [
        ({1: True, 2: False}, [1, 2, 3], [1]),
        ({1: False, 3: False}, [1, 2, 3], [1, 3]),
        ({1: True, 2: True}, [1, 2], [1, 2]),
        ({}, [1, 2], [1, 2]),
        ({}, [], []),
    ],
)
def test_who_is_asked_for_help(
    able: dict[int, bool], everybody: list[int], asked: list[int]
) -> None:
    """Those who can and have time; else those who can; else everybody."""
    assert helping.asked(able, everybody) == asked
