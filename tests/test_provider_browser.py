"""Signing in at a provider in a real browser: its rules for cookies, forms and windows hold."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from handlers.desk.desk import desk_routes
from handlers.dialogue.conversation import Conversation
from handlers.web.server import web_app
from storage.engine.database import Database
from tests.harness.browsers import Site
from tests.harness.databases import NOW, open_database
from tests.harness.patience import scaled
from tests.harness.provider import NAME, Pretended, pretended, uses
from tests.harness.server import free_port
from tests.test_sessions import invited

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("serial")]


@pytest_asyncio.fixture(loop_scope="session")
async def provider() -> AsyncIterator[Pretended]:
    async with pretended() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def database(url: str) -> AsyncIterator[Database]:
    """In the loop of the browser."""
    opened = open_database(url)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def site(conversation: Conversation, provider: Pretended) -> AsyncIterator[str]:
    """A server on another host than the provider, as browsers see it."""
    port = free_port()
    address = f"http://localhost:{port}"
    uses(conversation, provider, base_url=address)

    def now() -> datetime:
        return NOW

    app = web_app(conversation, now, rooms=(desk_routes,))
    async with TestServer(app, host="localhost", port=port):
        yield address


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> Page:
    opened = await (await browser.new_context(locale="en-GB")).new_page()
    opened.set_default_timeout(scaled(6) * 1000)
    expect.set_options(timeout=scaled(6) * 1000)
    return opened


async def violations(page: Page) -> list[str]:
    """What axe finds on a page, and whether it is wider than a small phone."""
    await page.set_viewport_size({"width": 320, "height": 640})
    results = await Axe().run(page)
    found = [f"{page.url}: {one['id']}" for one in results.response["violations"]]
    width = await page.evaluate("document.documentElement.scrollWidth")
    return [*found, *([f"{page.url}: {width} px wide"] if width > 320 else [])]


async def test_from_an_invitation_to_the_desk_and_back_in_a_browser(
    conversation: Conversation, site: str, page: Page
) -> None:
    token = await invited(Site(conversation))
    await page.goto(f"{site}/chat?start=i-{token}")
    assert NAME in await page.inner_text("main")
    async with page.context.expect_page() as opening:
        await page.click("text=Use my office account")
    opened = await opening.value
    await opened.wait_for_url(f"{site}/desk")
    await page.context.clear_cookies()
    await page.goto(f"{site}/desk/offers")
    wrong = await violations(page)
    await page.click("a[href*='/sign-in/provider']")
    await page.wait_for_url(f"{site}/desk/offers")
    await page.goto(f"{site}/desk/security")
    assert NAME in await page.inner_text("main")
    wrong += await violations(page)
    await page.goto(f"{site}/sign-in/provider/back?state=x")
    wrong += await violations(page)
    assert not wrong
