"""What is below HTTP: open files, connections that do not speak, bodies that do not come."""

import asyncio
import logging
import resource
import socket
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import StreamReader, web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler, Middleware
from aiohttp.web_protocol import RequestHandler
from prometheus_client import Counter

HEADERS = 10.0
"""Maximum time from the first byte of a request, or from the connection, to the end of headers."""
BODY = 30.0
"""Maximum time from the end of the headers to the end of the body."""
IDLE = 75.0
"""Maximum time between two requests of one connection: longer than common proxies keep theirs."""
LINGER = 5.0
"""Maximum time to read on after an answer to a request whose body was not read."""
MOST_SILENT = 500
"""Maximum number of connections that have not sent their headers yet; the oldest is closed."""
MOST_BODIES = 500
"""Maximum number of requests that wait for their body; the oldest is cut off."""
WANTED_FILES = 65536
RESERVED = 200
"""Open files for all that is no connection of a browser: database, Telegram, mail, ourselves."""
USER_TIMEOUT = 60_000
"""Milliseconds after which the system gives up a page that confirms nothing (RFC 5482)."""
log = logging.getLogger(__name__)


class SlowBody(TimeoutError):
    """The body of a request did not arrive within ``BODY`` seconds."""


def raise_open_files(wanted: int = WANTED_FILES) -> int:
    """Raise the limit of open files of this process as far as the system lets us; return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft == resource.RLIM_INFINITY or soft >= most:
        return most if soft == resource.RLIM_INFINITY else soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    except (ValueError, OSError) as error:
        log.warning("the limit of open files stays %s (%s)", soft, error)
        return soft
    return most


def room_for_connections(open_files: int) -> int:
    """Return how many connections may be open at the same time."""
    return max(1, open_files - RESERVED)


def room_for_streams(wanted: int, open_files: int) -> int:
    """Return how many streams may be open: ``wanted``, or half of all connections."""
    most = min(wanted, max(1, room_for_connections(open_files) // 2))
    if most < wanted:
        log.warning("only %s of %s streams: %s files may be open", most, wanted, open_files)
    return most


def hurry(transport: asyncio.BaseTransport | None) -> None:
    """Let the system close the connection of a page that is gone without a word."""
    sock = transport.get_extra_info("socket") if transport else None
    if sock is not None and sock.family in (socket.AF_INET, socket.AF_INET6):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT)


@contextmanager
def told_when_lost(request: web.Request, done: Callable[[], None]) -> Iterator[None]:
    """Call ``done`` if the browser of a request leaves before its answer is complete.

    The handler itself would notice only at its next write.
    """
    lost = request.protocol.lost if isinstance(request.protocol, Connection) else []
    lost.append(done)
    try:
        yield
    finally:
        lost.remove(done)


class Connection(RequestHandler):
    """A connection whose headers must come in time; it says nothing about our versions.

    ``lost`` is called when it ends.
    """

    def __init__(self, manager: "Guard", **options: Any) -> None:
        super().__init__(manager, **options)
        self._guard = manager
        self._due: asyncio.TimerHandle | None = None
        self.lost: list[Callable[[], None]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the first request, unless there are too many connections."""
        super().connection_made(transport)
        if self._guard.is_full:
            self._guard.refuse("connection")
            self.force_close()
            return
        self._wait()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Wait no longer, and tell those who write to it."""
        self._stop_waiting()
        for done in self.lost:
            done()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; from the first byte of a request its headers have ``HEADERS`` seconds."""
        super().data_received(data)
        if self._messages or self._request_in_progress:
            self._stop_waiting()
        elif self._due is None and self.transport is not None:
            self._wait()

    def log_exception(self, *arguments: Any, **options: Any) -> None:
        """Log an error of ours.

        What is no HTTP is only counted, and who leaves in the middle is no error: anybody can do
        that for hours.
        """
        error = options.get("exc_info")
        if isinstance(error, HttpProcessingError):
            self._guard.refuse("http")
        if isinstance(error, (HttpProcessingError, ConnectionError)):
            return
        super().log_exception(*arguments, **options)

    def handle_error(self, *arguments: Any, **options: Any) -> web.StreamResponse:
        """Answer what is no HTTP, without the name of the server."""
        response = super().handle_error(*arguments, **options)
        response.headers["Server"] = "lotse"
        response.headers["Cache-Control"] = "no-store"
        return response

    def give_up(self) -> None:
        """Close the connection, if it still owes us the headers of a request."""
        self._stop_waiting()
        if not self._messages and not self._request_in_progress:
            self._guard.refuse("headers")
            self.force_close()

    def _wait(self) -> None:
        loop = asyncio.get_running_loop()
        self._due = loop.call_later(self._guard.headers, self.give_up)
        self._guard.add_silent(self)

    def _stop_waiting(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None
            self._guard.silent.pop(self, None)


class Guard(web.Server):
    """Makes connections, and counts those that have sent no headers yet in ``silent``."""

    def __init__(
        self,
        inner: web.Server,
        *,
        refused: Counter,
        most: int,
        headers: float = HEADERS,
        idle: float = IDLE,
    ) -> None:
        super().__init__(inner.request_handler, request_factory=inner.request_factory)
        self.headers = headers
        self.silent: OrderedDict[Connection, None] = OrderedDict()
        self._refused = refused
        self._most = most
        self._idle = idle

    def __call__(self) -> RequestHandler:
        """Return the protocol of a new connection."""
        return Connection(
            self,
            loop=asyncio.get_running_loop(),
            access_log=None,
            keepalive_timeout=self._idle,
            lingering_time=LINGER,
        )

    @property
    def is_full(self) -> bool:
        return len(self._connections) > self._most

    def add_silent(self, connection: Connection) -> None:
        """Remember a connection that owes us headers; of too many the oldest has to go."""
        self.silent[connection] = None
        if len(self.silent) > MOST_SILENT:
            next(iter(self.silent)).give_up()

    def refuse(self, what: str) -> None:
        """Count a refusal."""
        self._refused.labels(what).inc()


class GuardedRunner(web.AppRunner):
    """Runs an application behind a ``Guard``. ``most`` connections are open at the same time."""

    def __init__(
        self,
        app: web.Application,
        *,
        refused: Counter,
        most: int,
        shutdown_timeout: float,
        headers: float = HEADERS,
        idle: float = IDLE,
    ) -> None:
        super().__init__(app, access_log=None, shutdown_timeout=shutdown_timeout)
        self._options: dict[str, Any] = {
            "refused": refused,
            "most": most,
            "headers": headers,
            "idle": idle,
        }

    async def _make_server(self) -> web.Server:
        return Guard(await super()._make_server(), **self._options)


class Bodies:
    """Requests that wait for their body. Whoever is cut off gets SlowBody where they wait."""

    def __init__(self, refused: Counter, seconds: float, most: int) -> None:
        self._refused, self._seconds, self._most = refused, seconds, most
        self._waiting: dict[StreamReader, asyncio.TimerHandle] = {}

    @contextmanager
    def expected(self, request: web.Request) -> Iterator[None]:
        """Cut a request off that waits for its body too long, or while too many others do."""
        loop, body = asyncio.get_running_loop(), request.content
        self._waiting[body] = loop.call_later(self._seconds, self._cut, body)
        if len(self._waiting) > self._most:
            self._make_room()
        try:
            yield
        finally:
            self._forget(body)

    def _make_room(self) -> None:
        """Forget requests whose body came, the oldest first, and cut off the first other one."""
        for body in list(self._waiting):
            self._cut(body)
            if len(self._waiting) <= self._most:
                return

    def _cut(self, body: StreamReader) -> None:
        self._forget(body)
        if not body.is_eof():
            self._refused.labels("body").inc()
            body.set_exception(SlowBody())

    def _forget(self, body: StreamReader) -> None:
        if timer := self._waiting.pop(body, None):
            timer.cancel()


def bodies_in_time(refused: Counter, seconds: float = BODY, most: int = MOST_BODIES) -> Middleware:
    """Return a middleware: who waits for a body gets SlowBody when it is not there in time.

    So does the oldest of more than ``most`` who wait.
    """
    bodies = Bodies(refused, seconds, most)

    @web.middleware
    async def in_time(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.body_exists or request.content.is_eof():
            return await handler(request)
        with bodies.expected(request):
            return await handler(request)

    return in_time
