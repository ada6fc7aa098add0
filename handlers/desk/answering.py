"""The answer of a page as a response to the browser, with the credentials that it led to."""

from collections.abc import Sequence

from aiohttp import web

from bot.domain.sessions import Credentials
from handlers.desk import frame
from handlers.desk.incoming import Incoming
from handlers.desk.page import Answer, DeskRequest, Done, File, Nothing, Page, Shown
from handlers.desk.rendering import Templates
from handlers.web.front import Front
from handlers.web.posts import redirect


class Answering:
    """Makes responses; ``pages`` are those of the navigation."""

    def __init__(self, front: Front, templates: Templates, pages: Sequence[Page]) -> None:
        self._front = front
        self._templates = templates
        self._pages = pages

    async def response(self, incoming: Incoming, desk: DeskRequest, answer: Answer) -> web.Response:
        """Return what the browser gets."""
        match answer:
            case Done(location):
                return redirect(location)
            case Nothing():
                return web.Response(status=204)
            case File(name, mime, content):
                headers = {"Content-Disposition": f'attachment; filename="{name}"'}
                return web.Response(body=content, content_type=mime, headers=headers)
            case Shown():
                return await self._page(incoming, desk, answer)

    async def _page(self, incoming: Incoming, desk: DeskRequest, shown: Shown) -> web.Response:
        request, visitor, page = incoming.request, incoming.visitor, incoming.page
        common = await frame.common(self._front, request, visitor, page, desk, self._pages)
        values = {**common, **shown.values}
        text = self._templates.render(shown.template, desk.turn.tr, values)
        return web.Response(text=text, content_type="text/html", status=shown.status)

    def with_cookie(
        self, request: web.Request, response: web.Response, credentials: Credentials | None
    ) -> web.Response:
        """Give the browser new credentials, if a form led to some."""
        if credentials:
            cookie = self._front.sessions.of_credentials(credentials, self._front.now())
            self._front.sessions.give(request, response, cookie)
        return response
