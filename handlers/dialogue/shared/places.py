"""Where a person lives."""

from bot.domain.places import District
from bot.rules import places as rules
from bot.search.lexemes import LOOKALIKES
from bot.search.normalise import words
from handlers.dialogue.turn import Turn
from handlers.workflows.thesaurus import current
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


async def is_place(turn: Turn, text: str) -> bool:
    """Return whether a typed text names a place, ours or another, rather than words to look for."""
    towns = await places.municipalities(turn.store)
    guess = rules.named(text, towns)
    if guess.places and (guess.certain or guess.likely):
        return rules.is_name_of(text, guess.places[0]) or not await is_known_word(turn, text)
    is_district = rules.district_named(text, await places.districts(turn.store))
    return bool(is_district) or rules.is_elsewhere(text, towns)


async def is_known_word(turn: Turn, text: str) -> bool:
    """Return whether the thesaurus knows what was typed, a thing to look for or for whom.

    It must be written as there: in other letters or with a mistake, Singen would be singing.
    """
    thesaurus = await current(turn.store, turn.services.thesaurus)
    matches = thesaurus.of_query(words(text), turn.tr.language.code)
    return any(match.concept != LOOKALIKES for match in matches)
