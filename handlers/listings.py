"""Looking for offers: by field, by words, among the saved ones."""

from bot.domain.listings import Listing
from bot.domain.places import Field
from bot.rules.problems import Problem, Refusal
from bot.screens import listings as screens
from bot.search import terms
from bot.ui import Html, Screen
from handlers.turn import Turn
from storage import listings
from storage import places as stored_places


async def every(turn: Turn) -> Screen:
    return await show(turn, Listing("a"))


async def saved(turn: Turn) -> Screen:
    return await show(turn, Listing("s"))


async def search(turn: Turn, text: str, nothing: Problem | None = None) -> Screen:
    """Typed words are kept for a day, so that pages and filters work.

    ``nothing`` is the refusal if nothing is found; None shows the honest empty list.
    """
    await turn.searched(text)
    return await show(turn, Listing("q"), nothing)


async def show(turn: Turn, listing: Listing, nothing: Problem | None = None) -> Screen:
    """One page of a listing."""
    words = await words_of(turn, listing)
    page = await listings.page(turn.connection, turn.reader, listing, terms.of_query(words))
    if nothing and not page.total:
        raise Refusal(nothing)
    return screens.found(turn.tr, listing, page, await heading(turn, listing, words), turn.today)


async def filters(turn: Turn, listing: Listing) -> Screen:
    return screens.filters(turn.tr, listing, has_town=turn.person.municipality_id is not None)


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
    if listing.field_id is None or turn.person.district_id is None:
        return None
    fields = await stored_places.fields(turn.connection, turn.person.district_id)
    return next((field for field in fields if field.id == listing.field_id), None)
