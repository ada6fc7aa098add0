"""Wishes: "tell me when something like this appears"."""

from bot.domain.listings import Listing, parse_listing
from bot.rules.ladder import concept_of
from bot.rules.people import week
from bot.rules.problems import Problem, Refusal
from bot.screens import listings as screens
from bot.ui import Screen
from handlers.dialogue.shared.ladders import ladder_of
from handlers.dialogue.shared.searching import heading, words_of
from handlers.dialogue.shared.ways import promised
from handlers.dialogue.turn import Turn
from storage.catalogue import misses
from storage.people import watches as stored


async def watch(turn: Turn, listing: Listing) -> Screen:
    """Keep a listing as a wish. Refuses one that is another list at each moment."""
    if listing.is_timed:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    words = await words_of(turn, listing)
    code = listing.on_page(0).code
    if await stored.add(turn.store, turn.person, words, code, turn.now):
        await _count_need(turn, listing)
    toast = turn.tr("We will tell you when there is something like this.")
    return await promised(turn, (await watches(turn, 0)).saying(toast))


async def _count_need(turn: Turn, listing: Listing) -> None:
    """Count that a kind of course is missing here, without the person."""
    kind = (await ladder_of(turn)).kinds.get(listing.course_kind)
    if kind and turn.person.district_id:
        await misses.count(
            turn.store,
            week(turn.now),
            turn.person.district_id,
            turn.person.language,
            [concept_of(kind)],
        )


async def watches(turn: Turn, page: int) -> Screen:
    """Return the person's wishes."""
    wishes = [
        (wish, await heading(turn, parse_listing(wish.listing), wish.words))
        for wish in await stored.of(turn.store, turn.person.id)
    ]
    return screens.watches(turn.tr, wishes, page)


async def unwatch(turn: Turn, watch_id: int) -> Screen:
    """Delete a wish."""
    await stored.drop(turn.store, turn.person.id, watch_id)
    return (await watches(turn, 0)).saying(turn.tr("Deleted."))
