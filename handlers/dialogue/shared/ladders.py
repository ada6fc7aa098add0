"""The ladder of German courses of the person's district."""

from bot.domain.ladder import Ladder
from handlers.dialogue.turn import Turn
from storage.catalogue import places


async def ladder_of(turn: Turn) -> Ladder:
    """Return the ladder of the person's district, ours where it has none."""
    ladders = turn.services.ladders
    if not ladders.own:
        return ladders.shipped
    district = await places.district(turn.store, turn.person.district_id or 0)
    return ladders.of(district.slug if district else "")
