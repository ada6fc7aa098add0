"""Typed words become a list of offers."""

import re

from bot.domain.listings import NO_AID, NO_GUIDE, Aid, Guide, Listing
from bot.domain.offers import Page
from bot.domain.places import Field
from bot.rules.grants import coordinates, is_newcomer, working_district
from bot.rules.people import has_consented, week
from bot.rules.problems import Problem, Refusal
from bot.screens import crisis, empty, pathway, typed
from bot.screens import listings as screens
from bot.screens.ladder import kind_name
from bot.search.advice import about, advice
from bot.search.query import NOTHING, PLACE, Query
from bot.search.thesaurus import CRISIS
from bot.ui import NOTHING as NOTHING_SAID
from bot.ui import Html, Screen
from handlers.dialogue.shared.around import around
from handlers.dialogue.shared.ladders import ladder_of
from handlers.dialogue.shared.pathways import pathway_of
from handlers.dialogue.turn import Redirect, Turn
from storage.catalogue import listings, misses, places, unopened
from storage.people import stations

SEARCH = Listing("q")
MEANT = {
    "greeting": "home:0", "thanks": "home:0", "goodbye": "home:0", "yes": "home:0", "no": "home:0",
    "stop": "pause.show", "who": "about:0", "language": "language.list", "human": "human",
    "forget": "data.forget", "help": "help",
}  # fmt: skip
"""The press that answers each intent."""
_ADDRESS = re.compile(r"\S+@\S+")


async def search(turn: Turn, words: str, nothing: Problem | None = None) -> Screen:
    """Return what fits typed words, kept for a day so that pages work; words of a crisis are not.

    Raises Refusal(nothing) if nothing is found; with None an empty list says so.
    """
    if screen := await urgent(turn, words):
        return screen
    query = await turn.understood(words)
    listing = Listing(f"q{await turn.searched(words)}")
    await _count_at_station(turn, query)
    page = await listings.page(turn.store, turn.reader, listing, query)
    if nothing and not page.total:
        raise Refusal(nothing)
    await _count(turn, listing, query, page)
    return await listed(turn, listing, words, query, page)


async def meant(turn: Turn, words: str) -> Screen | Redirect | None:
    """Return the answer to somebody who searches for nothing, None for a search.

    Refuses signs without a word, which mean nothing however near they are to something.
    """
    query = await turn.understood(words)
    if not (query.concepts or any(map(str.isalnum, words))):
        raise Refusal(Problem.EMPTY)
    if query.intent == "crisis":
        page = await listings.page(turn.store, turn.reader, SEARCH, query)
        return crisis.crisis(turn.tr, page.offers)
    if query.intent == PLACE:
        return Redirect(press_of_place(turn, query))
    data = MEANT.get(query.intent) or typed.press_of(turn.spoken, words)
    if not data:
        return None
    return Redirect(data, turn.tr("Welcome!") if query.intent == "greeting" else NOTHING_SAID)


def press_of_place(turn: Turn, query: Query) -> str:
    """Return the press that lists what there is in a town; "near me" is the person's own.

    Who named only their district sees all of it.
    """
    town_id = query.place.id if query.place else turn.person.municipality_id
    return f"offer.list:{Listing(f'p{town_id}' if town_id else 'a').code}"


async def urgent(turn: Turn, words: str) -> Screen | None:
    """Return emergency numbers if the words tell of a crisis, else None; the words are not kept.

    An e-mail address tells of nothing, whatever it is made of.
    """
    query = await turn.understood(_ADDRESS.sub("", words))
    if CRISIS not in turn.services.thesaurus.groups_of(query.concepts):
        return None
    page = await listings.page(turn.store, turn.reader, SEARCH, query)
    turn.expects = ""
    return crisis.crisis(turn.tr, page.offers)


async def query_of(turn: Turn, listing: Listing) -> tuple[str, Query]:
    """Return the words searched for and what they mean, or what the concept of a listing means."""
    if listing.concept:
        return "", about(listing.concept)
    words = await words_of(turn, listing)
    return words, await turn.understood(words, listing.ignores) if words else NOTHING


async def words_of(turn: Turn, listing: Listing) -> str:
    """Return the words that were searched for, "" for every other listing.

    Raises Refusal if not kept.
    """
    if not listing.is_typed:
        return ""
    words = await turn.last_words(listing.search_number)
    if not words:
        raise Refusal(Problem.LISTING_EXPIRED)
    return words


