"""Links in e-mails, which confirm an address or stop e-mails.

Opening one changes nothing, because mail servers open links, too. The button on the page does, and
that of a mail program.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.i18n import Translator, mark
from bot.ui import Html
from handlers.dialogue.conversation import Conversation
from handlers.email.links import EmailLink, read_token
from handlers.web.rendering import Pages
from handlers.web.sessions import hints_of
from storage.desk import desk_mails
from storage.people import emails


@dataclass(frozen=True, slots=True)
class LinkWords:
    """What the page of a link says: its question, its button, what was done, that it is too old."""

    question: str
    label: str
    done: str
    too_old: str


WORDS: Mapping[str, LinkWords] = {
    "confirm": LinkWords(
        question=mark("Do you want to get messages by e-mail?"),
        label=mark("Yes, send me e-mails"),
        done=mark("Your e-mail address is confirmed."),
        too_old=mark("This link no longer works. Please write your address again."),
    ),
    "leave": LinkWords(
        question=mark("Do you want to stop getting e-mails?"),
        label=mark("Yes, stop e-mails"),
        done=mark("You will get no more e-mails."),
        too_old=mark("This link no longer works. You can stop e-mails in Settings."),
    ),
    "desk": LinkWords(
        question=mark("Do you want to stop the daily e-mail of the desk?"),
        label=mark("Yes, stop this e-mail"),
        done=mark("You will not get the daily e-mail of the desk any more."),
        too_old=mark("This link no longer works. You can stop this e-mail at the desk."),
    ),
}
"""What a link is for → its words."""


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
        link, words = self._link(request), self._words(request)
        tr = self._conversation.services.translator(self._conversation.guessed(hints_of(request)))
        if not link.is_good(self._now()):
            return self._said(tr, tr(words.too_old))
        page = self._pages.public("email.html", tr, text=tr(words.question), label=tr(words.label))
        return web.Response(
            text=page, content_type="text/html", headers={"Cache-Control": "no-store"}
        )

    async def hear(self, request: web.Request) -> web.Response:
        """Handle the button, or one click in a mail program (RFC 8058). The link is the proof."""
        link, words = self._link(request), self._words(request)
        tr = self._conversation.services.translator(self._conversation.guessed(hints_of(request)))
        is_done = link.is_good(self._now()) and await self._done(request, link)
        return self._said(tr, tr(words.done if is_done else words.too_old))

    async def _done(self, request: web.Request, link: EmailLink) -> bool:
        """Do what a link is for; return False if its address is gone, and that mattered."""
        async with self._conversation.database.write() as store:
            match request.match_info["what"]:
                case "confirm":
                    return await emails.confirm(store, link.email_id)
                case "leave":
                    await emails.leave(store, link.email_id, self._now())
                case "desk":
                    owner = await emails.owner(store, link.email_id)
                    if owner:
                        await desk_mails.turn(store, owner.person_id, is_on=False)
        return True

    def _words(self, request: web.Request) -> LinkWords:
        return WORDS[request.match_info["what"]]

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
