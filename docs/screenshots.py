"""The pictures of README and guide, taken from the running program with its sample districts.

``PYTHONPATH=. .venv/bin/python docs/screenshots.py``; with ``guide``, ``walk``, ``phone`` or
``languages`` behind it, only those of the guide, of its first morning, of the chat on a phone, or
the sheet of one screen in every language.
"""

import asyncio
import base64
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, FilePayload, Page, async_playwright

from bot.catalogues import load_translators
from bot.i18n import Translator, plain
from locales import LOCALES
from tests.harness.server import Running, running

IMAGES = Path(__file__).parent / "images"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
PHONE_HEIGHT = 780
NARROW = 360
"""Width of a small phone, in CSS pixels."""
WALK = {"width": 1366, "height": 768}
"""The screen of an office, in CSS pixels; the pictures of the walk are smaller."""
SHEET = """<style>body{margin:0;display:flex;flex-wrap:wrap;gap:6px;background:#888;width:1104px}
img{width:216px;height:auto;align-self:flex-start}</style>"""
CUT = """() => [...document.querySelectorAll("main *, header *")].filter(
    part => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 1
        && getComputedStyle(part).display != "inline"
).map(part => part.textContent.trim())"""
LOOKS = {
    "ar": ("العربية", "Waldshut", "المدرسة والتعليم واللغة", "دورة لغة ألمانية"),
    "uk": ("Українська", "Konstanz", "Мова", "Вечірній курс"),
    "de-simple": ("Leichte Sprache", "Esslingen", "Sprache", "Deutsch lernen"),
}
SHOWN = ("ar-list", "uk-card", "de-simple-card")
LIST = "/chat?at=offer.list:a...0"
PHONES = {
    "ar": ({}, {"place": "", "topics": "/chat?at=home:0", "list": LIST}),
    "uk": (
        {},
        {
            "card": "/chat?at=offer.show:3:a...0",
            "details": "/chat?at=offer.details:3:0:a...0",
            "map": "/chat?at=map.show:0",
        },
    ),
    "ti": (
        {"color_scheme": "dark"},
        {"topics": "/chat?at=home:0", "list": LIST, "person": "/chat?at=human"},
    ),
    "de": (
        {"forced_colors": "active"},
        {"topics": "/chat?at=home:0", "letters": "/chat?at=offer.letters", "public": "/o/3"},
    ),
}
"""What each reader's browser is set to, and the pictures: their names and where they are taken."""
READERS = ("Deutsch", "English", "العربية", "Українська", "Türkçe")
GROUP = "Arbeitskreis Schule"
LIST = """Titel;Träger;Ort;Telefon;Termine;Beginn
Nähtreff für alle;AWO;Wehr;07762 80990;Di 15-17 Uhr;12.01.2027
Deutsch am Vormittag;AWO;Wehr;7762 80990;Mo, Do 9-11 Uhr;12.01.2027
Hilfe mit Formularen;AWO;Bad Säckingen;07761 5510;Mi 14-16 Uhr;31.02.2027
"""
"""A list as an office has it: one telephone and one date are no such thing."""
NAMES = ("Frau Beispiel", "Herr Muster")


@dataclass(frozen=True)
class Chat:
    """One person's chat in a browser of their own."""

    page: Page

    async def press(self, *labels: str) -> None:
        for label in labels:
            words = re.sub(r"^\W+ ", "", label)  # pages draw what is a picture in the label
            await self.page.locator(f"main :is(a, button):has-text({words!r})").first.click()
            await self.page.wait_for_timeout(500)

    async def say(self, words: str) -> None:
        await self.page.locator("#text").fill(words)
        await self.page.locator("#text").press("Enter")
        await self.page.wait_for_timeout(500)

    async def picture(self, name: str) -> None:
        """As high as the screen is full, without a pressed or focused button."""
        await self.page.mouse.move(0, 0)
        await self.page.evaluate("document.activeElement.blur()")
        await self.page.wait_for_timeout(300)
        box = await self.page.locator("main").bounding_box()
        height = min(box["y"] + box["height"], self.page.viewport_size["height"])
        size = {"x": 0, "y": 0, "width": self.page.viewport_size["width"], "height": height}
        await self.page.screenshot(path=IMAGES / f"{name}.png", clip=size)


