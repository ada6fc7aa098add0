"""The towns of the person's district on a map."""

from bot.domain.places import Municipality
from bot.rules import places as rules
from bot.screens import maps as screens
from bot.ui import Screen
from handlers.dialogue.turn import Redirect, Turn
from storage.catalogue import listings, places


async def towns(turn: Turn, page: int) -> Screen | Redirect:
    """Return the towns with offers, the nearest ones first; who has no district chooses one."""
    if turn.person.district_id is None:
        return Redirect("district.list:0")
    counts = await listings.counts_by_town(turn.store, turn.reader)
    known = await places.municipalities(turn.store, turn.person.district_id)
    own_id = turn.person.municipality_id
    own = next((place for place in known if place.id == own_id), None)
    kilometres = rules.distances(own, known) if own else {}

    def order(counted: tuple[Municipality, int]) -> tuple[bool, int, str]:
        place, _ = counted
        return place.id != own_id, kilometres.get(place.id, 0), place.name

    offers = [(place, counts[place.id]) for place in known if place.id in counts]
    return screens.towns(turn.tr, sorted(offers, key=order), kilometres, own_id, page)
