"""The document or picture of an announcement, for everybody who got it."""

from dataclasses import replace

from bot.domain.announcements import Announcement
from bot.rules.grants import coordinates
from bot.rules.problems import Problem, Refusal
from bot.screens import notices as screens
from bot.ui import Screen
from handlers.delivery.files import document, link_to
from handlers.dialogue.turn import Turn
from storage.catalogue import attachments, places
from storage.messaging import announcements, deliveries


async def open_(turn: Turn, announcement_id: int) -> Screen:
    """Return an announcement with its file. Raises Refusal if it was not sent to this person."""
    announcement = await announcements.by_id(turn.store, announcement_id)
    if announcement is None or not await _may_read(turn, announcement):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    attachment = await attachments.by_id(turn.store, announcement.attachment_id or 0)
    district = await places.district(turn.store, announcement.district_id)
    if attachment is None or district is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    file = document(attachment, link_to(turn.services.seal, attachment.id))
    notice = screens.notice(turn.tr, announcement, district, attachment=attachment)
    return replace(notice, documents=(file,))


async def _may_read(turn: Turn, announcement: Announcement) -> bool:
    return coordinates(turn.person, announcement.district_id) or await deliveries.is_for(
        turn.store, turn.person.id, announcement.id
    )
