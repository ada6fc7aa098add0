"""Reading aloud in a real browser: with voices of the device only, each line in its language.

Chromium has no voice here, so voices and what they are given to say are pretended.
"""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.harness.phones import phone, reads, settle
from tests.harness.server import Running

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("serial")]
VOICES = """
(() => {
  window.said = [];
  const made = (lang, localService) => ({ lang, localService, name: lang });
  const voices = VOICES.map(([lang, local]) => made(lang, local));
  const speech = new EventTarget();
  speech.getVoices = () => (window.late ? voices : window.isLate ? [] : voices);
  speech.speak = (line) => window.said.push([line.lang, line.text]);
  speech.cancel = () => window.said.push(["", "stop"]);
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.SpeechSynthesisUtterance = class extends EventTarget {
    constructor(text) { super(); this.text = text; }
  };
})();
"""

LATE = "window.late = true; speechSynthesis.dispatchEvent(new Event('voiceschanged'))"
MUTE = "Object.defineProperty(window, 'speechSynthesis', { value: undefined })"


async def listening(browser: Browser, locale: str, voices: str, more: str = "") -> Page:
    """A phone with voices: pairs of a language and whether they are its own."""
    page = await phone(browser, locale)
    await page.add_init_script(more + VOICES.replace("VOICES", voices, 1))
    return page


async def said(page: Page) -> list[list[str]]:
    return [line for line in await page.evaluate("window.said") if line[0]]


async def test_a_card_is_read_in_its_languages_and_stops(browser: Browser, server: Running) -> None:
    page = await listening(browser, "ar", '[["de-DE", true], ["ar", false], ["ar-EG", true]]')
    await settle(page, server.address, "ar", "Waldshut")
    await page.goto(f"{server.address}/chat?at=offer.list:a...0")
    button = page.locator("button.speak")
    await expect(button).to_be_visible()
    await button.click()
    await expect(button).to_have_attribute("aria-pressed", "true")
    lines = await said(page)
    assert {lang for lang, _ in lines} == {"ar-EG", "de-DE"}
    german = await page.locator(".original").first.inner_text()
    assert ["de-DE", german.strip("\u2068\u2069")] in lines
    assert not [text for _, text in lines if not text or "·" in text or "🗣" in text]
    await button.click()
    await expect(button).to_have_attribute("aria-pressed", "false")
    assert (await page.evaluate("window.said"))[-1] == ["", "stop"]
    await button.click()
    await page.locator("a.entry").first.click()
    await reads(page, "بالألمانية")
    await expect(page.locator("button.speak")).to_have_attribute("aria-pressed", "false")
    assert (await page.evaluate("window.said"))[-1] == ["", "stop"]


@pytest.mark.parametrize("voices", ["[]", '[["de-DE", true]]', '[["uk-UA", false]]'])
async def test_without_a_voice_of_the_device_there_is_no_button(
    browser: Browser, server: Running, voices: str
) -> None:
    page = await listening(browser, "uk", voices)
    for path in ("/chat?at=offer.show:1:a...0", "/o/1?lang=uk"):
        await page.goto(f"{server.address}{path}")
        await expect(page.locator("main")).to_be_visible()
        await expect(page.locator("button.speak")).to_be_hidden()


async def test_voices_that_come_late_bring_the_button(browser: Browser, server: Running) -> None:
    page = await listening(browser, "de", '[["de_DE", true]]', "window.isLate = true;")
    await page.goto(f"{server.address}/o/1?lang=de-simple")
    await expect(page.locator("button.speak")).to_be_hidden()
    await page.evaluate(
        "window.late = true; speechSynthesis.dispatchEvent(new Event('voiceschanged'))"
    )
    await expect(page.locator("button.speak")).to_be_visible()
    await page.locator("button.speak").click()
    assert (await said(page))[0][0] == "de_DE"


async def test_a_browser_that_cannot_speak_has_no_error(browser: Browser, server: Running) -> None:
    page = await phone(browser, "de")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.add_init_script(
        "Object.defineProperty(window, 'speechSynthesis', {value: undefined})"
    )
    await page.goto(f"{server.address}/o/1")
    await expect(page.locator("button.speak")).to_be_hidden()
    assert not errors
