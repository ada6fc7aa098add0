"""Webhook: Telegram brings the updates.

An authentic update is always accepted: any status but 2xx would hold up its chat for hours.
"""

import asyncio
import logging
from collections.abc import Callable

import orjson
from aiohttp import web

from handlers.telegram.inbound.update_inbox import UpdateInbox
from storage.engine.database import Unavailable

PATH = "/telegram"
MAX_BYTES = 1024 * 1024
"""Largest request that is read."""
HOLD = 1.0
"""Seconds by which the update of a flooding chat is acknowledged late.

Telegram brings one update of a chat at a time, so the rest of the flood waits there.
"""
HEADER = "X-Telegram-Bot-Api-Secret-Token"
log = logging.getLogger(__name__)


def webhook_routes(
    inbox: UpdateInbox, is_secret: Callable[[str], bool]
) -> tuple[web.RouteDef, ...]:
    """Return the route of the webhook; ``is_secret`` knows what Telegram sends."""

    async def hear(request: web.Request) -> web.Response:
        """Check the secret, the size, the content, in this order; answer after the commit."""
        if not is_secret(request.headers.get(HEADER, "")):
            return web.Response(status=403)
        body = await _body(request)
        if body is None:
            return web.Response(status=413)
        try:
            if await inbox.receive([_parsed(body)]):
                await asyncio.sleep(HOLD)
        except Unavailable as error:
            log.warning("database unavailable: %s", error)
            return web.Response(status=503)
        return web.Response()

    return (web.post(PATH, hear),)


async def _body(request: web.Request) -> bytes | None:
    """Return the content, or None if it is too large; no more than ``MAX_BYTES`` is read."""
    body = bytearray()
    async for part in request.content.iter_any():
        body += part
        if len(body) > MAX_BYTES:
            return None
    return bytes(body)


def _parsed(body: bytes) -> object:
    """Return the JSON, or None if it is broken: it is put aside like any unreadable update."""
    try:
        return orjson.loads(body)
    except ValueError:
        return None
