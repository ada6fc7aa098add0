"""The document or picture of a message: a coordinator sends it to us, whoever got the message opens it."""

from dataclasses import replace

from bot.domain.announcements import Announcement
from bot.domain.attachments import Attachment
from bot.rules.people import coordinates
from bot.rules.problems import Problem, Refusal
from bot.screens import notices as screens
from bot.ui import Document, Screen
from handlers.turn import Turn
from storage import announcements, attachments, deliveries, places
from storage.sealing import Seal


async def open_(turn: Turn, announcement_id: int) -> Screen:
    """The message again, with its file. Refuses whom it was not sent to."""
    one = await announcements.by_id(turn.connection, announcement_id)
    if one is None or not await _may_read(turn, one):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    found = await attachments.by_id(turn.connection, one.attachment_id or 0)
    district = await places.district(turn.connection, one.district_id)
    if found is None or district is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    file = document(found, link_to(turn.world.seal, found.id))
    return replace(screens.notice(turn.tr, one, district, attachment=found), documents=(file,))


def document(found: Attachment, url: str = "") -> Document:
    """Refuses one that is still on its way to us."""
    if found.content is None:
        raise Refusal(Problem.FILE_COMES)
    picture = found.mime.startswith("image/")  # Telegram does not give a photo again as a document
    return Document(found.name, found.mime, found.content, url, "" if picture else found.remote, 0 if picture else found.id)


def link_to(seal: Seal, number: int) -> str:
    """Where the web gives it; tells nothing to who was not given it."""
    return f"/attachment/{number}-{token(seal, number)}"


def token(seal: Seal, number: int) -> str:
    return seal.token("attachment", str(number))[:32]


async def _may_read(turn: Turn, one: Announcement) -> bool:
    return coordinates(turn.person, one.district_id) or await deliveries.is_for(turn.connection, turn.person.id, one.id)
