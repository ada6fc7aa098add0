"""No barrier that axe knows: on every screen, in each look, also from right to left."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from bot.i18n import Translator
from bot.ui import Screen
from handlers.web.assets import FOLDER
from handlers.web.rendering import FormFields, Pages
from tests.harness.barriers import Colours, at_hand, barriers
from tests.harness.every_screen import every_screen

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("serial")]
STYLE = (FOLDER / "lotse.css").read_text("utf-8")
FIELDS = FormFields("csrf", "number", "")
AT_ONCE = 40
"""Screens of a page: of 400 on one, axe took twice as long for all."""
OF_A_WHOLE_PAGE = (
    *("landmark-no-duplicate-main", "landmark-unique", "landmark-no-duplicate-banner"),
    *("page-has-heading-one", "heading-order", "duplicate-id", "duplicate-id-aria", "bypass"),
    *("landmark-main-is-top-level", "document-title", "html-has-lang", "color-contrast"),
    *("landmark-banner-is-top-level", "landmark-one-main"),
)
"""Rules that many screens below each other break; ``test_browser`` asks them of single pages."""
HAVE_EVERYTHING = (
    *("languages", "about", "home in a town", "list", "card", "details", "crisis", "filters"),
    *("letters", "map", "settings", "my data"),
)
"""Screens that have every kind of part that has a colour."""
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "light": {"color_scheme": "light", "contrast": "no-preference"},
    "dark": {"color_scheme": "dark", "contrast": "no-preference"},
    "contrast": {"color_scheme": "light", "contrast": "more"},
}


def shown(tr: Translator, translators: Mapping[str, Translator]) -> list[tuple[str, Screen]]:
    return [*every_screen(tr, [*translators.values()])]


def together(screens: Sequence[tuple[str, Screen]], tr: Translator) -> str:
    """One page of many screens, each a section with its name."""
    pages = Pages()
    parts = [
        f'<section aria-label="{escape(name)}">{pages.screen(screen, tr, FIELDS)}</section>'
        for name, screen in screens
    ]
    return (
        f'<!doctype html><html lang="{tr.language.code}"><title>x</title>'
        f"<style>{STYLE}</style>{''.join(parts)}"
    )


async def phone_page(browser: Browser) -> Page:
    """An empty page of a phone's size, with axe."""
    context = await browser.new_context(viewport={"width": 360, "height": 740})
    await at_hand(context)
    return await context.new_page()


@pytest.mark.parametrize("code", ["ar"])
async def test_every_screen(
    browser: Browser, translators: Mapping[str, Translator], code: str
) -> None:
    """In one language: another one has other words, not other parts."""
    page, wrong = await phone_page(browser), []
    screens = shown(translators[code], translators)
    rules = {rule: {"enabled": False} for rule in OF_A_WHOLE_PAGE}
    for first in range(0, len(screens), AT_ONCE):
        some = screens[first : first + AT_ONCE]
        await page.set_content(together(some, translators[code]))
        wrong += await barriers(page, rules=rules)
    assert len(screens) > 200
    assert not wrong


async def test_every_colour_in_each_look(
    browser: Browser, translators: Mapping[str, Translator]
) -> None:
    page, colours = await phone_page(browser), Colours()
    wrong = []
    for code in ("de", "ar"):
        screens = [
            (name, screen)
            for name, screen in shown(translators[code], translators)
            if name in HAVE_EVERYTHING
        ]
        assert {name for name, _ in screens} == set(HAVE_EVERYTHING)
        await page.set_content(together(screens, translators[code]))
        for look, media in LOOKS.items():
            await page.emulate_media(**media)
            wrong += [(code, look, said) for said in await colours.barriers(page)]
    assert not wrong