async def chat(
    browser: Browser,
    server: Running,
    role: str,
    locale: str = "de",
    height: int = 920,
    width: int = 390,
) -> Chat:
    viewport = {"width": width, "height": height}
    context = await browser.new_context(locale=locale, viewport=viewport, device_scale_factor=1)
    page = await context.new_page()
    await page.goto(f"{server.address}/try/{role}")
    return Chat(page)


async def take_newcomers(browser: Browser, server: Running) -> None:
    """Lists and cards in three languages."""
    for code, (language, district, field, offer) in LOOKS.items():
        newcomer = await chat(browser, server, "newcomer", code, PHONE_HEIGHT)
        await newcomer.press(language, district, field)
        if f"{code}-list" in SHOWN:
            await newcomer.picture(f"{code}-list")
        await newcomer.press(offer)
        if f"{code}-card" in SHOWN:
            await newcomer.picture(f"{code}-card")


async def take_phone(browser: Browser, server: Running) -> None:
    """A small cheap phone: four readers, three screens each, light, dark and in contrast."""
    size = {"width": 320, "height": 560}
    for code, (looks, places) in PHONES.items():
        context = await browser.new_context(locale=code, viewport=size, **looks)
        page = await context.new_page()
        await page.goto(f"{server.address}/try/newcomer")
        await page.locator(f"button[value='language.set:{code}']").click()
        await page.wait_for_selector("#screen[data-at='about:0']")
        for name, path in places.items():
            if path and "Waldshut" not in await page.locator("header").inner_text():
                await page.locator("button:has-text('Waldshut')").first.click()
                await page.wait_for_selector("#screen[data-at='home:0']")
            if path:
                await page.goto(f"{server.address}{path}")
            await page.wait_for_timeout(400)
            picture = IMAGES / f"phone-{code}-{name}.jpg"
            await page.screenshot(path=picture, type="jpeg", quality=45)
        await context.close()


async def take_telegram(browser: Browser, server: Running) -> None:
    """The simulated Telegram's page: a list in Arabic."""
    page = await browser.new_page(viewport={"width": 760, "height": 780})
    await page.goto(re.findall(r"pretended: +(\S+)", server.printed)[0])
    await page.get_by_text("Sample (ar)").click()
    await page.get_by_role("button", name="Send").click()
    for label in LOOKS["ar"][:3]:
        await page.locator(f".row button:has-text({label!r})").first.click()
    await page.get_by_text("18:00").wait_for()
    await page.screenshot(path=IMAGES / "telegram-ar.png")


async def take_office(browser: Browser, server: Running) -> None:
    """A coordinator's home, a report, a message before it is sent."""
    for language in READERS:
        reader = await chat(browser, server, "newcomer")
        await reader.press(language, "Waldshut")
        if language == "Deutsch":
            await reader.press("Schule", "Deutschkurs A1 bis A2", "Mehr dazu")
            await reader.press("Falsch", "Es ist vorbei")
    office = await chat(browser, server, "coordinator")
    await office.picture("guide-home")
    await office.press("Meldungen", "Deutschkurs")
    await office.picture("guide-report")
    await office.press("Start", "Nachrichten", "Neue Nachricht")
    await office.say("Der Deutschkurs am Abend beginnt am 12. Januar um 18 Uhr im Rathaus.")
    await office.press("Texte", "English")
    await office.say("The evening German course starts on 12 January at 6 p.m. in the town hall.")
    await office.press("Für wen", "Neuzugewanderte")
    await office.picture("guide-whom")
    await office.press("Zurück")
    await office.picture("guide-message")


async def take_groups(browser: Browser, server: Running) -> None:
    """What a lead sees: requests, a meeting, its agenda, the seats of a steering group."""
    lead = await chat(browser, server, "coordinator")
    volunteers = [await chat(browser, server, "volunteer") for _ in NAMES]
    for volunteer, name in zip(volunteers, NAMES, strict=True):
        await volunteer.press("Gruppen", GROUP, "Um Aufnahme")
        await volunteer.say(name)
    await lead.press("Gruppen", GROUP, "leiten", "Anfragen", NAMES[0], "Aufnehmen")
    await lead.press("Start", "Gruppen", GROUP, "leiten")
    await lead.picture("guide-lead")
    await lead.press("Start", "Gruppen", GROUP, "Treffen", "Neues Treffen")
    await lead.say("jeden Dienstag 18:00-20:00 Sprachcafé")
    await lead.press("ändern")
    await lead.picture("guide-replan")
    member = volunteers[0]
    await member.press("Start", "Gruppen", GROUP, "Treffen", "Sprachcafé")
    await member.press("Ich komme", "Tagesordnung", "vorschlagen")
    await member.say("Wer hilft beim Aufbau?")
    await member.press("Zurück")
    await member.picture("guide-meeting")
    await lead.press("Start", "Gruppen", "Steuerungsgruppe", "Sitze")
    await lead.picture("guide-seats")


