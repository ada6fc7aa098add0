"""The desk in a real browser: with and without scripts, small screens, dark, keyboard, 200 %."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
import pytest_asyncio
from playwright.async_api import Browser, CDPSession, Locator, Page, Route, expect

from tests.harness.barriers import OF_COLOURS, OF_SIZES, Colours, at_hand, barriers, tight
from tests.harness.desk_pages import SAVE, SEND, Everything, make_everything, offer_ids
from tests.harness.patience import Patience, scaled
from tests.harness.server import Running, running
from tests.test_desk_tables import broken_tables

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("serial")]
OFFICE = {"width": 1366, "height": 768}
NARROW = {"width": 320, "height": 640}
KEPT_AFTER = 3000
"""Milliseconds after which a page keeps what is typed; it tries again after three times as many."""
LOOKS: dict[str, tuple[dict[str, int], int, str]] = {
    "office": (OFFICE, 1, "light"),
    "dark": (OFFICE, 1, "dark"),
    "320 px": (NARROW, 1, "light"),
    "200 %": ({"width": 683, "height": 384}, 2, "light"),
}
"""How a page is looked at: its room, pixels of the screen a pixel, colours.

At 200 % a page of 1366 pixels has room for 683. Looks of the same room follow each other: another
one lays all of the page out anew.
"""
ONCE = {rule: {"enabled": False} for rule in (*OF_COLOURS, *OF_SIZES)}
"""What is asked once a page: neither of colours nor of sizes, which each look has of its own."""
NO_BUTTON = """
    [...document.forms].filter(form => ![...form.elements].some(
        part => part.type == "submit" && (part.offsetParent || !form.offsetParent)
    )).map(form => form.getAttribute("action"))
"""
"""Forms that are seen and cannot be sent without a script."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("desk")) as started:
        yield started


async def coordinator(browser: Browser, server: Running, **options: object) -> Page:
    """A coordinator at the desk, by the link that ``lotse try`` prints.

    Timers of the pages can be hurried: ``clock.run_for``.
    """
    context = await browser.new_context(locale="de-DE", **options)  # type: ignore[arg-type]
    await context.clock.install()
    page = await context.new_page()
    page.set_default_timeout(scaled(6) * 1000)
    expect.set_options(timeout=scaled(6) * 1000)
    await page.goto(f"{server.address}/try/desk")
    await expect(page).to_have_url(f"{server.address}/desk")
    return page


async def hurried(page: Page, place: Locator) -> None:
    """Let the time of the page pass until something is to be seen."""
    patience = Patience()
    while not await place.is_visible():
        assert not patience.is_over, place
        await page.clock.run_for(10_000)
        await page.wait_for_timeout(50)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def everything(one_browser: Browser, server: Running) -> Everything:
    """What the pages show is made once, for all who look at them."""
    page = await coordinator(one_browser, server, viewport=OFFICE)
    made = await make_everything(page, server)
    await page.context.close()
    return made


async def looked_at(page: Page, cdp: CDPSession, look: str, colours: Colours) -> list[str]:
    """Return what is wrong with the page in this look."""
    size, scale, scheme = LOOKS[look]
    metrics = {**size, "deviceScaleFactor": scale, "mobile": False}
    await cdp.send("Emulation.setDeviceMetricsOverride", metrics)
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    wrong = await colours.barriers(page)
    wrong += await barriers(page, rules=ONCE) if look == "office" else []
    wrong += [*await tight(page), *await broken_tables(page)] if scheme == "light" else []
    wide = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return [*wrong, f"{wide[0]} pixels wide of {wide[1]}"] if wide[0] > wide[1] else wrong


async def test_every_page_can_be_used_by_everybody(
    undrawn: Browser, server: Running, everything: Everything
) -> None:
    """No violation that axe knows, and nothing is cut: no page scrolls sideways."""
    page, wrong = await coordinator(undrawn, server, viewport=OFFICE), []
    await page.context.add_cookies(everything.cookies)
    await at_hand(page.context)
    cdp, colours = await page.context.new_cdp_session(page), Colours()
    for address in everything.addresses:
        response = await page.goto(address)
        assert response
        assert response.status == 200, address
        for look in LOOKS:
            said = await looked_at(page, cdp, look, colours)
            wrong += [f"{address}, {look}: {line}" for line in said]
    assert not wrong, "\n".join(wrong)


