"""Where and when a reader is: how far offers are from their town, and what is open now."""

from collections.abc import Sequence

from bot.domain.listings import Around
from bot.domain.offers import Offer
from bot.rules import places as rules
from handlers.dialogue.turn import Turn
from storage.catalogue import places


async def around(turn: Turn, offers: Sequence[Offer]) -> Around:
    """Return the moment, and the distance from the reader's own town to each other one."""
    own_id = turn.person.municipality_id
    ids = {offer.municipality_id for offer in offers if offer.municipality_id}
    if own_id is None or not ids - {own_id}:
        return Around(turn.now)
    known = await places.municipalities_by_ids(turn.store, {own_id, *ids})
    own = known.pop(own_id, None)
    return Around(turn.now, rules.distances(own, known.values()) if own else {})
