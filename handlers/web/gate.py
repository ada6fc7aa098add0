"""The gate of the web server: how often each client may come in, and what those get who may not."""

from collections.abc import Iterable

from aiohttp import web
from prometheus_client import Counter

from bot.rules.limits import Act
from handlers.dialogue.limits import Client, Limits
from handlers.web.limits import Addresses
from handlers.web.uploads import MOST_HELD, MOST_HELD_IN_CHAT, Room
from handlers.web.visits import Visitor

_FOREIGN = ("cross-site", "same-site")


def is_foreign(request: web.Request) -> bool:
    """Return whether a page of others sent a request, as every browser since 2023 says it.

    A neighbour below the same domain is another site, too.
    """
    return request.headers.get("Sec-Fetch-Site") in _FOREIGN


class Gate:
    """Asks the limits for a request; ``refused`` counts what was refused.

    ``uploads`` and ``chat_uploads`` are the room for files, of all forms together.
    """

    def __init__(self, limits: Limits, addresses: Addresses, refused: Counter) -> None:
        self._limits = limits
        self._addresses = addresses
        self._refused = refused
        self.uploads, self.chat_uploads = Room(MOST_HELD), Room(MOST_HELD_IN_CHAT)

    def address(self, request: web.Request) -> str:
        """Return the address of the client of a request."""
        return self._addresses.of(request)

    def wait(self, request: web.Request, visitor: Visitor | None, acts: Iterable[Act]) -> int:
        """Return 0 if a visitor may do this now, else the seconds until they may."""
        session = visitor.session if visitor else ""
        return self._limits.wait(Client(self.address(request) or "unknown", session), acts)

    def no_room(self, *, in_all: bool) -> web.Response:
        """Refuse a stream: 503 if there are too many in all, 429 for one session or client."""
        self._refused.labels("stream").inc()
        headers = {"Cache-Control": "no-store", "Retry-After": "60"}
        return web.Response(status=503 if in_all else 429, headers=headers)
