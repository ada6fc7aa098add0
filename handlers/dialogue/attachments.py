"""The document or picture of a message: a coordinator sends it to us, whoever got the message opens it."""

from dataclasses import replace

from bot.domain.announcements import Announcement
from bot.rules.people import coordinates
from bot.rules.problems import Problem, Refusal
from bot.screens import notices as screens
from bot.ui import Screen
from handlers.delivery.files import document, link_to
from handlers.dialogue.turn import Turn
from storage.catalogue import attachments, places
from storage.messaging import announcements, deliveries


async def open_(turn: Turn, announcement_id: int) -> Screen:
    """The message again, with its file. Refuses whom it was not sent to."""
    one = await announcements.by_id(turn.store, announcement_id)
    if one is None or not await _may_read(turn, one):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    found = await attachments.by_id(turn.store, one.attachment_id or 0)
    district = await places.district(turn.store, one.district_id)
    if found is None or district is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    file = document(found, link_to(turn.services.seal, found.id))
    return replace(screens.notice(turn.tr, one, district, attachment=found), documents=(file,))


async def _may_read(turn: Turn, one: Announcement) -> bool:
    return coordinates(turn.person, one.district_id) or await deliveries.is_for(
        turn.store, turn.person.id, one.id
    )
