"""What holds for every response: headers, a number, a count, and a sentence where all fails."""

import logging
import time
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.log_lines import one_request
from bot.rules.desk import HOME
from bot.rules.problems import Problem
from bot.screens.problems import problem
from handlers.dialogue.conversation import Conversation
from handlers.web.connections import SlowBody, bodies_in_time
from handlers.web.metrics import Metrics
from handlers.web.posts import readable
from handlers.web.rendering import Pages
from handlers.web.sessions import A_YEAR, hints_of
from handlers.web.uploads import LargeFile, NoRoom
from storage.engine.database import Unavailable

REASONS: dict[type[Exception], tuple[Problem, int]] = {
    web.HTTPRequestEntityTooLarge: (Problem.TOO_LONG, 413),
    LargeFile: (Problem.LARGE_FILE, 413),
    SlowBody: (Problem.TOO_SLOW, 408),
    NoRoom: (Problem.BUSY, 503),
    web.HTTPNotFound: (Problem.UNKNOWN_BUTTON, 404),
}
"""What people read after failures of theirs, and the status of the answer."""
FILES = ("/static/", "/picture/")
"""Beginnings of the paths of files that are the same for everybody."""
LEFT = 499
"""Status that is counted where the client left before the answer, as nginx does."""
log = logging.getLogger(__name__)


def middlewares(
    conversation: Conversation, pages: Pages, metrics: Metrics, body_seconds: float
) -> list[Middleware]:
    """Return what stands around every handler, the outermost first."""
    return [
        _numbered,
        _measured(metrics),
        _safe(conversation, pages),
        bodies_in_time(metrics.refused, body_seconds),
    ]


def headers(
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
        is_file = request.path.startswith(FILES) and response.content_type != "text/html"
        if is_file:
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
