"""The page that an organisation gets by a link: its offer, "still right", or what to change.

Nobody signs in: the link is for one offer, and what is suggested waits for the office. Opening it
changes nothing, because programs that read e-mails open every link.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from bot.domain.audits import Act, Origin
from bot.domain.imports import Mistake
from bot.domain.offer_links import OfferLink
from bot.domain.offers import Offer, text_in
from bot.i18n import Translator, mark
from bot.rules import offer_form, offer_links
from bot.rules.import_context import ImportContext
from bot.rules.limits import Act as Limited
from bot.rules.problems import Problem, Refusal
from bot.screens.desk import COLUMNS
from bot.screens.import_mistakes import reason
from handlers.desk.forms import FormField, kept_values
from handlers.desk.frame import desk_translator
from handlers.desk.outside import OutsidePages
from handlers.desk.rendering import Templates
from handlers.dialogue.reports import offer_facts
from handlers.dialogue.turn import ZONE
from handlers.web.front import Front
from handlers.web.posts import Fields, posted
from handlers.web.sessions import hints_of
from storage.catalogue import offer_bulk, offers, places, storing
from storage.catalogue import offer_links as stored
from storage.catalogue.changes import Author
from storage.engine.database import Unavailable
from storage.engine.store import Store
from storage.people import audits

AREAS = ("description", "next_steps", "times", "address")
HINTS = {
    "times": mark("One time on each line."),
    "start": mark("Day.month.year"),
    "deadline": mark("Day.month.year"),
}
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Opened:
    """An offer that a link leads to, in a transaction."""

    store: Store
    link: OfferLink
    offer: Offer


class OrganisationPages:
    """Answers whoever has a link to an offer."""

    def __init__(self, front: Front, templates: Templates, outer: OutsidePages) -> None:
        self._front = front
        self._templates = templates
        self._outer = outer
        self._services = front.conversation.services
        self._database = front.conversation.database

    async def look(self, request: web.Request) -> web.StreamResponse:
        """Return the offer with its fields; nothing is changed."""
        if refused := await self._at_the_door(request):
            return refused
        async with self._database.read() as store:
            try:
                opened = await self._opened(store, request)
                return self._shown(request, opened.offer, {}, {}, 200)
            except Refusal as refusal:
                return self._outer.problem(request, refusal.problem, 404)

    async def hear(self, request: web.Request) -> web.StreamResponse:
        """Confirm the offer, or keep what is suggested for the office."""
        if refused := await self._at_the_door(request):
            return refused
        fields = await posted(request)
        try:
            async with self._database.write() as store:
                return await self._heard(store, request, fields)
        except Unavailable as error:
            log.warning("database unavailable: %s", error)
            return self._outer.again(request, fields, Problem.BUSY)

    async def _heard(
        self, store: Store, request: web.Request, fields: Fields
    ) -> web.StreamResponse:
        try:
            opened = await self._opened(store, request, lock=True)
            typed = kept_values(fields)
            if fields.get("base") != str(opened.offer.version):
                return self._shown(request, opened.offer, typed, {}, 409)
            if fields.get("act") == "confirm":
                return await self._confirmed(request, opened)
            return await self._suggested(request, opened, typed)
        except Refusal as refusal:
            if refusal.problem is Problem.MANY_SUGGESTIONS:
                return self._outer.again(request, fields, refusal.problem)
            return self._outer.problem(request, refusal.problem, 404)

    async def _opened(self, store: Store, request: web.Request, *, lock: bool = False) -> _Opened:
        """Return what the link in the address leads to. Raises Refusal where it leads nowhere."""
        link = await self._link(store, request)
        offer = offer_links.may_answer(await offers.by_id(store, link.offer_id))
        if lock:
            await offer_bulk.lock(store, offer.id)
            link = await self._link(store, request)  # the office may have ended it meanwhile
            offer = offer_links.may_answer(await offers.by_id(store, offer.id))
        return _Opened(store, link, offer)

    async def _link(self, store: Store, request: web.Request) -> OfferLink:
        """Return the link of the address. Raises Refusal for one that is none, or ended."""
        link = await stored.by_token(store, request.match_info["token"], self._front.now())
        if link is None:
            raise Refusal(Problem.LINK_ENDED)
        return link

    async def _confirmed(self, request: web.Request, opened: _Opened) -> web.StreamResponse:
        """Note that the offer is right, as the office does, with a line in its history."""
        store, offer, now = opened.store, opened.offer, self._front.now()
        days = self._services.config.retention.offers_days
        later = now.astimezone(ZONE).date() + timedelta(days=days)
        await storing.confirm(store, offer.id, now, later, Author(None, Origin.OWNER))
        after = await offers.by_id(store, offer.id)
        entry = audits.Entry(
            Act.OFFER_OWNER, f"offer {offer.id}", offer_facts(offer), offer_facts(after or offer)
        )
        await audits.note(store, None, entry, now, Origin.OWNER)
        return self._thanks(request, offer, is_confirmed=True)

    async def _suggested(
        self, request: web.Request, opened: _Opened, typed: Mapping[str, str]
    ) -> web.StreamResponse:
        """Keep what differs for the office; what is wrong is shown beside its field."""
        store, offer = opened.store, opened.offer
        names = offer_form.names(code for code in self._services.languages if code != "de")
        cells = offer_form.cells(offer, names)
        wanted = offer_links.suggested(cells, typed)
        note = offer_links.note(typed.get("note", ""))
        if not (wanted or note):
            return self._shown(request, offer, typed, {}, 422)
        reading = offer_form.read({**cells, **wanted}, await self._context(store, offer), offer)
        wrong = {name: found for name, found in reading.mistakes.items() if name in wanted}
        if wrong:
            return self._shown(request, offer, typed, wrong, 422)
        await stored.suggest(store, offer.id, offer.version, wanted, note, self._front.now())
        return self._thanks(request, offer, is_confirmed=False)

    async def _context(self, store: Store, offer: Offer) -> ImportContext:
        ladder = self._services.ladders
        district = await places.district(store, offer.district_id)
        kinds = ladder.of(district.slug).kinds.values() if district else ()
        return ImportContext(
            municipalities=await places.municipalities(store, offer.district_id),
            fields=await places.fields(store, offer.district_id),
            languages=list(self._services.languages),
            course_kinds={kind.code: kind.name for kind in kinds},
            today=self._front.now().astimezone(ZONE).date(),
        )

    def _shown(
        self,
        request: web.Request,
        offer: Offer,
        typed: Mapping[str, str],
        mistakes: Mapping[str, Mistake],
        status: int,
    ) -> web.Response:
        """Return the page of the offer; what was typed is in its fields."""
        tr = self._translator(request)
        stored_cells = offer_form.cells(offer, offer_links.CELLS)
        language = tr.language.code
        values = {
            "offer": offer,
            "fields": [_field(name) for name in offer_links.CELLS],
            "values": {**stored_cells, **typed},
            "mistakes": {name: reason(found, language) for name, found in mistakes.items()},
            "theirs": self._theirs(stored_cells, typed) if status == 409 else {},
            "is_changed": status == 409,
            "is_empty": status == 422 and not mistakes,
        }
        return self._page(tr, offer, values, status)

    def _theirs(self, cells: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
        return {name: cells[name] for name in offer_links.suggested(cells, typed)}

    def _thanks(self, request: web.Request, offer: Offer, *, is_confirmed: bool) -> web.Response:
        values = {"is_done": True, "is_confirmed": is_confirmed}
        return self._page(self._translator(request), offer, values, 200)

    def _page(
        self, tr: Translator, offer: Offer, values: Mapping[str, object], status: int
    ) -> web.Response:
        usual = {"is_done": False, "heading": text_in(offer.details.texts, "de").title}
        text = self._templates.render("organisation.html", tr, {**usual, **values})
        return web.Response(text=text, content_type="text/html", status=status)

    def _translator(self, request: web.Request) -> Translator:
        return desk_translator(self._services, self._front.conversation.guessed(hints_of(request)))

    async def _at_the_door(self, request: web.Request) -> web.Response | None:
        """Return why somebody has to wait, None if they need not: tokens are not to be guessed."""
        visitor = await self._front.visits.of(request)
        if wait := self._front.gate.wait(request, visitor, (Limited.REQUEST,)):
            response = self._outer.problem(request, Problem.TOO_FAST, 429)
            response.headers["Retry-After"] = str(wait)
            return response
        return None


def _field(name: str) -> FormField:
    return FormField(
        name=name,
        label=COLUMNS[name],
        kind="area" if name in AREAS else "line",
        hint=HINTS.get(name, ""),
    )
