"""One line in a district's page shows the chat, as high as it is; no other page hears of it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect

from tests.harness.patience import Patience
from tests.harness.phones import phone
from tests.harness.server import Running, free_port, running

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("serial")]
HEARS = """
  window.heard = [];
  addEventListener("message", (event) => window.heard.push([event.origin, event.data]));
"""
"""Notes what any frame tells a page."""


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Running]:
    settings = {"LOTSE_WEB_EMBED_ON": f"http://127.0.0.1:{port}, https://www.kreis.example"}
    with running(tmp_path_factory.mktemp("embedding"), **settings) as started:
        yield started


@asynccontextmanager
async def showing(browser: Browser, port: int, body: str, policy: str = "") -> AsyncIterator[Page]:
    """A page of a district with some HTML in it, on another server: browsers ask for a real one."""
    page = await phone(browser, "uk")

    async def give(_: web.Request) -> web.Response:
        headers = {"Content-Security-Policy": policy} if policy else {}
        return web.Response(content_type="text/html", text=f"<h1>Kreis</h1>{body}", headers=headers)

    app = web.Application()
    app.add_routes([web.get("/home", give)])
    async with TestServer(app, host="127.0.0.1", port=port):
        await page.add_init_script(HEARS)
        await page.goto(f"http://127.0.0.1:{port}/home")
        yield page
        await page.context.close()


def one_line(server: Running, more: str = "") -> str:
    return (
        f'<script src="{server.address}/embed.js" data-district="waldshut" {more} async></script>'
    )


async def becomes_as_high_as_its_content(page: Page) -> int:
    """Wait until a frame needs no scrolling, and return its height in pixels."""
    frame, patience = page.locator("iframe"), Patience()
    body = page.frame_locator("iframe").locator("body")
    while True:
        inner = await body.evaluate("(body) => body.offsetHeight")
        if await frame.evaluate("(frame) => frame.offsetHeight") == inner:
            return int(inner)
        assert not patience.is_over
        await page.wait_for_timeout(50)


async def test_the_frame_is_as_high_as_what_it_shows(
    browser: Browser, server: Running, port: int
) -> None:
    policy = f"script-src {server.address}; frame-src {server.address}; style-src 'none'"
    line = one_line(server, 'data-title="Wegweiser"')
    async with showing(browser, port, line, policy) as page:
        await expect(page.locator("iframe")).to_have_attribute("title", "Wegweiser")
        frame = page.frame_locator("iframe")
        await expect(frame.locator("button:has-text('English')")).to_be_visible()
        first = await becomes_as_high_as_its_content(page)
        await frame.locator("button:has-text('English')").click()
        await expect(frame.locator(".own button").first).to_contain_text("Waldshut")
        second = await becomes_as_high_as_its_content(page)
        assert len({first, second, 700}) == 3
        heard = await page.evaluate("window.heard")
        assert {origin for origin, _ in heard} == {server.address}
        assert all([*said] == ["lotseHeight"] for _, said in heard)


async def test_a_page_that_is_not_named_neither_shows_it_nor_hears_of_it(
    browser: Browser, server: Running
) -> None:
    async with showing(browser, free_port(), one_line(server)) as page:
        await expect(page.locator("iframe")).to_have_count(1)
        await page.wait_for_timeout(500)
        assert not await page.evaluate("window.heard")
        assert await page.locator("iframe").evaluate("(frame) => frame.style.height") == "700px"


async def test_what_a_stranger_says_moves_nothing(
    browser: Browser, server: Running, port: int
) -> None:
    async with showing(browser, port, one_line(server)) as page:
        await expect(page.frame_locator("iframe").locator("h1")).to_be_visible()
        before = await becomes_as_high_as_its_content(page)
        await page.evaluate("postMessage({ lotseHeight: 999 }, '*')")
        await page.wait_for_timeout(200)
        assert await page.locator("iframe").evaluate("(frame) => frame.offsetHeight") == before
