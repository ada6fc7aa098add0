"""When an announcement is sent, as people type it: read, checked, and said why it cannot be."""

from datetime import date, datetime

from bot.domain.announcements import Times
from bot.rules import moments, recurrence
from bot.rules.cells import Wrong
from bot.rules.problems import Problem, Refusal

TIME_PROBLEMS = {"span": Problem.END_BEFORE_START, "weekday": Problem.WRONG_WEEKDAY}
"""Mistakes in a typed time that have words of their own."""


def typed_times(words: str, before: Times, now: datetime, today: date) -> Times:
    """Return the times that typed words mean; ``before`` gives zone and Land.

    Refuses words that are not understood, and times at which nothing can be sent.
    """
    times = _read(words, before, today)
    recurrence.check(times, now)
    return recurrence.settled(times, now)


def _read(words: str, before: Times, today: date) -> Times:
    try:
        return moments.read(words, before, today)
    except Wrong as wrong:
        raise Refusal(TIME_PROBLEMS.get(wrong.code, Problem.NO_SUCH_TIME)) from None
    except ValueError:
        raise Refusal(Problem.NO_SUCH_TIME) from None
