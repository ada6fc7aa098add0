"""Lists of offers: all, of a field, saved ones, those that fit typed words; and their filters."""

from bot.domain.listings import Listing
from bot.i18n import best_language
from bot.rules.people import readable
from bot.screens import listing_filters
from bot.screens import people as people_screens
from bot.screens.letters import letters as letters_screen
from bot.ui import Screen
from handlers.dialogue.shared.first_words import sought
from handlers.dialogue.shared.searching import SEARCH, listed, query_of, search
from handlers.dialogue.turn import Redirect, Turn
from storage.catalogue import listings


async def every(turn: Turn) -> Screen:
    """Return the first page of all offers."""
    return await show(turn, Listing("a"))


async def saved(turn: Turn) -> Screen:
    """Return the first page of the saved offers."""
    return await show(turn, Listing("s"))


async def show(turn: Turn, listing: Listing) -> Screen:
    """Return one page of a listing."""
    words, query = await query_of(turn, listing)
    page = await listings.page(turn.store, turn.reader, listing, query)
    return await listed(turn, listing, words, query, page)


async def letters(turn: Turn) -> Screen:
    """Return the letters that titles begin with."""
    return letters_screen(turn.tr, await listings.counts_by_letter(turn.store, turn.reader))


async def ask_words(turn: Turn) -> Screen:
    """Ask what to look for; what is typed is searched for even if no place was chosen yet."""
    turn.expect("search.ask")
    return people_screens.type_words(turn.tr)


async def typed_words(turn: Turn, words: str) -> Screen:
    """Search for typed words."""
    return await search(turn, words)


async def command(turn: Turn, words: str = "") -> Screen:
    """Answer ``/search``: search for the words after it, else for the next that are typed."""
    return await search(turn, readable(words)) if words else await ask_words(turn)


async def look_for(turn: Turn, words: str) -> Screen | Redirect:
    """Search for words that were typed as a place and are none."""
    return await sought(turn, readable(words))


async def switch(turn: Turn, code: str) -> Screen:
    """Make the language somebody typed in the one they read, and show the search again."""
    await turn.change(
        language=best_language([code], turn.services.languages, turn.person.language),
        language_chosen=True,
    )
    return await show(turn, SEARCH)


async def filters(turn: Turn, listing: Listing) -> Screen:
    """Return the filters of a listing."""
    _, query = await query_of(turn, listing)
    has_town = turn.person.municipality_id is not None
    return listing_filters.filters(turn.tr, listing, query, has_town=has_town)


async def levels(turn: Turn, listing: Listing) -> Screen:
    """Return the levels of German to choose from."""
    return listing_filters.levels(turn.tr, listing)
