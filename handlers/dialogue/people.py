"""A human to ask, help, and what cannot be read."""

from bot.rules.problems import Problem, Refusal
from bot.screens import people as screens
from bot.ui import Screen
from handlers.dialogue.turn import Turn
from storage.catalogue import places


async def human(turn: Turn) -> Screen:
    """Return whom to ask: the office of one's district; all offices for whoever chose none."""
    district = await turn.own_district()
    if district is None:
        return await offices(turn, 0)
    return screens.human(turn.tr, district, *_operator(turn), own=True)


async def offices(turn: Turn, page: int) -> Screen:
    """Return the offices of all districts."""
    districts = await places.districts(turn.store)
    has_own = turn.person.district_id is not None
    return screens.offices(turn.tr, districts, page, *_operator(turn), own=has_own)


async def office(turn: Turn, district_id: int) -> Screen:
    """Return the office of a district, which need not be one's own. Nothing is stored."""
    district = await places.district(turn.store, district_id)
    if district is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return screens.human(turn.tr, district, *_operator(turn), own=False)


def _operator(turn: Turn) -> tuple[str, str]:
    """Return the name of the operator and how to reach it, "" if that is not set."""
    operator = turn.services.config.operator
    return operator.name or "Lotse", operator.contact


async def help_(turn: Turn) -> Screen:
    """Return how it works."""
    return screens.help_(turn.tr)


async def unreadable(turn: Turn, kind: str) -> Screen:
    """Say that pictures, voice messages and the like cannot be read."""
    return screens.unreadable(turn.tr, kind, asked=bool(turn.expects))
