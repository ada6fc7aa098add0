"""Parts of the site that are loaded at their first request."""

import asyncio
from collections.abc import Iterator, Sequence

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request

from bot.rules.desk import HOME
from bot.server import late_desk
from handlers.desk.desk import desk_routes
from handlers.dialogue.conversation import Conversation
from handlers.web.late_routes import LateResource, LateRoutes
from handlers.web.server import web_app
from tests.harness.databases import NOW
from tests.test_junk_requests import paths


async def page(request: web.Request) -> web.Response:
    return web.Response(text=request.match_info.get("id", "home"))


ROUTES = (web.get("/part", page), web.get("/part/{id}", page), web.post("/part/{id}", page))


async def test_a_part_is_loaded_once_by_the_first_request_below_it() -> None:
    loaded: list[str] = []

    def load() -> Sequence[web.RouteDef]:
        loaded.append("now")
        return ROUTES

    app = web.Application()
    app.add_routes([web.get("/partly", page), LateRoutes("/part", load)])
    async with TestClient(TestServer(app)) as client:
        assert (await client.get("/partly")).status == 200
        assert not loaded
        answers = await asyncio.gather(*(client.get(f"/part/{number}") for number in range(3)))
        assert [await answer.text() for answer in answers] == ["0", "1", "2"]
        assert await (await client.get("/part")).text() == "home"
        assert (await client.get("/part/1/2")).status == 404
        refused = await client.delete("/part/1")
        assert (refused.status, refused.headers["Allow"]) == (405, "GET,HEAD,POST")
        assert loaded == ["now"]


async def test_a_part_that_cannot_be_loaded_is_tried_again_by_the_next_request() -> None:
    attempts: Iterator[Sequence[web.RouteDef] | None] = iter((None, ROUTES))

    def load() -> Sequence[web.RouteDef]:
        if (routes := next(attempts)) is None:
            raise ImportError("half installed")
        return routes

    resource, request = LateResource("/part", load), make_mocked_request("GET", "/part/7")
    with pytest.raises(ImportError, match="half installed"):
        await resource.resolve(request)
    match, _ = await resource.resolve(request)
    assert dict(match) == {"id": "7"}


async def test_every_address_of_the_desk_leads_where_it_leads_without_waiting(
    conversation: Conversation,
) -> None:
    late = web_app(conversation, lambda: NOW, rooms=(late_desk,))
    whole = web_app(conversation, lambda: NOW, rooms=(desk_routes,))
    found: set[str] = set()
    wrong = []
    for resource, addresses in paths(whole):
        for path in addresses:
            request = make_mocked_request("GET", path)
            match, expected = (
                await late.router.resolve(request),
                await whole.router.resolve(request),
            )
            if _where(match) != _where(expected):
                wrong.append(path)
        found.add(resource.canonical)
    assert {HOME, f"{HOME}/offers", f"{HOME}/static"} <= found
    assert not wrong


def _where(match: web.UrlMappingMatchInfo) -> tuple[str, dict[str, str], int]:
    resource = match.route.resource
    failed = match.http_exception
    return resource.canonical if resource else "", dict(match), failed.status if failed else 0
