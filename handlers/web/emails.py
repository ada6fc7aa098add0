"""Links in e-mails, which confirm an address or stop e-mails.

Opening one changes nothing, because mail servers open links, too. The button on the page does, and
that of a mail program.
"""

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from bot.i18n import Translator
from bot.ui import Html
from handlers.dialogue.conversation import Conversation
from handlers.email.channel import EmailLink, read_token
from handlers.web.rendering import Pages
from handlers.web.sessions import hints_of
from storage.people import emails


class Emails:
    """Serves the pages behind links in e-mails."""

    def __init__(
        self, conversation: Conversation, pages: Pages, now: Callable[[], datetime]
    ) -> None:
        self._conversation = conversation
        self._pages = pages
        self._now = now

    async def look(self, request: web.Request) -> web.Response:
        """Return a page with one button."""
        link = self._link(request)
        tr = self._conversation.services.translator(self._conversation.guessed(hints_of(request)))
        if not link.is_good(self._now()):
            return self._said(tr, _too_old(tr, request))
        leaves = request.match_info["what"] == "leave"
        text = (
            tr("Do you want to stop getting e-mails?")
            if leaves
            else tr("Do you want to get messages by e-mail?")
        )
        page = self._pages.public(
            "email.html",
            tr,
            text=text,
            label=tr("Yes, stop e-mails") if leaves else tr("Yes, send me e-mails"),
        )
        return web.Response(
            text=page, content_type="text/html", headers={"Cache-Control": "no-store"}
        )

    async def hear(self, request: web.Request) -> web.Response:
        """Handle the button, or one click in a mail program (RFC 8058). The link is the proof."""
        link, now = self._link(request), self._now()
        tr = self._conversation.services.translator(self._conversation.guessed(hints_of(request)))
        if not link.is_good(now):
            return self._said(tr, _too_old(tr, request))
        async with self._conversation.database.write() as store:
            if request.match_info["what"] == "leave":
                await emails.leave(store, link.email_id, now)
                return self._said(tr, tr("You will get no more e-mails."))
            done = await emails.confirm(store, link.email_id)
        return self._said(
            tr, tr("Your e-mail address is confirmed.") if done else _too_old(tr, request)
        )

    def _said(self, tr: Translator, text: Html) -> web.Response:
        return web.Response(
            text=self._pages.public("page.html", tr, text=text),
            content_type="text/html",
            headers={"Cache-Control": "no-store"},
        )

    def _link(self, request: web.Request) -> EmailLink:
        """Return what the token stands for; raises 404 for one that is not ours."""
        what, given = request.match_info["what"], request.match_info["token"]
        link = read_token(self._conversation.services.seal, what, given)
        if link is None:
            raise web.HTTPNotFound
        return link


def _too_old(tr: Translator, request: web.Request) -> Html:
    if request.match_info["what"] == "leave":
        return tr("This link no longer works. You can stop e-mails in Settings.")
    return tr("This link no longer works. Please write your address again.")
