"""The chat: GET shows a screen, POST does something. It works with plain forms, without scripts."""

from collections.abc import Callable
from datetime import datetime

from aiohttp import web
from yarl import URL

from bot.domain.listings import Listing
from bot.domain.outcomes import Outcome, Sent
from bot.domain.people import Address
from bot.domain.sessions import Credentials
from bot.i18n import Translator
from bot.rules.limits import Act
from bot.rules.problems import Problem
from bot.screens.frame import framed
from bot.screens.problems import problem
from bot.ui import Screen
from handlers.delivery.channel import UnlimitedChannel
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.limits import acts_of, acts_of_look
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.said import Form
from handlers.dialogue.shared.opened import opened_by_link
from handlers.dialogue.turn import Answer, Effect
from handlers.web.answers import SealedAnswers
from handlers.web.gate import Gate
from handlers.web.live import Hub
from handlers.web.posts import Fields, close_files, redirect
from handlers.web.rendering import FormFields, Pages
from handlers.web.said import _field, digest_of, posted_or_file, said
from handlers.web.sessions import Cookie, Sessions, address_of, hints_of, start_of
from handlers.web.visits import Visitor, Visits
from storage.people import forms

CLEAR = "X-Lotse-Clear"
"""Header of an answer to a browser that may keep nothing of what it showed before."""


