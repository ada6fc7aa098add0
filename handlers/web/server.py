"""All routes of the web server."""

import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime

from aiohttp import web

from bot.config_oidc import IdentityProvider
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.limits import Buckets, Limits
from handlers.web.assets import OFFLINE
from handlers.web.attachments import Attachments
from handlers.web.calendars import Calendars
from handlers.web.chat import Chat
from handlers.web.connections import BODY, WANTED_FILES, room_for_streams
from handlers.web.emails import Emails
from handlers.web.front import Front
from handlers.web.gate import Gate
from handlers.web.health import Health
from handlers.web.limits import Addresses
from handlers.web.live import Hub
from handlers.web.metrics import Metrics
from handlers.web.pictures import PICTURE, Pictures
from handlers.web.posts import quiet_about_junk
from handlers.web.public import Public
from handlers.web.public_reports import REPORT, PublicReports
from handlers.web.push.pages import Push
from handlers.web.rendering import Pages
from handlers.web.responses import headers, middlewares
from handlers.web.sessions import Sessions
from handlers.web.sign_in import SignIn
from handlers.web.streams import Streams
from handlers.web.visits import Visits

MAX_BODY = 64 * 1024
"""Maximum size of a request without a file, in bytes."""
EMAIL = r"/email/{what:confirm|leave|desk}/{token:[0-9a-f-]{1,70}}"
ATTACHMENT = r"/attachment/{token:[0-9a-f-]{1,90}}"
CALENDAR = r"/calendar/{token:[0-9a-f]{32}}.ics"
SIGN_IN = r"/sign-in/{token:[1-9]\d{0,17}-[0-9a-f]{32}}"
Routes = Iterable[web.AbstractRouteDef]
Room = Callable[[Front], Sequence[web.AbstractRouteDef]]
"""Makes the routes of another part of the site, which has the same doors."""
CHAT = web.AppKey("chat", Chat)
METRICS = web.AppKey("metrics", Metrics)
HEALTH = web.AppKey("health", Health)


def web_app(
    conversation: Conversation,
    now: Callable[[], datetime],
    *,
    more: tuple[web.RouteDef, ...] = (),
    rooms: tuple[Room, ...] = (),
    open_files: int = WANTED_FILES,
    clock: Callable[[], float] = time.monotonic,
    body_seconds: float = BODY,
) -> web.Application:
    """Return the web application. ``more`` are further routes, such as those of ``lotse try``.

    ``rooms`` are further parts of the site, behind the same gate and with the same sessions.

    ``open_files`` is how many this process may have, ``clock`` counts seconds for the limits.
    """
    metrics, config = Metrics(), conversation.services.config.web
    pages = Pages(config.embed_on)
    hub = Hub(room_for_streams(config.streams, open_files))
    limits = Limits(Buckets(clock), is_on=config.rate_limits == "on")
    front = _front(
        conversation, Gate(limits, Addresses(config.trusted_proxies), metrics.refused), now
    )
    chat = _chat(front, pages, hub)
    limited = (limits, conversation.chats, conversation.towns)
    health = Health(conversation, hub, metrics, limited, now)
    around = middlewares(conversation, pages, metrics, body_seconds)
    app = web.Application(middlewares=around, client_max_size=MAX_BODY)
    app.add_routes([*_chat_routes(front, pages, chat, hub), *_public_routes(front, pages)])
    app.add_routes([*_token_routes(front), *_health_routes(health), *more])
    app.add_routes([route for room in rooms for route in room(front)])
    _add_signing_in(app, front, pages)
    quiet_about_junk()
    app[CHAT], app[METRICS], app[HEALTH] = chat, metrics, health
    app.on_response_prepare.append(headers(config.embed_on, is_secure=_is_secure(conversation)))
    app.on_shutdown.append(_closing(hub))
    return app


def _is_secure(conversation: Conversation) -> bool:
    return conversation.services.base_url.startswith("https://")


