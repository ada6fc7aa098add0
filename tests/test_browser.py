"""The web chat in a real browser.

In Arabic, with and without JavaScript, by keyboard, for screen readers.
"""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.harness.barriers import at_hand, barriers
from tests.harness.phones import HURRY, PHONE, newcomer, phone, press, reads, resident
from tests.harness.server import Running

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("serial")]
MOST_BYTES = 60 * 1024
PATHS = (
    *("/chat", "/o/1", "/chat?at=list:a...0", "/chat?at=offer:1:a...0", "/chat?at=human"),
    "/chat?at=nonsense",
)
EMPTY_PICTURES = """
[...document.querySelectorAll("svg.i")]
    .filter((picture) => picture.getClientRects().length && !picture.getBBox().width).length
"""
"""Number of our pictures that are to be seen and show nothing."""
SUNDAYS = "button[value='quiet.sundays']"
"""A button that one press turns on and the next one off."""


@pytest.mark.parametrize("scripts", [True, False])
async def test_arabic_reader_finds_a_course(
    browser: Browser, server: Running, scripts: bool
) -> None:
    page = await newcomer(browser, server, "ar", java_script_enabled=scripts)
    await press(page, "العربية")
    await reads(page, "ما مكان سكنك؟")
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await press(page, "Waldshut")
    await press(page, "المدرسة والتعليم واللغة")
    await reads(page, "عدد العروض")
    await press(page, "دورة لغة ألمانية من A1 إلى A2 في المساء")
    await reads(page, "بالألمانية")
    await press(page, "Deutsch")
    await expect(page.locator("html")).to_have_attribute("lang", "de")
    await reads(page, "Deutschkurs A1 bis A2 am Abend")
    await press(page, "العربية")
    await press(page, "رجوع")
    await reads(page, "عدد العروض")


@pytest.mark.parametrize("scripts", [True, False])
async def test_typing_saving_and_forgetting(
    browser: Browser, server: Running, scripts: bool
) -> None:
    page = await newcomer(browser, server, "uk", java_script_enabled=scripts)
    await press(page, "Українська")
    await reads(page, "Де ви живете?")
    await page.fill("#text", "Зинген")
    await page.keyboard.press("Enter")
    await press(page, "Singen (Hohentwiel)")
    await reads(page, "Ваше місто")
    await page.fill("#text", "мовне кафе")
    await page.keyboard.press("Enter")
    await reads(page, "Мовне кафе")
    await press(page, "Мовне кафе")
    await press(page, "Зберегти")
    await expect(page.locator(".toast")).to_contain_text("Збережено.")
    await page.fill("#text", "/forget")
    await page.keyboard.press("Enter")
    await press(page, "Так, видалити все")
    await reads(page, "Усе видалено.")


async def test_a_press_survives_a_request_that_breaks_off(
    browser: Browser, server: Running
) -> None:
    """The script's request fails; the plain form that follows still says which button it was."""
    page = await phone(browser, "en", service_workers="block")
    await page.add_init_script(HURRY)
    await page.goto(f"{server.address}/try/newcomer")

    async def breaks_off(route: Route) -> None:
        await (route.abort() if "x-lotse-tab" in route.request.headers else route.continue_())

    await page.route("**/chat", breaks_off)
    await press(page, "English")
    await reads(page, "Where do you live?")


async def test_who_does_not_say_where_they_are_is_asked_for_their_town(
    browser: Browser, server: Running
) -> None:
    page = await newcomer(browser, server, "en")
    await press(page, "English")
    await reads(page, "Where do you live?")
    await page.locator("button.locate").click()
    await expect(page.locator("#toast")).to_contain_text("write the name of your town")


async def test_by_keyboard_alone(browser: Browser, server: Running) -> None:
    page = await newcomer(browser, server, "en")
    for _ in range(20):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.value") == "language.set:en":
            break
    await page.keyboard.press("Enter")
    await reads(page, "Where do you live?")
    assert await page.evaluate("document.activeElement.tagName") == "MAIN"


