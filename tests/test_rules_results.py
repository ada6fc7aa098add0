"""Results, topics and tasks: what may be written, who may read and finish it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.grants import Role
from bot.domain.groups import Group, Joining, Kind, Member, Standing
from bot.domain.people import Person
from bot.domain.results import Kind as ResultKind
from bot.domain.results import Published, Result
from bot.rules import results
from bot.rules.problems import Problem
from tests.harness.rights import held
from tests.refusals import refuses

VOLUNTEER = Person(
    4, rights=held(Role.VOLUNTEER), district_id=1, municipality_id=2, consent_version=1
)
COORDINATOR = Person(9, rights=held(Role.COORDINATOR), district_id=1)
NEIGHBOUR = Person(8, rights=held(Role.COORDINATOR, district_id=2), district_id=2)
GROUP = Group(7, 1, Kind.HELPER_CIRCLE, "Helferkreis", Joining.OPEN)
INSIDE = (Standing.GUEST, Standing.MEMBER, Standing.DELEGATE, Standing.LEAD)


def member(standing: Standing, member_id: int = 1) -> Member:
    """Somebody in the group, or asking to be."""
    return Member(member_id, 7, 4, standing, "Nora")


ASKED = member(Standing.ASKED)
RESULT = Result(1, 7, ResultKind.TASK, "Vermieter anschreiben", owner_id=1)


@pytest.mark.parametrize(("person", "somebody", "finishes"), [
    (VOLUNTEER, member(Standing.MEMBER, 1), True), (VOLUNTEER, member(Standing.MEMBER, 2), False),
    (VOLUNTEER, None, False),
    (VOLUNTEER, member(Standing.LEAD, 2), True), (COORDINATOR, None, True),
    (NEIGHBOUR, None, False),
])  # fmt: skip
def test_who_finishes_a_task(person: Person, somebody: Member | None, finishes: bool) -> None:
    assert results.finishes(person, GROUP, somebody, RESULT) is finishes
    if finishes:
        results.may_finish(person, GROUP, somebody, RESULT)
    else:
        with refuses(Problem.NOT_ALLOWED):
            results.may_finish(person, GROUP, somebody, RESULT)


def test_a_task_without_an_owner_is_nobodys() -> None:
    assert not results.finishes(VOLUNTEER, GROUP, None, replace(RESULT, owner_id=None))


@pytest.mark.parametrize(("person", "somebody", "steers", "published"), [
    (VOLUNTEER, member(Standing.MEMBER), False, {*Published}),
    (COORDINATOR, None, False, {*Published}),
    (VOLUNTEER, None, False, {Published.EVERYBODY}),
    (VOLUNTEER, None, True, {Published.EVERYBODY, Published.STEERING}),
    (VOLUNTEER, ASKED, False, {Published.EVERYBODY}), (NEIGHBOUR, None, True, set()),
    (Person(0), None, False, set()),
])  # fmt: skip
def test_who_reads_which_results(
    person: Person, somebody: Member | None, steers: bool, published: set[Published]
) -> None:
    assert {*results.readable(person, GROUP, somebody, steers=steers)} == published


@pytest.mark.parametrize("standing", list(Standing))
def test_guests_propose_nothing(standing: Standing) -> None:
    somebody, proposes = member(standing), standing in INSIDE and standing is not Standing.GUEST
    assert results.proposes(somebody) is proposes
    if proposes:
        assert results.may_propose(somebody) is somebody
    else:
        with refuses(Problem.NOT_ALLOWED):
            results.may_propose(somebody)
    assert not results.proposes(None)
    with refuses(Problem.NOT_ALLOWED):
        results.may_propose(None)


@given(st.sampled_from(list(Published)), st.sampled_from(list(Published)))
def test_what_was_published_is_only_published_wider(before: Published, after: Published) -> None:
    circles = [Published.GROUP, Published.STEERING, Published.EVERYBODY]
    if circles.index(after) > circles.index(before):
        assert results.wider(before, after.value) is after
    else:
        with refuses(Problem.UNKNOWN_BUTTON):
            results.wider(before, after.value)


def test_an_unknown_circle_is_forged() -> None:
    with refuses(Problem.UNKNOWN_BUTTON):
        results.wider(Published.GROUP, "world")


def test_words_and_topics() -> None:
    assert results.words(" Beschluss:\n ja ") == "Beschluss:\nja"
    assert results.words("x" * 3000) == "x" * 3000
    assert results.topic(" Kautionen\nund mehr ") == "Kautionen und mehr"
    assert results.topic("x" * 200) == "x" * 200
    for words in ("", " ", "x" * 3001):
        with refuses(Problem.LONG_TEXT):
            results.words(words)
    for words in ("", "\n", "x" * 201):
        with refuses(Problem.LONG_TOPIC):
            results.topic(words)


TODAY = date(2026, 11, 20)


@pytest.mark.parametrize("words", [
    "30.11.2026 Anrufen", "30.11.26: Anrufen", "2026-11-30 - Anrufen",
    " bis zum 30.11.2026, Anrufen ", "BIS 30.11.2026  Anrufen",
    "until 2026-11-30 Anrufen", "Anrufen bis 30.11.2026", "Anrufen, bis zum 30.11.26.",
    "Anrufen - until 2026-11-30",
])  # fmt: skip
def test_tasks_as_people_type_them(words: str) -> None:
    assert results.task(words, TODAY) == results.Task(date(2026, 11, 30), "Anrufen")


def test_a_task_may_be_due_today_and_take_two_lines() -> None:
    assert results.task("20.11.2026 Anrufen\nund fragen", TODAY) == results.Task(
        TODAY, "Anrufen\nund fragen"
    )


@pytest.mark.parametrize(("words", "problem"), [
    ("Anrufen", Problem.NO_TASK), ("30.11.2026", Problem.NO_TASK), ("30.11.2026 ", Problem.NO_TASK),
    ("31.02.2027 Anrufen", Problem.NO_TASK),
    ("30.11.026 Anrufen", Problem.NO_TASK), ("am 30.11.2026 Anrufen", Problem.NO_TASK),
    ("19.11.2026 Anrufen", Problem.IN_THE_PAST),
    ("30.11.2026 " + "x" * 3001, Problem.LONG_TEXT), ("30.11.2026 \u200b", Problem.LONG_TEXT),
])  # fmt: skip
def test_what_is_no_task(words: str, problem: Problem) -> None:
    with refuses(problem):
        results.task(words, TODAY)