def _front(conversation: Conversation, gate: Gate, now: Callable[[], datetime]) -> Front:
    services = conversation.services
    sessions = Sessions(services.seal, secure=_is_secure(conversation))
    owed = services.config.web.second_factor_in
    visits = Visits(conversation.database, sessions, now, owed)
    return Front(conversation=conversation, sessions=sessions, visits=visits, gate=gate, now=now)


def _chat(front: Front, pages: Pages, hub: Hub) -> Chat:
    return Chat(
        conversation=front.conversation,
        sessions=front.sessions,
        visits=front.visits,
        pages=pages,
        hub=hub,
        gate=front.gate,
        now=front.now,
    )


def _chat_routes(front: Front, pages: Pages, chat: Chat, hub: Hub) -> Routes:
    """Return the routes of the chat page, of its stream and of notifications."""
    push = Push(front, pages)
    return (
        web.get("/chat", chat.look),
        web.post("/chat", chat.hear),
        web.get("/chat/live", Streams(front.visits, hub, front.gate).live),
        web.get("/chat/sent", chat.sent),
        web.get("/chat/push", push.state),
        web.post("/chat/push", push.hear),
        web.get("/sw.js", pages.assets.worker),
    )


def _public_routes(front: Front, pages: Pages) -> Routes:
    """Return the routes of pages and files that are the same for everybody."""
    conversation = front.conversation
    public = Public(conversation, pages, front.sessions, front.now)
    reports = PublicReports(conversation, pages)
    return (
        web.get("/", public.landing),
        web.get(OFFLINE, public.offline),
        web.get(r"/o/{id:\d{1,18}}", public.offer),
        web.get(r"/o/{id:\d{1,18}}.ics", public.calendar),
        web.get(REPORT, reports.page),
        web.get(REPORT + ".json", reports.json),
        web.get("/sitemap.txt", public.site_map),
        web.get("/sitemap.xml", public.site_map_xml),
        web.get("/embed.js", pages.assets.embedding),
        web.get("/robots.txt", public.robots),
        web.get("/favicon.ico", _icon),
        web.get("/static/{name}", pages.assets.give),
        web.get(PICTURE, Pictures(conversation).give),
    )


def _token_routes(front: Front) -> Routes:
    """Return the routes of files behind a token."""
    conversation, now = front.conversation, front.now
    return (
        web.get(ATTACHMENT, Attachments(conversation, now).give),
        web.get(CALENDAR, Calendars(conversation, now).give),
    )


def _health_routes(health: Health) -> Routes:
    return web.get("/healthz", health.alive), web.get("/readyz", health.ready)


def _add_signing_in(app: web.Application, front: Front, pages: Pages) -> None:
    """Add the pages behind links of e-mails, and the ways to sign in."""
    conversation = front.conversation
    emails = Emails(conversation, pages, front.now)
    sign_in = SignIn(conversation, front.sessions, pages, front.gate, front.now)
    app.add_routes(
        [
            web.get(EMAIL, emails.look),
            web.post(EMAIL, emails.hear),
            web.get(SIGN_IN, sign_in.look),
            web.post(SIGN_IN, sign_in.hear),
            web.post("/sign-in/passkey", sign_in.passkey),
        ]
    )
    for provider in conversation.services.config.providers:
        _add_provider(app, front, sign_in, pages, provider)


def _add_provider(
    app: web.Application, front: Front, sign_in: SignIn, pages: Pages, settings: IdentityProvider
) -> None:
    """Let people sign in at a provider in the settings; without any its library is not loaded."""
    from handlers.web.provider_sign_in import ProviderSignIn

    provider = ProviderSignIn(front, sign_in, pages, settings)

    async def close(_: web.Application) -> None:
        await provider.close()

    app.add_routes(provider.routes())
    app.on_cleanup.append(close)


async def _icon(_: web.Request) -> web.Response:
    raise web.HTTPFound("/static/lotse-192.png")


def _closing(hub: Hub) -> Callable[[web.Application], Awaitable[None]]:
    """Return a signal that ends all streams at shutdown, or the server would wait for them."""

    async def close(_: web.Application) -> None:
        hub.close_all()

    return close
