"""Looking for offers: by field, by words, among the saved ones."""

from bot.domain.listings import Listing
from bot.domain.offers import Page
from bot.domain.places import Field
from bot.i18n import best_language
from bot.rules.people import coordinates, week
from bot.rules.problems import Problem, Refusal
from bot.screens import crisis
from bot.screens import listings as screens
from bot.search.query import NOTHING, Query
from bot.search.thesaurus import CRISIS
from bot.ui import Html, Screen
from handlers.dialogue.turn import Turn
from storage.catalogue import listings, misses
from storage.catalogue import places as stored_places


async def every(turn: Turn) -> Screen:
    return await show(turn, Listing("a"))


async def saved(turn: Turn) -> Screen:
    return await show(turn, Listing("s"))


async def search(turn: Turn, text: str, nothing: Problem | None = None) -> Screen:
    """Typed words are kept for a day, so that pages and filters work; words of a crisis are not.

    ``nothing`` is the refusal if nothing is found; None shows the honest empty list.
    """
    query = await turn.understood(text)
    if CRISIS in turn.services.thesaurus.groups_of(query.concepts):
        return await _crisis(turn, query)
    await turn.searched(text)
    page = await listings.page(turn.store, turn.reader, Listing("q"), query)
    if nothing and not page.total:
        raise Refusal(nothing)
    if not page.total and turn.person.district_id:
        await misses.count(
            turn.store,
            week(turn.now),
            turn.person.district_id,
            turn.person.language,
            query.concepts,
        )
    return await _screen(turn, Listing("q"), text, query, page)


async def _crisis(turn: Turn, query: Query) -> Screen:
    return crisis.crisis(
        turn.tr, (await listings.page(turn.store, turn.reader, Listing("q"), query)).offers
    )


async def show(turn: Turn, listing: Listing) -> Screen:
    """One page of a listing."""
    words, query = await _asked(turn, listing)
    return await _screen(
        turn,
        listing,
        words,
        query,
        await listings.page(turn.store, turn.reader, listing, query),
    )


async def _asked(turn: Turn, listing: Listing) -> tuple[str, Query]:
    """What was searched for, and what was understood of it; nothing for every other listing."""
    words = await words_of(turn, listing)
    return words, await turn.understood(words, listing.ignores) if words else NOTHING


async def _screen(turn: Turn, listing: Listing, words: str, query: Query, page: Page) -> Screen:
    named = await heading(turn, listing, words)
    adds = listing.source == "d" and coordinates(turn.person, turn.person.district_id or 0)
    if not page.total:
        return screens.nothing(turn.tr, listing, named, await _nearest(turn, query), adds=adds)
    return screens.found(
        turn.tr, listing, page, named, query, turn.services.languages, turn.today, adds=adds
    )


async def _nearest(turn: Turn, query: Query) -> list[Field]:
    """The fields of the district that are about the same as what was looked for."""
    if turn.person.district_id is None:
        return []
    thesaurus = turn.services.thesaurus
    wanted = thesaurus.groups_of(query.concepts)
    fields = await stored_places.fields(turn.store, turn.person.district_id)
    return [
        field
        for field in fields
        if wanted & thesaurus.groups_of(thesaurus.concepts_of(field.names["de"], "de"))
    ]


async def switch(turn: Turn, code: str) -> Screen:
    """The language somebody writes in becomes the one they read; what they looked for is shown again."""
    await turn.change(
        language=best_language([code], turn.services.languages, turn.person.language),
        language_chosen=True,
    )
    return await show(turn, Listing("q"))


async def filters(turn: Turn, listing: Listing) -> Screen:
    _, query = await _asked(turn, listing)
    return screens.filters(
        turn.tr, listing, query, has_town=turn.person.municipality_id is not None
    )


async def levels(turn: Turn, listing: Listing) -> Screen:
    return screens.levels(turn.tr, listing)


async def words_of(turn: Turn, listing: Listing) -> str:
    """What was searched for; "" for every other listing. Refuses when it is no longer kept."""
    if listing.source != "q":
        return ""
    words = (await turn.dialogue()).words
    if not words:
        raise Refusal(Problem.LISTING_EXPIRED)
    return words


async def heading(turn: Turn, listing: Listing, words: str) -> Html:
    return screens.heading(turn.tr, listing, words, await _field(turn, listing))


async def _field(turn: Turn, listing: Listing) -> Field | None:
    found = await stored_places.field(turn.store, listing.field_id)
    return found if found and found.district_id == turn.person.district_id else None
