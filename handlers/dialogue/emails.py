"""Messages by e-mail too: give an address, give it up."""

from bot.domain.people import EmailState
from bot.rules import emails as rules
from bot.rules import people as rules_of_people
from bot.rules.problems import Problem, Refusal
from bot.screens import emails as screens
from bot.ui import Screen
from handlers.dialogue.turn import Turn
from storage.engine import settings
from storage.people import emails as stored


async def emails(turn: Turn) -> Screen:
    """Ask for the address."""
    _is_offered(turn)
    rules_of_people.may_keep(turn.person)
    turn.expect("email.show")
    return screens.emails(turn.tr, await stored.state(turn.store, turn.person.id))


async def typed(turn: Turn, words: str) -> Screen:
    """Take an address; it counts once it was confirmed by e-mail."""
    _is_offered(turn)
    rules_of_people.may_keep(turn.person)
    takes_unicode = await settings.value(turn.store, settings.MAIL_UNICODE) == settings.YES
    address = rules.address_of(words, takes_unicode=takes_unicode)
    is_new = await stored.ask(turn.store, turn.person.id, address, turn.now)
    state = await stored.state(turn.store, turn.person.id)
    # The address of somebody else looks like any other.
    shown = EmailState.ASKED if state is EmailState.NONE else state
    screen = screens.emails(turn.tr, shown)
    if is_new or shown is not EmailState.ASKED:
        return screen
    return screen.saying(turn.tr("We have already sent an e-mail to this address today."))


async def stop(turn: Turn) -> Screen:
    """Give up the address."""
    await stored.stop(turn.store, turn.person.id, turn.now)
    screen = screens.emails(turn.tr, EmailState.NONE)
    return screen.saying(turn.tr("You will get no more e-mails."))


def _is_offered(turn: Turn) -> None:
    """Refuse where the operator sends no e-mails."""
    if not turn.services.config.email.sender:
        raise Refusal(Problem.UNKNOWN_BUTTON)
