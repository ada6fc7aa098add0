"""Files of messages. Their links hold a token, so that only people with the message open them."""

from urllib.parse import quote

from aiohttp import web

from bot.domain.attachments import Attachment
from handlers.delivery.files import is_token
from handlers.dialogue.conversation import Conversation
from storage.catalogue import attachments


class Attachments:
    """Serves the files of messages."""

    def __init__(self, conversation: Conversation) -> None:
        self._database = conversation.database
        self._seal = conversation.services.seal

    async def give(self, request: web.Request) -> web.Response:
        """Return a file; 404 for a wrong token and for a file that is gone."""
        attachment_id = int(request.match_info["number"])
        if not is_token(self._seal, attachment_id, request.match_info["token"]):
            raise web.HTTPNotFound
        async with self._database.read() as store:
            attachment = await attachments.by_id(store, attachment_id)
        if attachment is None or attachment.content is None:
            raise web.HTTPNotFound
        return _file(attachment, attachment.content)


def _file(attachment: Attachment, content: bytes) -> web.Response:
    """Return a file for download only, so that nothing in it runs on our pages."""
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(attachment.name)}",
    }
    return web.Response(body=content, content_type=attachment.mime, headers=headers)
