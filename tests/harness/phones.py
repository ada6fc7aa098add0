"""Phones of people in the chat, in a real browser, and what they press and read there."""

import re
from urllib.parse import quote

from playwright.async_api import Browser, Page, expect

from tests.harness.patience import scaled
from tests.harness.server import Running

PHONE = {"width": 390, "height": 800}
FASTER = 200
HURRY = f"""
const usual = setTimeout;
window.setTimeout = (act, wait = 0, ...more) => usual(act, wait / {FASTER}, ...more);
"""
"""Lets what a page waits for by itself pass many times as fast."""
_FIELD = re.compile(r'<input type="hidden" name="(csrf|number)" value="([^"]+)">')


async def phone(browser: Browser, locale: str, **options: object) -> Page:
    options = {"viewport": PHONE, **options}
    context = await browser.new_context(locale=locale, **options)  # type: ignore[arg-type]
    page = await context.new_page()
    page.set_default_timeout(scaled(10) * 1000)
    expect.set_options(timeout=scaled(10) * 1000)
    return page


async def newcomer(browser: Browser, server: Running, locale: str, **options: object) -> Page:
    """A phone that has opened the link "chat as newcomer"."""
    page = await phone(browser, locale, **options)
    await page.goto(f"{server.address}/try/newcomer")
    return page


async def resident(
    browser: Browser,
    address: str,
    at: str = "home:0",
    *,
    locale: str = "en",
    language: str = "en",
    place: str = "Waldshut",
    **options: object,
) -> Page:
    """A phone of a newcomer who chose a language and a district, at a screen of the chat."""
    page = await phone(browser, locale, **options)
    await settle(page, address, language, place)
    await page.goto(f"{address}/chat?at={quote(at)}")
    return page


async def settle(page: Page, address: str, language: str, place: str) -> None:
    """Send the forms of a newcomer's first two pages without loading these pages."""
    asked = page.context.request
    shown = await (await asked.get(f"{address}/try/newcomer")).text()
    for wanted in (f"language.set:{language}", rf'district\.set:\d+(?="><span>[^<]*{place})'):
        found = re.search(f'value="({wanted})', shown)
        assert found, (wanted, shown)
        form = {**dict(_FIELD.findall(shown)), "press": found[1]}
        shown = await (await asked.post(f"{address}/chat", form=form)).text()


async def press(page: Page, label: str) -> None:
    await page.locator(
        f"header .button:has-text({label!r}), main :is(a, button):has-text({label!r})"
    ).first.click()


async def reads(page: Page, text: str) -> None:
    await expect(page.locator("main .said")).to_contain_text(text)
