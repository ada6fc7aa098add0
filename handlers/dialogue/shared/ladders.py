"""The ladder of German courses of the person's district."""

from bot.domain.ladder import Ladder
from handlers.dialogue.turn import Turn


async def ladder_of(turn: Turn) -> Ladder:
    """Return the ladder of the person's district, ours where it has none."""
    ladders = turn.services.ladders
    if not ladders.own:
        return ladders.shipped
    district = await turn.own_district()
    return ladders.of(district.slug if district else "")
