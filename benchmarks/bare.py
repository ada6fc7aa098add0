"""The peer: a bare aiohttp page that reads one row by its key.

Run as ``python -m benchmarks.bare URL PORT``.
"""

import sys
from collections.abc import Awaitable, Callable

import aiosqlite
import psycopg
from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
QUERY = "SELECT title FROM offer_text WHERE offer_id = {} AND language = 'de'"


async def sqlite(path: str) -> Handler:
    connection = await aiosqlite.connect(path)

    async def page(_: web.Request) -> web.Response:
        rows = await connection.execute_fetchall(QUERY.format("?"), (1,))
        return web.Response(
            text=f"<!doctype html><p>{next(iter(rows))[0]}</p>", content_type="text/html"
        )

    return page


async def postgresql(url: str) -> Handler:
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True)

    async def page(_: web.Request) -> web.Response:
        row = await (await connection.execute(QUERY.format("%s"), (1,))).fetchone()
        return web.Response(
            text=f"<!doctype html><p>{row[0] if row else ''}</p>", content_type="text/html"
        )

    return page


async def app(url: str) -> web.Application:
    served = web.Application()
    served.add_routes(
        [
            web.get(
                "/",
                await (
                    sqlite(url.removeprefix("sqlite:///"))
                    if url.startswith("sqlite")
                    else postgresql(url)
                ),
            )
        ]
    )
    return served


if __name__ == "__main__":
    web.run_app(
        app(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), print=None, access_log=None
    )
