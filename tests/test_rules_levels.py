"""The questions about German and their result: contradictions, forgery, the way back."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from bot.domain.levels import (
    Answers,
    Level,
    LevelRange,
    Question,
    Reason,
    Script,
    Topic,
    parse_range,
)
from bot.rules import level_estimates as estimates
from bot.rules import levels as rules
from bot.rules.level_tasks import TASKS, tasks_for


def reachable(answers: Answers = rules.NOTHING_ANSWERED) -> Iterator[Answers]:
    """Yield every state of the conversation before the exercises, the unfinished ones too."""
    yield answers
    if question := rules.next_question(answers):
        for letter in question.letters:
            yield from reachable(rules.answered(answers, question, letter))


def result_of(code: str) -> object:
    return rules.assess(rules.parse_answers(code))


def test_every_way_through_the_questions_ends_in_a_range() -> None:
    """All ways, so every contradiction is among them."""
    wrong, results = [], 0
    for answers in reachable():
        if rules.parse_answers(answers.code) != answers or len(answers.code) > 14:
            wrong.append(answers.code)
        if answers.count and rules.taken_back(answers).code != answers.code[:-1]:
            wrong.append(answers.code)
        if rules.next_question(answers):
            continue
        result, results = rules.assess(answers), results + 1
        levels = result.levels
        fits = 1 <= levels.high - levels.low <= estimates.WIDEST and result.course_level in levels
        may_be_standard = answers.words == "rr" and not set(answers.writing) <= {"n"}
        is_standard = result.script is Script.LATIN
        if not fits or is_standard != may_be_standard or not result.reasons:
            wrong.append(answers.code)
        if answers.count > rules.MOST_TAPS or parse_range(levels.code) != levels:
            wrong.append(answers.code)
    assert not wrong
    assert results > 500


def test_exercises_follow_only_a_result_and_their_answers_come_back() -> None:
    wrong = []
    finished = [a for a in reachable() if rules.next_question(a) is None]
    for answers in finished:
        given = []
        while question := rules.next_task(answers):
            given.append(question)
            answers = rules.answered(answers, question, "a")
        count = 2 if estimates.script_of(answers) is Script.LATIN else 0
        if len(given) != count or len({question.task for question in given}) != count:
            wrong.append(answers.code)
        if rules.parse_answers(answers.code) != answers:
            wrong.append(answers.code)
        if rules.assess(answers).course_level not in rules.assess(answers).levels:
            wrong.append(answers.code)
    assert not wrong


def test_there_are_three_exercises_a_level_and_the_right_one_is_everywhere() -> None:
    by_level = {level: [task for task in TASKS if task.level == level] for level in Level}
    levels = [Level.A1, Level.A2, Level.B1, Level.B2, Level.C1]
    assert [len(by_level[level]) for level in levels] == [3] * 5
    assert all({task.right for task in by_level[level]} == {0, 1, 2} for level in levels)
    assert all(task.sentence.count("___") == 1 for task in TASKS)
    assert len({tasks_for(Level.B1, seed) for seed in range(9)}) == 3
    assert tasks_for(Level.A0, 0) == tasks_for(Level.A1, 0)
    assert tasks_for(Level.C2, 0) == tasks_for(Level.C1, 0)


@pytest.mark.parametrize(
    ("code", "levels", "script", "reasons"),
    [
        ("1nnn0", "A0-A1", Script.LITERACY, {Reason.LITERACY, Reason.BEGINNER}),
        ("1nwww0", "B2-C1", Script.LITERACY, {Reason.LITERACY}),
        ("1own0", "A2-B1", Script.SECOND, {Reason.SECOND_SCRIPT, Reason.SPEAKING}),
        ("1r9", "", None, set()),
        ("1r1nn0", "A0-A1", Script.UNSURE, {Reason.UNSURE_SCRIPT}),
        ("1rrnnn0", "A0-A1", Script.UNSURE, {Reason.UNSURE_SCRIPT, Reason.BEGINNER}),
        ("1rrnnw0", "A0-A1", Script.LATIN, {Reason.BEGINNER}),
        ("1rrwnw0", "A2-B1", Script.LATIN, {Reason.SPEAKING, Reason.WRITING}),
        ("1rrwwwwnnn0", "", None, set()),
        ("1rrwwwnnn0", "A0-A2", Script.UNSURE, {Reason.UNSURE_SCRIPT, Reason.SKILLS_DIFFER}),
        ("1rrwwnnn0", "", None, set()),
        ("1rrwnw2", "A2-B1", Script.LATIN, {Reason.PAPER}),
        ("1rrwnw3r", "A2-B1", Script.LATIN, {Reason.PAPER}),
        ("1rrwnw3o", "A2-B1", Script.LATIN, {Reason.PAPER_OLD}),
        ("1rrwnw5r", "A2-B2", Script.LATIN, {Reason.PAPER_DISAGREES}),
        ("1rrwwww0", "B2-C2", Script.LATIN, {Reason.FLUENT}),
    ],
)
def test_answers_mean(code: str, levels: str, script: Script | None, reasons: set[Reason]) -> None:
    """A code without a script is none: something in it was not asked."""
    if script is None:
        with pytest.raises(ValueError, match=r"answer|all|quest"):
            result_of(code)
        return
    result = rules.assess(rules.parse_answers(code))
    assert (result.levels.code, result.script) == (levels, script)
    assert reasons <= set(result.reasons)


@pytest.mark.parametrize(
    "code", ["", "1rrwnp0aaa", "2rr", "0", "1x", "1rrwnw0z", "1rrwnw2r", "1rr w", "1RR", "1nnn0a"]
)
def test_forged_answers_are_refused(code: str) -> None:
    with pytest.raises(ValueError, match=r"answer|quest"):
        rules.parse_answers(code)


@pytest.mark.parametrize("code", ["", "A2", "B1-A2", "A2-B9", "a2-b1", "A2-B1-B2"])
def test_forged_ranges_are_refused(code: str) -> None:
    with pytest.raises(ValueError, match="range"):
        parse_range(code)


def test_a_question_is_answered_by_its_own_letters_only() -> None:
    first = rules.next_question(rules.NOTHING_ANSWERED)
    assert first is not None
    assert first.topic is Topic.FIRST_WORD
    for letter in ("", "rr", "w", "9"):
        with pytest.raises(ValueError, match="answer"):
            rules.answered(rules.NOTHING_ANSWERED, first, letter)
    assert rules.taken_back(rules.NOTHING_ANSWERED) == rules.NOTHING_ANSWERED


def test_statements_go_up_and_down_from_a2() -> None:
    asked: list[tuple[Topic, Level]] = []
    answers = rules.parse_answers("1rr")
    for letter in "wnp":
        question = rules.next_question(answers)
        assert isinstance(question, Question)
        asked.append((question.topic, question.level))
        answers = rules.answered(answers, question, letter)
    assert asked == [
        (Topic.SPEAKING, Level.A2),
        (Topic.SPEAKING, Level.B1),
        (Topic.WRITING, Level.A2),
    ]


def test_right_exercises_choose_the_upper_end() -> None:
    answers = rules.parse_answers("1rrwnw0")
    while question := rules.next_task(answers):
        assert question.task is not None
        answers = rules.answered(answers, question, "abc"[question.task.right])
    result = rules.assess(answers)
    assert result.levels == LevelRange(Level.A2, Level.B1)
    assert (result.course_level, Reason.TASKS_RIGHT in result.reasons) == (Level.B1, True)
    assert rules.assess(rules.parse_answers("1rrwnw0")).course_level is Level.A2


def test_a_level_is_asked_again_after_four_months() -> None:
    day = date(2026, 1, 1)
    assert not rules.is_outdated(day, day + timedelta(days=119))
    assert rules.is_outdated(day, day + timedelta(days=120))
