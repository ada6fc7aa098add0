"""Our own pictures: one for each emoji of the screens, the same on every page."""

import gzip
import re
from collections.abc import Mapping
from html import unescape

from babel.messages.pofile import read_po

from bot.environment import ROOT
from bot.i18n import Translator
from bot.ui import Html
from handlers.files.districts import read_district
from handlers.web.assets import FOLDER, SPRITE
from handlers.web.icons import ICONS, Icons
from handlers.web.rendering import FormFields, Pages
from storage.samples import SAMPLES
from tests.harness.every_screen import every_screen

EMOJI = re.compile("[\u231a-\u23ff\u2600-\u27bf\u2b50-\u2b55\U0001f000-\U0001faff]")
TEXT = set("✓✗✕")
"""Signs that stand in fonts of text."""
MOST_BYTES = 3 * 1024
FIELDS = FormFields("csrf", "number", "")


def emoji_of(text: str) -> set[str]:
    return set(EMOJI.findall(text)) - TEXT


def test_every_emoji_that_we_write_has_a_picture() -> None:
    with (ROOT / "locales" / "de" / "LC_MESSAGES" / "bot.po").open("rb") as file:
        keys = "".join(str(message.id) for message in read_po(file))
    topics = "".join(
        field.emoji for path in SAMPLES.glob("*.toml") for field in read_district(path).fields
    )
    assert len(emoji_of(keys)) > 40
    assert emoji_of(keys + topics) - set(ICONS) == set()


def test_every_picture_is_drawn_once_and_all_of_them_are_small() -> None:
    sprite = (FOLDER / SPRITE).read_text("utf-8")
    drawn = re.findall(r'<symbol id="([^"]+)"', sprite)
    assert sorted(drawn) == sorted(set(ICONS.values()))
    assert len(gzip.compress(sprite.encode(), 9)) <= MOST_BYTES
    assert not re.search(r'(fill|stroke)="#', sprite), "pictures have the colour of their text"


def test_no_page_shows_an_emoji_of_ours(translators: Mapping[str, Translator]) -> None:
    pages, tr = Pages(), translators["ar"]
    wrong, pictures = [], 0
    for name, screen in every_screen(tr, [*translators.values()]):
        page = pages.screen(screen, tr, FIELDS)
        pictures += page.count("<use ")
        left = emoji_of(unescape(re.sub(r"<[^>]*>", "", page)))
        wrong += [(name, left)] if left else []
    assert not wrong
    assert pictures > 300


def test_only_what_is_read_becomes_a_picture() -> None:
    icons = Icons("/icons.svg")
    link = Html('<a href="https://x.example/🏠">🏠 home 🦖</a>')
    shown = icons.drawn(link)
    assert shown.startswith('<a href="https://x.example/🏠"><svg class="i" aria-hidden="true">')
    assert shown.endswith('<use href="/icons.svg#house"/></svg> home 🦖</a>')
    assert icons.drawn(Html("⚙️ ⚙")).count("#settings") == 2
    assert "\ufe0f" not in icons.drawn(Html("⚙️"))
    assert "aria-hidden" in icons.drawn(Html("Town · 🕘 Monday"))
    assert 'aria-label="📬"' in icons.drawn(Html("You see it under 📬."))


def test_a_picture_alone_has_a_name(translators: Mapping[str, Translator]) -> None:
    """Also in right-to-left languages, whose values carry marks."""
    icons = Icons("/icons.svg")
    for tr in translators.values():
        for alone in (Html("🍞"), tr.value("🍞"), tr.lines(tr.value("🍞"))):
            assert 'role="img" aria-label="🍞"' in icons.drawn(alone)
    assert "role" not in icons.beside("🍞")