async def heading(turn: Turn, listing: Listing, words: str) -> Html:
    """Return the heading of a listing."""
    field = await places.field(turn.store, listing.field_id)
    own = field if field and field.district_id == turn.person.district_id else None
    town = await places.municipality(turn.store, listing.place_id) if listing.place_id else None
    kind = (await ladder_of(turn)).kinds.get(listing.course_kind)
    named = kind_name(turn.tr, kind) if kind else await _station_name(turn, listing)
    return screens.heading(turn.tr, listing, words, own, town.name if town else "", named)


async def _station_name(turn: Turn, listing: Listing) -> Html:
    """Return the name of the station that a listing's concept belongs to, "" for none."""
    if not listing.concept:
        return NOTHING_SAID
    station = (await pathway_of(turn)).about(listing.concept)
    return pathway.name(turn.tr, station) if station else NOTHING_SAID


async def listed(turn: Turn, listing: Listing, words: str, query: Query, page: Page) -> Screen:
    """Return one page of a listing, or what may help where nothing was found."""
    named, guide = await heading(turn, listing, words), await _guide(turn, words, query)
    adds = listing.source == "d" and coordinates(turn.person, working_district(turn.person))
    if not page.total:
        aid = NO_AID if listing.source == "s" else await _aid(turn, query)
        return empty.nothing(turn.tr, listing, named, aid, query, adds=adds, guide=guide)
    return screens.found(
        turn.tr,
        listing,
        page,
        named,
        query,
        turn.services.languages,
        turn.today,
        adds=adds,
        guide=guide,
        around=await around(turn, page.offers),
    )


async def _guide(turn: Turn, words: str, query: Query) -> Guide:
    """Return where typed words lead beside their offers."""
    if not words:
        return NO_GUIDE
    language = query.language or turn.tr.language.code
    is_about_work = bool(screens.WORK.intersection(query.concepts))
    found = turn.services.occupations.find(words, language, is_about_work=is_about_work)
    level = next((f.partition(" ")[2] for f in query.facts if f.startswith("level ")), "")
    if not level:
        return Guide(found)
    documents = Listing("d", level=level)
    if (await listings.page(turn.store, turn.reader, documents, NOTHING)).total:
        return Guide(found, material_level=level)
    helps = not is_newcomer(turn.person, turn.person.district_id or 0)
    return Guide(found, missing_level=level if helps else "")


async def _count(turn: Turn, listing: Listing, query: Query, page: Page) -> None:
    """Count what newcomers need and there is not, or nothing of it was opened until now.

    Who works here only tries the search.
    """
    person = turn.person
    if not person.district_id or not is_newcomer(person, person.district_id):
        return
    if page.total:
        now, search_number = week(turn.now), listing.search_number
        await unopened.count(turn.store, now, person, search_number, query.concepts)
    else:
        await misses.count(
            turn.store,
            week(turn.now),
            person.district_id,
            person.language,
            query.concepts,
            person.municipality_id,
        )


async def _count_at_station(turn: Turn, query: Query) -> None:
    """Count what newcomers search for who marked a station to a job, without the person."""
    person = turn.person
    if not query.concepts or not person.district_id or not has_consented(person):
        return
    if person.is_group or not is_newcomer(person, person.district_id):
        return
    station_number = await stations.of(turn.store, person.id)
    if station_number is not None:
        now = week(turn.now)
        await stations.count_search(
            turn.store, now, person.district_id, station_number, query.concepts
        )


async def _aid(turn: Turn, query: Query) -> Aid:
    """Return what may help somebody who asked for something that is not there."""
    district = await turn.own_district()
    if district is None:
        return NO_AID
    fields = await _nearest_fields(turn, query, district.id)
    found = await listings.best(turn.store, turn.reader, advice(query.place), 1)
    return Aid(tuple(fields), found[0].offer if found else None, district.contact.phone)


async def _nearest_fields(turn: Turn, query: Query, district_id: int) -> list[Field]:
    """Return the fields of a district that are about the same as the query."""
    thesaurus = turn.services.thesaurus
    wanted = thesaurus.groups_of(query.concepts)
    fields = await places.fields(turn.store, district_id)
    return [
        field
        for field in fields
        if wanted & thesaurus.groups_of(thesaurus.concepts_of(field.names["de"], "de"))
    ]
