"""Which question comes next, and what the answers say about somebody's German.

The questions follow from the answers alone, so that a button carries all of them and nothing is
stored. Everything that comes in may be forged: answers to what was not asked are refused.
"""

from dataclasses import replace
from datetime import date, timedelta

from bot.domain.levels import (
    VERSION,
    Answers,
    Assessment,
    Level,
    LevelRange,
    Question,
    Reason,
    Script,
    Topic,
)
from bot.rules.level_estimates import (
    CANNOT,
    FIRST_SPEAKING,
    NO_PAPER,
    NOT,
    OTHER_LETTERS,
    PARTLY,
    RIGHT,
    WELL,
    WIDEST,
    answered_levels,
    is_fluent,
    paper_of,
    reads_latin,
    script_of,
    speaking_of,
    walked,
    writing_of,
    writing_staircase,
)
from bot.rules.level_tasks import tasks_for

RECENT, OLD = "r", "o"
CHOICES = "abc"
"""Answers to an exercise, by position."""
PAPERS = (Level.A1, Level.A2, Level.B1, Level.B2, Level.C1)
MOST_TAPS = 9
"""Maximum number of questions before the result; the age of a paper is left out for it."""
ASKED_AGAIN_AFTER = timedelta(days=120)
"""A kept level is too old after about four months of learning."""
NOTHING_ANSWERED = Answers()
_CAN = WELL + PARTLY + NOT


def parse_answers(code: str) -> Answers:
    """Return the answers of a code.

    Raises ValueError for a code of another version, and for answers to what is not asked.
    """
    if not code.startswith(VERSION):
        raise ValueError("not answers of today's questions")
    answers = NOTHING_ANSWERED
    for letter in code[len(VERSION) :]:
        question = next_question(answers) or next_task(answers)
        if question is None:
            raise ValueError("more answers than questions")
        answers = answered(answers, question, letter)
    return answers


def answered(answers: Answers, question: Question, letter: str) -> Answers:
    """Return the answers with one more. Raises ValueError if it answers nothing of ours."""
    if len(letter) != 1 or letter not in question.letters:
        raise ValueError("not an answer of ours")
    match question.topic:
        case Topic.FIRST_WORD | Topic.SECOND_WORD:
            return replace(answers, words=answers.words + letter)
        case Topic.SPEAKING:
            return replace(answers, speaking=answers.speaking + letter)
        case Topic.WRITING:
            return replace(answers, writing=answers.writing + letter)
        case Topic.PAPER:
            return replace(answers, paper=letter)
        case Topic.PAPER_AGE:
            return replace(answers, paper_age=letter)
        case Topic.TASK:
            return replace(answers, tasks=answers.tasks + letter)


def taken_back(answers: Answers) -> Answers:
    """Return the answers without the last one."""
    return parse_answers(answers.code[:-1]) if answers.count else answers


def next_question(answers: Answers) -> Question | None:
    """Return what is asked next, None when a result is known. Exercises are asked only if wanted.

    Reading is asked by doing it, so that nobody has to admit anything. Who cannot is not asked for
    more of it.
    """
    if not answers.words:
        return Question(Topic.FIRST_WORD, RIGHT + "123" + OTHER_LETTERS + CANNOT)
    if answers.words == RIGHT:
        return Question(Topic.SECOND_WORD, RIGHT + "1234" + CANNOT)
    if level := walked(answers.speaking, FIRST_SPEAKING).asked:
        return Question(Topic.SPEAKING, _CAN, level)
    if reads_latin(answers) and (level := writing_staircase(answers).asked):
        return Question(Topic.WRITING, _CAN, level)
    return _question_of_paper(answers)


def _question_of_paper(answers: Answers) -> Question | None:
    """Ask for a paper, and for its age only if it says more than the answers."""
    if not answers.paper:
        return Question(Topic.PAPER, NO_PAPER + "".join(str(int(level)) for level in PAPERS))
    paper = paper_of(answers)
    says_more = paper is not None and paper > answered_levels(answers).low
    if says_more and not answers.paper_age and answers.count < MOST_TAPS:
        return Question(Topic.PAPER_AGE, RECENT + OLD)
    return None