async def test_another_open_page_follows(browser: Browser, server: Running) -> None:
    page = await newcomer(browser, server, "en")
    other = await page.context.new_page()
    async with other.expect_response(lambda response: response.url.endswith("/chat/live")):
        await other.goto(f"{server.address}/chat")
    await press(page, "English")
    await reads(other, "Where do you live?")


async def test_what_another_page_does_takes_no_typed_word_away(
    browser: Browser, server: Running
) -> None:
    page = await resident(browser, server.address, "language.list")
    other = await page.context.new_page()
    async with other.expect_response(lambda response: response.url.endswith("/chat/live")):
        await other.goto(f"{server.address}/chat")
    await other.locator("#text").fill("German cou")
    await press(page, "Türkçe")
    await expect(page.locator("html")).to_have_attribute("lang", "tr")
    await expect(other.locator("#text")).to_have_value("German cou")
    await other.locator("#text").press("Enter")
    await reads(other, "German cou")
    await expect(other.locator("html")).to_have_attribute("lang", "tr")
    await expect(other.locator("#text")).to_have_value("")


@pytest.mark.parametrize("locale", ["ar", "de"])
async def test_screen_readers_can_use_it(browser: Browser, server: Running, locale: str) -> None:
    """Some screens as pages of their own, to somebody who was never here before."""
    page, wrong = await phone(browser, locale, service_workers="block"), []
    await at_hand(page.context)
    for path in PATHS:
        await page.context.clear_cookies()
        await page.goto(f"{server.address}{path}")
        wrong += [f"{path}: {said}" for said in await barriers(page)]
    assert not wrong


@pytest.mark.parametrize("locale", ["ar", "de"])
async def test_a_report_to_the_council_is_read_by_everybody_without_scripts(
    browser: Browser, server: Running, locale: str
) -> None:
    page = await phone(browser, locale)
    await at_hand(page.context)
    answer = await page.goto(f"{server.address}/sitemap.txt")
    assert answer is not None
    path = next(line for line in (await answer.text()).split() if "/r/waldshut/" in line)
    await page.goto(path)
    assert await barriers(page) == []
    bare = await phone(browser, locale, java_script_enabled=False)
    await bare.goto(path)
    await expect(bare.locator("h1")).to_be_visible()
    await expect(bare.locator("html")).to_have_attribute("dir", "rtl" if locale == "ar" else "ltr")
    assert await bare.locator("svg[role=img]").count() == 2
    assert await bare.locator("table").count() >= 8
    box = await bare.locator("main").bounding_box()
    assert box
    assert box["width"] <= PHONE["width"], "only tables scroll sideways"
    await bare.locator("nav a[lang=uk]").click()
    await expect(bare.locator("html")).to_have_attribute("lang", "uk")


async def test_a_page_is_small_and_loads_nothing_from_elsewhere(
    browser: Browser, server: Running
) -> None:
    page = await phone(browser, "ti")
    sizes: list[int] = []

    async def counted(response) -> None:
        assert response.url.startswith(server.address), response.url
        if "live" not in response.url:
            sizes.append(len(await response.body()))

    page.on("response", counted)
    await page.goto(f"{server.address}/chat?at=list:a...0", wait_until="load")
    await page.wait_for_function("document.getElementById('screen')")
    assert 0 < sum(sizes) < MOST_BYTES, sizes
    assert await page.locator("main svg.i").count() > 6
    assert await page.evaluate(EMPTY_PICTURES) == 0


async def test_a_district_shows_it_in_its_home_page(
    browser: Browser, server: Running, tmp_path: Path
) -> None:
    """One line of HTML, on a page of another port of this machine."""
    page = await phone(browser, "tr")
    await page.route(
        "**/home",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<iframe src="{server.address}/chat?start=d-waldshut" title="Lotse"></iframe>',
        ),
    )
    await page.goto(f"{server.address}/home")
    frame = page.frame_locator("iframe")
    await frame.locator("button:has-text('Türkçe')").click()
    await expect(frame.locator(".own button").first).to_contain_text("Waldshut")


async def test_nobody_else_may_frame_it(browser: Browser, server: Running) -> None:
    page = await phone(browser, "de")
    response = await page.goto(f"{server.address}/chat")
    assert response is not None
    assert "frame-ancestors 'self'" in response.headers["content-security-policy"]


