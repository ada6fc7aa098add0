"""The chat: GET shows a screen, POST does something. It works with plain forms, without scripts."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from math import isfinite

from aiohttp import web
from yarl import URL

from bot.domain.attachments import Attachment
from bot.domain.listings import Listing
from bot.domain.outcomes import Outcome, Sent
from bot.domain.people import Address
from bot.i18n import Translator
from bot.rules.attachments import LARGEST
from bot.rules.problems import Problem
from bot.screens.frame import framed
from bot.screens.problems import problem
from bot.ui import Screen
from handlers.delivery.channel import UnlimitedChannel
from handlers.dialogue.conversation import Conversation, Form
from handlers.dialogue.routing import Attached, Located, Pressed, Said, Typed
from handlers.dialogue.turn import Effect
from handlers.web.live import Hub
from handlers.web.posts import Fields, posted
from handlers.web.rendering import Pages
from handlers.web.sessions import Sessions, address_of, hints_of, start_of
from storage.people import forms

ROOM = 64 * 1024
"""Maximum size of a form without its file, in bytes."""
KEEP_ALIVE = 20
"""Seconds between two comments in a stream, so that proxies keep it open."""


class Chat(UnlimitedChannel):
    """The web channel: pages of the chat, and messages sent unasked. ``now`` is a clock."""

    def __init__(
        self,
        conversation: Conversation,
        sessions: Sessions,
        pages: Pages,
        hub: Hub,
        now: Callable[[], datetime],
    ) -> None:
        self._conversation = conversation
        self._sessions = sessions
        self._pages = pages
        self._hub = hub
        self._now = now

    async def look(self, request: web.Request) -> web.Response:
        """Return a screen. It changes nothing: a stranger gets a cookie, but is not stored."""
        session = self._sessions.of(request)
        mine = session or self._sessions.new()
        screen = await self._conversation.look(
            address_of(mine), press_of(request), self._now(), hints_of(request)
        )
        response = self._answer(request, screen, self._part(screen, mine))
        if not session:
            self._sessions.give(request, response, mine)
        self._sessions.remember_start(request, response)
        return response

    async def hear(self, request: web.Request) -> web.Response:
        """Handle a press, a text, a file or a position; without our token nothing happens."""
        session, form = self._sessions.of(request), await _posted(request)
        if not self._sessions.is_ours(session, _field(form, "csrf")):
            return self._refused(request)
        event = _input(form)
        sent = Form(self._sessions.form_token(session, _field(form, "number")), _digest(event))
        answer = await self._conversation.hear(
            address_of(session), event, self._now(), hints_of(request), sent
        )
        screen = answer.screen
        if _is_link(request, screen):
            return web.Response(status=303, headers={"Location": str(_chat_url(screen.at))})
        part = self._part(screen, session)
        if not screen.unavailable:
            self._hub.publish(session, part, request.headers.get("X-Lotse-Tab", ""))
        response = self._answer(request, screen, part)
        if Effect.FORGOTTEN in answer.effects:
            self._sessions.take(request, response)
        return response

    async def sent(self, request: web.Request) -> web.Response:
        """Tell a page whose answer was lost whether its form arrived.

        Return 200 with the press that shows the answer, or 404 if the form never arrived.
        """
        token = self._sessions.form_token(
            self._sessions.of(request), request.query.get("number", "")
        )
        async with self._conversation.database.read() as store:
            at = await forms.answer_of(store, token) if token else None
        return web.Response(status=404) if at is None else _html(at, {})

    async def live(self, request: web.Request) -> web.StreamResponse:
        """Stream screens as they come, until either side leaves (server-sent events)."""
        session = self._sessions.of(request)
        if not session:
            raise web.HTTPNoContent  # tells the browser not to ask again
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
        )
        stream = self._hub.open(session)  # before the browser gets an answer, so nothing is lost
        try:
            await response.prepare(request)
            await _follow(stream, response)
        finally:
            self._hub.close(session, stream)
        return response

    async def notify(self, address: Address, screen: Screen, tr: Translator) -> Outcome:
        """Show a message that nobody asked for, at once where the chat is open; else it waits."""
        open_ = self._hub.publish(address.value, self._part(screen, address.value))
        return Sent(is_read=open_)

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
            self._pages.page(part, self._conversation.services.translator(screen.language)),
            {},
            status,
        )

    def _part(self, screen: Screen, session: str) -> str:
        tr = self._conversation.services.translator(screen.language)
        form_number = self._sessions.form_number()
        return self._pages.screen(screen, tr, self._sessions.csrf(session), form_number)

    def _refused(self, request: web.Request) -> web.Response:
        """Cookies are off, or the form is not ours: say so, and give a form that works."""
        tr = self._conversation.services.translator(self._conversation.guessed(hints_of(request)))
        session = self._sessions.of(request) or self._sessions.new()
        screen = framed(problem(tr, Problem.NO_SESSION), tr, tr)
        response = self._answer(request, screen, self._part(screen, session), 403)
        self._sessions.give(request, response, session)
        return response


async def _follow(stream: "asyncio.Queue[str | None]", response: web.StreamResponse) -> None:
    """Write the screens of a stream until it ends with None, or the browser leaves."""
    with suppress(ConnectionResetError):
        while True:
            try:
                data = await asyncio.wait_for(stream.get(), KEEP_ALIVE)
            except TimeoutError:
                await response.write(b": here\n\n")
                continue
            if data is None:
                return
            await response.write(f"event: screen\ndata: {data}\n\n".encode())


def press_of(request: web.Request) -> str:
    """Return the press in the address; a shared link leads to its offer or invitation."""
    if "start" in request.query:
        start = start_of(request)
        if start.invitation:
            return f"invitation.show:{start.invitation}"
        if start.offer_id:
            return f"offer.show:{start.offer_id}:{Listing().code}"
    return request.query.get("at", "home:0")


async def _posted(request: web.Request) -> Fields:
    """Return the fields of a form. Only a form with a file, of a known browser, may be large."""
    sends_file = request.content_type == "multipart/form-data" and "Cookie" in request.headers
    if not sends_file:
        return await posted(request)
    if (request.content_length or 0) > LARGEST + ROOM:
        raise web.HTTPRequestEntityTooLarge(LARGEST, request.content_length or 0)
    return await posted(request.clone(client_max_size=LARGEST + ROOM))


def _input(form: Fields) -> Said:
    """Return what a person sent: a file, a press, a position, or else a text."""
    if isinstance(file := form.get("file"), web.FileField):
        with file.file as opened:
            content = opened.read()
        return Attached(Attachment(file.filename, file.content_type, len(content), content))
    if "press" in form:
        return Pressed(_field(form, "press"))
    if "latitude" in form:
        return Located(_degrees(_field(form, "latitude")), _degrees(_field(form, "longitude")))
    return Typed(_field(form, "text"))


def _digest(event: Said) -> str:
    """Return a digest that differs between two inputs that are sent with the same form."""
    if isinstance(event, Attached):
        return sha256(event.file.content or b"").hexdigest()
    return sha256(repr(event).encode()).hexdigest()


def _field(form: Fields, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _degrees(text: str) -> float:
    """Return degrees; 999.0, which is nowhere, for what is no number."""
    try:
        degrees = float(text)
    except ValueError:
        return 999.0
    return degrees if isfinite(degrees) else 999.0


def _is_link(request: web.Request, screen: Screen) -> bool:
    """Return whether a browser without scripts can be sent to a screen by its address."""
    is_more = screen.toast or screen.documents or screen.unavailable
    return bool(screen.at) and not is_more and not _by_script(request)


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
