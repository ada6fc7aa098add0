"""Who is promised something is told where it arrives, and offered to be notified right there."""

from dataclasses import replace

from bot.domain.people import EmailState
from bot.domain.ways import IN_CHAT, Ways
from bot.rules.people import has_consented
from bot.screens import ways as screens
from bot.ui import Screen, in_rows
from handlers.dialogue.turn import Turn
from storage.people import emails, people, push_subscriptions

WEB = "web"
MOST_BUTTONS = 6
"""Maximum number of buttons of a screen; the ways that do not fit are found in the settings."""


async def ways_of(turn: Turn) -> Ways:
    """Return where the person gets what is promised to them now."""
    if turn.address.channel != WEB:
        return IN_CHAT
    person, store = turn.person, turn.store
    if "telegram" in await people.channels(store, person.id):
        return Ways(by_telegram=True)
    state = await emails.state(store, person.id)
    may_keep, by_email = has_consented(person), state is EmailState.CONFIRMED
    return Ways(
        by_push=await push_subscriptions.count(store, person.id) > 0,
        by_email=by_email,
        offers_push=may_keep and bool(turn.services.push_contact),
        offers_email=may_keep and bool(turn.services.config.email.sender) and not by_email,
    )


async def promised(turn: Turn, screen: Screen) -> Screen:
    """Return a screen that promises something, with where it arrives and the ways to set up."""
    ways = await ways_of(turn)
    if ways.in_chat:
        return screen
    told = turn.tr.paragraphs(screen.text, screens.sentence(turn.tr, ways))
    return _with_ways(turn, replace(screen, text=told), ways)


async def offered(turn: Turn, screen: Screen) -> Screen:
    """Return a screen that promises nothing in words, with the ways to be reached."""
    return _with_ways(turn, screen, await ways_of(turn))


def _with_ways(turn: Turn, screen: Screen, ways: Ways) -> Screen:
    room = MOST_BUTTONS - sum(map(len, screen.rows))
    buttons = screens.buttons(turn.tr, ways)[:room]
    if not buttons:
        return screen
    return replace(screen, rows=screen.rows + in_rows(buttons, 1), once=True)