async def choosing(browser: Browser, server: Running) -> tuple[Page, list[str]]:
    """A page of settings that toggles something, and the bodies of what it posts.

    Without the worker, so that each request is seen by the test's own route.
    """
    page = await resident(browser, server.address, "quiet.show", service_workers="block")
    posted: list[str] = []
    page.on("request", lambda asked: posted.append(asked.url) if asked.method == "POST" else None)
    await expect(page.locator(SUNDAYS)).to_have_attribute("aria-pressed", "true")
    return page, posted


async def test_a_lost_answer_is_not_pressed_twice(browser: Browser, server: Running) -> None:
    """When the server handles a press but its answer is lost, the page asks for the state.

    It does not send the press again.
    """
    page, posted = await choosing(browser, server)

    async def lose(route: Route) -> None:
        if route.request.method == "POST":
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/chat", lose)
    await page.locator(SUNDAYS).click()
    await expect(page.locator(SUNDAYS)).to_have_attribute("aria-pressed", "false")
    assert len(posted) == 1


async def test_a_lost_press_is_sent_again_and_works_once(browser: Browser, server: Running) -> None:
    page, posted = await choosing(browser, server)

    async def lose(route: Route) -> None:
        await (route.abort() if len(posted) == 1 else route.continue_())

    await page.route("**/chat", lose)
    await page.locator(SUNDAYS).click()
    await expect(page.locator(SUNDAYS)).to_have_attribute("aria-pressed", "false")
    assert len(posted) == 2


async def test_a_double_click_is_one_press(browser: Browser, server: Running) -> None:
    page, posted = await choosing(browser, server)
    await page.locator(SUNDAYS).dblclick()
    await expect(page.locator(SUNDAYS)).to_have_attribute("aria-pressed", "false")
    assert len(posted) == 1


async def test_without_the_network_the_page_says_so_and_keeps_what_was_typed(
    browser: Browser, server: Running
) -> None:
    page, _ = await choosing(browser, server)
    await page.context.set_offline(True)
    await page.fill("#text", "German course")
    await page.keyboard.press("Enter")
    await expect(page.locator("#toast")).not_to_be_empty()
    assert await page.input_value("#text") == "German course"
    await page.context.set_offline(False)
    await page.keyboard.press("Enter")
    await expect(page.locator("main .said")).to_contain_text("German")


async def test_who_leaves_while_a_press_is_on_its_way_is_not_brought_back(
    browser: Browser, server: Running
) -> None:
    page, _ = await choosing(browser, server)

    held: list[Route] = []

    async def hang(route: Route) -> None:
        if route.request.method == "GET":
            await route.continue_()
        else:
            held.append(route)

    await page.route("**/chat", hang)
    await page.locator(SUNDAYS).click()
    await page.goto(f"{server.address}/chat?at=reminder.list")
    await page.wait_for_load_state("networkidle")
    await expect(page.locator("#screen")).to_have_attribute("data-at", "reminder.list")
    for route in held:
        await route.abort()
    await page.unroute_all(behavior="wait")


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_page_about_a_crisis_is_left_quickly(
    browser: Browser, server: Running, scripts: bool
) -> None:
    """Back leads to what was there before the crisis."""
    options = {"locale": "de", "language": "de", "java_script_enabled": scripts}
    page = await resident(browser, server.address, **options)
    await page.route("https://www.wikipedia.org/", lambda route: route.fulfill(body="Wiki"))
    await page.locator("#text").fill("mein Mann schlägt mich")
    await page.locator("#text").press("Enter")
    await reads(page, "Sind Sie in Gefahr?")
    calls = page.locator("a.entry[href^='tel:']")
    await expect(calls).to_have_count(5)
    await expect(page.locator("h1")).to_contain_text("Gefahr")
    await page.locator("a.exit").click()
    await expect(page.locator("body")).to_have_text("Wiki")
    await page.go_back()
    if scripts:
        await expect(page.locator("body")).not_to_contain_text("Gefahr")
