"""A first guess at somebody's level of German: what is asked, what was answered, what follows.

It is no certificate: the official placement test decides. Levels are those of the CEFR.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum


class Level(IntEnum):
    """A level of German, in order; ``A0`` is somebody who knows hardly any German."""

    A0 = 0
    A1 = 1
    A2 = 2
    B1 = 3
    B2 = 4
    C1 = 5
    C2 = 6


@dataclass(frozen=True, slots=True)
class LevelRange:
    """The levels between which somebody is, both included."""

    low: Level
    high: Level

    @property
    def code(self) -> str:
        """Text for a button or a row, "A2-B1"; ``parse_range`` reads it."""
        return f"{self.low.name}-{self.high.name}"

    def __contains__(self, level: Level) -> bool:
        return self.low <= level <= self.high


def parse_range(code: str) -> LevelRange:
    """Return the range of a code. Raises ValueError if it is none."""
    low, _, high = code.partition("-")
    if low not in Level.__members__ or high not in Level.__members__:
        raise ValueError("not a range")
    if Level[low] > Level[high]:
        raise ValueError("not a range")
    return LevelRange(Level[low], Level[high])


@dataclass(frozen=True, slots=True)
class KeptLevel:
    """What somebody let us keep: a range, and the day on which they answered."""

    levels: LevelRange
    assessed_on: date


class Script(StrEnum):
    """What somebody needs to learn before, or beside, the language.

    ``LITERACY``: to read and write at all. ``SECOND``: Latin letters, beside the letters they know.
    ``UNSURE``: the answers do not agree, so that the placement test has to find out. ``LATIN``:
    nothing. Only ``LATIN`` may lead to a standard course.
    """

    LITERACY = "literacy"
    SECOND = "second"
    UNSURE = "unsure"
    LATIN = "latin"


class Topic(StrEnum):
    """What a question is about, in the order in which it is asked."""

    FIRST_WORD = "first_word"
    SECOND_WORD = "second_word"
    SPEAKING = "speaking"
    WRITING = "writing"
    PAPER = "paper"
    PAPER_AGE = "paper_age"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class Task:
    """A German sentence with a gap, its three choices, and the position of the right one."""

    level: Level
    sentence: str
    choices: tuple[str, str, str]
    right: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the letters that answer it.

    ``level`` is that of the statement, ``task`` the exercise; a question of another topic has none.
    """

    topic: Topic
    letters: str
    level: Level = Level.A0
    task: Task | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody answered, by topic, a letter an answer; "" means "not asked yet".

    ``words``: two words in Latin letters are shown, each with pictures: r(ight), a digit for a
    wrong picture, n(ot read); instead of the first also o(ther letters). ``speaking`` and
    ``writing``: w(ell), p(artly), n(o), one a statement. ``paper`` is the level on it as a digit,
    0 for no paper; ``paper_age``: r(ecent), o(ld). ``tasks``: a, b, c.
    """

    words: str = ""
    speaking: str = ""
    writing: str = ""
    paper: str = ""
    paper_age: str = ""
    tasks: str = ""

    @property
    def count(self) -> int:
        """How many questions were answered."""
        return len(self.code) - 1

    @property
    def code(self) -> str:
        """Text for a button, "1rrwnp0"; ``bot.rules.levels.parse_answers`` reads it.

        The first digit is the version of the questions.
        """
        return VERSION + "".join(
            (
                self.words,
                self.speaking,
                self.writing,
                self.paper,
                self.paper_age,
                self.tasks,
            )
        )


VERSION = "1"
"""Grows when the same answers would mean something else, so that old buttons are not misread."""


class Reason(StrEnum):
    """Why a result is as it is, or what makes it doubtful."""

    LITERACY = "literacy"
    SECOND_SCRIPT = "second_script"
    UNSURE_SCRIPT = "unsure_script"
    SPEAKING = "speaking"
    WRITING = "writing"
    SKILLS_DIFFER = "skills_differ"
    PAPER = "paper"
    PAPER_OLD = "paper_old"
    PAPER_DISAGREES = "paper_disagrees"
    TASKS_RIGHT = "tasks_right"
    TASKS_WRONG = "tasks_wrong"
    BEGINNER = "beginner"
    FLUENT = "fluent"


@dataclass(frozen=True, slots=True)
class Assessment:
    """The result: a range, why, and the level that a course is chosen by.

    ``course_level`` lies in ``levels``. ``speaking`` and ``writing`` are the estimates of each
    skill; ``writing`` is None where nothing was asked. ``paper`` is the level on a paper, None for
    no paper.
    """

    levels: LevelRange
    course_level: Level
    script: Script
    speaking: LevelRange
    writing: LevelRange | None
    reasons: tuple[Reason, ...]
    paper: Level | None = None
