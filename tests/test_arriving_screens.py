"""Screens that come unasked, in a real browser: nothing is swapped away under somebody at work.

What the server would send comes when the test says so, at every moment of typing and pressing.
"""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.harness.patience import scaled
from tests.harness.phones import settle
from tests.harness.server import Running

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("serial")]
ARRIVALS = """
window.EventSource = class extends EventTarget {
  constructor() { super(); window.stream = this; }
};
window.arrives = async (at, tab) => {
  const answer = await fetch("/chat?at=" + at, { headers: { "X-Lotse-Tab": "another" } });
  window.comes(await answer.text(), tab);
};
window.comes = (html, tab = "") => {
  const data = JSON.stringify({ html, tab });
  window.stream.dispatchEvent(new MessageEvent("screen", { data }));
};
"""
"""Puts a stream of our own in place of the server's: ``arrives`` is a screen that comes."""
FIELD = "#text"
NEWS = "#toast a.button"
WORDS = "Ich brauche einen Kurs"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def newcomer(one_browser: Browser, server: Running) -> AsyncIterator[Page]:
    """The chat of somebody with a town, with a stream of our own.

    Without the worker: a request that goes through it is not seen by the test's own route.
    """
    context = await one_browser.new_context(locale="en", service_workers="block")
    await context.add_init_script(ARRIVALS)
    opened = await context.new_page()
    opened.set_default_timeout(scaled(10) * 1000)
    expect.set_options(timeout=scaled(10) * 1000)
    await settle(opened, server.address, "en", "Rems-Murr")
    await opened.goto(f"{server.address}/chat?at=home:0")
    yield opened
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(newcomer: Page, server: Running) -> Page:
    """The home of the newcomer, as if nothing had come yet."""
    await newcomer.evaluate("clear()")
    await newcomer.goto(f"{server.address}/chat?at=home:0")
    return newcomer


async def shows(page: Page, at: str) -> None:
    await expect(page.locator("#screen")).to_have_attribute("data-at", at)


async def arrives(page: Page, at: str = "settings", tab: str = "") -> None:
    """Let a screen come; without ``tab`` it is a message, else what another page did."""
    await page.evaluate("([at, tab]) => arrives(at, tab)", [at, tab])


async def put_cursor(page: Page) -> None:
    await page.locator(FIELD).focus()


async def put_letters(page: Page) -> None:
    await page.locator(FIELD).press_sequentially("Ich")


async def type_and_leave(page: Page) -> None:
    await page.locator(FIELD).fill("Ich")
    await page.locator("main").focus()


async def compose(page: Page) -> None:
    await page.locator(FIELD).focus()
    session = await page.context.new_cdp_session(page)
    await session.send(
        "Input.imeSetComposition", {"text": "に", "selectionStart": 1, "selectionEnd": 1}
    )


async def put_key_on_a_button(page: Page) -> None:
    await page.locator("main button").last.focus()


async def hold_a_button(page: Page) -> None:
    await page.locator("main button").last.hover()
    await page.mouse.down()


async def mark_words(page: Page) -> None:
    await page.locator("main h1").first.dblclick()


@pytest.mark.parametrize(
    "at_work",
    [
        put_cursor,
        put_letters,
        type_and_leave,
        compose,
        put_key_on_a_button,
        hold_a_button,
        mark_words,
    ],
)
async def test_nothing_is_swapped_away_under_somebody_at_work(
    page: Page, at_work: Callable[[Page], Awaitable[None]]
) -> None:
    await at_work(page)
    before = await page.evaluate("[document.activeElement, window.screenNow = screen_()][0].id")
    await arrives(page)
    assert await page.evaluate("screen_() === screenNow && document.activeElement.id") == before
    if at_work is hold_a_button:
        assert await page.locator(NEWS).count() == 0, "nothing moves under a press"
        await page.mouse.move(0, 0)
        await page.mouse.up()
    await expect(page.locator(NEWS)).to_have_text("📬 Messages for you")


async def test_what_is_typed_while_messages_come_is_all_there_and_is_sent(page: Page) -> None:
    await page.locator(FIELD).focus()
    for place, letter in enumerate(WORDS):
        await arrives(page, ("settings", "language.list", "about:0")[place % 3], "x" * (place % 2))
        await page.keyboard.insert_text(letter)
    await expect(page.locator(FIELD)).to_have_value(WORDS)
    await arrives(page)
    await page.keyboard.press("Enter")
    await expect(page.locator("main .said")).to_contain_text(WORDS)
    await expect(page.locator(FIELD)).to_have_value("")
    await expect(page.locator(NEWS)).to_be_visible()
    await page.locator(NEWS).click()
    await shows(page, "inbox.list:0")
    await expect(page.locator(NEWS)).to_have_count(0)


async def test_who_does_nothing_sees_a_message_at_once_and_who_stops_soon(page: Page) -> None:
    await arrives(page)
    await shows(page, "settings")
    await page.locator(FIELD).focus()
    await arrives(page, "home:0")
    await shows(page, "settings")
    await page.locator("main").focus()
    await shows(page, "home:0")
    await expect(page.locator(NEWS)).to_have_count(0)


async def test_a_message_that_comes_while_a_press_is_on_its_way_is_not_lost(page: Page) -> None:
    async def later(route) -> None:
        await arrives(page)
        await route.continue_()

    await page.route("**/chat", later)
    await page.locator(FIELD).fill(WORDS)
    await page.keyboard.press("Enter")
    await expect(page.locator("main .said")).to_contain_text(WORDS)
    await expect(page.locator(NEWS)).to_be_visible()


async def test_words_for_a_question_wait_for_who_looks_at_a_message_meanwhile(page: Page) -> None:
    asks = "document.getElementById('screen').dataset.expects = 'person.name'"
    await page.evaluate(asks)
    await page.locator(FIELD).fill(WORDS)
    await arrives(page)
    await page.locator(NEWS).click()
    await shows(page, "inbox.list:0")
    await expect(page.locator(FIELD)).to_have_value("")
    again = (
        "(html) => comes(html.replace('data-expects=\"\"', 'data-expects=\"person.name\"'), 'x')"
    )
    await page.evaluate(again, await page.evaluate("screen_().outerHTML"))
    await expect(page.locator(FIELD)).to_have_value(WORDS)


async def test_the_end_of_something_reloads_no_page_of_the_desk_under_a_cursor(
    one_browser: Browser, server: Running
) -> None:
    page = await (await one_browser.new_context(locale="de-DE")).new_page()
    await page.goto(f"{server.address}/try/desk")
    await page.goto(f"{server.address}/desk/import")
    await page.locator("main input[name=source]").focus()
    async with page.expect_request(lambda asked: asked.resource_type == "fetch"):
        await page.evaluate("window.same = 1; polls(document.createElement('div'), 1)")
    async with page.expect_request(lambda asked: asked.resource_type == "fetch"):
        pass
    assert await page.evaluate("window.same") == 1
    async with page.expect_event("load", timeout=scaled(10) * 1000):
        await page.locator("main input[name=source]").blur()
    assert await page.evaluate("window.same") is None
    await page.context.close()