class Chat(UnlimitedChannel):
    """The web channel: pages of the chat, and messages sent unasked. ``now`` is a clock."""

    def __init__(
        self,
        *,
        conversation: Conversation,
        sessions: Sessions,
        visits: Visits,
        pages: Pages,
        hub: Hub,
        gate: Gate,
        now: Callable[[], datetime],
    ) -> None:
        self._conversation = conversation
        self._sessions = sessions
        self._visits = visits
        self._pages = pages
        self._hub = hub
        self._gate = gate
        self._now = now
        services = conversation.services
        self._answers = SealedAnswers(services.seal, services.config.retention.dialogue_hours)

    async def look(self, request: web.Request) -> web.Response:
        """Return a screen. It changes nothing: a stranger gets a cookie, but is not stored."""
        visitor, data = await self._visits.of(request), press_of(request)
        acts = acts_of_look(data) if visitor.cookie else (Act.NEW_SESSION, *acts_of_look(data))
        if wait := self._gate.wait(request, visitor, acts):
            return self._too_often(request, visitor.cookie, wait)
        cookie = visitor.cookie or self._sessions.new(self._now())
        screen = await self._conversation.look(
            address_of(cookie.address), data, self._now(), hints_of(request, visitor.visit)
        )
        await opened_by_link(self._conversation.database, address_of(cookie.address), data)
        response = self._answer(request, screen, self._part(screen, cookie.address))
        if visitor.cookie is None:
            response.headers[CLEAR] = "1"
        if visitor.cookie is None or visitor.is_due:
            self._give(request, response, cookie.credentials)
        self._sessions.remember_start(request, response)
        return response

    async def hear(self, request: web.Request) -> web.Response:
        """Handle a press, a text, a file or a position; without our token nothing happens."""
        cookie = self._sessions.of(request, self._now())
        form = await posted_or_file(request, cookie, self._gate.chat_uploads)
        visitor = await self._visits.of(request)  # now: a session may end while its form comes
        try:
            return await self._heard(request, visitor, form)
        finally:
            close_files(form)

    async def _heard(self, request: web.Request, visitor: Visitor, form: Fields) -> web.Response:
        session = visitor.session
        if not self._sessions.is_ours(session, _field(form, "csrf")):
            return self._refused(request, visitor)
        answers = self._answers.open(session, _field(form, "answers"), self._now())
        event = said(form, answers)
        if wait := self._gate.wait(request, visitor, acts_of(event)):
            return self._too_often(request, visitor.cookie, wait)
        sent = Form(self._sessions.form_tokens(session, _field(form, "number")), digest_of(event))
        answer = await self._conversation.hear(
            address_of(session), event, self._now(), hints_of(request, visitor.visit), sent
        )
        response = self._answered(request, visitor, answer)
        self._take_care(request, response, visitor, answer)
        return response

    def _answered(self, request: web.Request, visitor: Visitor, answer: Answer) -> web.Response:
        """Show the answer, in the other pages of this browser too."""
        screen, credentials = answer.screen, answer.credentials
        if _is_link(request, screen):
            return redirect(str(_chat_url(screen.at)))
        session = credentials.address if credentials else visitor.session
        part = self._part(screen, session)
        if not screen.unavailable:
            tab = request.headers.get("X-Lotse-Tab", "")
            self._hub.publish(visitor.session, part, tab, visitor.secret)
        return self._answer(request, screen, part)

    def _take_care(
        self, request: web.Request, response: web.Response, visitor: Visitor, answer: Answer
    ) -> None:
        """Set or delete the cookie as the answer says; open pages of the old one end."""
        if answer.effects & {Effect.FORGOTTEN, Effect.SIGNED_OUT}:
            self._sessions.take(request, response)
            response.headers[CLEAR] = "1"
        elif answer.credentials:
            self._give(request, response, answer.credentials)
        elif visitor.cookie and visitor.is_due:
            self._give(request, response, visitor.cookie.credentials)
        if answer.credentials or Effect.SIGNED_OUT in answer.effects:
            self._hub.end(visitor.session, visitor.secret)

    async def sent(self, request: web.Request) -> web.Response:
        """Tell a page whose answer was lost whether its form arrived.

        Return 200 with the press that shows the answer, or 404 if the form never arrived. Where the
        form led to other credentials, the browser gets them here.
        """
        visitor = await self._visits.of(request)
        form_number = request.query.get("number", "")
        tokens = self._sessions.form_tokens(visitor.session, form_number) if visitor.session else ()
        if not tokens:
            return web.Response(status=404)
        async with self._conversation.database.read() as store:
            at = await forms.answer_of(store, tokens)
            _, credentials = await self._conversation.renewed(store, Form(tokens))
        if at is None:
            return web.Response(status=404)
        response = _html(at, {})
        if credentials:
            self._give(request, response, credentials)
        return response

    async def notify(self, address: Address, screen: Screen, tr: Translator) -> Outcome:
        """Show a message that nobody asked for, at once where the chat is open; else it waits."""
        open_ = self._hub.publish(address.value, self._part(screen, address.value))
        return Sent(is_read=open_)

    def is_open(self, address: Address) -> bool:
        """Return whether a page of this address is open in this process."""
        return self._hub.is_open(address.value)

    async def amend(
        self, address: Address, message: str, screen: Screen | None, tr: Translator
    ) -> Outcome:
        """Do nothing: messages here are rendered again whenever they are opened."""
        return Sent()

    def _answer(
        self, request: web.Request, screen: Screen, part: str, status: int = 200
    ) -> web.Response:
        """A screen for scripts, a whole page for everybody else."""
        status = 503 if screen.unavailable else status
        if _by_script(request):
            return _html(part, {"X-Lotse": "screen"}, status)
        return _html(
            self._pages.page(screen, part, self._conversation.services.translator(screen.language)),
            {},
            status,
        )

    def _part(self, screen: Screen, session: str) -> str:
        tr = self._conversation.services.translator(screen.language)
        fields = FormFields(
            self._sessions.csrf(session),
            self._sessions.form_number(),
            self._answers.close(session, screen.expects, self._now()),
        )
        return self._pages.screen(screen, tr, fields)

    def _give(
        self, request: web.Request, response: web.StreamResponse, credentials: Credentials
    ) -> None:
        cookie = self._sessions.of_credentials(credentials, self._now())
        self._sessions.give(request, response, cookie)

    def _refused(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Cookies are off, or the form is not ours: say so, and give a form that works."""
        if visitor.cookie is None and (
            wait := self._gate.wait(request, visitor, (Act.NEW_SESSION,))
        ):
            return self._too_often(request, None, wait)
        reason = Problem.SIGNED_OUT if visitor.has_ended else Problem.NO_SESSION
        cookie = visitor.cookie or self._sessions.new(self._now())
        screen = self._problem(request, reason)
        response = self._answer(request, screen, self._part(screen, cookie.address), 403)
        if visitor.cookie is None:
            response.headers[CLEAR] = "1"
        self._give(request, response, cookie.credentials)
        return response

    def _too_often(self, request: web.Request, cookie: Cookie | None, wait: int) -> web.Response:
        """Say that something was done too often. A script leaves what was typed where it is."""
        screen = self._problem(request, Problem.TOO_FAST)
        if _by_script(request):
            tr = self._conversation.services.translator(screen.language)
            page = self._pages.public("page.html", tr, text=screen.text)
            response = _html(page, {}, 429)
        else:
            part = self._part(screen, cookie.address if cookie else "")
            response = self._answer(request, screen, part, 429)
        response.headers["Retry-After"] = str(wait)
        return response

    def _problem(self, request: web.Request, reason: Problem) -> Screen:
        tr = self._conversation.services.translator(self._conversation.guessed(hints_of(request)))
        return framed(problem(tr, reason), tr, tr)


def press_of(request: web.Request) -> str:
    """Return the press in the address; a shared link leads to its offer or invitation."""
    if "start" in request.query:
        start = start_of(request)
        if start.invitation:
            return f"invitation.show:{start.invitation}"
        if start.offer_id:
            return f"offer.show:{start.offer_id}:{Listing().code}"
        if start.level:
            return "level.start"
        if start.job:
            return "station.list:0"
    return request.query.get("at", "home:0")


def can_be_linked(screen: Screen) -> bool:
    """Return whether a screen has an address where the browser finds all of it again."""
    asks_again = not screen.expects or ROUTES.reads_only(screen.at)
    is_all = not (screen.toast or screen.documents or screen.once)
    return bool(screen.at) and asks_again and is_all


def _is_link(request: web.Request, screen: Screen) -> bool:
    """Return whether a browser without scripts can be sent to a screen by its address."""
    is_shown = not (_by_script(request) or screen.unavailable)
    return is_shown and can_be_linked(screen)


def _by_script(request: web.Request) -> bool:
    """Return whether ``lotse.js`` sent the request, rather than the browser itself."""
    return "X-Lotse-Tab" in request.headers


def _chat_url(at: str) -> URL:
    return URL("/chat").with_query(at=at)


def _html(text: str, headers: dict[str, str], status: int = 200) -> web.Response:
    return web.Response(
        text=text,
        content_type="text/html",
        headers={"Cache-Control": "no-store", **headers},
        status=status,
    )
