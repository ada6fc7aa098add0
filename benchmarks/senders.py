"""Send messages for some seconds in one of four ways and print the result as JSON.

Run as ``python -m benchmarks.senders WAY URL AT_ONCE SECONDS``.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable

import orjson

TOKEN = "1:bench"
Send = Callable[[], Awaitable[object]]


async def ours(url: str, at_once: int) -> Send:
    from handlers.telegram.api.calls import Say
    from handlers.telegram.api.transport import bot_of

    bot = bot_of(TOKEN, url, at_once)
    await bot.request.initialize()
    return lambda: Say(5, "<b>x</b>").perform(bot)


async def ptb(url: str, at_once: int) -> Send:
    from telegram import Bot
    from telegram.request import HTTPXRequest

    bot = Bot(TOKEN, base_url=f"{url}/bot", request=HTTPXRequest(connection_pool_size=at_once))
    await bot.initialize()
    return lambda: bot.send_message(5, "<b>x</b>", parse_mode="HTML")


async def aiogram(url: str, at_once: int) -> Send:
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url), limit=at_once))
    return lambda: bot.send_message(5, "<b>x</b>", parse_mode="HTML")


async def bare(url: str, at_once: int) -> Send:
    import aiohttp

    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=at_once))

    async def send() -> object:
        body = orjson.dumps({"chat_id": 5, "text": "<b>x</b>", "parse_mode": "HTML"})
        async with session.post(
            f"{url}/bot{TOKEN}/sendMessage", data=body, headers={"Content-Type": "application/json"}
        ) as answer:
            return orjson.loads(await answer.read())

    return send


async def measured(send: Send, at_once: int, seconds: float) -> dict[str, float]:
    sent, end = 0, 0.0

    async def worker() -> None:
        nonlocal sent
        while time.perf_counter() < end:
            await send()
            sent += 1

    await send()
    began, cpu = time.perf_counter(), time.process_time()
    end = began + seconds
    await asyncio.gather(*(worker() for _ in range(at_once)))
    return {
        "rate": sent / (time.perf_counter() - began),
        "cpu_ms": (time.process_time() - cpu) / sent * 1000,
    }


WAYS = {"ours": ours, "ptb": ptb, "aiogram": aiogram, "bare": bare}


async def main(way: str, url: str, at_once: int, seconds: float) -> None:
    sys.stdout.write(
        orjson.dumps(await measured(await WAYS[way](url, at_once), at_once, seconds)).decode()
    )
    sys.stdout.flush()


if __name__ == "__main__":
    import os

    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
    os._exit(0)  # peers leave sessions open; what was measured is printed
