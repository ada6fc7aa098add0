"""The door of the desk: who comes in, with which rights, and what becomes of the answer.

A page is only looked at, or its form is handled in one transaction, once. What was typed is never
lost: whatever goes wrong, it becomes a draft of that person, which the page shows again.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path

from aiohttp import web
from multidict import MultiDict, MultiDictProxy

from bot.domain.audits import Origin
from bot.domain.people import Person
from bot.domain.second_factors import Owed
from bot.domain.sessions import Credentials
from bot.rules import grants as rules
from bot.rules.desk import HOME, LONGEST_FORM, address_here
from bot.rules.limits import Act
from bot.rules.problems import NOTED, Problem, Refusal
from bot.rules.sessions import IDLE
from handlers.desk import frame, pages
from handlers.desk.forms import keep
from handlers.desk.frame import desk_translator
from handlers.desk.links import changed
from handlers.desk.offers.links import PATH as ORGANISATION
from handlers.desk.offers.organisation import OrganisationPages
from handlers.desk.outside import OutsidePages
from handlers.desk.page import Answer, DeskRequest, Done, File, Nothing, Page, Shown
from handlers.desk.rendering import Templates
from handlers.desk.signing_in.second_factor import PATH as SECOND_FACTOR
from handlers.desk.signing_in.security import SECURITY
from handlers.dialogue.said import Form
from handlers.dialogue.turn import Turn
from handlers.web.front import Front
from handlers.web.gate import is_foreign
from handlers.web.posts import Fields, close_files, posted, told, uploaded
from handlers.web.sessions import address_of, hints_of
from handlers.web.visits import Visitor
from storage.catalogue import places
from storage.engine.database import Unavailable
from storage.engine.store import Store
from storage.people import audits, forms, people
from storage.people import sessions as stored_sessions

STATIC = Path(__file__).parent / "static"
LONGEST_OUTSIDE = 64 * 1024
"""Maximum size of what is kept of a form with files from somebody who is not signed in."""
LONGEST_LOCATION = 80
"""Maximum length of an address that is remembered with a form that was handled."""
log = logging.getLogger(__name__)
GONE = (
    Problem.OFFER_GONE,
    Problem.IMPORT_GONE,
    Problem.MEASURE_GONE,
    Problem.QUESTION_GONE,
    Problem.FILE_GONE,
)
"""Problems of an address that leads to nothing of this district."""
NO_FIELDS: Fields = MultiDictProxy(MultiDict())


def desk_routes(front: Front) -> Sequence[web.AbstractRouteDef]:
    """Return the routes of all pages of the desk."""
    desk = Desk(front)
    routes: list[web.AbstractRouteDef] = [web.static("/desk/static", STATIC)]
    outside = OrganisationPages(front, desk.templates, desk.outer)
    link = f"{ORGANISATION}/{{token:[\\w-]{{16,64}}}}"
    routes += [web.get(link, outside.look), web.post(link, outside.hear)]
    for page in pages.PAGES:
        if page.look:
            routes.append(web.get(page.path, partial(desk.look, page)))
        if page.hear:
            routes.append(web.post(page.path, partial(desk.hear, page)))
    return routes


class Desk:
    """Serves the pages of the desk."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self.templates = self._templates = Templates()
        self.outer = self._outer = OutsidePages(front, self._templates)
        self._services = front.conversation.services
        self._database = front.conversation.database
        self._preparing = asyncio.Lock()

    async def look(self, page: Page, request: web.Request) -> web.StreamResponse:
        """Return a page; nothing is changed."""
        visitor = await self._front.visits.of(request)
        if refused := self._at_the_door(page, request, visitor):
            return refused
        async with self._database.read() as store:
            person = await people.at(store, address_of(visitor.session))
            turn = self._turn(store, visitor, request, person)
            desk = await self._opened(turn, request, NO_FIELDS)
            try:
                if desk is None or page.look is None:
                    raise Refusal(Problem.NOT_ALLOWED)
                rules.may_hold(turn.person, desk.district.id, page.readers)
                answer = await page.look(desk)
                return await self._answered(request, visitor, page, desk, answer)
            except Refusal as refusal:
                status = 404 if refusal.problem in GONE else 403
                return self._outer.problem(request, refusal.problem, status, turn.tr)

    async def hear(self, page: Page, request: web.Request) -> web.StreamResponse:
        """Handle a form, once; without our token nothing happens."""
        visitor = await self._front.visits.of(request)
        fields = await self._posted(page, request, visitor)
        try:
            return await self._answer(page, request, visitor, fields)
        finally:
            close_files(fields)

    async def _answer(
        self, page: Page, request: web.Request, visitor: Visitor, fields: Fields
    ) -> web.StreamResponse:
        if self._is_foreign(request, visitor, fields):
            return await self._outside(page, request, visitor, fields)
        if visitor.has_ended and (again := await self._given_again(request, fields)):
            return again
        if refused := self._at_the_door(page, request, visitor):
            return await self._outside(page, request, visitor, fields, refused)
        try:
            return await self._heard(page, request, visitor, fields)
        except Unavailable as error:
            log.warning("database unavailable: %s", error)
            return self._outer.again(request, fields, Problem.BUSY)

    async def _heard(
        self, page: Page, request: web.Request, visitor: Visitor, fields: Fields
    ) -> web.Response:
        """Answer a form of ours in one transaction. Raises Unavailable."""
        prepared = await self._prepared(page, request, visitor, fields)
        said = await _digest(page, fields)
        async with self._database.write() as store:
            person = await people.at(store, address_of(visitor.session), lock=True)
            if person is not None:
                person = await people.seen(store, person, self._front.now())
            turn = self._turn(store, visitor, request, person)
            desk = await self._opened(turn, request, fields)
            if desk is None or page.hear is None:
                return self._outer.problem(request, Problem.NOT_ALLOWED, 403, turn.tr)
            desk = replace(desk, prepared=prepared)
            sent = self._form(visitor, desk, said)
            turn.hints = replace(turn.hints, visit=replace(turn.visit, form=sent.token))
            if not await forms.take(store, sent.tokens, sent.said, turn.now):
                location = await forms.answer_of(store, sent.tokens)
                turn.credentials = await _renewed(store, visitor.session, sent.tokens)
                again = _redirect(location or changed(request.path, said="done"))
                return self._with_cookie(request, again, turn.credentials)
            answer = await self._handled(page, desk)
            if (location := _after(answer)) is None:
                await forms.release(store, sent.tokens, sent.said)
            else:
                await forms.answered(store, sent.tokens, sent.said, location)
            response = await self._answered(request, visitor, page, desk, answer)
            return self._with_cookie(request, response, turn.credentials)

    async def _prepared(
        self, page: Page, request: web.Request, visitor: Visitor, fields: Fields
    ) -> object:
        """Return what takes long of handling a form, computed while nobody waits for us.

        One at a time, because each may take a lot of memory. None for those who may not send it,
        and where there is nothing to compute.
        """
        if page.prepare is None:
            return None
        async with self._database.read() as store:
            person = await people.at(store, address_of(visitor.session))
            desk = await self._opened(self._turn(store, visitor, request, person), request, fields)
            if desk is None or not desk.holds(*page.writers):
                return None
            try:
                work = await page.prepare(desk)
            except Refusal:  # it is refused again, where that is said
                return None
        async with self._preparing:
            return await asyncio.to_thread(work)

    async def _given_again(self, request: web.Request, fields: Fields) -> web.Response | None:
        """Answer a form that gave its session another secret and came twice; None for others."""
        cookie = self._front.sessions.of(request, self._front.now())
        number = fields.get("number", "")
        if cookie is None or not isinstance(number, str):
            return None
        tokens = self._front.sessions.form_tokens(cookie.address, number)
        async with self._database.read() as store:
            location = await forms.answer_of(store, tokens) if tokens else None
            credentials = await _renewed(store, cookie.address, tokens)
        if credentials is None or location is None:
            return None
        return self._with_cookie(request, _redirect(location or HOME), credentials)

    def _with_cookie(
        self, request: web.Request, response: web.Response, credentials: Credentials | None
    ) -> web.Response:
        """Give the browser new credentials, if a form led to some."""
        if credentials:
            cookie = self._front.sessions.of_credentials(credentials, self._front.now())
            self._front.sessions.give(request, response, cookie)
        return response

    async def _handled(self, page: Page, desk: DeskRequest) -> Answer:
        """Return what a form led to; where it is refused nothing changes and its words are kept."""
        assert page.hear
        turn = desk.turn
        try:
            async with turn.store.savepoint():
                rules.may_hold(turn.person, desk.district.id, page.writers)
                return await page.hear(desk)
        except Refusal as refusal:
            self._front.conversation.refused[refusal.problem] += 1
            if refusal.problem in NOTED:
                action, outcome = f"desk {page.name}", refusal.problem
                await audits.count_refusal(turn.store, turn.person, action, outcome, turn.now)
            await self._kept(page, desk)
            return Done(changed(_back(desk, page), problem=refusal.problem), is_kept=True)

    async def _kept(self, page: Page, desk: DeskRequest) -> bool:
        """Keep what was typed as a draft; return False for forms without words."""
        form = page.keeps(desk) if page.keeps else ""
        if not form or not desk.holds(*page.writers):
            return False
        await keep(desk, form, refused=True)
        return True

    def _at_the_door(
        self, page: Page, request: web.Request, visitor: Visitor
    ) -> web.Response | None:
        """Return why somebody stays outside, None if they may come in."""
        if wait := self._front.gate.wait(request, visitor, (Act.REQUEST,)):
            response = self._outer.problem(request, Problem.TOO_FAST, 429)
            response.headers["Retry-After"] = str(wait)
            return response
        visit = visitor.visit
        if visit.session_id and visit.owes not in page.opens:
            return _redirect(_to_owed(visit.owes, request))
        if not (visit.session_id and (visit.is_signed_in or visit.owes)):
            return self._outer.sign_in(request)
        return None

    def _is_foreign(self, request: web.Request, visitor: Visitor, fields: Fields) -> bool:
        """Return whether a form is not one of ours, or comes from a page of others."""
        token = fields.get("csrf", "")
        session = self._session_of(request, visitor)
        is_ours = isinstance(token, str) and self._front.sessions.is_ours(session, token)
        return not is_ours or is_foreign(request)

    def _session_of(self, request: web.Request, visitor: Visitor) -> str:
        """Return the address in the cookie, also where its session was ended."""
        cookie = visitor.cookie or self._front.sessions.of(request, self._front.now())
        return cookie.address if cookie else ""

    async def _outside(
        self,
        page: Page,
        request: web.Request,
        visitor: Visitor,
        fields: Fields,
        refused: web.Response | None = None,
    ) -> web.Response:
        """Answer somebody who is not signed in; what they typed into our form is kept for them.

        A session that ended no longer ago than it may be idle is enough for that, and for nothing
        else: the words are shown only to the person who signs in again.
        """
        if refused is None:
            return self._outer.problem(request, Problem.NO_SESSION, 403)
        if refused.status == 429:
            again = self._outer.again(request, fields, Problem.TOO_FAST)
            again.headers["Retry-After"] = refused.headers["Retry-After"]
            return again
        person_id = await self._lately(request)
        if person_id and page.keeps:
            async with self._database.write() as store:
                person = await people.by_id(store, person_id)
                turn = self._turn(store, visitor, request, person)
                desk = await self._opened(turn, request, fields)
                is_kept = desk is not None and await self._kept(page, desk)
                if is_kept and refused.status != 303:
                    return self._outer.sign_in(request, is_kept=True)
        return refused

    async def _lately(self, request: web.Request) -> int:
        """Return the id of who was signed in here lately, 0 for nobody."""
        now = self._front.now()
        cookie = self._front.sessions.of(request, now)
        if cookie is None or not cookie.credentials.secret:
            return 0
        async with self._database.read() as store:
            session = await stored_sessions.by_secret(store, cookie.credentials.secret)
        is_lately = session and (session.ended_at is None or now - session.ended_at <= IDLE)
        return session.person_id if session and is_lately else 0

    async def _posted(self, page: Page, request: web.Request, visitor: Visitor) -> Fields:
        """Return the fields of a form; only a browser with our cookie may send a large one."""
        if page.longest > LONGEST_FORM and request.content_type == "multipart/form-data":
            is_in = visitor.visit.session_id and visitor.visit.is_signed_in
            return await uploaded(request, page.longest if is_in else LONGEST_OUTSIDE)
        if self._front.sessions.of(request, self._front.now()) is None:
            return await posted(request)
        if (request.content_length or 0) > LONGEST_FORM:
            raise web.HTTPRequestEntityTooLarge(LONGEST_FORM, request.content_length or 0)
        return await posted(request.clone(client_max_size=LONGEST_FORM))

    def _turn(
        self, store: Store, visitor: Visitor, request: web.Request, person: Person | None
    ) -> Turn:
        person = person or Person(language="de")
        now = self._front.now()
        return Turn(
            self._services,
            rules.acting(person, now),
            address_of(visitor.session),
            desk_translator(self._services, person.language),
            store,
            now,
            hints_of(request, visitor.visit),
            origin=Origin.DESK,
        )

    async def _opened(self, turn: Turn, request: web.Request, fields: Fields) -> DeskRequest | None:
        """Return the desk of the district at work; None for people who have none."""
        district = await places.district(turn.store, rules.working_desk(turn.person))
        if district is None:
            return None
        number = fields.get("number", "")
        is_number = isinstance(number, str) and self._front.sessions.form_tokens("x", number)
        return DeskRequest(
            turn=turn,
            district=district,
            path=request.path,
            parts=request.match_info,
            query=request.query,
            fields=fields,
            number=str(number) if is_number else self._front.sessions.form_number(),
        )

    def _form(self, visitor: Visitor, desk: DeskRequest, said: str) -> Form:
        """Return what makes a form one of its kind; without a number of ours it has none."""
        return Form(self._front.sessions.form_tokens(visitor.session, desk.number), said)

    async def _answered(
        self,
        request: web.Request,
        visitor: Visitor,
        page: Page,
        desk: DeskRequest,
        answer: Answer,
    ) -> web.Response:
        match answer:
            case Done(location):
                return _redirect(location)
            case Nothing():
                return web.Response(status=204)
            case File(name, mime, content):
                headers = {"Content-Disposition": f'attachment; filename="{name}"'}
                return web.Response(body=content, content_type=mime, headers=headers)
            case Shown(template, values, status):
                common = await frame.common(self._front, request, visitor, page, desk, pages.PAGES)
                text = self._templates.render(template, desk.turn.tr, {**common, **values})
                return web.Response(text=text, content_type="text/html", status=status)


