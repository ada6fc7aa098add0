"""Without the network, in a real browser: what was seen is read, what is pressed is sent once."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.harness.network import Network, network
from tests.harness.patience import Patience
from tests.harness.phones import phone, press, reads, resident, settle
from tests.harness.server import Running

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("serial")]
SUNDAYS = "button[value='quiet.sundays']"
PRESSED = b"press=quiet.sundays"
CARDS = ".entries:not(.tiles) a.entry"
KEPT = """async (names) => {
  const found = [];
  for (const name of names) {
    if (!(await caches.has(name))) continue;
    for (const request of await (await caches.open(name)).keys()) found.push(request.url);
  }
  return found;
}"""

HOLDS = """async (title) => {
  const page = await caches.match("/chat?at=offline");
  return (await page.text()).includes(title);
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def net(server: Running) -> AsyncIterator[Network]:
    async with network(server.address) as made:
        yield made


async def becomes_true(page: Page, script: str, value: object = None) -> None:
    """Wait for something in the page; its policy forbids what Playwright itself would do."""
    patience = Patience()
    while not await page.evaluate(script, value):
        assert not patience.is_over, script
        await page.wait_for_timeout(50)


async def kept(page: Page, *names: str) -> list[str]:
    return await page.evaluate(KEPT, [*names])


async def one_waits(page: Page) -> None:
    """The worker keeps one form for later: it does that after the page says so."""
    patience = Patience()
    while (count := len(await kept(page, "outbox"))) != 1:
        assert not patience.is_over, count
        await page.wait_for_timeout(20)


async def settled(page: Page) -> None:
    """The worker works for the page, and what is to be kept for offline is there."""
    await becomes_true(page, "Boolean(navigator.serviceWorker.controller)")
    await becomes_true(page, "caches.match('/chat?at=offline').then(Boolean)")


async def reader(browser: Browser, net: Network, language: str = "en") -> Page:
    """A newcomer of Waldshut at home."""
    page = await resident(browser, net.address, locale=language, language=language)
    await settled(page)
    return page


async def goes(page: Page, net: Network, *, online: bool) -> None:
    net.mend() if online else net.cut()
    await page.context.set_offline(not online)


async def test_the_last_list_and_saved_offers_are_read_and_the_office_is_called(
    browser: Browser, server: Running, net: Network
) -> None:
    page = await reader(browser, net)
    await press(page, "All offers")
    listed = await page.locator(CARDS).first.locator("b").inner_text()
    await page.locator(CARDS).first.click()
    await reads(page, listed)
    await press(page, "Save")
    await expect(page.locator("#toast")).to_have_text("Saved.")
    await becomes_true(page, HOLDS, listed)
    await goes(page, net, online=False)
    await press(page, "Back")
    await expect(page.locator("#toast")).to_contain_text("You are offline")
    await reads(page, listed)
    await expect(page.locator("#screen")).to_have_attribute("lang", "en")
    await page.goto(f"{net.address}/chat?at=settings")
    await expect(page.locator("h1")).to_have_text("You are offline")
    await expect(page).to_have_title("You are offline – Landkreis Waldshut")
    await reads(page, listed)
    assert await page.locator("main a[href^='tel:']").count() >= 2
    await press(page, "Last list")
    await expect(page.locator("#screen")).to_have_attribute("data-at", "offer.list:a...0")
    await expect(page.locator(CARDS).first).to_contain_text(listed)
    await goes(page, net, online=True)
    await press(page, "Home")
    await expect(page.locator("#toast")).to_be_empty()


async def test_what_was_pressed_is_sent_once_when_the_network_is_back(
    browser: Browser, server: Running, net: Network
) -> None:
    """Its answer is lost on the way the first time; a second press of the same does nothing."""
    page = await reader(browser, net)
    await page.goto(f"{net.address}/chat?at=quiet.show")
    await settled(page)
    await expect(page.locator(SUNDAYS)).to_have_attribute("aria-pressed", "true")
    await goes(page, net, online=False)
    for _ in range(2):
        await page.locator(SUNDAYS).click()
        await expect(page.locator("#toast")).to_contain_text("as soon as you are online")
    await one_waits(page)
    net.is_cut, net.loses_answers, net.sent = False, True, b""
    await page.context.set_offline(False)
    patience = Patience()
    while not net.sent.count(PRESSED):
        assert not patience.is_over
        await page.evaluate("flush()")  # Playwright lets pages go online before their worker
        await page.wait_for_timeout(50)
    await page.wait_for_timeout(200)
    assert len(await kept(page, "outbox")) == 1
    lost = net.sent.count(PRESSED)
    net.mend()
    await page.evaluate("flush()")
    await expect(page.locator(SUNDAYS)).to_have_attribute("aria-pressed", "false")
    await expect(page.locator("#toast")).to_contain_text("You are online again")
    assert net.sent.count(PRESSED) > lost
    assert not await kept(page, "outbox")
    await page.reload()
    await expect(page.locator(SUNDAYS)).to_have_attribute("aria-pressed", "false")


async def test_the_way_back_by_itself(browser: Browser, server: Running, net: Network) -> None:
    """What was typed is sent as soon as the browser hears of the network; nobody presses."""
    page = await reader(browser, net, language="ar")
    await goes(page, net, online=False)
    await page.fill("#text", "Deutschkurs")
    await page.keyboard.press("Enter")
    await expect(page.locator("#toast")).not_to_be_empty()
    await one_waits(page)
    await goes(page, net, online=True)
    await expect(page.locator("#screen")).to_have_attribute("data-at", "offer.list:q1...0")
    await expect(page.locator("#text")).to_have_value("")
    assert not await kept(page, "outbox")


async def test_nothing_stays_of_somebody_who_leaves(
    browser: Browser, server: Running, net: Network
) -> None:
    """One after the other in one browser; each is a newcomer."""
    first, wrong = await phone(browser, "en"), []
    for name, leave in LEAVING.items():
        page = await first.context.new_page()
        await page.context.clear_cookies()
        await settle(page, net.address, "en", "Waldshut")
        await page.goto(f"{net.address}/chat?at=offer.list:a...0")
        await settled(page)
        await becomes_true(page, "caches.match('/chat?at=offline.last').then(Boolean)")
        await leave(page, net)
        other = await page.context.new_page()
        await other.goto(f"{net.address}/robots.txt")
        await other.wait_for_timeout(300)
        wrong += [(name, url) for url in await kept(other, "seen", "outbox")]
        await page.close()
    assert not wrong


async def forgets(page: Page, net: Network) -> None:
    await page.fill("#text", "/forget")
    await page.keyboard.press("Enter")
    await press(page, "Yes, delete everything")
    await reads(page, "deleted")


async def leaves_quickly(page: Page, net: Network) -> None:
    await page.route("https://www.wikipedia.org/", lambda route: route.fulfill(body="Wiki"))
    await page.fill("#text", "my husband hits me")
    await page.keyboard.press("Enter")
    await page.locator("a.exit").click()
    await expect(page.locator("body")).to_have_text("Wiki")


async def leaves_quickly_offline(page: Page, net: Network) -> None:
    await page.route("https://www.wikipedia.org/", lambda route: route.fulfill(body="Wiki"))
    await page.fill("#text", "my husband hits me")
    await page.keyboard.press("Enter")
    await reads(page, "Are you in danger?")
    net.cut()
    await page.fill("#text", "where is the shelter")
    await page.keyboard.press("Enter")
    await expect(page.locator("#toast")).to_contain_text("You are offline")
    await page.locator("a.exit").click()
    await expect(page.locator("body")).to_have_text("Wiki")
    net.mend()


async def loses_the_cookie(page: Page, net: Network) -> None:
    """The session ends elsewhere: the next page that is seen says so."""
    await page.context.clear_cookies()
    await page.goto(f"{net.address}/chat?at=settings")


LEAVING = {
    "forget": forgets,
    "exit": leaves_quickly,
    "exit offline": leaves_quickly_offline,
    "cookie": loses_the_cookie,
}


async def test_who_knows_nobody_gets_a_kind_page_in_their_language(
    browser: Browser, server: Running, net: Network
) -> None:
    page = await phone(browser, "uk")
    await page.goto(f"{net.address}/try/newcomer")
    await becomes_true(page, "Boolean(navigator.serviceWorker.controller)")
    await becomes_true(page, "caches.match('/offline').then(Boolean)")
    await page.evaluate("caches.delete('seen')")
    await goes(page, net, online=False)
    await page.goto(f"{net.address}/o/1")
    await expect(page.locator("html")).to_have_attribute("lang", "uk")
    await expect(page.locator("main a[href='tel:112']")).to_be_visible()


async def test_an_update_replaces_what_was_kept_of_the_version_before(
    browser: Browser, server: Running, net: Network
) -> None:
    page = await reader(browser, net)
    names = await page.evaluate("caches.keys()")
    (shell,) = [name for name in names if name.startswith("shell-")]
    script = await (await page.request.get(f"{net.address}/sw.js")).text()
    assert f'VERSION = "{shell.removeprefix("shell-")}"' in script
    await page.evaluate("caches.open('shell-000000000000')")
    registration = "navigator.serviceWorker.getRegistration('/')"
    await page.evaluate(f"{registration}.then((known) => known.unregister())")
    await page.reload()
    await becomes_true(page, "caches.keys().then((names) => names.filter((name) =>"
                             " name.startsWith('shell-')).length === 1)")  # fmt: skip
    assert shell in await page.evaluate("caches.keys()")


async def test_without_a_worker_all_is_as_before(
    browser: Browser, server: Running, net: Network
) -> None:
    page = await phone(browser, "en", service_workers="block")
    await page.add_init_script("delete Navigator.prototype.serviceWorker; delete window.caches;")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(f"{net.address}/try/newcomer")
    await press(page, "English")
    await press(page, "Waldshut")
    await press(page, "All offers")
    await page.locator(CARDS).first.click()
    await press(page, "Save")
    await expect(page.locator("#toast")).to_have_text("Saved.")
    assert not errors


async def test_the_first_page_costs_little_data(
    browser: Browser, server: Running, net: Network
) -> None:
    """All bytes of the first load count: headers, files, and what the worker loads."""
    page = await phone(browser, "ti")
    await page.goto(f"{net.address}/chat?at=offer.list:a...0", wait_until="load")
    await settled(page)
    await page.wait_for_timeout(500)
    assert 0 < net.received <= 30 * 1024
