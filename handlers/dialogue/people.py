"""A human to ask, help, and the invitation to type."""

from bot.rules import people as rules
from bot.screens import people as screens
from bot.ui import Screen
from handlers.dialogue import listings
from handlers.dialogue.turn import Turn
from storage.catalogue import places


async def human(turn: Turn) -> Screen:
    operator = turn.services.config.operator
    district = await places.district(turn.store, turn.person.district_id or 0)
    return screens.human(turn.tr, district, operator.name or "Lotse", operator.contact)


async def help_(turn: Turn) -> Screen:
    return screens.help_(turn.tr)


async def search(turn: Turn, words: str = "") -> Screen:
    """``/search``, with words or before them: whatever is typed next is a search, also before a place is chosen."""
    if words:
        return await listings.search(turn, rules.readable(words))
    await turn.expect("search.ask")
    return screens.type_words(turn.tr)


async def unreadable(turn: Turn, kind: str) -> Screen:
    return screens.unreadable(turn.tr, kind)


async def type_words(turn: Turn) -> Screen:
    return screens.type_words(turn.tr)