async def _digest(page: Page, fields: Fields) -> str:
    """Return a digest of what a form says; of large files it is made while nobody waits for us."""
    if page.longest <= LONGEST_FORM:
        return _said(fields)
    return await asyncio.to_thread(_said, fields)


def _said(fields: Fields) -> str:
    said = [(name, told(value)) for name, value in fields.items()]
    return sha256(repr(sorted(said)).encode()).hexdigest()


async def _renewed(store: Store, address: str, tokens: Sequence[str]) -> Credentials | None:
    """Return the credentials that a form led to, which was handled before; None if to none."""
    for given in await stored_sessions.given(store, tokens):
        if given.secret:
            return Credentials(address, given.secret)
    return None


def _after(answer: Answer) -> str | None:
    """Return where a form that did something leads when it is sent again; None: it did nothing."""
    match answer:
        case Done(location, is_kept=False):
            return location if len(location) <= LONGEST_LOCATION else ""
        case Shown(is_done=True):
            return ""
    return None


def _to_owed(owes: Owed, request: web.Request) -> str:
    """Return the page where somebody gives what their session still needs."""
    if owes is Owed.SET_UP:
        return SECURITY
    back = request.path_qs if request.method == "GET" else request.path
    return changed(SECOND_FACTOR, back=address_here(back))


def _redirect(location: str) -> web.Response:
    return web.Response(status=303, headers={"Location": location})


def _back(desk: DeskRequest, page: Page) -> str:
    """Return where somebody was when they sent a form."""
    return address_here(desk.sent("back") or (desk.path if page.look else HOME))
