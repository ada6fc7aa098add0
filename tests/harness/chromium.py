"""A real browser for tests, and the server that most of them open in it: both are started once.

What a test opens in the browser is closed after it.
"""

import shutil
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.harness.server import Running, running

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first of these that is installed is the browser.

The first one is Chromium without windows and what belongs to them: history, translation, tabs.
A page in a new context costs it a quarter of the processor time, with the same engine.
"""
CHROMIUM, WITH_WINDOWS = (
    next(filter(None, map(shutil.which, programs)), "") for programs in (PROGRAMS, PROGRAMS[1:])
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--renderer-process-limit=1",  # no process is made ahead for a page that may never be opened
]


UNDRAWN = "--disable-threaded-compositing"
"""With this flag Chromium without windows draws nothing.

Styles, sizes and scripts are as ever, but for ``requestAnimationFrame``, which never comes: so
nothing can be pressed. To open a page costs two thirds, to give it another size or other colours
half.
"""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def one_browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        await opened.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def one_undrawn(one_browser: Browser) -> AsyncIterator[Browser]:
    flags = [*FLAGS, UNDRAWN]
    opened = await one_browser.browser_type.launch(executable_path=CHROMIUM, args=flags)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def notifying(one_browser: Browser) -> AsyncIterator[Browser]:
    """A browser that shows notifications: the one without windows has no place for them."""
    opened = await one_browser.browser_type.launch(executable_path=WITH_WINDOWS, args=FLAGS)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def browser(one_browser: Browser) -> AsyncIterator[Browser]:
    """The browser of all these tests; what a test opened in it is closed when the test is over."""
    yield one_browser
    await _close_all(one_browser)


@pytest_asyncio.fixture(loop_scope="session")
async def undrawn(one_undrawn: Browser) -> AsyncIterator[Browser]:
    """A browser for what is read of pages, not seen or pressed; closed as the other one is."""
    yield one_undrawn
    await _close_all(one_undrawn)


async def _close_all(browser: Browser) -> None:
    for context in browser.contexts:
        await context.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """``lotse try`` for tests that make people of their own and leave all others as they are."""
    with running(tmp_path_factory.mktemp("server")) as started:
        yield started
