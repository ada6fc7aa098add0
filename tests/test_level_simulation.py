"""A thousand invented people with known levels answer, with doubts, mistakes and pride."""

import random
from collections import Counter
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from statistics import median
from typing import NamedTuple

from bot.domain.levels import Answers, Assessment, Level, Question, Reason, Script, Topic
from bot.rules import levels as rules

PEOPLE = 1000
SEEDS = range(4)
SLIP = 0.04
"""Share of presses that hit any button."""
ASHAMED = 0.3
"""Share of those who cannot read the word and press a picture nevertheless."""
READING = (Topic.FIRST_WORD, Topic.SECOND_WORD)
SHARES = {
    Level.A0: 15, Level.A1: 20, Level.A2: 25, Level.B1: 20, Level.B2: 12, Level.C1: 8
}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody with a known level; the skills lie around it, in levels with a fraction.

    ``pride`` is by how much they think that they are better. ``literate``: they read Latin letters;
    ``reads_own``: they read at least their own.
    """

    level: Level
    speaking: float
    writing: float
    pride: float
    reads_own: bool
    literate: bool


def invented(rng: random.Random) -> Person:
    level = rng.choices(list(SHARES), list(SHARES.values()))[0]
    place = level + rng.random()
    literate = rng.random() > (0.3 if level <= Level.A1 else 0.02)
    return Person(
        level=level,
        speaking=max(place + rng.gauss(0, 0.3), 0),
        writing=max(place + rng.gauss(0, 0.3), 0) if literate else 0.0,
        pride=rng.gauss(0.05, 0.25),
        reads_own=literate or rng.random() < 0.5,
        literate=literate,
    )


def answer_of(person: Person, question: Question, rng: random.Random) -> str:
    if question.topic in READING:
        return _word(person, question, rng)
    return rng.choice(question.letters) if rng.random() < SLIP else _meant(person, question, rng)


def _meant(person: Person, question: Question, rng: random.Random) -> str:
    match question.topic:
        case Topic.SPEAKING:
            return _can(person.speaking + person.pride, question.level, rng)
        case Topic.WRITING if not person.literate:
            return "n"
        case Topic.WRITING:
            return _can(_written(person, question.level), question.level, rng)
        case Topic.PAPER:
            return _paper(person, rng)
        case Topic.PAPER_AGE:
            return rng.choice("ro")
        case _:
            return _task(person, question, rng)


def _written(person: Person, level: Level) -> float:
    """The lowest statement about writing is one for everybody who knows the letters."""
    return max(person.writing + person.pride, 1.3 if level == Level.A1 else 0)


def _word(person: Person, question: Question, rng: random.Random) -> str:
    """Some who cannot read are ashamed to say it, and guess a picture."""
    if person.literate:
        return "r"
    if rng.random() < ASHAMED:
        return rng.choice([letter for letter in question.letters if letter in "r1234"])
    return "o" if person.reads_own and "o" in question.letters else "n"


def _can(felt: float, level: Level, rng: random.Random) -> str:
    felt += rng.gauss(0, 0.25)
    if felt >= level + 0.15:
        return "w"
    return "p" if felt >= level - 0.5 else "n"


def _paper(person: Person, rng: random.Random) -> str:
    if person.level < Level.A1 or rng.random() < 0.6:
        return "0"
    return str(max(int(person.level) - rng.choice((0, 0, 1)), 0))


def _task(person: Person, question: Question, rng: random.Random) -> str:
    assert question.task
    if person.writing >= question.level or rng.random() < 0.3:
        return "abc"[question.task.right]
    return rng.choice("abc")


class Case(NamedTuple):
    """Somebody, their result, the taps to it, and their result after the exercises."""

    person: Person
    result: Assessment
    taps: int
    exercised: Assessment


def asked(person: Person, rng: random.Random, rng_of_tasks: random.Random) -> Case:
    """Let somebody answer all questions and do all exercises."""
    answers = Answers()
    while question := rules.next_question(answers):
        answers = rules.answered(answers, question, answer_of(person, question, rng))
    result, taps = rules.assess(answers), answers.count
    while question := rules.next_task(answers):
        answers = rules.answered(answers, question, answer_of(person, question, rng_of_tasks))
    return Case(person, result, taps, rules.assess(answers))


@cache
def group(seed: int) -> list[Case]:
    rng, rng_of_tasks = random.Random(seed), random.Random(PEOPLE + seed)
    people = [invented(rng) for _ in range(PEOPLE)]
    return [asked(person, rng, rng_of_tasks) for person in people]


def test_the_range_contains_the_level_of_nine_in_ten_people() -> None:
    """By groups, so that no lucky thousand decides; and it is narrow enough to choose a course."""
    wrong = []
    for seed in SEEDS:
        literate = [case for case in group(seed) if case.person.literate]
        for result_of in (attrgetter("result.levels"), attrgetter("exercised.levels")):
            inside = [case.person.level in result_of(case) for case in literate]
            narrow = [result_of(case).high - result_of(case).low <= 1 for case in literate]
            if sum(inside) < 0.9 * len(inside) or sum(narrow) < 0.75 * len(narrow):
                wrong.append((seed, sum(inside) / len(inside), sum(narrow) / len(narrow)))
    assert not wrong


def test_a_result_takes_seven_taps_and_never_more_than_nine() -> None:
    wrong = []
    for seed in SEEDS:
        taps = [case.taps for case in group(seed) if case.person.literate]
        if median(taps) > 7 or max(taps) > 9 or min(taps) < 5:
            wrong.append((seed, Counter(taps)))
    assert not wrong


def test_who_cannot_read_is_never_led_to_a_standard_course() -> None:
    """Whatever they press to hide it; and hardly anybody who reads is led elsewhere."""
    wrong, elsewhere, counted = [], 0, 0
    for seed in SEEDS:
        for person, result, _, _ in group(seed):
            if not person.literate and result.script is Script.LATIN:
                wrong.append((seed, person, result))
            counted += person.literate
            elsewhere += person.literate and result.script is not Script.LATIN
    assert not wrong
    assert elsewhere < 0.02 * counted


def test_exercises_say_at_which_end_of_the_range_somebody_is() -> None:
    """All right: more often the upper level. None right: less often."""
    people = [case for seed in SEEDS for case in group(seed) if case.person.literate]
    upper = {True: [0, 0], False: [0, 0]}
    for person, _, _, result in people:
        for reason, is_right in ((Reason.TASKS_RIGHT, True), (Reason.TASKS_WRONG, False)):
            if reason in result.reasons:
                upper[is_right][0] += person.level >= result.levels.high
                upper[is_right][1] += 1
    assert min(upper[True][1], upper[False][1]) > 100
    assert upper[True][0] / upper[True][1] > 2 * upper[False][0] / upper[False][1]
