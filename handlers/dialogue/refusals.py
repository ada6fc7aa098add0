"""What somebody reads whose press or text was refused."""

from dataclasses import replace

from bot.rules.problems import Problem
from bot.screens.problems import problem
from bot.screens.questions import back_of
from bot.ui import Screen
from handlers.dialogue.said import Attached, Late, Said, Typed
from handlers.dialogue.turn import Turn


def refused(turn: Turn, event: Said, reason: Problem) -> Screen:
    """Return why something was refused; a question stays open, and its text can be corrected."""
    screen = problem(turn.tr, reason)
    match event:
        case Typed(text, answers) | Late(text, _, answers) if event.command is None:
            return replace(screen, expects=answers, back=back_of(answers), typed=text)
        case Attached(_, answers):
            return replace(screen, expects=answers, back=back_of(answers), takes_file=True)
    return replace(screen, expects=turn.expects)
