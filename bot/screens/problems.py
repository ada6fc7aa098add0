"""Problems as sentences for people."""

from collections.abc import Mapping

from bot.i18n import Ltr, Translator
from bot.rules.problems import Problem
from bot.screens.examples import DAY_AND_TIME, EMAIL, MEETING, NEXT_DAY, RULE, TASK, example
from bot.screens.problem_words import WORDS
from bot.ui import Button, Html, Open, Screen, press

SECOND_FACTOR = "/desk/second-factor"
"""The page that asks for a second factor; only browsers have sessions that need one."""
VALUES: Mapping[Problem, tuple[str, str]] = {
    Problem.NO_EMAIL: ("example", EMAIL),
    Problem.NOT_YOURS: ("command", Ltr("/offers")),
    Problem.MARKUP: ("tag", Ltr("<b>")),
    Problem.NO_SUCH_TIME: ("example", DAY_AND_TIME),
    Problem.END_BEFORE_START: ("example", NEXT_DAY),
    Problem.NO_MEETING: ("example", MEETING),
    Problem.NO_RULE: ("example", RULE),
    Problem.NO_TASK: ("example", TASK),
}
"""Problem → placeholder and what stands there."""


def words(tr: Translator, reason: Problem) -> Html:
    """Return the sentence of a problem."""
    name, value = VALUES.get(reason, ("", ""))
    return tr(WORDS[reason], **{name: example(tr, value)} if name else {})


def problem(tr: Translator, reason: Problem) -> Screen:
    """Return the sentence of a problem; who has to sign in again finds the way below it."""
    ways = {
        Problem.SIGN_IN: Button(tr("Sign in"), press("device.ask")),
        Problem.SECOND_FACTOR: Button(tr("Second factor"), Open(SECOND_FACTOR)),
    }
    rows = ((ways[reason],),) if reason in ways else ()
    return Screen(tr.lines(words(tr, reason)), rows)
