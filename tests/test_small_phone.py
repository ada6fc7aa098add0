"""On a small phone: the way back in lists and searches, and lines that part nothing.

The way back leads to the same place of a list, and to the search before the last one.
"""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from handlers.dialogue.conversation import Conversation
from tests.harness.phones import phone, resident, settle
from tests.harness.server import Running
from tests.harness.talk import Talk

SMALL = {"width": 360, "height": 500}
TWO = ("Kindergarten", "Deutschkurs")
TYPED = "Ich suche jemanden, der mit mir zum Am"
PARTED = """() => {
  const lines = (range) => new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
  const of = (node, from, to) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    return range;
  };
  const parted = [];
  for (const label of document.querySelectorAll("main :is(button, .button, .tiles b)")) {
    const texts = document.createTreeWalker(label, NodeFilter.SHOW_TEXT);
    for (let text; (text = texts.nextNode()); ) {
      for (const word of text.data.matchAll(/[\\p{L}\\p{M}]+/gu)) {
        const range = of(text, word.index, word.index + word[0].length);
        if (lines(range).size > 1) parted.push(word[0]);
      }
    }
  }
  for (const number of document.querySelectorAll("main bdi.n")) {
    if (lines(of(number, 0, number.childNodes.length)).size > 1) parted.push(number.innerText);
  }
  for (const fact of document.querySelectorAll("main .said .k")) {
    const picture = fact.querySelector("svg").getBoundingClientRect();
    const word = of(fact.lastChild, 0, fact.lastChild.length).getBoundingClientRect();
    if (picture.bottom < word.top || word.bottom < picture.top) parted.push(fact.innerText);
  }
  return parted;
}"""
"""The words of buttons, the numbers, and the pictures of facts, that the end of a line parts."""
RINGED = """() => {
  const at = document.activeElement;
  const line = getComputedStyle(at);
  const isRinged = line.outlineStyle !== "none" && parseFloat(line.outlineWidth) > 0;
  return [at.tagName, at.matches(":focus-visible"), isRinged];
}"""
"""What has the cursor, whether the browser would mark it, and whether a line runs around it."""


async def at_home(
    browser: Browser, server: Running, shown: str = "home:0", **options: object
) -> Page:
    """A small phone at a screen, of somebody who lives where there are many offers."""
    where = {"place": "Rems-Murr", "viewport": SMALL}
    return await resident(browser, server.address, shown, **where, **options)  # type: ignore[arg-type]


async def at(page: Page, press: str) -> None:
    await expect(page.locator(f"#screen[data-at^='{press}']")).to_be_visible()


