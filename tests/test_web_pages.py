"""Every screen as a page: nothing that a screen offers is missing, and everything has its name."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from html.parser import HTMLParser

import pytest

from bot.i18n import Translator
from bot.ui import AskLocation, AskNotify, Button, Copy, Entry, Html, Open, Press, Screen, Share
from handlers.web.rendering import FormFields, Pages
from tests.harness.every_screen import every_screen

FIELDS = FormFields("csrf", "1", "")
LANGUAGES = ("de", "ar")
IN_THE_HEAD = {"language.list"}
"""What the head of every page leads to besides."""


class Page(HTMLParser):
    """What a page lets somebody press, its headings, and the languages of its parts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.pressed: list[str] = []
        self.headings = 0
        self.languages: dict[str, str] = {}
        self.title = ""
        self.drawn: list[str] = []
        self.is_drawn = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values: Mapping[str, str] = {name: value or "" for name, value in attrs}
        self.is_drawn = self.is_drawn or tag == "svg"
        self.headings += tag == "h1"
        self.title = values.get("data-title", self.title)
        if self.is_drawn and tag == "a":
            self.drawn += [where for where in [_goes(values)] if where]
        elif tag in ("a", "button") and (goes := _goes(values)):
            self.pressed.append(goes)
            self.languages[goes] = values.get("lang", "")

    def handle_endtag(self, tag: str) -> None:
        self.is_drawn = self.is_drawn and tag != "svg"


def _goes(values: Mapping[str, str]) -> str:
    where = (
        values.get("value")
        or values.get("data-copy")
        or values.get("data-url")
        or values.get("href", "")
    )
    return unescape(where)


def _wanted(screen: Screen) -> Iterator[str]:
    """Yield what every action of a screen looks like on a page: a press, or an address."""
    for action in (button.action for button in screen.buttons):
        match action:
            case Press(data):
                yield data
            case Open(url):
                yield url
            case Copy(text) | Share(text):
                yield text
            case AskLocation() | AskNotify():
                pass


Shown = tuple[str, Screen, Page]


@pytest.fixture(scope="module", params=LANGUAGES)
def screens(request: pytest.FixtureRequest, translators: Mapping[str, Translator]) -> list[Shown]:
    """Every screen with its page, drawn once a language."""
    tr = translators[request.param]
    known = [*translators.values()]
    pages = Pages()
    return [
        (name, screen, Page(pages.screen(screen, tr, FIELDS)))
        for name, screen in every_screen(tr, known)
    ]


def test_whatever_a_screen_offers_is_on_its_page_once(screens: list[Shown]) -> None:
    wrong = []
    for name, screen, page in screens:
        there = [_press_of(where) for where in page.pressed]
        wrong += [
            (name, wanted, there.count(wanted))
            for wanted in _wanted(screen)
            if there.count(wanted) - _besides(screen, wanted) != [*_wanted(screen)].count(wanted)
        ]
    assert not wrong


def _besides(screen: Screen, wanted: str) -> int:
    """Return how often something is on a page besides: in its head, or as a link in its words."""
    return (wanted in IN_THE_HEAD) + (wanted.startswith("https:") and wanted in screen.text)


def _press_of(where: str) -> str:
    """Return the press that a link of ours leads to, or any other address as it is."""
    match = re.fullmatch(r"/chat\?at=(.*)", where)
    return re.sub("%3A", ":", match[1]) if match else where


def test_a_map_leads_to_each_town_once(screens: list[Shown]) -> None:
    """The picture is for who sees it; the list below it is for everybody."""
    for _, screen, page in screens:
        wanted = [dot.action.data for dot in screen.dots]
        assert [_press_of(where) for where in page.drawn] == wanted[::-1]
    assert any(screen.dots for _, screen, _ in screens)


def test_entries_of_a_list_are_also_buttons(screens: list[Shown]) -> None:
    """A channel without cards needs them."""
    wrong = [
        (name, part.action)
        for name, screen, _ in screens
        for part in screen.body
        if isinstance(part, Entry) and part.action not in {b.action for b in screen.buttons}
    ]
    assert not wrong
    assert any(isinstance(part, Entry) for _, screen, _ in screens for part in screen.body)


def test_every_page_has_one_heading_and_a_title(screens: list[Shown]) -> None:
    assert not [(name, page.headings) for name, _, page in screens if page.headings != 1]
    assert not [name for name, _, page in screens if not page.title]
    titles = {page.title for _, _, page in screens}
    assert len(titles) > 70, "a title says what the page shows"


def test_the_name_of_another_language_is_read_in_that_language(screens: list[Shown]) -> None:
    shown = {name: page for name, _, page in screens}["languages"]
    spoken = {where: lang for where, lang in shown.languages.items() if "language.set" in where}
    assert len(spoken) >= 15
    assert not [where for where, lang in spoken.items() if where != f"language.set:{lang}"]


def _shown_again(pages: Pages, translators: Mapping[str, Translator], at: str) -> list[str]:
    """Show a screen in two languages, each twice."""
    button, entry = (
        Button(Html("🔔"), AskNotify()),
        Entry(Html("Olena"), Press("offer.show:1:a...0")),
    )
    screen = Screen(Html("<b>Olena</b>"), ((button,),), at=at, body=(Html("<b>Olena</b>"), entry))
    both = [translators[code] for code in ("de", "uk")]
    return [pages.screen(screen, tr, FIELDS) for tr in (*both, *both)]


def test_what_is_one_persons_own_is_drawn_each_time(translators: Mapping[str, Translator]) -> None:
    """What is remembered is shown in the reader's language, and is what everybody may see."""
    pages, wrong = Pages(), []
    for at, drawn in (("group.show:1", [0, 0]), ("offer.list:a...0", [2, 1])):
        german, ukrainian, *again = _shown_again(pages, translators, at)
        draw = [pages._templates.globals[name] for name in ("fixed_button", "fixed_entry")]
        remembered = [each.cache_info().currsize for each in draw]
        is_same = again == [german, ukrainian] and german != ukrainian
        wrong += [] if is_same and remembered == drawn else [(at, remembered)]
        wrong += [at] if "Wir informieren Sie jetzt" in ukrainian else []
    assert not wrong
