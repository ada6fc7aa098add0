"""Files, by links for one person and an hour. Rights are asked again at each opening."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.domain.attachments import Attachment
from bot.domain.places import USUAL_ZONE
from handlers.delivery.files import FileLink, read_link
from handlers.dialogue.conversation import Conversation
from handlers.workflows.file_access import may_open
from storage.catalogue import attachments
from storage.people import people


class Attachments:
    """Serves the files of messages, results and offers. ``now`` is a clock."""

    def __init__(self, conversation: Conversation, now: Callable[[], datetime]) -> None:
        self._database = conversation.database
        self._seal = conversation.services.seal
        self._now = now

    async def give(self, request: web.Request) -> web.Response:
        """Return a file; 404 for a link that is not ours or too old, and for a file not theirs."""
        now = self._now()
        link = read_link(self._seal, request.match_info["token"])
        if link is None or not link.is_good(now):
            raise web.HTTPNotFound
        attachment = await self._opened(link, now)
        if attachment is None or attachment.content is None:
            raise web.HTTPNotFound
        return _file(attachment, attachment.content)

    async def _opened(self, link: FileLink, now: datetime) -> Attachment | None:
        """Return the file with its content; None if it is gone, or not for this person any more."""
        async with self._database.read() as store:
            person = await people.by_id(store, link.person_id)
            today = now.astimezone(ZoneInfo(USUAL_ZONE)).date()
            if person is None or not await may_open(store, person, link.attachment_id, today, now):
                return None
            return await attachments.by_id(store, link.attachment_id)


def _file(attachment: Attachment, content: bytes) -> web.Response:
    """Return a file for download only, so that nothing in it runs on our pages."""
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(attachment.name)}",
    }
    return web.Response(body=content, content_type=attachment.mime, headers=headers)
