"""What a text answers in a chat, where no form says so: the question of the last screen.

Every press and every command ends it, and so does a day. A message that came meanwhile ends a
question of buttons: a "yes" is said to that. A corrected message counts only if it is
the one that was answered last.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.rules.problems import Problem
from bot.screens.typed import pressed_on
from bot.ui import Screen
from handlers.dialogue.choices import choice_of, is_choice
from handlers.dialogue.routing import Routes
from handlers.dialogue.said import Attached, Late, Said, Typed, Unreadable
from handlers.dialogue.turn import Effect, Turn
from storage.people import questions
from storage.people.questions import Question

LONGEST_LABEL = 60
"""Characters of typed words that may be those of a button; longer ones are no press."""
Newest = Callable[[Turn], Awaitable[Screen | None]]


@dataclass(frozen=True, slots=True)
class Written:
    """A message of a chat: its id, 0 for a press; ``edited`` if it was answered once before."""

    message: int = 0
    edited: bool = False


async def addressed(
    turn: Turn, event: Said, written: Written, routes: Routes, newest: Newest
) -> Said:
    """Return the event with what it answers; ``newest`` returns what reached the person last.

    The text below a file that nobody asked for is read like any other.
    """
    if not isinstance(event, Typed | Attached | Unreadable) or _is_new_command(event, written):
        return event
    asked = await questions.of(turn.store, turn.person.id, turn.a_day_ago)
    if isinstance(event, Attached) and event.caption and not routes.takes_file(asked.expects):
        event = Typed(event.caption, beside="picture")
    if isinstance(event, Typed) and written.edited:
        return _corrected(event, asked)
    expects = await _open_question(turn, asked)
    if not expects and isinstance(event, Typed):
        expects = await _of_news(turn, event, routes, newest)
    return replace(event, answers=expects)


def _is_new_command(event: Said, written: Written) -> bool:
    """Return whether an event is a command, which answers nothing, and no correction of a text."""
    return isinstance(event, Typed) and event.command is not None and not written.edited


async def _open_question(turn: Turn, asked: Question) -> str:
    """Return what the last screen expects, "" where a message stands below its buttons."""
    if is_choice(asked.expects) and await questions.is_above_news(turn.store, turn.person.id):
        return ""
    return asked.expects


async def _of_news(turn: Turn, event: Typed, routes: Routes, newest: Newest) -> str:
    """Return what words answer where no screen asked: the message that came last.

    A yes or no is said to it, and so are the words of its buttons.
    """
    if event.command or len(event.text) > LONGEST_LABEL:
        return ""
    screen = await newest(turn)
    if screen is None or not pressed_on(screen, event.text, await turn.yes_or_no(event.text)):
        return ""
    return choice_of(screen, routes.reads_only)


async def remember(turn: Turn, event: Said, written: Written, expects: str) -> None:
    """Keep what the screen ``expects`` that answered, and which message it answered."""
    if turn.person.is_stranger or Effect.FORGOTTEN in turn.effects:
        return
    question = Question(expects)
    if isinstance(event, Typed | Late):
        question = Question(expects, await _answered(turn, event), written.message)
    await questions.remember(turn.store, turn.person.id, question, turn.now)


async def is_latest(turn: Turn, written: Written) -> bool:
    """Return whether a message is the one that was answered last."""
    asked = await questions.of(turn.store, turn.person.id, turn.a_day_ago)
    return bool(written.message) and asked.message == written.message


async def awaits_file(turn: Turn, takes_file: Callable[[str], bool]) -> bool:
    """Return whether the last screen asked for a file, as ``takes_file`` says of its question."""
    asked = await questions.of(turn.store, turn.person.id, turn.a_day_ago)
    return takes_file(asked.expects)


def _corrected(event: Typed, asked: Question) -> Said:
    """Return a correction: again a search, or an answer to the question that is still open.

    An answer that was taken is not changed by it.
    """
    if asked.answered in ("", asked.expects):
        return replace(event, answers=asked.answered)
    return Late(event.text, Problem.TAKEN_ALREADY, asked.expects)


async def _answered(turn: Turn, event: Typed | Late) -> str:
    """Return the route that a text answered; what comes late answers what it did before."""
    if isinstance(event, Late):
        return (await questions.of(turn.store, turn.person.id, turn.a_day_ago)).answered
    return "" if event.command or is_choice(event.answers) else event.answers
