"""Notifications in a real browser: the button, the worker, and a key that changed.

The browser's own push service is elsewhere, so what it gives out is pretended: an address on this
machine, with keys of a phone of ours. The rest is real: page, worker, server, sender, encryption.
"""

import json
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.i18n import Translator
from handlers.web.push.channel import content_of
from tests.harness.databases import services
from tests.harness.patience import Patience
from tests.harness.phones import phone as small
from tests.harness.phones import press
from tests.harness.push import CONTACT, Phone, PushService, push_service
from tests.harness.server import Running, running

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("serial")]
NOTIFY, STOP = "Notify this device", "Stop on this device"
PRETENDED = """
(() => {
  const kept = (key) => JSON.parse(localStorage.getItem(key) || "null");
  const bytes = (text) => Uint8Array.from(
    atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0)).buffer;
  const made = () => {
    const found = kept("pretended");
    if (!found) return null;
    return {
      endpoint: found.endpoint,
      options: { applicationServerKey: bytes(found.key) },
      toJSON: () => ({ endpoint: found.endpoint, keys: PHONE.keys }),
      unsubscribe: async () => { localStorage.removeItem("pretended"); return true; },
    };
  };
  PushManager.prototype.getSubscription = async () => made();
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    if (!userVisibleOnly) throw new Error("not visible");
    const found = { endpoint: PHONE.endpoint, key: applicationServerKey };
    localStorage.setItem("pretended", JSON.stringify(found));
    localStorage.setItem("count", (kept("count") || 0) + 1);
    return made();
  };
  Notification.requestPermission = async () => localStorage.getItem("permission") || "granted";
  Object.defineProperty(Notification, "permission",
    { get: () => localStorage.getItem("permission") || "granted" });
})();
"""
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)


