"""Who may come in to the desk, and what is taken of who may not."""

from aiohttp import web

from bot.domain.second_factors import Owed
from bot.rules.desk import LONGEST_FORM, address_here
from bot.rules.limits import Act
from bot.rules.problems import Problem
from bot.rules.sessions import IDLE
from handlers.desk.incoming import Incoming
from handlers.desk.links import changed
from handlers.desk.outside import OutsidePages
from handlers.desk.page import Page
from handlers.desk.signing_in.second_factor import PATH as SECOND_FACTOR
from handlers.desk.signing_in.security import SECURITY
from handlers.web import posts, uploads
from handlers.web.front import Front
from handlers.web.gate import is_foreign
from handlers.web.posts import Fields, redirect
from handlers.web.visits import Visitor
from storage.engine.store import Store
from storage.people import sessions as stored_sessions

LONGEST_OUTSIDE = 64 * 1024
"""Maximum size of what is kept of a form with files from somebody who is not signed in."""


class Entrance:
    """Stands before every page of the desk."""

    def __init__(self, front: Front, outer: OutsidePages) -> None:
        self._front = front
        self._outer = outer
        self._database = front.conversation.database

    def refused(self, incoming: Incoming) -> web.Response | None:
        """Return why somebody stays outside, None if they may come in."""
        request, visitor = incoming.request, incoming.visitor
        if wait := self._front.gate.wait(request, visitor, (Act.REQUEST,)):
            response = self._outer.problem(request, Problem.TOO_FAST, 429)
            response.headers["Retry-After"] = str(wait)
            return response
        visit = visitor.visit
        if visit.session_id and visit.owes not in incoming.page.opens:
            return redirect(_to_owed(visit.owes, request))
        if not (visit.session_id and (visit.is_signed_in or visit.owes)):
            return self._outer.sign_in(request)
        return None

    def is_foreign_form(self, incoming: Incoming) -> bool:
        """Return whether a form is not one of ours, or comes from a page of others."""
        token = incoming.fields.get("csrf", "")
        session = self._session_of(incoming.request, incoming.visitor)
        is_ours = isinstance(token, str) and self._front.sessions.is_ours(session, token)
        return not is_ours or is_foreign(incoming.request)

    def _session_of(self, request: web.Request, visitor: Visitor) -> str:
        """Return the address in the cookie, also where its session was ended."""
        cookie = visitor.cookie or self._front.sessions.of(request, self._front.now())
        return cookie.address if cookie else ""

    async def lately(self, request: web.Request) -> int:
        """Return the id of who was signed in here lately, 0 for nobody."""
        now = self._front.now()
        cookie = self._front.sessions.of(request, now)
        if cookie is None or not cookie.credentials.secret:
            return 0
        async with self._database.read() as store:
            session = await stored_sessions.by_secret(store, cookie.credentials.secret)
        is_lately = session and (session.ended_at is None or now - session.ended_at <= IDLE)
        return session.person_id if session and is_lately else 0

    async def is_still_in(self, store: Store, visitor: Visitor) -> bool:
        """Return whether a session is still open in the transaction that handles its form.

        The form may have come slowly, and been prepared for long, while the session was ended.
        """
        session = await stored_sessions.by_id(store, visitor.visit.session_id)
        return session is not None and session.ended_at is None

    async def posted(self, page: Page, request: web.Request, visitor: Visitor) -> Fields:
        """Return the fields of a form; only where somebody signed in it may be a large one."""
        if page.longest > LONGEST_FORM and request.content_type == "multipart/form-data":
            return await self._uploaded(page, request, visitor)
        cookie = self._front.sessions.of(request, self._front.now())
        if cookie is None or not cookie.credentials.secret:
            return await posts.posted(request)
        if (request.content_length or 0) > LONGEST_FORM:
            raise web.HTTPRequestEntityTooLarge(LONGEST_FORM, request.content_length or 0)
        return await posts.posted(request.clone(client_max_size=LONGEST_FORM))

    async def _uploaded(self, page: Page, request: web.Request, visitor: Visitor) -> Fields:
        is_in = visitor.visit.session_id and visitor.visit.is_signed_in
        return await uploads.uploaded(
            request,
            self._front.gate.uploads,
            longest=page.longest if is_in else LONGEST_OUTSIDE,
            longest_text=LONGEST_FORM if is_in else LONGEST_OUTSIDE,
        )


def _to_owed(owes: Owed, request: web.Request) -> str:
    """Return the page where somebody gives what their session still needs."""
    if owes is Owed.SET_UP:
        return SECURITY
    back = request.path_qs if request.method == "GET" else request.path
    return changed(SECOND_FACTOR, back=address_here(back))
