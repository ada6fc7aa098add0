"""The door of the desk: who comes in, with which rights, and what becomes of the answer.

A page is only looked at, or its form is handled in one transaction, once. What was typed is never
lost: whatever goes wrong, it becomes a draft of that person, which the page shows again.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from aiohttp import web
from multidict import MultiDict, MultiDictProxy

from bot.domain.audits import Origin
from bot.domain.people import Person
from bot.rules import grants as rules
from bot.rules.desk import HOME, address_here
from bot.rules.problems import NOTED, Problem, Refusal
from handlers.desk import pages, sent_forms
from handlers.desk.entrance import Entrance, redirect
from handlers.desk.forms import keep
from handlers.desk.frame import desk_translator
from handlers.desk.links import changed
from handlers.desk.offers.links import PATH as ORGANISATION
from handlers.desk.offers.organisation import OrganisationPages
from handlers.desk.outside import OutsidePages
from handlers.desk.page import Answer, DeskRequest, Done, Page
from handlers.desk.rendering import Templates
from handlers.desk.responses import Responses
from handlers.dialogue.said import Form
from handlers.dialogue.turn import Turn
from handlers.web.front import Front
from handlers.web.posts import Fields, close_files
from handlers.web.sessions import address_of, hints_of
from handlers.web.uploads import NO_ROOM
from handlers.web.visits import Visitor
from storage.catalogue import places
from storage.engine.database import Unavailable
from storage.engine.store import Store
from storage.people import audits, forms, people

STATIC = Path(__file__).parent / "static"
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
        self._entrance = Entrance(front, self._outer)
        self._responses = Responses(front, self._templates)
        self._preparing = asyncio.Lock()

    async def look(self, page: Page, request: web.Request) -> web.StreamResponse:
        """Return a page; nothing is changed."""
        visitor = await self._front.visits.of(request)
        if refused := self._entrance.refused(page, request, visitor):
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
                return await self._responses.of(request, visitor, page, desk, answer)
            except Refusal as refusal:
                status = 404 if refusal.problem in GONE else 403
                return self._outer.problem(request, refusal.problem, status, turn.tr)

    async def hear(self, page: Page, request: web.Request) -> web.StreamResponse:
        """Handle a form, once; without our token nothing happens."""
        visitor = await self._front.visits.of(request)
        fields = await self._entrance.posted(page, request, visitor)
        try:
            return await self._answer(page, request, visitor, fields)
        finally:
            close_files(fields)

    async def _answer(
        self, page: Page, request: web.Request, visitor: Visitor, fields: Fields
    ) -> web.StreamResponse:
        if self._entrance.is_foreign_form(request, visitor, fields):
            return await self._outside(page, request, visitor, fields)
        if NO_ROOM in fields:
            return self._outer.again(request, fields, Problem.BUSY)
        if visitor.has_ended and (again := await self._given_again(request, fields)):
            return again
        if refused := self._entrance.refused(page, request, visitor):
            return await self._outside(page, request, visitor, fields, refused)
        try:
            if response := await self._heard(page, request, visitor, fields):
                return response
            signing_in = self._outer.sign_in(request)
            return await self._outside(page, request, visitor, fields, signing_in)
        except Unavailable as error:
            log.warning("database unavailable: %s", error)
            return self._outer.again(request, fields, Problem.BUSY)

    async def _heard(
        self, page: Page, request: web.Request, visitor: Visitor, fields: Fields
    ) -> web.Response | None:
        """Answer a form of ours in one transaction; None if its session was ended meanwhile.

        Raises Unavailable.
        """
        prepared = await self._prepared(page, request, visitor, fields)
        said = await sent_forms.digest_of(page, fields)
        async with self._database.write() as store:
            person = await people.at(store, address_of(visitor.session), lock=True)
            if person is not None:
                person = await people.seen(store, person, self._front.now())
            turn = self._turn(store, visitor, request, person)
            desk = await self._opened(turn, request, fields)
            if desk is None or page.hear is None:
                return self._outer.problem(request, Problem.NOT_ALLOWED, 403, turn.tr)
            desk = replace(desk, prepared=prepared)
            tokens = self._front.sessions.form_tokens(visitor.session, desk.number)
            sent = Form(tokens, said)
            turn.hints = replace(turn.hints, visit=replace(turn.visit, form=sent.token))
            if not await forms.take(store, sent.tokens, sent.said, turn.now):
                location = await forms.answer_of(store, sent.tokens)
                turn.credentials = await sent_forms.credentials_of(
                    store, visitor.session, sent.tokens
                )
                again = redirect(location or changed(request.path, said="done"))
                return self._responses.with_cookie(request, again, turn.credentials)
            if not await self._entrance.is_still_in(store, visitor):
                await forms.release(store, sent.tokens, sent.said)
                return None
            answer = await self._handled(page, desk)
            if (location := sent_forms.leads_again(answer)) is None:
                await forms.release(store, sent.tokens, sent.said)
            else:
                await forms.answered(store, sent.tokens, sent.said, location)
            response = await self._responses.of(request, visitor, page, desk, answer)
            return self._responses.with_cookie(request, response, turn.credentials)

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
        again = await sent_forms.given_before(self._database, cookie.address, tokens)
        if again is None:
            return None
        return self._responses.with_cookie(
            request, redirect(again.location or HOME), again.credentials
        )

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
        person_id = await self._entrance.lately(request)
        if person_id and page.keeps:
            async with self._database.write() as store:
                person = await people.by_id(store, person_id)
                turn = self._turn(store, visitor, request, person)
                desk = await self._opened(turn, request, fields)
                is_kept = desk is not None and await self._kept(page, desk)
                if is_kept and refused.status != 303:
                    return self._outer.sign_in(request, is_kept=True)
        return refused

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


def _back(desk: DeskRequest, page: Page) -> str:
    """Return where somebody was when they sent a form."""
    return address_here(desk.sent("back") or (desk.path if page.look else HOME))
