"""One offer: card, details, save, calendar, report."""

from dataclasses import replace

from bot.domain.listings import Listing
from bot.domain.offers import Offer, text_in
from bot.rules import offers as rules
from bot.rules.grants import edits
from bot.rules.people import has_consented
from bot.rules.problems import Problem, Refusal
from bot.screens import offers as screens
from bot.ui import Document, Screen
from handlers.delivery.files import linked
from handlers.dialogue.shared.around import around
from handlers.dialogue.shared.opened import opened
from handlers.dialogue.turn import Turn
from storage.catalogue import attachments, offers, reports
from storage.engine import settings
from storage.people import saved


async def card(turn: Turn, offer_id: int, listing: Listing) -> Screen:
    """Return an offer's card."""
    offer = await _offer(turn, offer_id)
    await opened(turn.store, turn.person.id, listing)
    kept = await saved.holds(turn.store, turn.person.id, offer.id)
    near = await around(turn, [offer])
    return screens.card(turn.tr, offer, listing, saved=kept, today=turn.today, around=near)


async def details(turn: Turn, offer_id: int, page: int, listing: Listing) -> Screen:
    """Return everything that is known of an offer."""
    offer = await _offer(turn, offer_id)
    may_edit = edits(turn.person, offer)
    return screens.details(turn.tr, offer, listing, page, turn.today, may_edit=may_edit)


async def open_document(turn: Turn, offer_id: int, listing: Listing) -> Screen:
    """Return an offer's card with its document. Raises Refusal if it has none."""
    offer = await _offer(turn, offer_id)
    attachment = await attachments.by_id(turn.store, offer.attachment_id or 0)
    if attachment is None:
        raise Refusal(Problem.OFFER_GONE)
    file = linked(turn.services.seal, attachment, turn.person.id, turn.now)
    return replace(await card(turn, offer_id, listing), documents=(file,))


async def save(turn: Turn, offer_id: int, listing: Listing) -> Screen:
    """Save an offer."""
    offer = await _offer(turn, offer_id)
    await saved.keep(turn.store, turn.person, offer.id, turn.now)
    return (await card(turn, offer_id, listing)).saying(turn.tr("Saved."))


async def drop(turn: Turn, offer_id: int, listing: Listing) -> Screen:
    """Save an offer no longer."""
    offer = await offers.by_id(turn.store, offer_id)
    await saved.drop(turn.store, turn.person.id, offer.id if offer else offer_id)
    return (await card(turn, offer_id, listing)).saying(turn.tr("No longer saved."))


async def calendar(turn: Turn, offer_id: int, listing: Listing) -> Screen:
    """Return an offer as a file for a calendar. Raises Refusal if it has no single dates."""
    from handlers.files.calendars import calendar_file  # a twentieth of the start

    offer = await _offer(turn, offer_id)
    if not rules.single_dates(offer.details):
        raise Refusal(Problem.NO_DATE)
    text = text_in(offer.details.texts, turn.tr.language.code)

    name = await settings.value(turn.store, settings.INSTALLATION)
    file = Document("lotse.ics", "text/calendar", calendar_file(offer, text, turn.now, name))
    return screens.calendar(turn.tr, offer, listing, file)


async def wrong(turn: Turn, offer_id: int, listing: Listing) -> Screen:
    """Ask what is wrong with an offer."""
    person = turn.person
    may_write = has_consented(person) and person.district_id is not None
    return screens.wrong(turn.tr, await _offer(turn, offer_id), listing, may_write=may_write)


async def report(turn: Turn, offer_id: int, kind: str, listing: Listing) -> Screen:
    """Report an offer to its owner; who reported it is not stored."""
    offer = await _offer(turn, offer_id)
    await reports.add(turn.store, offer.id, rules.report_kind(kind), turn.now)
    return (await card(turn, offer_id, listing)).saying(
        turn.tr("Thank you. The office will look at it.")
    )


async def _offer(turn: Turn, offer_id: int) -> Offer:
    return rules.shown(await offers.by_id(turn.store, offer_id), turn.today)
