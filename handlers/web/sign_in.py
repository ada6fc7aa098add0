"""Links that sign somebody in once, and passkeys.

Opening one changes nothing, because mail servers and messengers open links, too. The button does.
"""

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from bot.domain.second_factors import Owed
from bot.domain.sessions import Credentials
from bot.i18n import Translator
from bot.rules import sessions as rules
from bot.rules.desk import HOME, address_here
from bot.rules.limits import Act
from bot.rules.problems import Problem, Refusal
from bot.screens.problems import problem
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.devices import TO_DESK
from handlers.web.gate import Gate, is_foreign
from handlers.web.passkeys import SIGN_IN, Asked, Passkeys
from handlers.web.posts import posted, redirect
from handlers.web.rendering import Pages
from handlers.web.sessions import Sessions, hints_of
from storage.engine.store import Store
from storage.people import second_factors, sign_ins
from storage.people import sessions as stored

WAYS = {Owed.NOTHING: "/chat", Owed.CODE: "/desk/second-factor", Owed.SET_UP: "/desk/security"}
"""Where a session goes on, by what it still needs."""


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
        services = conversation.services
        self._keys = Passkeys(services.seal, services.base_url)

    async def look(self, request: web.Request) -> web.Response:
        """Return a page with one button, or say that the link does not work any more."""
        if refused := self.refused(request):
            return refused
        async with self._conversation.database.read() as store:
            person = await sign_ins.person_of(store, request.match_info["token"], self._now())
        if person is None:
            return self._gone(request)
        tr = self.tr(request)
        text, label = tr("Do you want to sign in on this device?"), tr("Sign in")
        return html_answer(self._pages.public("email.html", tr, text=text, label=label))

    async def hear(self, request: web.Request) -> web.Response:
        """Spend the link, and give the browser a session of its own."""
        if refused := self.refused(request):
            return refused
        async with self._conversation.database.write() as store:
            person_id = await sign_ins.spend(store, request.match_info["token"], self._now())
            if person_id is None:
                return self._gone(request)
            credentials, owes = await self.begin(store, request, person_id)
        is_led = owes is Owed.NOTHING and request.query_string == TO_DESK
        return self.signed_in(request, credentials, HOME if is_led else WAYS[owes])

    async def passkey(self, request: web.Request) -> web.Response:
        """Sign in with a passkey, which is a second factor, too: the device knows its person."""
        if refused := self.refused(request):
            return refused
        fields, now = await posted(request), self._now()
        answer, back = str(fields.get("credential", "")), str(fields.get("back", ""))
        try:
            async with self._conversation.database.write() as store:
                key = await self._keys.given(store, Asked(SIGN_IN), answer, now)
                credentials, _ = await self.begin(store, request, key.person_id, factor_at=now)
        except Refusal as refusal:
            return self.problem(request, refusal.problem, 403)
        return self.signed_in(request, credentials, address_here(back))

    def signed_in(
        self, request: web.Request, credentials: Credentials, location: str
    ) -> web.Response:
        """Give the browser its session, and lead on."""
        response = redirect(location)
        cookie = self._sessions.of_credentials(credentials, self._now())
        self._sessions.give(request, response, cookie)
        return response

    async def begin(
        self,
        store: Store,
        request: web.Request,
        person_id: int,
        factor_at: datetime | None = None,
    ) -> tuple[Credentials, Owed]:
        """Store a session instead of that of the browser; return what it still needs, too."""
        now, fresh = self._now(), self._sessions.new(self._now())
        device = rules.device_words(request.headers.get("User-Agent", ""))
        secret = self._sessions.secret()
        if before := await stored.by_secret(store, self._secret_before(request)):
            await stored.end(store, person_id, before.id, now)
        address = await stored.web_address(store, person_id, fresh.address, now)
        session = await stored.begin(store, person_id, secret, device, now, factor_at=factor_at)
        demanding = self._conversation.services.config.web.second_factor_in
        owes = await second_factors.owed(store, session, demanding) if session else Owed.NOTHING
        return Credentials(address, secret), owes

    def _secret_before(self, request: web.Request) -> str:
        """Return the secret of the session that the browser had, "" for none."""
        cookie = self._sessions.of(request, self._now())
        return cookie.credentials.secret if cookie else ""

    def refused(self, request: web.Request) -> web.Response | None:
        """Refuse guesses that come too often, and buttons on pages of others."""
        if is_foreign(request) and request.method == "POST":
            return self.problem(request, Problem.NO_SESSION, 403)
        if wait := self._gate.wait(request, None, (Act.INVITATION,)):
            response = self.problem(request, Problem.TOO_FAST, 429)
            response.headers["Retry-After"] = str(wait)
            return response
        return None

    def _gone(self, request: web.Request) -> web.Response:
        tr = self.tr(request)
        text = tr("This link has already been used or is too old. Please ask for a new one.")
        return html_answer(self._pages.public("page.html", tr, text=text), 404)

    def problem(self, request: web.Request, reason: Problem, status: int) -> web.Response:
        """Return a page that says why somebody is not signed in."""
        tr = self.tr(request)
        page = self._pages.public("page.html", tr, text=problem(tr, reason).text)
        return html_answer(page, status)

    def tr(self, request: web.Request) -> Translator:
        """Return the words for somebody whom only their browser tells something about."""
        return self._conversation.services.translator(self._conversation.guessed(hints_of(request)))


def html_answer(page: str, status: int = 200) -> web.Response:
    return web.Response(
        text=page,
        content_type="text/html",
        headers={"Cache-Control": "no-store"},
        status=status,
    )
