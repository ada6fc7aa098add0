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

from bot.rules import grants as rules
from bot.rules.desk import HOME, address_here
from bot.rules.problems import NOTED, Problem, Refusal
from handlers.desk import pages, sent_forms, short_forms
from handlers.desk.answering import Answering
from handlers.desk.entrance import Entrance
from handlers.desk.forms import keep
from handlers.desk.incoming import Incoming, Opening
from handlers.desk.links import changed
from handlers.desk.offers.links import PATH as ORGANISATION
from handlers.desk.offers.organisation import OrganisationPages
from handlers.desk.outside import OutsidePages
from handlers.desk.page import Answer, DeskRequest, Done, Page
from handlers.desk.rendering import Templates
from handlers.dialogue.said import Form
from handlers.dialogue.turn import Turn
from handlers.web.front import Front
from handlers.web.posts import Fields, close_files, redirect
from handlers.web.uploads import NO_ROOM, LargeFile
from storage.engine.crossings import once_more
from storage.engine.database import Unavailable
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
    templates = Templates()
    outer = OutsidePages(front, templates)
    outside = OrganisationPages(front, templates, outer)
    link = f"{ORGANISATION}/{{token:[\\w-]{{16,64}}}}"
    routes: list[web.AbstractRouteDef] = [web.static("/desk/static", STATIC)]
    routes += [web.get(link, outside.look), web.post(link, outside.hear)]
    desk = Desk(front, templates, outer)
    for page in pages.PAGES:
        if page.look:
            routes.append(web.get(page.path, partial(desk.look, page)))
        if page.hear:
            routes.append(web.post(page.path, partial(desk.hear, page)))
    return routes


