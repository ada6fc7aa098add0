"""Telegram brings the updates. An authentic one is always taken: anything but 2xx would hold up that chat for hours."""

import asyncio
import hmac
import logging

import orjson
from aiohttp import web

from handlers.telegram.inbound.update_inbox import Inbox
from storage.engine.database import Unavailable

PATH = "/telegram"
MAX_BYTES = 1024 * 1024
HOLD = 1.0
"""Seconds until a flooding chat's update is acknowledged: Telegram brings one of a chat at a time, so the flood waits there."""
HEADER = "X-Telegram-Bot-Api-Secret-Token"
log = logging.getLogger(__name__)


def webhook_routes(inbox: Inbox, secret: str) -> tuple[web.RouteDef, ...]:
    async def hear(request: web.Request) -> web.Response:
        """The secret first, then the size, then the content; the answer only after the commit."""
        if not hmac.compare_digest(
            request.headers.get(HEADER, "").encode("utf-8", "surrogateescape"), secret.encode()
        ):
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
    """None if it is too large; no more than that is read."""
    parts = bytearray()
    async for part in request.content.iter_any():
        parts += part
        if len(parts) > MAX_BYTES:
            return None
    return bytes(parts)


def _parsed(body: bytes) -> object:
    """Broken JSON is put aside like any other update that cannot be read."""
    try:
        return orjson.loads(body)
    except ValueError:
        return None