async def search(page: Page, words: str) -> None:
    await page.locator("#text").fill(words)
    await page.locator("#text").press("Enter")
    await expect(page.locator("main .said")).to_contain_text(re.compile(rf"^\W*Search: \W*{words}"))


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.xdist_group("serial")
@pytest.mark.parametrize("ours", [True, False])
async def test_back_leads_to_the_place_in_the_list(
    browser: Browser, server: Running, ours: bool
) -> None:
    """With the browser's own button, and with ours; saving the offer is no page of its own."""
    page = await at_home(browser, server, "offer.list:a...0")
    entry = page.locator("a.entry").last
    await entry.scroll_into_view_if_needed()
    await page.wait_for_function("() => history.state?.y === scrollY && scrollY > 0")
    before = await page.evaluate("scrollY")
    await entry.click()
    await at(page, "offer.show:")
    assert await page.evaluate("scrollY") == 0
    await page.locator("button[value^='offer.save']").click()
    await expect(page.locator("button[value^='offer.unsave']")).to_be_visible()
    if ours:
        await page.locator("main a[href*='offer.list%3Aa...0']").first.click()
    else:
        await page.go_back()
    await at(page, "offer.list:a...0")
    await page.wait_for_function("before => scrollY === before", arg=before)


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.xdist_group("serial")
@pytest.mark.parametrize("scripts", [True, False])
async def test_two_searches_are_two_pages(browser: Browser, server: Running, scripts: bool) -> None:
    page = await at_home(browser, server, java_script_enabled=scripts)
    for words in TWO:
        await search(page, words)
    await page.go_back()
    await expect(page.locator("main .said")).to_contain_text(TWO[0])
    await page.go_forward()
    await expect(page.locator("main .said")).to_contain_text(TWO[1])


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.xdist_group("serial")
async def test_only_what_can_be_pressed_has_a_ring(browser: Browser, server: Running) -> None:
    """Each screen that comes has the cursor, for who hears it; by keys, too, it has no line."""
    page = await at_home(browser, server)
    await search(page, TWO[1])
    ringed = []
    for _ in range(4):
        ringed.append(await page.evaluate(RINGED))
        await page.keyboard.press("Tab")
    assert ringed[0] == ["MAIN", True, False]
    assert not [tag for tag, _, _ in ringed[1:] if tag not in ("A", "BUTTON", "INPUT")]
    assert all(ring for _, _, ring in ringed[1:])


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.xdist_group("serial")
async def test_a_reload_takes_no_typed_word_away_and_brings_no_sent_one_back(
    browser: Browser, server: Running
) -> None:
    """It is kept for the question that it answers, and in no frame that may keep nothing."""
    page = await at_home(browser, server)
    await page.fill("#text", TYPED)
    await page.reload()
    await expect(page.locator("#text")).to_have_value(TYPED)
    await page.goto(f"{server.address}/chat?at=settings")
    await expect(page.locator("#text")).to_have_value(TYPED)
    await page.goto(f"{server.address}/chat?at=about:0")
    await page.reload()
    await expect(page.locator("#text")).to_have_value("")
    await page.goto(f"{server.address}/chat?at=home:0")
    await page.fill("#text", "Deutschkurs")
    await page.keyboard.press("Enter")
    await expect(page.locator("#screen")).to_have_attribute("data-at", re.compile(r"offer.list:q"))
    await page.reload()
    await expect(page.locator("#text")).to_have_value("")
    assert await page.evaluate("sessionStorage.length") == 0
    await page.fill("#text", TYPED)
    assert await page.evaluate("(clear(), sessionStorage.length)") == 0


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.xdist_group("serial")
async def test_no_line_parts_a_number_a_picture_or_the_word_of_a_button(
    browser: Browser, server: Running
) -> None:
    page, wrong = await phone(browser, "en", viewport=SMALL), []
    for language in ("uk", "fa", "ti"):
        parted, numbers = await lines_of(page, server, language)
        wrong += [(language, *parted)] if parted or numbers < 10 else []
    assert not wrong


async def lines_of(page: Page, server: Running, language: str) -> tuple[list[str], int]:
    """What the ends of lines part on some pages in a language, and how many numbers there are."""
    await page.context.clear_cookies()
    await settle(page, server.address, language, "Rems-Murr")
    parted, numbers = [], 0
    for press in ("home:0", "offer.list:a...0", "offer.show:3:a...0", "offer.details:3:0:a...0"):
        await page.goto(f"{server.address}/chat?at={press}")
        parted += await page.evaluate(PARTED)
        numbers += await page.locator("main bdi.n").count()
    return parted, numbers


@pytest.mark.every_database
async def test_each_search_keeps_its_pages_and_filters(channel: Conversation) -> None:
    talk = Talk(channel, ("en",))
    await talk.open()
    await talk.goes(("[English]", "Where do you live?"), ("[Landkreis Waldshut]", "[🎓 My German]"))
    shown = [await talk.say(words) for words in (*TWO, TWO[1], "Arzt", "Fahrrad", "Schwimmen")]
    assert [screen.at for screen in shown] == [f"offer.list:q{n}...0" for n in (1, 2, 2, 3, 4, 5)]
    assert TWO[0] in (await talk.look("offer.list:q1...0")).text
    assert "Schwimmen" in (await talk.look("offer.list:q...0")).text, "old buttons: the last one"
    await talk.say("Computer")
    await talk.look("offer.list:q1...0")
    assert "only for one day" in talk.shown
    assert TWO[1] in (await talk.look("offer.list:q2...0")).text


async def test_a_letter_pasted_first_does_not_hide_what_is_asked(
    conversation: Conversation,
) -> None:
    talk = Talk(conversation, ("uk",))
    await talk.open()
    letter = "Sehr geehrte Damen und Herren, " * 40
    for press in ("", "[Українська]"):
        if press:
            await talk.say(press)
        await talk.say(letter)
        assert letter[:30] in talk.shown
        assert len(talk.screen.toast) < 200


async def test_signs_without_a_word_are_asked_about(conversation: Conversation) -> None:
    """In place of a list of nothing, or of home without a word."""
    talk = Talk(conversation, ("en",))
    await talk.open()
    await talk.goes(("[English]", "Where do you live?"), ("[Landkreis Waldshut]", "[🎓 My German]"))
    for signs in ("🙂🙂", "؟؟؟", "...", "—"):
        await talk.goes((signs, "We could not read anything"))
    await talk.goes(("A2", "✓ Level A2"))