async def take_walk(browser: Browser, server: Running) -> None:
    """The first morning at the desk: a message is sent, a list with two mistakes is brought in."""
    context = await browser.new_context(locale="de", viewport=WALK, device_scale_factor=0.7)
    page = await context.new_page()
    await page.goto(f"{server.address}/try/desk")
    await _walked(page, "inbox")
    await page.click("nav a[href='/desk/messages']")
    await page.click("a[href='/desk/messages/new']")
    await page.fill("#text_de", "Am Dienstag um 18 Uhr ist Sprachcafé im Rathaus in Wehr.")
    await _walked(page, "message")
    await page.click("button[value='save']")
    await page.click("button[value='release']")
    await _walked(page, "sent")
    await page.click("nav a[href='/desk/import']")
    await page.fill("#source", "AWO")
    file = FilePayload(name="Liste_AWO.csv", mimeType="text/csv", buffer=LIST.encode())
    await page.set_input_files("#files", file)
    await page.click("form:has(#files) button.strong")
    await page.click("nav.views a[href$='/mistakes']")
    await _walked(page, "mistakes")
    await page.fill("input[name^='cell.']", "07762 80991")
    await page.locator("input[name^='cell.']").nth(1).fill("28.02.2027")
    await page.click("button[value='save']")
    await page.click("nav.views a[href$='/preview']")
    await _walked(page, "preview")
    await page.click("button[value='run']")
    await page.locator(".strip.good").wait_for(timeout=120_000)
    await _walked(page, "imported")


async def _walked(page: Page, name: str) -> None:
    """Take a picture of what is first seen of a page."""
    await page.wait_for_load_state("networkidle")
    await page.evaluate("document.activeElement.blur()")
    await page.screenshot(path=IMAGES / f"walk-{name}.png")


async def take_languages(browser: Browser, server: Running) -> None:
    """One screen in every language on one sheet; raises ValueError if something is cut."""
    pictures = []
    for tr in load_translators(LOCALES).values():
        page = await _station(browser, server, tr)
        cut = await page.evaluate(CUT)
        wide = await page.evaluate("document.documentElement.scrollWidth")
        direction = await page.evaluate(
            "getComputedStyle(document.querySelector('main')).direction"
        )
        if cut or wide > NARROW or (direction == "rtl") != tr.language.rtl:
            raise ValueError(f"{tr.language.code}: {cut}, {wide} pixels, {direction}")
        pictures.append(base64.b64encode(await page.screenshot()).decode())
        await page.context.close()
    sheet = await (await browser.new_context(viewport={"width": 1104, "height": 900})).new_page()
    images = (f'<img src="data:image/png;base64,{picture}">' for picture in pictures)
    await sheet.set_content(SHEET + "".join(images))
    await sheet.screenshot(path=IMAGES / "languages.jpg", full_page=True, quality=30, type="jpeg")


async def _station(browser: Browser, server: Running, tr: Translator) -> Page:
    """Return a page that shows a station to a job: a date, a number, German names, buttons."""
    newcomer = await chat(browser, server, "newcomer", "en", width=NARROW, height=640)
    await newcomer.press(tr.language.name, "Konstanz", plain(tr("🧭 Way to a job")))
    await newcomer.press(plain(tr("Is my diploma valid?")).replace("\u00a0", " "))
    return newcomer.page


async def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    wanted = sys.argv[1:] or ["guide", "walk", "phone", "languages", "readme"]
    chromium = shutil.which("chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), "try", "--telegram") as server,
    ):
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            if "phone" in wanted:
                await take_phone(browser, server)
            if "guide" in wanted:
                await take_office(browser, server)
                await take_groups(browser, server)
            if "walk" in wanted:
                await take_walk(browser, server)
            if "languages" in wanted:
                await take_languages(browser, server)
            if "readme" in wanted:
                await take_newcomers(browser, server)
                await take_telegram(browser, server)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
