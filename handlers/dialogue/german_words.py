"""German words of offices, all of them or those of one offer."""

from bot.domain.listings import Listing
from bot.rules import offers as rules
from bot.rules.german_words import WORDS
from bot.screens import german_words as screens
from bot.screens.offers import german_words_of
from bot.ui import Screen
from handlers.dialogue.turn import Turn
from storage.catalogue import offers


async def every(turn: Turn, page: int) -> Screen:
    """Return all words, in the order of what they are about."""
    route, back = "german_words.list", "help"
    return screens.words(turn.tr, tuple(WORDS), page, route, back, is_all=True)


async def of_offer(turn: Turn, offer_id: int, listing: Listing, page: int) -> Screen:
    """Return the words in the text of an offer. Refuses an offer that is not shown."""
    offer = rules.shown(await offers.by_id(turn.store, offer_id), turn.today)
    codes = german_words_of(offer, turn.tr.language.code)
    route = f"german_words.offer:{offer.id}:{listing.code}"
    back = f"offer.details:{offer.id}:0:{listing.code}"
    return screens.words(turn.tr, codes, page, route, back, is_all=False)
