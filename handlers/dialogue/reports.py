"""For coordinators: reported offers are confirmed or closed."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.offers import Draft, Offer, text_in
from bot.rules import offers as rules
from bot.rules.announcements import checked_texts
from bot.rules.people import may_coordinate
from bot.rules.problems import Problem, Refusal
from bot.screens import facts
from bot.screens import reports as screens
from bot.ui import Screen
from handlers.dialogue.turn import Turn
from storage.catalogue import offers
from storage.catalogue import reports as stored


async def reports(turn: Turn) -> Screen:
    """Return the offers of the district that were reported."""
    district_id = turn.person.district_id or 0
    may_coordinate(turn.person, district_id)
    pending = await stored.of_district(turn.store, district_id)
    reported = {
        offer.id: offer
        for offer in await offers.by_ids(turn.store, [report.offer_id for report in pending])
    }
    return screens.reports(turn.tr, [(report, reported[report.offer_id]) for report in pending])


async def review(turn: Turn, offer_id: int) -> Screen:
    """Return an offer to decide about."""
    offer = await _own(turn, offer_id)
    return screens.review(turn.tr, offer, facts.all_facts(turn.tr, offer, turn.today))


async def confirm(turn: Turn, offer_id: int) -> Screen:
    """Confirm an offer as it is."""
    await _own(turn, offer_id)
    later = turn.today + timedelta(days=turn.services.config.retention.offers_days)
    await offers.confirm(turn.store, offer_id, turn.now, later)
    return await _settled(turn, offer_id)


async def close(turn: Turn, offer_id: int) -> Screen:
    """Close an offer."""
    await _own(turn, offer_id)
    await offers.close(turn.store, offer_id)
    return await _settled(turn, offer_id)


async def changed(turn: Turn, offer_id: int) -> Screen:
    """Ask for the new German text of an offer."""
    offer = await _own(turn, offer_id)
    turn.expect(f"report.correct:{offer_id}")
    return screens.changed(turn.tr, offer, text_in(offer.details.texts, "de").description)


async def typed_text(turn: Turn, words: str, offer_id: int) -> Screen:
    """Take the new German text and confirm the offer; its translations are out of date now."""
    offer = await _own(turn, offer_id)
    details = replace(
        offer.details,
        texts=rules.rewritten(offer.details.texts, checked_texts({"de": words})["de"]),
    )
    shelf = await offers.shelf(
        turn.store, offer.district_id, [details.organisation], turn.services.thesaurus
    )
    await offers.replace(turn.store, shelf, offer, Draft(offer.external_id, details), turn.now)
    await offers.counted(turn.store, shelf)
    return await confirm(turn, offer.id)


async def _settled(turn: Turn, offer_id: int) -> Screen:
    await stored.settle(turn.store, offer_id)
    return (await reports(turn)).saying(turn.tr("Done."))


async def _own(turn: Turn, offer_id: int) -> Offer:
    """Return an offer of a district that this person coordinates.

    Raises Refusal for everybody else.
    """
    offer = await offers.by_id(turn.store, offer_id)
    if offer is None:
        raise Refusal(Problem.OFFER_GONE)
    may_coordinate(turn.person, offer.district_id)
    return offer