class Desk:
    """Serves the pages of the desk."""

    def __init__(self, front: Front, templates: Templates, outer: OutsidePages) -> None:
        self._front = front
        self._outer = outer
        self._database = front.conversation.database
        self._entrance = Entrance(front, outer)
        self._opening = Opening(front)
        self._answering = Answering(front, templates, pages.PAGES)
        self._preparing = asyncio.Lock()

    async def look(self, page: Page, request: web.Request) -> web.StreamResponse:
        """Return a page; nothing is changed."""
        incoming = Incoming(page, request, await self._front.visits.of(request), NO_FIELDS)
        if refused := self._entrance.refused(incoming):
            return refused
        async with self._database.read() as store:
            turn, desk = await self._opening.looking(store, incoming)
            try:
                if desk is None or page.look is None:
                    raise Refusal(Problem.NOT_ALLOWED)
                rules.may_hold(turn.person, desk.district.id, page.readers)
                return await self._answering.response(incoming, desk, await page.look(desk))
            except Refusal as refusal:
                status = 404 if refusal.problem in GONE else 403
                return self._outer.problem(request, refusal.problem, status, turn.tr)

    async def hear(self, page: Page, request: web.Request) -> web.StreamResponse:
        """Handle a form, once; without our token nothing happens."""
        visitor = await self._front.visits.of(request)
        try:
            fields = await self._entrance.posted(page, request, visitor)
        except LargeFile:
            return self._outer.problem(request, Problem.LARGE_FILE, 413)
        try:
            return await self._answer(Incoming(page, request, visitor, fields))
        finally:
            close_files(fields)

    async def _answer(self, incoming: Incoming) -> web.StreamResponse:
        if self._entrance.is_foreign_form(incoming):
            return self._outer.problem(incoming.request, Problem.NO_SESSION, 403)
        if NO_ROOM in incoming.fields:
            return self._outer.again(incoming.request, incoming.fields, Problem.BUSY)
        if incoming.visitor.has_ended and (again := await self._given_again(incoming)):
            return again
        if refused := self._entrance.refused(incoming):
            return await self._outside(incoming, refused)
        try:
            if response := await self._heard(incoming):
                return response
            return await self._outside(incoming, self._outer.sign_in(incoming.request))
        except Unavailable as error:
            log.warning("database unavailable: %s", error)
            return self._outer.again(incoming.request, incoming.fields, Problem.BUSY)

    async def _heard(self, incoming: Incoming) -> web.Response | None:
        """Answer a form of ours; None if its session was ended meanwhile. Raises Unavailable."""
        prepared = await self._prepared(incoming)
        said = await sent_forms.digest_of(incoming.page, incoming.fields)
        return await once_more(self._heard_at_once, incoming, prepared, said)

    async def _heard_at_once(
        self, incoming: Incoming, prepared: object, said: str
    ) -> web.Response | None:
        """Do so in one transaction, with what was ``prepared`` and the digest of what was said."""
        async with self._database.write() as store:
            turn, desk = await self._opening.writing(store, incoming)
            if desk is None or incoming.page.hear is None:
                return self._outer.problem(incoming.request, Problem.NOT_ALLOWED, 403, turn.tr)
            session = incoming.visitor.session
            sent = Form(self._front.sessions.form_tokens(session, desk.number), said)
            turn.hints = replace(turn.hints, visit=replace(turn.visit, form=sent.token))
            if not await forms.take(store, sent.tokens, sent.said, turn.now):
                return await self._led_before(incoming, turn, sent)
            if not await self._entrance.is_still_in(store, incoming.visitor):
                await forms.release(store, sent.tokens, sent.said)
                return None
            return await self._handled_now(incoming, replace(desk, prepared=prepared), sent)

    async def _led_before(self, incoming: Incoming, turn: Turn, sent: Form) -> web.Response:
        """Answer a form that was handled before: it leads where it led."""
        session, request = incoming.visitor.session, incoming.request
        location = await forms.answer_of(turn.store, sent.tokens)
        credentials = await sent_forms.credentials_of(turn.store, session, sent.tokens)
        again = redirect(location or changed(request.path, said="done"))
        return self._answering.with_cookie(request, again, credentials)

    async def _handled_now(self, incoming: Incoming, desk: DeskRequest, sent: Form) -> web.Response:
        """Handle a form that comes for the first time; one that did nothing may come again."""
        answer = await self._handled(incoming.page, desk)
        if (location := sent_forms.leads_again(answer)) is None:
            await forms.release(desk.store, sent.tokens, sent.said)
        else:
            await forms.answered(desk.store, sent.tokens, sent.said, location)
        response = await self._answering.response(incoming, desk, answer)
        return self._answering.with_cookie(incoming.request, response, desk.turn.credentials)

    async def _prepared(self, incoming: Incoming) -> object:
        """Return what takes long of handling a form, computed while nobody waits for us.

        One at a time, because each may take a lot of memory. None for those who may not send it,
        and where there is nothing to compute.
        """
        page = incoming.page
        if page.prepare is None:
            return None
        async with self._database.read() as store:
            _, desk = await self._opening.looking(store, incoming)
            if desk is None or not desk.holds(*page.writers):
                return None
            try:
                work = await page.prepare(desk)
            except Refusal:  # it is refused again, where that is said
                return None
        async with self._preparing:
            return await asyncio.to_thread(work)

    async def _given_again(self, incoming: Incoming) -> web.Response | None:
        """Answer a form that gave its session another secret and came twice; None for others."""
        sessions, request = self._front.sessions, incoming.request
        cookie = sessions.of(request, self._front.now())
        if cookie is None:
            return None
        tokens = sessions.form_tokens(cookie.address, incoming.form_number)
        again = await sent_forms.given_before(self._database, cookie.address, tokens)
        if again is None:
            return None
        response = redirect(again.location or HOME)
        return self._answering.with_cookie(request, response, again.credentials)

    async def _handled(self, page: Page, desk: DeskRequest) -> Answer:
        """Return what a form led to; where it is refused nothing changes and its words are kept."""
        assert page.hear
        turn = desk.turn
        try:
            async with turn.store.savepoint():
                rules.may_hold(turn.person, desk.district.id, page.writers)
                if aside := await short_forms.aside(desk, page):
                    return aside
                answer = await page.hear(desk)
                await short_forms.after(desk, page, answer)
                return answer
        except Refusal as refusal:
            await self._note(page, turn, refusal.problem)
            await self._kept(page, desk)
            return Done(changed(_back(desk, page), problem=refusal.problem), is_kept=True)

    async def _note(self, page: Page, turn: Turn, problem: Problem) -> None:
        """Count a refusal, and those that are forgeries in the log of acts, too."""
        self._front.conversation.refused[problem] += 1
        if problem in NOTED:
            action = f"desk {page.name}"
            await audits.count_refusal(turn.store, turn.person, action, problem, turn.now)

    async def _kept(self, page: Page, desk: DeskRequest) -> bool:
        """Keep what was typed as a draft; return False for forms without words."""
        if not desk.holds(*page.writers):
            return False
        form = page.keeps(desk) if page.keeps and not desk.sent(short_forms.MARK) else ""
        if not form:
            return await short_forms.keep(desk, page, refused=True)
        await keep(desk, form, refused=True)
        return True

    async def _outside(self, incoming: Incoming, refused: web.Response) -> web.Response:
        """Answer somebody who is not signed in; what they typed into our form is kept for them.

        A session that ended no longer ago than it may be idle is enough for that, and for nothing
        else: the words are shown only to the person who signs in again.
        """
        if refused.status == 429:
            again = self._outer.again(incoming.request, incoming.fields, Problem.TOO_FAST)
            again.headers["Retry-After"] = refused.headers["Retry-After"]
            return again
        is_kept = await self._kept_outside(incoming)
        if refused.status == 303:
            return refused
        fields = None if is_kept else incoming.fields
        return self._outer.sign_in(incoming.request, fields, is_kept=is_kept)

    async def _kept_outside(self, incoming: Incoming) -> bool:
        """Keep what was typed by somebody who was signed in lately; return whether it was."""
        person_id = await self._entrance.lately(incoming.request)
        if not (person_id and (incoming.page.keeps or incoming.page.words)):
            return False
        async with self._database.write() as store:
            turn = self._opening.turn(store, incoming, await people.by_id(store, person_id))
            desk = await self._opening.desk(turn, incoming)
            return desk is not None and await self._kept(incoming.page, desk)


def _back(desk: DeskRequest, page: Page) -> str:
    """Return where somebody was when they sent a form."""
    return address_here(desk.sent("back") or (desk.path if page.look else HOME))
