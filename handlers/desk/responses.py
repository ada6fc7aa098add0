"""What the browser is sent for the answer of a page."""

from aiohttp import web

from bot.domain.sessions import Credentials
from handlers.desk import frame, pages
from handlers.desk.entrance import redirect
from handlers.desk.page import Answer, DeskRequest, Done, File, Nothing, Page, Shown
from handlers.desk.rendering import Templates
from handlers.web.front import Front
from handlers.web.visits import Visitor


class Responses:
    """Makes responses of answers."""

    def __init__(self, front: Front, templates: Templates) -> None:
        self._front = front
        self._templates = templates

    async def of(
        self,
        request: web.Request,
        visitor: Visitor,
        page: Page,
        desk: DeskRequest,
        answer: Answer,
    ) -> web.Response:
        """Return the response for an answer; a page is shown in its frame."""
        match answer:
            case Done(location):
                return redirect(location)
            case Nothing():
                return web.Response(status=204)
            case File(name, mime, content):
                headers = {"Content-Disposition": f'attachment; filename="{name}"'}
                return web.Response(body=content, content_type=mime, headers=headers)
            case Shown(template, values, status):
                common = await frame.common(self._front, request, visitor, page, desk, pages.PAGES)
                text = self._templates.render(template, desk.turn.tr, {**common, **values})
                return web.Response(text=text, content_type="text/html", status=status)

    def with_cookie(
        self, request: web.Request, response: web.Response, credentials: Credentials | None
    ) -> web.Response:
        """Give the browser new credentials, if a form led to some."""
        if credentials:
            cookie = self._front.sessions.of_credentials(credentials, self._front.now())
            self._front.sessions.give(request, response, cookie)
        return response
