"""The stations to a job of the person's district."""

from bot.domain.pathway import Pathway
from handlers.dialogue.turn import Turn
from storage.catalogue import places


async def pathway_of(turn: Turn) -> Pathway:
    """Return the stations of the person's district, ours where it has none."""
    pathways = turn.services.pathways
    if not pathways.own:
        return pathways.shipped
    district = await places.district(turn.store, turn.person.district_id or 0)
    return pathways.of(district.slug if district else "")
