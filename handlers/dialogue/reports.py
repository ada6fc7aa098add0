"""For coordinators: reported offers are confirmed or closed."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.audits import Act
from bot.domain.offers import Draft, Offer, text_in
from bot.rules import offers as rules
from bot.rules.announcements import checked_texts
from bot.rules.grants import may_edit, organisations, working_district
from bot.rules.problems import Problem, Refusal
from bot.screens import facts
from bot.screens import reports as screens
from bot.ui import Screen
from handlers.dialogue.turn import Turn
from storage.catalogue import offers, storing
from storage.catalogue import reports as stored


async def reports(turn: Turn) -> Screen:
    """Return the offers of the district that were reported."""
    district_id = working_district(turn.person)
    keeps = organisations(turn.person, district_id)
    pending = await stored.of_district(turn.store, district_id, keeps)
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
    before = await _own(turn, offer_id)
    await _confirm(turn, before.id)
    return await _settled(turn, Act.OFFER_CONFIRM, before)


async def close(turn: Turn, offer_id: int) -> Screen:
    """Close an offer."""
    before = await _own(turn, offer_id)
    await storing.close(turn.store, before.id, turn.now, turn.author)
    return await _settled(turn, Act.OFFER_CLOSE, before)


async def changed(turn: Turn, offer_id: int) -> Screen:
    """Ask for the new German text of an offer."""
    offer = await _own(turn, offer_id)
    turn.expect(f"report.correct:{offer.id}")
    return screens.changed(turn.tr, offer, text_in(offer.details.texts, "de").description)


async def typed_text(turn: Turn, words: str, offer_id: int) -> Screen:
    """Take the new German text and confirm the offer; its translations are out of date now."""
    offer = await _own(turn, offer_id)
    details = replace(
        offer.details,
        texts=rules.rewritten(offer.details.texts, checked_texts({"de": words})["de"]),
    )
    shelf = await storing.shelf(
        turn.store, offer.district_id, [details.organisation], turn.services.thesaurus
    )
    draft = Draft(offer.external_id, details)
    await storing.replace(turn.store, shelf, offer, draft, turn.now, turn.author)
    await storing.counted(turn.store, shelf)
    await _confirm(turn, offer.id)
    return await _settled(turn, Act.OFFER_CORRECT, offer)


async def _confirm(turn: Turn, offer_id: int) -> None:
    later = turn.today + timedelta(days=turn.services.config.retention.offers_days)
    await storing.confirm(turn.store, offer_id, turn.now, later, turn.author)


async def _settled(turn: Turn, act: Act, before: Offer) -> Screen:
    """Note what became of an offer, and return what else was reported."""
    await stored.settle(turn.store, before.id)
    after = await offers.by_id(turn.store, before.id)
    await turn.audit(act, f"offer {before.id}", offer_facts(before), offer_facts(after or before))
    return (await reports(turn)).saying(turn.tr("Done."))


async def _own(turn: Turn, offer_id: int) -> Offer:
    """Return an offer that this person keeps.

    Raises Refusal for everybody else.
    """
    offer = await offers.by_id(turn.store, offer_id)
    if offer is None:
        raise Refusal(Problem.OFFER_GONE)
    may_edit(turn.person, offer)
    return offer


def offer_facts(offer: Offer) -> dict[str, str | None]:
    """Return what the audit log says of an offer: its title is public, texts may hold contacts."""
    german = text_in(offer.details.texts, "de")
    ends = offer.details.expires_at
    return {
        "title": german.title,
        "characters": str(len(german.description)),
        "state": offer.details.state,
        "expires_at": ends.isoformat() if ends else None,
        "confirmed_at": offer.confirmed_at.isoformat(timespec="minutes"),
    }