def next_task(answers: Answers) -> Question | None:
    """Return the next exercise, None if there is none or no result yet."""
    if next_question(answers) or script_of(answers) is not Script.LATIN:
        return None
    before = replace(answers, tasks="")
    level = assess(before).levels.high
    tasks = tasks_for(level, sum(map(ord, before.code)))
    if len(answers.tasks) >= len(tasks):
        return None
    task = tasks[len(answers.tasks)]
    return Question(Topic.TASK, CHOICES, task.level, task)


def assess(answers: Answers) -> Assessment:
    """Return the result of complete answers. Raises ValueError if something is still to be asked.

    A standard course follows the weaker skill, so the range begins there. It is never a point: a
    neighbouring level is always "perhaps".
    """
    if next_question(answers):
        raise ValueError("not all is answered")
    speaking, writing = speaking_of(answers), writing_of(answers)
    levels = _with_paper(answered_levels(answers), answers)
    return Assessment(
        levels=levels,
        course_level=_course_level(levels, answers),
        script=script_of(answers),
        speaking=speaking,
        writing=writing,
        reasons=tuple(_reasons(answers, levels, speaking, writing)),
        paper=paper_of(answers),
    )


def _with_paper(levels: LevelRange, answers: Answers) -> LevelRange:
    """Return the range with what a paper says: it is there, whatever the answers say.

    A recent paper that the answers confirm lifts the lower end; any paper lifts the upper end by
    at most ``WIDEST`` levels, because German that is not used fades.
    """
    paper = paper_of(answers)
    if paper is None:
        return levels
    high = max(levels.high, min(paper, levels.low + WIDEST))
    if answers.paper_age == RECENT and paper in levels and paper < levels.high:
        return LevelRange(paper, levels.high)
    return LevelRange(levels.low, Level(high))


def _course_level(levels: LevelRange, answers: Answers) -> Level:
    """Return the level to choose a course by: the lower end, unless all exercises were right."""
    right = right_count(answers)
    if right is not None and right == len(answers.tasks):
        return levels.high
    return levels.low


def right_count(answers: Answers) -> int | None:
    """Return how many exercises were right, None while none or not all were done."""
    if not answers.tasks or next_task(answers):
        return None
    before = replace(answers, tasks="")
    given = tasks_for(assess(before).levels.high, sum(map(ord, before.code)))
    return sum(
        CHOICES.index(letter) == task.right
        for letter, task in zip(answers.tasks, given, strict=True)
    )


def _reasons(
    answers: Answers, levels: LevelRange, speaking: LevelRange, writing: LevelRange | None
) -> list[Reason]:
    """Return why the result is as it is, what matters most first."""
    checks = (
        (Reason.LITERACY, script_of(answers) is Script.LITERACY),
        (Reason.SECOND_SCRIPT, script_of(answers) is Script.SECOND),
        (Reason.UNSURE_SCRIPT, script_of(answers) is Script.UNSURE),
        (Reason.BEGINNER, levels.low is Level.A0 and speaking.high <= Level.A1),
        (Reason.FLUENT, is_fluent(answers)),
        (Reason.SKILLS_DIFFER, writing is not None and _differ(speaking, writing)),
        *_reasons_of_paper(answers, levels),
        *_reasons_of_tasks(answers),
        (Reason.SPEAKING, writing is None or speaking.high <= writing.high),
        (Reason.WRITING, writing is not None and writing.high <= speaking.high),
    )
    return [reason for reason, holds in checks if holds]


def _differ(speaking: LevelRange, writing: LevelRange) -> bool:
    return speaking.low > writing.high + 1 or writing.low > speaking.high + 1


def _reasons_of_paper(answers: Answers, levels: LevelRange) -> list[tuple[Reason, bool]]:
    paper = paper_of(answers)
    if paper is None:
        return []
    says_less = paper <= answered_levels(answers).low
    agrees = says_less or paper in levels
    counts = says_less or answers.paper_age == RECENT
    return [
        (Reason.PAPER_DISAGREES, not agrees),
        (Reason.PAPER_OLD, agrees and not counts),
        (Reason.PAPER, agrees and counts),
    ]


def _reasons_of_tasks(answers: Answers) -> list[tuple[Reason, bool]]:
    right = right_count(answers)
    return [
        (Reason.TASKS_RIGHT, right is not None and right == len(answers.tasks)),
        (Reason.TASKS_WRONG, right == 0),
    ]


def is_outdated(assessed_on: date, today: date) -> bool:
    """Return whether a kept level has to be asked again."""
    return today - assessed_on >= ASKED_AGAIN_AFTER
