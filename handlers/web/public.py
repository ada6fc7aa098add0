"""Pages for everybody and for search engines, without a session: the first one, and offers."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from hashlib import sha256

from aiohttp import web

from bot.domain.listings import Listing
from bot.domain.offers import Offer, text_in
from bot.domain.places import District
from bot.i18n import Language, Translator, plain
from bot.rules import offers as rules
from bot.rules.problems import Refusal
from bot.rules.starts import Start, start_payload
from bot.screens import offers as screens
from bot.screens import offline, problems
from bot.screens import welcome as screens_of_welcome
from bot.screens.pictures import logo_of, picture_of
from bot.templates import script
from bot.text import shortened
from bot.ui import Button, Open, Screen, press
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.turn import ZONE
from handlers.web.assets import is_known
from handlers.web.codings import compress
from handlers.web.public_reports import VARY, path_of
from handlers.web.rendering import Pages
from handlers.web.sessions import Sessions, hints_of
from handlers.web.structured import facts
from storage.catalogue import offers, places
from storage.engine import settings
from storage.measures import council_reports

A_WHILE = {"Cache-Control": "public, max-age=300"}
MOST_ADDRESSES = 50_000
"""Maximum number of addresses in a site map (sitemaps.org)."""
READ_BY_ALL = ("/$", "/?lang=", "/o/", "/r/", "/static/", "/picture/", "/favicon.ico")
"""What search engines may read: the first page, offers and reports, and what their pages load."""


class Public:
    """The public pages, which only read the catalogue."""

    def __init__(
        self,
        conversation: Conversation,
        pages: Pages,
        sessions: Sessions,
        now: Callable[[], datetime],
    ) -> None:
        self._conversation = conversation
        self._pages = pages
        self._sessions = sessions
        self._now = now

    async def landing(self, request: web.Request) -> web.Response:
        """Return what this is in each language; who was here before is led into the chat."""
        if self._sessions.of(request, self._now()) or request.query.get("start"):
            raise web.HTTPFound(request.rel_url.with_path("/chat", keep_query=True))
        services, hints = self._conversation.services, hints_of(request)
        tr = services.translator(self._conversation.guessed(hints))
        known = sorted(services.translators.values(), key=lambda each: each is not tr)
        heading = tr("<b>Lotse shows you courses, advice and help near you.</b>")
        page = self._pages.public(
            "landing.html",
            tr,
            title=plain(heading),
            heading=heading,
            summary=plain(tr("Courses, advice and help near you. Free, in your language.")),
            url=f"{self._base}/",
            chosen=tr.language.code if "lang" in request.query else "",
            entries=[screens_of_welcome.entry(each, press("about", 0)) for each in known],
        )
        headers = {"Content-Language": tr.language.code, "Vary": VARY}
        return _cached(request, page, "text/html", headers | {"Cache-Control": "no-cache"})

    async def offer(self, request: web.Request) -> web.Response:
        """Return the page of an offer in the reader's language, with JSON-LD; 404 if it is gone."""
        tr = self._conversation.services.translator(self._conversation.guessed(hints_of(request)))
        today = self._now().astimezone(ZONE).date()
        async with self._conversation.database.read() as store:
            stored = await offers.by_id(store, int(request.match_info["id"]))
            district = await places.district(store, stored.district_id) if stored else None
        try:
            shown = rules.shown(stored, today)
            if str(shown.id) != request.match_info["id"]:
                raise web.HTTPFound(request.rel_url.with_path(f"/o/{shown.id}", keep_query=True))
            return self._shown(request, shown, tr, today, district)
        except Refusal as refusal:
            text = problems.problem(tr, refusal.problem).text
            page = self._pages.public("page.html", tr, text=text)
            return web.Response(text=page, content_type="text/html", status=404)

    async def offline(self, request: web.Request) -> web.Response:
        """Return the page that browsers keep for times without the network; it is nobody's."""
        tr = self._conversation.services.translator(self._conversation.guessed(hints_of(request)))
        screen = offline.for_everybody(tr)
        title = plain(tr("<b>You are offline</b>"))
        page = self._pages.public("offline.html", tr, screen=screen, title=title)
        headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Accept-Encoding"}
        answer = web.Response(text=page, content_type="text/html", headers=headers)
        compress(request, answer)
        return answer

    async def calendar(self, request: web.Request) -> web.Response:
        """Return a file with the dated times of an offer; 404 if it has none or is gone."""
        from handlers.files.calendars import calendar_file  # a twentieth of the start

        now = self._now()
        async with self._conversation.database.read() as store:
            stored = await offers.by_id(store, int(request.match_info["id"]))
            installation = await settings.value(store, settings.INSTALLATION)
        try:
            offer = rules.shown(stored, now.astimezone(ZONE).date())
        except Refusal as refusal:
            raise web.HTTPNotFound from refusal
        if not rules.single_dates(offer.details):
            raise web.HTTPNotFound
        language = request.query.get("lang", "") or self._conversation.guessed(hints_of(request))
        text = text_in(offer.details.texts, language)
        body = calendar_file(offer, text, now, installation)
        headers = {
            "Content-Disposition": 'attachment; filename="lotse.ics"',
            "Vary": "Accept-Language, Cookie",
            **A_WHILE,
        }
        return web.Response(body=body, content_type="text/calendar", headers=headers)

    async def site_map(self, request: web.Request) -> web.Response:
        """Return the addresses of offers and reports, one per line (sitemaps.org, text file)."""
        lines = [f"{self._base}{path}" for path in await self._all()]
        return _cached(request, "\n".join(lines) + "\n", "text/plain", A_WHILE)

    async def site_map_xml(self, request: web.Request) -> web.Response:
        """Return the addresses of offers and reports (sitemaps.org, XML)."""
        text = self._pages.xml("sitemap.xml", base=self._base, paths=await self._all())
        return _cached(request, text, "application/xml", A_WHILE)

    async def _all(self) -> list[str]:
        """Return the paths of what anybody may see, as many as a site map may hold."""
        today = self._now().astimezone(ZONE).date()
        async with self._conversation.database.read() as store:
            reports = await council_reports.released(store)
            ids = await offers.ids_shown(store, today, limit=MOST_ADDRESSES)
        paths = [path_of(slug, period) for slug, period in reports]
        return ["/", *paths, *(f"/o/{offer_id}" for offer_id in ids)][:MOST_ADDRESSES]

    @property
    def _base(self) -> str:
        return self._conversation.services.base_url

    async def robots(self, _: web.Request) -> web.Response:
        """Tell search engines what to read: the offers and reports (RFC 9309)."""
        allowed = "".join(f"Allow: {path}\n" for path in READ_BY_ALL)
        return web.Response(
            text=f"User-agent: *\n{allowed}Disallow: /\n\nSitemap: {self._base}/sitemap.xml\n",
            content_type="text/plain",
            headers={"Cache-Control": "public, max-age=86400"},
        )

    def _languages_of(self, offer: Offer) -> list[Language]:
        """Return the languages in which an offer has a text, and which the pages have."""
        known = self._conversation.services.languages
        return [known[text.language] for text in offer.details.texts if text.language in known]

    def _shown(
        self,
        request: web.Request,
        offer: Offer,
        tr: Translator,
        today: date,
        district: District | None,
    ) -> web.Response:
        text = text_in(offer.details.texts, tr.language.code)
        url = f"{self._base}/o/{offer.id}"
        picture = picture_of(offer)
        image = f"{self._base}/picture/{picture.name}" if picture else None
        page = self._pages.public(
            "offer.html",
            tr,
            title=text.title,
            summary=shortened(text.description or text.title, 150),
            sample=offer.details.sample,
            text=screens.whole(tr, offer, today),
            url=url,
            chosen=text.language if "lang" in request.query else "",
            others=self._languages_of(offer),
            contacts=_contacts(screens.details(tr, offer, Listing(), 0, today)),
            has_dates=bool(rules.single_dates(offer.details)),
            start=start_payload(Start(offer.id, tr.language.code)),
            json_ld=script(facts(offer, text, url, today, image)),
            picture=picture,
            place=district.name if district else "",
            logo=logo_of(district),
        )
        headers = {"Content-Language": text.language, "Vary": VARY}
        return _cached(request, page, "text/html", A_WHILE | headers)


def _contacts(details: Screen) -> list[Button]:
    """Return the buttons that work without a chat: to call, to write, to the map; calls first."""
    ways = [button for button in details.buttons if isinstance(button.action, Open)]
    return sorted(ways, key=lambda button: not _calls(button))


def _calls(button: Button) -> bool:
    return isinstance(button.action, Open) and button.action.url.startswith("tel:")


def _cached(request: web.Request, text: str, kind: str, headers: Mapping[str, str]) -> web.Response:
    """Return a text with a digest, or 304 without it if the browser has the same."""
    tag = sha256(text.encode()).hexdigest()[:16]
    sent = {"Vary": "Accept-Encoding", **headers, "ETag": f'"{tag}"'}
    if is_known(request, tag):
        return web.Response(status=304, headers=sent)
    answer = web.Response(text=text, content_type=kind, headers=sent)
    compress(request, answer)
    return answer
