"""Streams of screens to open pages (server-sent events)."""

import asyncio
import time
from contextlib import suppress

from aiohttp import web

from handlers.web.connections import hurry, told_when_lost
from handlers.web.gate import Gate
from handlers.web.live import Hub, NoRoom, Stream
from handlers.web.sessions import Cookie
from handlers.web.visits import Visits
from storage.engine.database import Unavailable

KEEP_ALIVE = 20
"""Seconds between two comments in a stream, so that proxies keep it open."""
RARELY = 300
"""Seconds after which it is asked again whether the session of people without rights may listen."""
WRITE = 30
"""Maximum time in which a page takes what is written to it, in seconds."""


class Streams:
    """Serves the streams, each as long as its session may have it."""

    def __init__(self, visits: Visits, hub: Hub, gate: Gate) -> None:
        self._visits = visits
        self._hub = hub
        self._gate = gate

    async def live(self, request: web.Request) -> web.StreamResponse:
        """Stream screens as they come, until either side leaves."""
        cookie = (await self._visits.of(request, uses=False)).cookie
        if cookie is None or not await self._visits.may_listen(cookie):
            raise web.HTTPNoContent  # tells the browser not to ask again
        try:  # before the browser gets an answer, so nothing is lost
            stream = self._hub.open(
                cookie.address, cookie.credentials.secret, self._gate.address(request)
            )
        except NoRoom as error:
            return self._gate.no_room(in_all=error.in_all)
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
        )
        try:
            hurry(request.transport)
            with told_when_lost(request, stream.end):
                await response.prepare(request)
                await self._follow(cookie, stream, response)
        finally:
            self._hub.close(cookie.address, stream)
        return response

    async def _follow(self, cookie: Cookie, stream: Stream, response: web.StreamResponse) -> None:
        """Write the screens of a stream until it ends with None, or the browser leaves.

        Whether its session still may is asked again now and then.
        """
        asked, often = time.monotonic(), KEEP_ALIVE if cookie.credentials.secret else RARELY
        with suppress(ConnectionResetError, TimeoutError):
            while (item := await _next(stream, KEEP_ALIVE)) is not None:
                if time.monotonic() - asked >= often:
                    if not await self._still_may(cookie):
                        return
                    asked = time.monotonic()
                await asyncio.wait_for(response.write(item), WRITE)

    async def _still_may(self, cookie: Cookie) -> bool:
        """Return whether a page may get screens; without a database nothing comes anyway."""
        try:
            return await self._visits.may_listen(cookie)
        except Unavailable:
            return True


async def _next(stream: Stream, seconds: float) -> bytes | None:
    """Return what is to be written next: a screen, or a comment after some seconds.

    None at the end of the stream.
    """
    try:
        data = await asyncio.wait_for(stream.items.get(), seconds)
    except TimeoutError:
        return b": here\n\n"
    return None if data is None else f"event: screen\ndata: {data}\n\n".encode()
