"""Links in e-mails, which confirm an address or stop e-mails.

Opening one changes nothing, because mail servers open links, too. The button on the page does, and
that of a mail program.
"""

import hmac

from aiohttp import web

from handlers.dialogue.conversation import Conversation
from handlers.email.channel import token
from handlers.web.rendering import Pages
from handlers.web.sessions import hints_of
from storage.people import emails


class Emails:
    """Serves the pages behind links in e-mails."""

    def __init__(self, conversation: Conversation, pages: Pages) -> None:
        self._conversation = conversation
        self._pages = pages

    async def look(self, request: web.Request) -> web.Response:
        """Return a page with one button."""
        self._number(request)
        tr = self._conversation.services.translator(self._conversation.guessed(hints_of(request)))
        leaves = request.match_info["what"] == "leave"
        text = (
            tr("Do you want no more e-mails?")
            if leaves
            else tr("Do you want to get messages by e-mail?")
        )
        page = self._pages.public(
            "email.html",
            tr,
            text=text,
            label=tr("Yes, no more e-mails") if leaves else tr("Yes, send me e-mails"),
        )
        return web.Response(
            text=page, content_type="text/html", headers={"Cache-Control": "no-store"}
        )

    async def hear(self, request: web.Request) -> web.Response:
        """Handle the button, or one click in a mail program (RFC 8058). The link is the proof."""
        address_id = self._number(request)
        tr = self._conversation.services.translator(self._conversation.guessed(hints_of(request)))
        leaves = request.match_info["what"] == "leave"
        async with self._conversation.database.write() as store:
            done = await (emails.leave if leaves else emails.confirm)(store, address_id)
        if leaves:
            text = tr("You get no more e-mails.")
        else:
            text = (
                tr("Your e-mail address is confirmed.")
                if done
                else tr("This link does not work any more. Please give your address again.")
            )
        page = self._pages.public("page.html", tr, text=text)
        return web.Response(
            text=page, content_type="text/html", headers={"Cache-Control": "no-store"}
        )

    def _number(self, request: web.Request) -> int:
        """Return the id of the address that a token stands for; raises 404 for another token."""
        given = request.match_info["token"]
        digits = given.partition("-")[0]
        if not (
            digits.isascii()
            and digits.isdigit()
            and len(digits) < 19
            and hmac.compare_digest(given, token(self._conversation.services.seal, int(digits)))
        ):
            raise web.HTTPNotFound
        return int(digits)
