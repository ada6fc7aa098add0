"""What the answers about each skill say: the part below the questions and the result."""

from dataclasses import dataclass
from functools import cache

from bot.domain.levels import Answers, Level, LevelRange, Script

WELL, PARTLY, NOT = "w", "p", "n"
"""Answers to "I can ...": easily, with help, not."""
RIGHT, OTHER_LETTERS, CANNOT = "r", "o", "n"
"""Answers to a word with pictures; a wrong picture is a digit."""
NO_PAPER = "0"
FIRST, LAST = Level.A1, Level.C1
"""The lowest and the highest statement."""
FIRST_SPEAKING = Level.A2
"""The statement that a conversation begins with: most people who ask are near it."""
MOST_STEPS = 3
"""Maximum number of statements of one staircase."""
WIDEST = 2
"""Maximum distance between the ends of a range whose answers agree."""


@dataclass(frozen=True, slots=True)
class Staircase:
    """What a skill's answers leave: the range of levels, and the next statement, None at its end.

    It goes up after "well" and down after "not". "Partly" ends it, but as the first answer it is
    confirmed by the statement below.
    """

    low: Level
    high: Level
    asked: Level | None

    def after(self, letter: str, step_count: int) -> "Staircase":
        """Return the staircase after the answer number ``step_count``, counted from 1."""
        asked = self.asked or FIRST
        low, high = self._range_after(letter, asked)
        top = min(LAST, high) if letter == WELL else LAST
        following = asked + 1 if letter == WELL else asked - 1
        is_confirmed = letter == PARTLY and step_count > 1
        is_last = is_confirmed or step_count >= MOST_STEPS
        is_over = is_last or low >= high or not FIRST <= following <= top
        return Staircase(min(low, high), high, None if is_over else Level(following))

    def _range_after(self, letter: str, asked: Level) -> tuple[Level, Level]:
        """Return the lowest and the highest level that the answer to a statement leaves."""
        below = Level(asked - 1)
        if letter == WELL:
            return max(self.low, asked), self.high
        if letter == PARTLY:
            return max(self.low, below), min(self.high, asked)
        return self.low, min(self.high, below)


@cache
def walked(said: str, first: Level, top: Level = LAST) -> Staircase:
    """Return the staircase of a skill after all its answers; nothing above ``top`` is asked."""
    staircase = Staircase(Level.A0, top, first)
    for step_count, letter in enumerate(said, start=1):
        staircase = staircase.after(letter, step_count)
    return staircase


def reads_latin(answers: Answers) -> bool:
    return answers.words == RIGHT * 2


def writing_staircase(answers: Answers) -> Staircase:
    """Return the staircase of writing, from the estimate of speaking down.

    A course follows the weaker skill, so that writing which is better changes nothing.
    """
    top = max(speaking_of(answers).high, FIRST)
    return walked(answers.writing, top, top)


def speaking_of(answers: Answers) -> LevelRange:
    """Return the estimate of listening and speaking."""
    staircase = walked(answers.speaking, FIRST_SPEAKING)
    return LevelRange(staircase.low, staircase.high)


def writing_of(answers: Answers) -> LevelRange | None:
    """Return the estimate of reading and writing, None where nothing was asked."""
    if not answers.writing:
        return None
    staircase = writing_staircase(answers)
    return LevelRange(staircase.low, staircase.high)


def script_of(answers: Answers) -> Script:
    """Return whether somebody has to learn to read and write first. In doubt it is not LATIN."""
    if answers.words == CANNOT:
        return Script.LITERACY
    if answers.words == OTHER_LETTERS:
        return Script.SECOND
    if not reads_latin(answers):
        return Script.UNSURE
    return Script.UNSURE if set(answers.writing) <= {NOT} else Script.LATIN


def paper_of(answers: Answers) -> Level | None:
    """Return the level on the paper, None for no paper."""
    return None if answers.paper in ("", NO_PAPER) else Level(int(answers.paper))


def answered_levels(answers: Answers) -> LevelRange:
    """Return the range of both skills, from the weaker on, at least two levels.

    Above the last statement we cannot tell people apart, so that range is wider.
    """
    speaking = speaking_of(answers)
    writing = writing_of(answers) or speaking
    if is_fluent(answers):
        return LevelRange(Level.B2, Level.C2)
    low = min(speaking.low, writing.low)
    high = min(max(speaking.high, writing.high), low + WIDEST)
    if low == high:
        return LevelRange(low, Level(high + 1))
    return LevelRange(low, Level(high))


def is_fluent(answers: Answers) -> bool:
    """Return whether somebody can do all that was asked, up to the last statement."""
    writing = writing_of(answers)
    says_all = set(answers.speaking) == {WELL} and len(answers.speaking) == MOST_STEPS
    return says_all and writing is not None and writing.low is LAST
