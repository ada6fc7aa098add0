"""Where a person lives: from a list, a typed name, or a position that is not stored."""

from collections.abc import Sequence

from bot.domain.places import Municipality
from bot.rules import people as people_rules
from bot.rules import places as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import places as screens
from bot.screens.typed import labelled
from bot.search.query import PLACE as TOWN
from bot.ui import Screen
from handlers.dialogue.shared.first_words import sought
from handlers.dialogue.shared.places import HOME, PLACE, PLACE_ASKED, is_known_word
from handlers.dialogue.shared.searching import SEARCH, press_of_place, query_of
from handlers.dialogue.turn import Redirect, Turn
from storage.catalogue import listings, places


async def districts(turn: Turn, page: int) -> Screen:
    """Return the districts; the next typed text is a place, too."""
    turn.expect(PLACE)
    return screens.districts(turn.tr, await places.districts(turn.store), page)


async def towns(turn: Turn, page: int) -> Screen:
    """Return the towns of the person's district; the next typed text is a place, too."""
    district = await turn.own_district()
    if district is None:
        return await districts(turn, 0)
    turn.expect(PLACE)
    return screens.towns(
        turn.tr, district, await places.municipalities(turn.store, district.id), page
    )


async def district(turn: Turn, district_id: int) -> Redirect:
    """Choose a district, 0 for none; at the beginning this is the consent."""
    chosen = await places.district(turn.store, district_id) if district_id else None
    if district_id and chosen is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return await _live(turn, chosen.id if chosen else None, None)


async def town(turn: Turn, municipality_id: int) -> Redirect:
    """Choose a town; at the beginning this is the consent."""
    chosen = await places.municipality(turn.store, municipality_id)
    if chosen is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return await _live(turn, chosen.district_id, chosen.id)


async def typed_answer(turn: Turn, text: str, municipality_id: int) -> Screen | Redirect:
    """Answer whether a town is theirs: yes, no, or another place."""
    match await turn.yes_or_no(text):
        case "yes":
            return await town(turn, municipality_id)
        case "no":
            return await elsewhere(turn)
    return await typed(turn, text)


async def typed(turn: Turn, text: str) -> Screen | Redirect:
    """Take a typed place if it is spelt like one, else ask; other words are searched for.

    What the thesaurus knows is a place only if it is a whole name of one. Words of a button choose
    what it does.
    """
    own = turn.person.district_id or 0
    if data := labelled(turn.spoken, text, screens.typed_presses(own)):
        return Redirect(data)
    towns = await _near(turn)
    guess, is_word = rules.named(text, towns), await is_known_word(turn, text)
    taken = guess.certain and (not is_word or rules.is_name_of(text, guess.places[0]))
    if taken:
        return await town(turn, guess.places[0].id)
    if answer := await _beside_towns(turn, text, towns):
        return answer
    if guess.certain or (guess.likely and not is_word):
        return _which(turn, guess.places, text)
    return await _no_place(turn, text)


async def _beside_towns(
    turn: Turn, text: str, towns: Sequence[Municipality]
) -> Screen | Redirect | None:
    """Take a district, and say so of a town where we are not; None for other words."""
    if found := rules.district_named(text, await places.districts(turn.store)):
        return await district(turn, found.id)
    return await elsewhere(turn) if rules.is_elsewhere(text, towns) else None


async def _no_place(turn: Turn, text: str) -> Screen | Redirect:
    """Search for words that name no place; a yes or no is neither, so the place is asked again."""
    if await turn.yes_or_no(text):
        asked = turn.tr("Please write your answer. Or press a button.")
        return (await districts(turn, 0)).saying(asked)
    return await sought(turn, text, nothing=Problem.PLACE_UNKNOWN)


async def located(turn: Turn, latitude: float, longitude: float) -> Screen:
    """Ask whether the nearest town is theirs; the position, in degrees, is not stored."""
    turn.expect(PLACE)
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Refusal(Problem.PLACE_UNKNOWN)
    nearest = rules.nearest(latitude, longitude, await places.municipalities(turn.store))
    toast = turn.tr("We have not kept your location.")
    if nearest is None:
        return (await elsewhere(turn)).saying(toast)
    return _which(turn, [nearest]).saying(toast)


def _which(turn: Turn, candidates: Sequence[Municipality], text: str = "") -> Screen:
    """Ask which town is meant; where there is one, a yes or no answers."""
    turn.expect(PLACE if len(candidates) > 1 else f"{PLACE_ASKED}:{candidates[0].id}")
    return screens.which(turn.tr, candidates, text)


async def elsewhere(turn: Turn) -> Screen:
    """Say that we are not there yet, and what can be done all the same."""
    turn.expect(PLACE)
    return screens.elsewhere(turn.tr, begins=not people_rules.has_consented(turn.person))


async def where(turn: Turn) -> Screen:
    """Ask for the position, where a channel shows that button alone."""
    return screens.where(turn.tr)


async def _live(turn: Turn, district_id: int | None, municipality_id: int | None) -> Redirect:
    consent = {}
    if not people_rules.has_consented(turn.person):
        consent = {"consent_version": people_rules.CONSENT_VERSION, "consent_at": turn.now}
    interests = turn.person.interests if district_id == turn.person.district_id else frozenset()
    await turn.change(
        district_id=district_id, municipality_id=municipality_id, interests=interests, **consent
    )
    return Redirect(await _after(turn, begins=bool(consent)))


async def _after(turn: Turn, *, begins: bool) -> str:
    """Return the press that shows what comes next: at the beginning, what was typed before."""
    if not begins or turn.person.is_group or not await turn.last_words():
        return HOME
    _, query = await query_of(turn, SEARCH)
    if query.intent == TOWN:
        return press_of_place(turn, query)
    fitting = await listings.page(turn.store, turn.reader, SEARCH, query)
    return f"offer.list:{SEARCH.code}" if fitting.total else HOME


async def _near(turn: Turn) -> list[Municipality]:
    """Return all towns, those of the person's own district first."""
    every = await places.municipalities(turn.store)
    return sorted(every, key=lambda place: place.district_id != turn.person.district_id)
