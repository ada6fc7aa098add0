"""A page that was left is no open page: nothing is read there, and others have its room."""

import asyncio

import aiohttp
import pytest

from bot.rules.limits import STREAMS_OF_SESSION
from handlers.dialogue.conversation import Conversation
from tests.harness.patience import scaled
from tests.test_limits import behind_guard


async def _freed(client: aiohttp.ClientSession) -> int:
    """Ask for a stream until there is room for one. Return how often there was none."""
    refused = 0
    while (stream := await client.get("/chat/live")).status != 200:
        refused += 1
        await asyncio.sleep(0.02)
    stream.close()
    return refused


async def test_a_page_that_was_left_makes_room_at_once(
    conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No comment is written meanwhile, which would show that nobody reads any more."""
    monkeypatch.setattr("handlers.web.streams.KEEP_ALIVE", 3600)
    jar = aiohttp.CookieJar(unsafe=True)
    async with (
        behind_guard(conversation, headers=5) as (target, _),
        aiohttp.ClientSession(f"http://{target.host}:{target.port}", cookie_jar=jar) as client,
    ):
        await (await client.get("/chat")).read()
        streams = [await client.get("/chat/live") for _ in range(STREAMS_OF_SESSION + 1)]
        assert [stream.status for stream in streams] == [200] * STREAMS_OF_SESSION + [429]
        for stream in streams:
            stream.close()
        await asyncio.wait_for(_freed(client), scaled(10))
