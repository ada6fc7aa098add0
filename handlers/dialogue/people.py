"""A human to ask, help, and what cannot be read."""

from bot.screens import people as screens
from bot.ui import Screen
from handlers.dialogue.turn import Turn
from storage.catalogue import places


async def human(turn: Turn) -> Screen:
    """Return whom to ask: the office of the district, and the operator."""
    operator = turn.services.config.operator
    district = await places.district(turn.store, turn.person.district_id or 0)
    return screens.human(turn.tr, district, operator.name or "Lotse", operator.contact)


async def help_(turn: Turn) -> Screen:
    """Return how it works."""
    return screens.help_(turn.tr)


async def unreadable(turn: Turn, kind: str) -> Screen:
    """Say that pictures, voice messages and the like cannot be read."""
    return screens.unreadable(turn.tr, kind, asked=bool(turn.expects))
