"""Typed words that press a button of the screen that the person had before them.

Such a screen has no question of its own: what is typed there answers ``choice:<mark>:<press>``. The
press shows the screen again, with today's rights and words; the mark tells whether its buttons
still do the same.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256

from bot.ui import Button, Press, Screen
from storage.people import questions

CHOICE = "choice"
MARK = 8
"""Hexadecimal digits by which a set of buttons is told from another."""


def choice_of(screen: Screen, reads_only: Callable[[str], bool]) -> str:
    """Return what a text answers that is typed on a screen of buttons, "" for a search."""
    deciding = [data for data, _ in _deciding(screen.buttons, reads_only)]
    if screen.once or not deciding or not reads_only(screen.at):
        return ""
    code = f"{CHOICE}:{mark_of(screen, reads_only)}:{screen.at}"
    return code if len(code) <= questions.LONGEST else ""


def parted(answers: str) -> tuple[str, str]:
    """Return the mark of a choice and the press that shows its screen, "" twice for no choice."""
    name, _, rest = answers.partition(":")
    mark, _, at = rest.partition(":")
    return (mark, at) if name == CHOICE else ("", "")


def is_choice(answers: str) -> bool:
    """Return whether a text that answers this may press a button, and is else a search."""
    return bool(parted(answers)[1])


def mark_of(screen: Screen, reads_only: Callable[[str], bool]) -> str:
    """Return a text that differs between two screens whose buttons decide different things."""
    deciding = sorted(map(repr, _deciding(screen.buttons, reads_only)))
    return sha256("\n".join(deciding).encode()).hexdigest()[:MARK]


def _deciding(
    buttons: Iterable[Button], reads_only: Callable[[str], bool]
) -> Iterable[tuple[str, str]]:
    """Give the press of each button that changes something or stands for a yes or no."""
    for button in buttons:
        match button:
            case Button(action=Press(data), answers=answers) if answers or not reads_only(data):
                yield data, answers
