"""The document or picture of an announcement, for everybody who got it."""

from dataclasses import replace

from bot.rules.problems import Problem, Refusal
from bot.screens import notices as screens
from bot.ui import Screen
from handlers.delivery.files import linked
from handlers.dialogue.turn import Turn
from handlers.workflows.file_access import may_read
from storage.catalogue import attachments, places
from storage.messaging import announcements


async def open_(turn: Turn, announcement_id: int) -> Screen:
    """Return an announcement with its file. Raises Refusal if it was not sent to this person."""
    announcement = await announcements.by_id(turn.store, announcement_id)
    if announcement is None or not await may_read(turn.store, turn.person, announcement):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    attachment = await attachments.by_id(turn.store, announcement.attachment_id or 0)
    district = await places.district(turn.store, announcement.district_id)
    if attachment is None or district is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    file = linked(turn.services.seal, attachment, turn.person.id, turn.now)
    notice = screens.notice(turn.tr, announcement, district, attachment=attachment)
    return replace(notice, documents=(file,))
