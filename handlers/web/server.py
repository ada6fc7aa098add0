"""All routes of the web server, and what holds for every response."""

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.log_lines import one_request
from bot.rules.desk import HOME
from bot.rules.problems import Problem
from bot.screens.problems import problem
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.limits import Buckets, Limits
from handlers.web.assets import OFFLINE
from handlers.web.attachments import Attachments
from handlers.web.calendars import Calendars
from handlers.web.chat import Chat
from handlers.web.connections import (
    BODY,
    WANTED_FILES,
    SlowBody,
    bodies_in_time,
    room_for_streams,
)
from handlers.web.emails import Emails
from handlers.web.front import Front
from handlers.web.gate import Gate
from handlers.web.health import Health
from handlers.web.limits import Addresses
from handlers.web.live import Hub
from handlers.web.metrics import Metrics
from handlers.web.pictures import PICTURE, Pictures
from handlers.web.posts import quiet_about_junk, readable
from handlers.web.public import Public
from handlers.web.public_reports import REPORT, PublicReports
from handlers.web.push import Push
from handlers.web.rendering import Pages
from handlers.web.sessions import A_YEAR, Sessions, hints_of
from handlers.web.sign_in import SignIn
from handlers.web.streams import Streams
from handlers.web.visits import Visits
from storage.engine.database import Unavailable

MAX_BODY = 64 * 1024
"""Maximum size of a request without a file, in bytes."""
REASONS: dict[type[Exception], tuple[Problem, int]] = {
    web.HTTPRequestEntityTooLarge: (Problem.TOO_LONG, 413),
    SlowBody: (Problem.TOO_SLOW, 408),
    web.HTTPNotFound: (Problem.UNKNOWN_BUTTON, 404),
}
"""What people read after failures of theirs, and the status of the answer."""
log = logging.getLogger(__name__)


EMAIL = r"/email/{what:confirm|leave|desk}/{token:[0-9a-f-]{1,70}}"
ATTACHMENT = r"/attachment/{token:[0-9a-f-]{1,90}}"
CALENDAR = r"/calendar/{token:[0-9a-f]{32}}.ics"
SIGN_IN = r"/sign-in/{token:[1-9]\d{0,17}-[0-9a-f]{32}}"
Room = Callable[[Front], Sequence[web.AbstractRouteDef]]
"""Makes the routes of another part of the site, which has the same doors."""
LEFT = 499
"""Status that is counted where the client left before the answer, as nginx does."""
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
    services = conversation.services
    metrics, web_config = Metrics(), services.config.web
    pages = Pages(web_config.embed_on)
    hub = Hub(room_for_streams(web_config.streams, open_files))
    is_secure = services.base_url.startswith("https://")
    sessions = Sessions(services.seal, secure=is_secure)
    visits = Visits(conversation.database, sessions, now, web_config.second_factor_in)
    limits = Limits(Buckets(clock), is_on=web_config.rate_limits == "on")
    gate = Gate(limits, Addresses(web_config.trusted_proxies), metrics.refused)
    chat = Chat(
        conversation=conversation,
        sessions=sessions,
        visits=visits,
        pages=pages,
        hub=hub,
        gate=gate,
        now=now,
    )
    sign_in = SignIn(conversation, sessions, pages, gate, now)
    public, reports = Public(conversation, pages, sessions, now), PublicReports(conversation, pages)
    emails = Emails(conversation, pages, now)
    front = Front(conversation=conversation, sessions=sessions, visits=visits, gate=gate, now=now)
    push = Push(front, pages)
    limited = (limits, conversation.chats, conversation.towns)
    health = Health(conversation, hub, metrics, limited, now)
    app = web.Application(
        middlewares=[
            _numbered,
            _measured(metrics),
            _safe(conversation, pages),
            bodies_in_time(metrics.refused, body_seconds),
        ],
        client_max_size=MAX_BODY,
    )
    app.add_routes(
        [
            web.get("/", public.landing),
            web.get("/chat", chat.look),
            web.post("/chat", chat.hear),
            web.get("/chat/live", Streams(visits, hub, gate).live),
            web.get("/chat/sent", chat.sent),
            web.get("/chat/push", push.state),
            web.post("/chat/push", push.hear),
            web.get("/sw.js", pages.assets.worker),
            web.get(OFFLINE, public.offline),
            web.get(r"/o/{id:\d{1,18}}", public.offer),
            web.get(REPORT, reports.page),
            web.get(REPORT + ".json", reports.json),
            web.get(r"/o/{id:\d{1,18}}.ics", public.calendar),
            web.get("/sitemap.txt", public.site_map),
            web.get("/sitemap.xml", public.site_map_xml),
            web.get("/embed.js", pages.assets.embedding),
            web.get("/robots.txt", public.robots),
            web.get("/favicon.ico", _icon),
            web.get(EMAIL, emails.look),
            web.post(EMAIL, emails.hear),
            web.get(SIGN_IN, sign_in.look),
            web.post(SIGN_IN, sign_in.hear),
            web.post("/sign-in/passkey", sign_in.passkey),
            web.get(ATTACHMENT, Attachments(conversation, now).give),
            web.get(CALENDAR, Calendars(conversation, now).give),
            web.get("/healthz", health.alive),
            web.get("/readyz", health.ready),
            web.get("/static/{name}", pages.assets.give),
            web.get(PICTURE, Pictures(conversation).give),
            *more,
            *(route for room in rooms for route in room(front)),
        ]
    )
    if services.config.oidc.issuer:
        _add_provider(app, front, sign_in, pages)
    quiet_about_junk()
    app[CHAT], app[METRICS], app[HEALTH] = chat, metrics, health
    app.on_response_prepare.append(_headers(web_config.embed_on, is_secure=is_secure))
    app.on_shutdown.append(_closing(hub))
    return app


