"""Where a person lives."""

from bot.domain.places import District
from handlers.dialogue.turn import Turn
from storage.catalogue import places

HOME = "home:0"
PLACE = "place.name"
"""The route that the name of a town answers."""
PLACE_ASKED = "place.asked"
"""The route that a yes or no answers, after a town was named; its argument is the town."""


async def place_name(turn: Turn) -> str:
    """Return the name of the person's town, else of the district, else ""."""
    if turn.person.municipality_id and (
        town := await places.municipality(turn.store, turn.person.municipality_id)
    ):
        return town.name
    district = await turn.own_district()
    return district.name if district else ""


async def district_shown(turn: Turn) -> District | None:
    """Return the reader's district, else the linked one, None for neither."""
    person, linked = turn.person, turn.hints.start.district
    if person.is_group or not (person.district_id or linked):
        return None
    if person.district_id:
        return await turn.own_district()
    return await places.district_named(turn.store, linked)
