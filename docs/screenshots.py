"""The README's pictures, taken from the running program: ``PYTHONPATH=. .venv/bin/python docs/screenshots.py``."""

import asyncio
import re
import shutil
import tempfile
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests.harness.server import running

IMAGES = Path(__file__).parent / "images"
LOOKS = {
    "ar": ("العربية", "Waldshut", "المدرسة والتعليم واللغة", "دورة لغة ألمانية"),
    "uk": ("Українська", "Konstanz", "Мова", "Вечірній курс"),
    "de-simple": ("Leichte Sprache", "Esslingen", "Sprache", "Deutsch lernen"),
}


async def take(browser: Browser, address: str, code: str, presses: tuple[str, ...]) -> None:
    """Press through to a card; the list and the card become pictures."""
    context = await browser.new_context(
        locale=code, viewport={"width": 390, "height": 780}, device_scale_factor=1
    )
    page = await context.new_page()
    await page.goto(f"{address}/try/newcomer")
    for number, label in enumerate(presses):
        await page.locator(f"main :is(a, button):has-text({label!r})").first.click()
        await page.wait_for_timeout(400)
        if number >= 2:
            await page.screenshot(path=IMAGES / f"{code}-{'list' if number == 2 else 'card'}.png")


async def take_telegram(browser: Browser, address: str) -> None:
    """The pretended Telegram's page: a list in Arabic."""
    page = await browser.new_page(viewport={"width": 760, "height": 780})
    await page.goto(address)
    await page.get_by_text("Sample (ar)").click()
    await page.get_by_role("button", name="Send").click()
    for label in LOOKS["ar"][:3]:
        await page.locator(f".row button:has-text({label!r})").first.click()
    await page.get_by_text("18:00").wait_for()
    await page.screenshot(path=IMAGES / "telegram-ar.png")


async def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), "try", "--telegram") as server,
    ):
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            for code, presses in LOOKS.items():
                await take(browser, server.address, code, presses)
            await take_telegram(browser, re.findall(r"pretended: +(\S+)", server.printed)[0])
            await browser.close()


asyncio.run(main())
