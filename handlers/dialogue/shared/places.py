"""Where a person lives."""

from handlers.dialogue.turn import Turn
from storage.catalogue import places

HOME = "home:0"
PLACE = "place.name"
"""The route that the name of a town answers."""


async def place_name(turn: Turn) -> str:
    """Return the name of the person's town, else of the district, else ""."""
    if turn.person.municipality_id and (
        town := await places.municipality(turn.store, turn.person.municipality_id)
    ):
        return town.name
    district = await turn.own_district()
    return district.name if district else ""
