"""Cheap phones are narrow: nothing is cut or stands outside, and the head takes one row."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from playwright.async_api import Browser

from bot.i18n import Translator
from bot.screens.frame import framed
from bot.ui import Html, Picture, Screen
from tests.test_axe import HAVE_EVERYTHING, shown, together

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("serial")]
LOGO = Picture("0123456789abcdef0123456789abcdef-240x72.png")
PLACES = ("Rems-Murr-Kreis", "Schwarzwald-Baar-Kreis", "Landkreis Esslingen")
HEADS = "all => all.map(head => head.offsetHeight)"
OUTSIDE = """all => all.filter(part => {
  const box = part.getBoundingClientRect(), width = document.documentElement.clientWidth;
  return box.width && (box.right > width + 1 || box.left < -1);
}).map(part => part.tagName + ": " + part.textContent.trim().slice(0, 40))"""


async def test_the_head_is_one_row_in_every_language_with_a_logo_too(
    browser: Browser, translators: Mapping[str, Translator]
) -> None:
    page, wrong = await browser.new_page(viewport={"width": 360, "height": 740}), []
    for code, tr in translators.items():
        screen = framed(Screen(Html("x"), at="settings"), tr, tr)
        screens = [
            (place, replace(screen, place=place, logo=logo))
            for place in PLACES
            for logo in (None, LOGO)
        ]
        await page.set_content(together(screens, tr).replace('speak" hidden', 'speak"'))
        heights = await page.eval_on_selector_all("header", HEADS)
        outside = await page.eval_on_selector_all("header *", OUTSIDE)
        if len(heights) != len(screens) or max(heights) > 66 or outside:
            wrong.append((code, heights, outside))
    assert not wrong


async def test_nothing_stands_outside_a_page_of_180_pixels(
    browser: Browser, translators: Mapping[str, Translator]
) -> None:
    """As wide as 360 pixels of a reader who makes all letters twice as large, and twice again."""
    page = await browser.new_page(viewport={"width": 180, "height": 740})
    selector = "main :is(button, a, p, input), header *"
    for code in ("ar", "uk"):
        tr = translators[code]
        screens = [pair for pair in shown(tr, translators) if pair[0] in HAVE_EVERYTHING]
        await page.set_content(together(screens, tr))
        assert await page.eval_on_selector_all(selector, OUTSIDE) == []
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert await page.eval_on_selector_all(selector, OUTSIDE) == []
