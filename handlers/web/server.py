"""All routes of the web server, and what holds for every response."""

import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.rules.problems import Problem
from bot.screens.problems import problem
from handlers.dialogue.conversation import Conversation
from handlers.web.attachments import Attachments
from handlers.web.calendars import Calendars
from handlers.web.chat import Chat
from handlers.web.emails import Emails
from handlers.web.health import Health, Metrics
from handlers.web.live import Hub
from handlers.web.posts import must_be_readable, quiet_about_junk
from handlers.web.public import Public
from handlers.web.rendering import Pages
from handlers.web.sessions import Sessions, hints_of
from storage.engine.database import Unavailable

STATIC = Path(__file__).parent / "static"
MAX_BODY = 64 * 1024
"""Maximum size of a request without a file, in bytes."""
log = logging.getLogger(__name__)


EMAIL = r"/email/{what:confirm|leave}/{token:[0-9a-f-]{1,60}}"
ATTACHMENT = r"/attachment/{number:\d{1,18}}-{token:[0-9a-f]{32}}"
CALENDAR = r"/calendar/{token:[0-9a-f]{32}}.ics"
CHAT = web.AppKey("chat", Chat)


def web_app(
    conversation: Conversation, now: Callable[[], datetime], *, more: tuple[web.RouteDef, ...] = ()
) -> web.Application:
    """Return the web application. ``more`` are further routes, such as those of ``lotse try``."""
    services = conversation.services
    pages, hub, metrics = Pages(), Hub(), Metrics()
    sessions = Sessions(services.seal, secure=services.base_url.startswith("https://"))
    chat = Chat(conversation, sessions, pages, hub, now)
    public = Public(conversation, pages, now)
    emails = Emails(conversation, pages)
    health = Health(conversation.database, services, hub, metrics, now)
    app = web.Application(
        middlewares=[_measured(metrics), _safe(conversation, pages)], client_max_size=MAX_BODY
    )
    app.add_routes(
        [
            web.get("/", _to_chat),
            web.get("/chat", chat.look),
            web.post("/chat", chat.hear),
            web.get("/chat/live", chat.live),
            web.get("/chat/sent", chat.sent),
            web.get(r"/o/{id:\d{1,18}}", public.offer),
            web.get("/sitemap.txt", public.site_map),
            web.get(EMAIL, emails.look),
            web.post(EMAIL, emails.hear),
            web.get(ATTACHMENT, Attachments(conversation).give),
            web.get(CALENDAR, Calendars(conversation, now).give),
            web.get("/healthz", health.alive),
            web.get("/readyz", health.ready),
            web.get("/metrics", health.metrics),
            web.static("/static", STATIC),
            *more,
        ]
    )
    quiet_about_junk()
    app[CHAT] = chat
    app.on_response_prepare.append(_headers(services.config.web.embed_on))
    app.on_shutdown.append(_closing(hub))
    return app


async def _to_chat(_: web.Request) -> web.Response:
    raise web.HTTPFound("/chat")


def _headers(
    embed_on: tuple[str, ...],
) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Return a signal that sets security headers on every response.

    Nothing is loaded from elsewhere, and only pages of the origins ``embed_on`` may frame the
    chat.
    """
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; "
        f"form-action 'self'; base-uri 'none'; frame-ancestors 'self' {' '.join(embed_on)}"
    ).strip()

    async def add(_: web.Request, response: web.StreamResponse) -> None:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Permissions-Policy"] = "geolocation=(self), camera=(), microphone=()"

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
            must_be_readable(request)
            return await handler(request)
        except web.HTTPRequestEntityTooLarge:
            return answer(request, Problem.TOO_LONG, 413)
        except web.HTTPNotFound:
            return answer(request, Problem.UNKNOWN_BUTTON, 404)
        except Unavailable as error:
            log.warning("database unavailable: %s", error)
            return answer(request, Problem.BUSY, 503)
        except (web.HTTPException, ConnectionResetError):
            raise
        except Exception:
            log.exception("a request failed")
            return answer(request, Problem.BUSY, 500)

    return safe


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
        finally:
            metrics.requests.labels(kind, str(status)).inc()
            metrics.seconds.labels(kind).observe(time.monotonic() - began)

    return measured


def _closing(hub: Hub) -> Callable[[web.Application], Awaitable[None]]:
    """Return a signal that ends all streams at shutdown, or the server would wait for them."""

    async def close(_: web.Application) -> None:
        hub.close_all()

    return close
