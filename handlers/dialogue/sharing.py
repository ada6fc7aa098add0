"""An offer is handed on, in the language of whoever gets it."""

from bot.domain.listings import Listing
from bot.domain.offers import Offer
from bot.rules import offers as rules
from bot.rules.grants import coordinates
from bot.rules.problems import Problem, Refusal
from bot.rules.starts import Start, start_payload
from bot.screens import sharing as screens
from bot.search.query import NOTHING
from bot.ui import Screen
from handlers.dialogue.turn import Turn
from storage.catalogue import listings, offers


async def share(turn: Turn, offer_id: int, listing: Listing) -> Screen:
    """Return links that anybody can open, in the sharer's language."""
    return await share_in(turn, offer_id, turn.person.language, listing)


async def share_in(turn: Turn, offer_id: int, language: str, listing: Listing) -> Screen:
    """Return links that anybody can open, in a language. Refuses one that we do not speak."""
    if language not in turn.services.languages:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    offer = await _offer(turn, offer_id)
    payload = start_payload(Start(offer.id, language))
    web = f"{turn.services.base_url}/o/{offer.id}?start={payload}"
    links = [link for link in (web, turn.services.bot_link(payload)) if link]
    may_tell = coordinates(turn.person, offer.district_id)
    return screens.share(turn.tr, offer, listing, links, language, may_tell=may_tell)


async def languages(turn: Turn, offer_id: int, listing: Listing) -> Screen:
    """Ask in which language an offer is handed on."""
    translators = [*turn.services.translators.values()]
    return screens.share_languages(turn.tr, await _offer(turn, offer_id), listing, translators)


async def shareable(turn: Turn, words: str) -> list[screens.Shared]:
    """Return the best offers for some words to hand on in another chat; all without words."""
    listing, query = (
        (Listing("q"), await turn.understood(words)) if words else (Listing("a"), NOTHING)
    )
    page = await listings.page(turn.store, turn.reader, listing, query)
    links = [
        turn.services.bot_link(start_payload(Start(offer.id, turn.tr.language.code)))
        for offer in page.offers
    ]
    return [
        screens.shared(turn.tr, offer, turn.today, link)
        for offer, link in zip(page.offers, links, strict=True)
    ]


async def _offer(turn: Turn, offer_id: int) -> Offer:
    return rules.shown(await offers.by_id(turn.store, offer_id), turn.today)
