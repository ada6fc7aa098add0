"""Links that sign somebody in once.

Opening one changes nothing, because mail servers and messengers open links, too. The button does.
"""

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from bot.domain.sessions import Credentials
from bot.i18n import Translator
from bot.rules import sessions as rules
from bot.rules.limits import Act
from bot.rules.problems import Problem
from bot.screens.problems import problem
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.devices import TO_DESK
from handlers.web.gate import Gate
from handlers.web.rendering import Pages
from handlers.web.sessions import Sessions, hints_of
from storage.people import sessions as stored
from storage.people import sign_ins


class SignIn:
    """Serves the pages behind links to sign in."""

    def __init__(
        self,
        conversation: Conversation,
        sessions: Sessions,
        pages: Pages,
        gate: Gate,
        now: Callable[[], datetime],
    ) -> None:
        self._conversation = conversation
        self._sessions = sessions
        self._pages = pages
        self._gate = gate
        self._now = now

    async def look(self, request: web.Request) -> web.Response:
        """Return a page with one button, or say that the link does not work any more."""
        if refused := self._refused(request):
            return refused
        async with self._conversation.database.read() as store:
            person = await sign_ins.person_of(store, request.match_info["token"], self._now())
        if person is None:
            return self._gone(request)
        tr = self._tr(request)
        text, label = tr("Do you want to sign in on this device?"), tr("Sign in")
        return _html(self._pages.public("email.html", tr, text=text, label=label))

    async def hear(self, request: web.Request) -> web.Response:
        """Spend the link, and give the browser a session of its own."""
        if refused := self._refused(request):
            return refused
        credentials = await self._begin(request)
        if credentials is None:
            return self._gone(request)
        location = "/desk" if request.query_string == TO_DESK else "/chat"
        response = web.Response(status=303, headers={"Location": location})
        cookie = self._sessions.of_credentials(credentials, self._now())
        self._sessions.give(request, response, cookie)
        return response

    async def _begin(self, request: web.Request) -> Credentials | None:
        """Store the session instead of that of the browser; None for a link that does not work."""
        now, fresh = self._now(), self._sessions.new(self._now())
        device = rules.device_words(request.headers.get("User-Agent", ""))
        secret = self._sessions.secret()
        async with self._conversation.database.write() as store:
            person = await sign_ins.spend(store, request.match_info["token"], now)
            if person is None:
                return None
            if before := await stored.by_secret(store, self._secret_before(request)):
                await stored.end(store, person, before.id, now)
            address = await stored.web_address(store, person, fresh.address, now)
            await stored.begin(store, person, secret, device, now)
        return Credentials(address, secret)

    def _secret_before(self, request: web.Request) -> str:
        """Return the secret of the session that the browser had, "" for none."""
        cookie = self._sessions.of(request, self._now())
        return cookie.credentials.secret if cookie else ""

    def _refused(self, request: web.Request) -> web.Response | None:
        """Refuse guesses that come too often, and buttons on pages of others."""
        if request.headers.get("Sec-Fetch-Site") == "cross-site" and request.method == "POST":
            return self._problem(request, Problem.NO_SESSION, 403)
        if wait := self._gate.wait(request, None, (Act.INVITATION,)):
            response = self._problem(request, Problem.TOO_FAST, 429)
            response.headers["Retry-After"] = str(wait)
            return response
        return None

    def _gone(self, request: web.Request) -> web.Response:
        tr = self._tr(request)
        text = tr("This link has already been used or is too old. Please ask for a new one.")
        return _html(self._pages.public("page.html", tr, text=text), 404)

    def _problem(self, request: web.Request, reason: Problem, status: int) -> web.Response:
        tr = self._tr(request)
        page = self._pages.public("page.html", tr, text=problem(tr, reason).text)
        return _html(page, status)

    def _tr(self, request: web.Request) -> Translator:
        return self._conversation.services.translator(self._conversation.guessed(hints_of(request)))


def _html(page: str, status: int = 200) -> web.Response:
    return web.Response(
        text=page,
        content_type="text/html",
        headers={"Cache-Control": "no-store"},
        status=status,
    )