SHOWN = """async (body) => {
  const worker = await navigator.serviceWorker.ready;
  const [shown, ...more] = await worker.getNotifications();
  const is = (one) => one.title === "Lotse" && one.data === "/chat?at=inbox:0";
  return Boolean(shown) && !more.length && shown.body === body && is(shown);
}"""
"""Whether the worker shows one notification, with these words."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def service() -> AsyncIterator[PushService]:
    async with push_service() as started:
        yield started


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, service: PushService) -> Iterator[Running]:
    settings = {"LOTSE_PUSH_CONTACT": CONTACT, "LOTSE_PUSH_PRETENDED": service.origin}
    with running(tmp_path_factory.mktemp("push"), **settings) as started:
        yield started


async def pretending(page: Page, phone: Phone) -> None:
    """Let the browser give out the address of a phone of ours."""
    known = phone.form
    given = {
        "endpoint": known["endpoint"],
        "keys": {"p256dh": known["p256dh"], "auth": known["auth"]},
    }
    await page.add_init_script(f"const PHONE = {json.dumps(given)};\n{PRETENDED}")


def translator(code: str) -> Translator:
    return services().translator(code)


async def becomes_true(page: Page, script: str, value: object) -> None:
    """Wait for something in the page; its policy forbids what Playwright itself would do."""
    patience = Patience()
    while not await page.evaluate(script, value):
        assert not patience.is_over, script
        await page.wait_for_timeout(50)


async def at(page: Page, server: Running, where: str) -> None:
    await page.goto(f"{server.address}/chat?at={where}")


async def reader(browser: Browser, server: Running, phone: Phone, **options: object) -> Page:
    """A phone of a volunteer in the settings of messages, in English."""
    page = await small(browser, "en", **options)
    await pretending(page, phone)
    await page.goto(f"{server.address}/try/volunteer")
    await at(page, server, "language.list")
    await press(page, "English")
    await expect(page.locator("#screen")).to_have_attribute("data-at", "home:0")
    await at(page, server, "pause.show")
    return page


async def test_the_button_switches_on_and_off_and_takes_a_new_key_by_itself(
    browser: Browser, server: Running, service: PushService
) -> None:
    phone = service.phone("browser")
    page = await reader(browser, server, phone)
    button = page.locator("button.notify")
    await expect(button).to_have_text(NOTIFY, use_inner_text=True)
    await button.click()
    await expect(page.locator("#toast")).to_have_text("We will notify you on this device.")
    await expect(button).to_have_text(STOP, use_inner_text=True)
    await expect(button).to_have_attribute("aria-pressed", "true")
    await page.reload()
    await expect(button).to_have_text(STOP, use_inner_text=True)
    await at(page, server, "home:0")
    await at(page, server, "pause.show")
    await page.evaluate("localStorage.pretended = JSON.stringify("
                        "{...JSON.parse(localStorage.pretended), key: 'BOLD'})")  # fmt: skip
    before = await page.evaluate("localStorage.count")
    await page.reload()
    await becomes_true(page, "(before) => Number(localStorage.count) > before", int(before))
    assert await page.evaluate("JSON.parse(localStorage.pretended).key") != "BOLD"
    await expect(button).to_have_text(STOP, use_inner_text=True)
    await button.click()
    await expect(page.locator("#toast")).to_have_text(
        "We will not notify you on this device any more."
    )
    await expect(button).to_have_text(NOTIFY, use_inner_text=True)
    await page.reload()
    await expect(button).to_have_text(NOTIFY, use_inner_text=True)


async def test_a_browser_that_blocks_says_so_and_one_that_cannot_shows_nothing(
    browser: Browser, server: Running, service: PushService
) -> None:
    page = await reader(browser, server, service.phone("blocked"))
    await page.evaluate("localStorage.permission = 'denied'")
    button = page.locator("button.notify")
    await button.click()
    await expect(page.locator("#toast")).to_contain_text("Your browser blocks notifications")
    await expect(button).to_have_text(NOTIFY, use_inner_text=True)
    await page.add_init_script("delete window.PushManager")
    await page.reload()
    await expect(button).to_be_hidden()
    await expect(page.locator("p.install")).to_be_hidden()


async def test_an_iphone_says_how_to_install_first(
    browser: Browser, server: Running, service: PushService
) -> None:
    page = await reader(browser, server, service.phone("iphone"), user_agent=IPHONE)
    await page.add_init_script("delete window.PushManager")
    await page.reload()
    await expect(page.locator("p.install")).to_contain_text("Add to Home Screen")
    await expect(page.locator("button.notify")).to_be_hidden()


async def test_the_worker_shows_a_push_and_opens_what_waits(
    notifying: Browser, server: Running, service: PushService
) -> None:
    """The real worker gets a push from the browser, what we send and what nobody sends."""
    page = await reader(notifying, server, service.phone("worker"))
    await page.context.grant_permissions(["notifications"], origin=server.address)
    await page.locator("button.notify").click()
    await expect(page.locator("#toast")).to_have_text("We will notify you on this device.")
    devtools = await page.context.new_cdp_session(page)
    known: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: known.extend(one["registrationId"] for one in event["registrations"]),
    )
    await devtools.send("ServiceWorker.enable")
    patience = Patience()
    while not known:
        assert not patience.is_over
        await page.wait_for_timeout(50)
    said = content_of(translator("ar")).decode()
    for data, body in ((said, json.loads(said)["body"]), ("{", "📬"), ("", "📬")):
        push = {"origin": server.address, "registrationId": known[0], "data": data}
        await devtools.send("ServiceWorker.deliverPushMessage", push)
        await becomes_true(page, SHOWN, body)
    (worker,) = page.context.service_workers
    await worker.evaluate(
        """async () => {
          const [notification] = await registration.getNotifications();
          dispatchEvent(new NotificationEvent("notificationclick", { notification }));
        }"""
    )
    await expect(page).to_have_url(f"{server.address}/chat?at=inbox:0")