async def test_every_page_can_be_used_without_scripts(
    undrawn: Browser, server: Running, everything: Everything
) -> None:
    """Every form has a button to send it. The pages come into one tab, not each by a way there."""
    options = {"viewport": OFFICE, "java_script_enabled": False}
    page, wrong = await coordinator(undrawn, server, **options), []
    await page.context.add_cookies(everything.cookies)
    for address in everything.addresses:
        response = await page.context.request.get(address)
        assert response.status == 200, address
        await page.set_content(await response.text())
        wrong += [f"{address}: {action}" for action in await page.evaluate(NO_BUTTON)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_phone_number_is_corrected_in_the_table_in_four_inputs(
    browser: Browser, server: Running, scripts: bool
) -> None:
    """From the start page: the list, a row, type, save; the list is what one sees then."""
    page = await coordinator(browser, server, viewport=OFFICE, java_script_enabled=scripts)
    await page.click("nav a[href='/desk/offers']")
    await page.click("tbody tr:nth-child(3) td:last-child a")
    await page.fill("#phone", "07751 86-78")
    await page.click("#edit button.strong")
    await expect(page.locator(".strip.good")).to_be_visible()
    await expect(page.locator("tbody")).to_contain_text("07751 86-78")
    assert "said=saved#offer-" in page.url


async def test_a_phone_number_is_corrected_in_four_inputs(
    browser: Browser, server: Running
) -> None:
    """From the start page: find, open, type, save."""
    page = await coordinator(browser, server, viewport=OFFICE)
    await page.click("nav a[href='/desk/offers']")
    await page.click("tbody tr:nth-child(2) th a")
    await page.fill("#phone", "07751 86-77")
    await page.click("button.strong:has-text('Save'), button.strong:has-text('Speichern')")
    await expect(page.locator(".strip.good")).to_be_visible()
    await expect(page.locator("#phone")).to_have_value("07751 86-77")


@pytest.mark.parametrize("scripts", [True, False])
async def test_many_offers_are_closed_and_it_is_undone(
    browser: Browser, server: Running, scripts: bool
) -> None:
    page = await coordinator(browser, server, viewport=OFFICE, java_script_enabled=scripts)
    await page.goto(f"{server.address}/desk/offers?size=100")
    boxes = page.locator("tbody input[type=checkbox]")
    await boxes.nth(0).check()
    await boxes.nth(1).check()
    await page.click("button[name=act][value=close]")
    await page.click("main button.strong")
    await page.click("form[action^='/desk/undo/'] button")
    await page.goto(f"{server.address}/desk/offers?view=closed")
    await expect(page.locator(".empty")).to_be_visible()


async def test_what_is_typed_is_kept_by_itself(browser: Browser, server: Running) -> None:
    """The tab is closed without saving; in a new one the words are there."""
    page = await coordinator(browser, server, viewport=OFFICE)
    path = f"/desk/offers/{(await offer_ids(page, server))[3]}"
    await page.goto(f"{server.address}{path}")
    await page.fill("#description", "Gerade erst geschrieben")
    await page.dispatch_event("#description", "input")
    await page.clock.run_for(KEPT_AFTER)
    await expect(page.locator("[data-kept]")).not_to_be_empty()
    other = await page.context.new_page()
    await page.close()
    await other.goto(f"{server.address}{path}")
    await expect(other.locator("#description")).to_have_value("Gerade erst geschrieben")
    await other.fill("#description", "Und gleich neu geladen")
    await other.reload()  # the page is asked for before the server has these words
    await expect(other.locator("#description")).to_have_value("Und gleich neu geladen")


async def test_without_the_network_the_words_stay_and_are_kept_later(
    browser: Browser, server: Running
) -> None:
    page = await coordinator(browser, server, viewport=OFFICE)
    path = f"/desk/offers/{(await offer_ids(page, server))[4]}"
    await page.goto(f"{server.address}{path}")
    held: list[str] = []

    async def lose(route: Route) -> None:
        held.append(route.request.method)
        await (route.abort() if len(held) == 1 else route.continue_())

    await page.route(re.compile(f"{path}$"), lose)
    await page.type("#price", "5 Euro")
    await page.clock.run_for(KEPT_AFTER)
    await expect(page.locator("[data-kept]")).not_to_be_empty()
    assert await page.input_value("#price") == "5 Euro"
    kept = await page.get_attribute("[data-kept]", "data-kept")
    await page.clock.run_for(3 * KEPT_AFTER)
    await expect(page.locator("[data-kept]")).to_have_text(kept or "")


async def test_by_keyboard_alone(browser: Browser, server: Running) -> None:
    """The first key leads past the navigation, and every field can be reached and is seen."""
    page = await coordinator(browser, server, viewport=OFFICE)
    path = f"/desk/offers/{(await offer_ids(page, server))[5]}"
    await page.goto(f"{server.address}{path}")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#content")).to_be_focused()
    seen: set[str] = set()
    for _ in range(120):
        await page.keyboard.press("Tab")
        seen.add(await page.evaluate("document.activeElement.name || ''"))
    fields = await page.evaluate(
        "[...document.querySelectorAll('fieldset :is(input, select, textarea):not([type=hidden])')]"
        ".filter(field => field.checkVisibility()).map(field => field.name)"
    )
    assert set(fields) <= seen


def nobody_sleeps(server: Running) -> None:
    """Nobody has quiet hours: the clock of the server is real, and this may run at night."""
    file = server.folder / "var" / "try.sqlite"
    with closing(sqlite3.connect(file, timeout=scaled(10))) as database, database:
        database.execute("UPDATE person SET quiet_start = quiet_end, quiet_sundays = 0")


def lives_in(server: Running, town_id: str) -> None:
    """Everybody in the town's district moves there, so that somebody gets what is sent."""
    file = server.folder / "var" / "try.sqlite"
    with closing(sqlite3.connect(file, timeout=scaled(10))) as database, database:
        moved = database.execute(
            "UPDATE person SET municipality_id = ? WHERE district_id ="
            " (SELECT district_id FROM municipality WHERE id = ?)",
            (town_id, town_id),
        )
        assert moved.rowcount


@pytest.mark.parametrize("scripts", [True, False])
async def test_two_languages_in_two_towns_are_told_in_twelve_inputs(
    browser: Browser, server: Running, scripts: bool
) -> None:
    """On one page: texts, languages, towns, time; saved, looked at, and sent."""
    page = await coordinator(browser, server, viewport=OFFICE, java_script_enabled=scripts)
    await page.goto(f"{server.address}/desk/messages/new")
    towns = page.locator("input[type=checkbox][name=municipalities]")
    lives_in(server, await towns.first.get_attribute("value") or "")
    inputs: list[str] = []

    async def fill(selector: str, words: str) -> None:
        inputs.append(selector)
        await page.fill(selector, words)

    async def press(selector: str) -> None:
        inputs.append(selector)
        await page.click(selector)

    await fill("#text_de", "Am Dienstag ist die Sprechstunde zu.")
    if not await page.locator("#text_uk").is_visible():
        await press("details:has(#text_uk) > summary")
    await fill("#text_uk", "У вівторок прийому немає.")
    for part, places in (("languages", ("de", "uk")), ("municipalities", (0, 1))):
        boxes = f"input[type=checkbox][name={part}]"
        for place in places:
            is_code = isinstance(place, str)
            await press(f"{boxes}[value={place}]" if is_code else f"{boxes} >> nth={place}")
    await fill("#when", "dienstags 18 Uhr")
    await press(SAVE)
    await expect(page.locator("#live ul li")).not_to_have_count(0)
    await press(SEND)
    await expect(page.locator("#progress")).to_be_visible()
    assert len(inputs) <= 12, inputs


async def test_what_is_understood_is_said_while_somebody_types(
    browser: Browser, server: Running
) -> None:
    page = await coordinator(browser, server, viewport=OFFICE)
    await page.goto(f"{server.address}/desk/messages/new")
    await page.type("#when", "dienstags 18 Uhr")
    await page.clock.run_for(KEPT_AFTER)
    await expect(page.locator("#live")).to_contain_text("18:00")
    await expect(page.locator("#when")).to_be_focused()


async def test_how_far_a_message_is_comes_by_itself_and_ends(
    browser: Browser, server: Running
) -> None:
    """The page asks until nothing moves any more, and not once more."""
    page = await coordinator(browser, server, viewport=OFFICE)
    await page.goto(f"{server.address}/desk/messages/new")
    await page.fill("#text_de", "Gleich für alle")
    await page.click(SAVE)
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "part=1" in request.url else None
    )
    nobody_sleeps(server)
    await page.click(SEND)
    await hurried(page, page.locator("#progress [data-pause='0']"))
    count = len(asked)
    assert any("part=1" in url for url in asked)
    await page.clock.run_for(120_000)
    await page.evaluate("fetch('/healthz').then(() => 0)")  # after all that was asked before
    assert len(asked) == count
