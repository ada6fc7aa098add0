"""Pages for everybody and for search engines, without a session: offers, and a site map."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import orjson
from aiohttp import web
from markupsafe import Markup

from bot.domain.listings import Listing
from bot.domain.offers import Offer, OfferText, text_in
from bot.i18n import Language, Translator, plain
from bot.rules import offers as rules
from bot.rules.problems import Refusal
from bot.rules.starts import Start, start_payload
from bot.screens import offers as screens
from bot.screens import offline, problems
from bot.text import shortened
from bot.ui import Button, Open, Screen
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.turn import ZONE
from handlers.web.rendering import Pages
from handlers.web.sessions import hints_of
from storage.catalogue import offers


class Public:
    """The public pages, which only read the catalogue."""

    def __init__(
        self, conversation: Conversation, pages: Pages, now: Callable[[], datetime]
    ) -> None:
        self._conversation = conversation
        self._pages = pages
        self._now = now

    async def offer(self, request: web.Request) -> web.Response:
        """Return the page of an offer in the reader's language, with JSON-LD; 404 if it is gone."""
        tr = self._conversation.services.translator(self._conversation.guessed(hints_of(request)))
        today = self._now().astimezone(ZONE).date()
        async with self._conversation.database.read() as store:
            stored = await offers.by_id(store, int(request.match_info["id"]))
        try:
            return self._shown(rules.shown(stored, today), tr, today)
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
        headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}
        return web.Response(text=page, content_type="text/html", headers=headers)

    async def site_map(self, _: web.Request) -> web.Response:
        """Return the addresses of all published offers, one per line (sitemaps.org, text file)."""
        base, today = self._conversation.services.base_url, self._now().astimezone(ZONE).date()
        async with self._conversation.database.read() as store:
            ids = await offers.ids_shown(store, today)
        return web.Response(
            text="\n".join(f"{base}/o/{offer_id}" for offer_id in ids) + "\n",
            content_type="text/plain",
            headers={"Cache-Control": "public, max-age=300"},
        )

    async def robots(self, _: web.Request) -> web.Response:
        """Tell search engines what to read: the offers (RFC 9309)."""
        base = self._conversation.services.base_url
        return web.Response(
            text=f"User-agent: *\nAllow: /o/\nDisallow: /\n\nSitemap: {base}/sitemap.txt\n",
            content_type="text/plain",
            headers={"Cache-Control": "public, max-age=86400"},
        )

    def _languages_of(self, offer: Offer) -> list[Language]:
        """Return the languages in which an offer has a text, and which the pages have."""
        known = self._conversation.services.languages
        return [known[text.language] for text in offer.details.texts if text.language in known]

    def _shown(self, offer: Offer, tr: Translator, today: date) -> web.Response:
        text = text_in(offer.details.texts, tr.language.code)
        url = f"{self._conversation.services.base_url}/o/{offer.id}"
        page = self._pages.public(
            "offer.html",
            tr,
            title=text.title,
            summary=shortened(text.description, 150),
            sample=offer.details.sample,
            text=screens.details(tr, offer, Listing(), 0, today).text,
            url=url,
            others=self._languages_of(offer),
            contacts=_contacts(screens.card(tr, offer, Listing(), saved=False, today=today)),
            start=start_payload(Start(offer.id, tr.language.code)),
            json_ld=_script(_json_ld(offer, text, url)),
        )
        headers = {
            "Content-Language": text.language,
            "Cache-Control": "public, max-age=300",
            "Vary": "Accept-Language, Cookie",
        }
        return web.Response(text=page, content_type="text/html", headers=headers)


def _contacts(card: Screen) -> list[Button]:
    """Return the buttons of a card that work without a chat: to call, to write, to the map."""
    return [button for button in card.buttons if isinstance(button.action, Open)]


def _json_ld(offer: Offer, text: OfferText, url: str) -> dict[str, Any]:
    """Return an offer as a schema.org Event if it has a single date, else as a Service."""
    details = offer.details
    dated = next((schedule for schedule in rules.single_dates(details) if not schedule.rule), None)
    common = {
        "@context": "https://schema.org",
        "name": text.title,
        "description": shortened(text.description, 500),
        "url": url,
        "inLanguage": text.language,
    }
    place = {
        "@type": "Place",
        "name": details.municipality or details.organisation,
        "address": details.address or details.municipality,
    }
    owner = {"@type": "Organization", "name": details.organisation}
    if dated and dated.day:
        return common | {
            "@type": "Event",
            "startDate": f"{dated.day}T{dated.start:%H:%M}",
            "location": place,
            "organizer": owner,
        }
    return common | {
        "@type": "Service",
        "provider": owner,
        "areaServed": place,
        "isAccessibleForFree": details.free,
    }


def _script(value: dict[str, Any]) -> Markup:
    """Return JSON that cannot end the script element around it."""
    return Markup(orjson.dumps(value).decode().replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704
