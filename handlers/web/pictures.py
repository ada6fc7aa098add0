"""Pictures of districts and organisations, for everybody."""

from aiohttp import web

from bot.rules.pictures import PATTERN
from handlers.dialogue.conversation import Conversation
from handlers.web.assets import FOREVER, is_known
from storage.catalogue import pictures

PICTURE = rf"/picture/{{name:{PATTERN}}}"


class Pictures:
    """Serves pictures by their names, which another content never has."""

    def __init__(self, conversation: Conversation) -> None:
        self._database = conversation.database

    async def give(self, request: web.Request) -> web.Response:
        """Return a picture; 404 if nobody shows it any more, 304 if the browser has it."""
        name = request.match_info["name"]
        async with self._database.read() as store:
            content = await pictures.content(store, name)
        if content is None:
            raise web.HTTPNotFound
        tag = name.partition("-")[0]
        headers = {"Cache-Control": FOREVER, "ETag": f'"{tag}"'}
        if is_known(request, tag):
            return web.Response(status=304, headers=headers)
        return web.Response(body=content, content_type="image/webp", headers=headers)
