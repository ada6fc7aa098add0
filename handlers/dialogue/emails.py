"""Messages by e-mail too: give an address, give it up."""

import re

from bot.rules import people as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import emails as screens
from bot.ui import Screen
from handlers.dialogue.turn import Turn
from storage.people import emails as stored

ADDRESS = re.compile(r"[^@\s<>\"',;:()\[\]\\]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,20}")


async def emails(turn: Turn) -> Screen:
    """Ask for the address."""
    _is_offered(turn)
    rules.may_keep(turn.person)
    turn.expect("email.show")
    return screens.emails(turn.tr, await stored.state(turn.store, turn.person.id))


async def typed(turn: Turn, words: str) -> Screen:
    """Take an address; it counts once it was confirmed by e-mail."""
    _is_offered(turn)
    rules.may_keep(turn.person)
    if not ADDRESS.fullmatch(words):
        raise Refusal(Problem.NO_EMAIL)
    await stored.ask(turn.store, turn.person.id, words.lower(), turn.now)
    return screens.emails(turn.tr, confirmed=False)


async def stop(turn: Turn) -> Screen:
    """Give up the address."""
    await stored.stop(turn.store, turn.person.id, turn.now)
    return screens.emails(turn.tr, None).saying(turn.tr("You get no more e-mails."))


def _is_offered(turn: Turn) -> None:
    """Refuse where the operator sends no e-mails."""
    if not turn.services.config.email.sender:
        raise Refusal(Problem.UNKNOWN_BUTTON)