def _add_provider(app: web.Application, front: Front, sign_in: SignIn, pages: Pages) -> None:
    """Let people sign in at the provider in the settings; else its library is not loaded."""
    from handlers.web.provider_sign_in import provider_routes

    routes, provider = provider_routes(front, sign_in, pages)

    async def close(_: web.Application) -> None:
        await provider.close()

    app.add_routes(routes)
    app.on_cleanup.append(close)


async def _icon(_: web.Request) -> web.Response:
    raise web.HTTPFound("/static/lotse-192.png")


def _headers(
    embed_on: tuple[str, ...], *, is_secure: bool
) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Return a signal that sets security headers on every response.

    Nothing is loaded from elsewhere, and only pages of the origins ``embed_on`` may frame the
    chat. What says nothing about it is kept by no cache. Behind https browsers come back by https
    alone (HSTS). Nobody frames the pages of the office.
    """
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors "
    )
    framers = f"'self' {' '.join(embed_on)}".strip()

    async def add(request: web.Request, response: web.StreamResponse) -> None:
        # Nobody frames the pages of the office, and they need no position.
        is_office = request.path == HOME or request.path.startswith(f"{HOME}/")
        response.headers["Server"] = "lotse"
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Content-Type-Options"] = "nosniff"
        if is_secure:
            response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR.total_seconds():.0f}"
        if request.path.startswith(("/static/", "/picture/")):
            return  # policies are for pages; with each file they would cost more than some files
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Content-Security-Policy"] = policy + ("'none'" if is_office else framers)
        response.headers["Referrer-Policy"] = "no-referrer"
        located = "" if is_office else "self"
        response.headers["Permissions-Policy"] = (
            f"geolocation=({located}), camera=(), microphone=()"
        )

    return add


def _safe(conversation: Conversation, pages: Pages) -> Middleware:
    """Return a middleware: on any failure people read a sentence in their language."""

    def answer(request: web.Request, reason: Problem, status: int) -> web.Response:
        tr = conversation.services.translator(conversation.guessed(hints_of(request)))
        text = pages.public("page.html", tr, text=problem(tr, reason).text)
        return web.Response(text=text, content_type="text/html", status=status)

    @web.middleware
    async def safe(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(readable(request))
        except tuple(REASONS) as error:
            return answer(request, *REASONS[type(error)])
        except Unavailable as error:
            log.warning("database unavailable: %s", error)
            return answer(request, Problem.BUSY, 503)
        except (web.HTTPException, ConnectionResetError):
            raise
        except Exception:
            log.exception("a request failed")
            return answer(request, Problem.BUSY, 500)

    return safe


@web.middleware
async def _numbered(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give all that is logged for a request one number."""
    with one_request():
        return await handler(request)


def _measured(metrics: Metrics) -> Middleware:
    """Return a middleware that counts and times all requests by route."""

    @web.middleware
    async def measured(request: web.Request, handler: Handler) -> web.StreamResponse:
        resource = request.match_info.route.resource
        kind = resource.canonical if resource else "other"
        began, status = time.monotonic(), 500
        try:
            response = await handler(request)
            status = response.status
            return response
        except web.HTTPException as answer:
            status = answer.status
            raise
        except ConnectionResetError:
            status = LEFT
            raise
        finally:
            metrics.requests.labels(kind, str(status)).inc()
            metrics.seconds.labels(kind).observe(time.monotonic() - began)

    return measured


def _closing(hub: Hub) -> Callable[[web.Application], Awaitable[None]]:
    """Return a signal that ends all streams at shutdown, or the server would wait for them."""

    async def close(_: web.Application) -> None:
        hub.close_all()

    return close
