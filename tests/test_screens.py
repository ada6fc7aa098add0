"""Every screen in every language: within its limits, without dead buttons, as agreed."""

import os
import re
from functools import cache
from pathlib import Path

import pytest

from bot.catalogues import load_languages
from bot.domain.listings import Listing
from bot.domain.offers import Offer
from bot.environment import ROOT
from bot.i18n import FSI, LRI, PDI, RLM, Translator, plain, visible
from bot.rules import rows as rules
from bot.rules.import_context import ImportContext
from bot.screens.offers import CARD_CHARACTERS, CARD_LINES, card
from bot.ui import MEANT, Open, Press, Screen
from handlers.dialogue.routes import ROUTES
from handlers.files.districts import read_district
from storage.samples import SAMPLES
from tests.harness.databases import NOW, services
from tests.harness.every_screen import every_screen
from tests.harness.gallery import TODAY
from tests.harness.talk import bare

LANGUAGES = list(load_languages(ROOT / "locales"))
pytestmark = pytest.mark.xdist_group("screens")
GOLDEN = Path(__file__).parent / "golden"
CONSENT_CHARACTERS = 600
MOST_BUTTONS = 6
TELEGRAM_TEXT = 4096
"""UTF-16 units of one message."""
ONLY_ON_THE_WEB = {"problem: second_factor"}
"""Screens of who is signed in by a browser."""
CHOOSES_A_LANGUAGE = ("languages", "share in")
"""The one screen with more buttons: who cannot read ours must not have to look for "more"."""


@pytest.fixture(params=LANGUAGES)
def tr(request: pytest.FixtureRequest, translators: dict[str, Translator]) -> Translator:
    return translators[request.param]


CODE = re.compile(r"\d{4}-H[12]")
"""A half-year as addresses and files name it; people read words."""


@pytest.fixture
def screens(tr: Translator) -> dict[str, Screen]:
    return screens_in(tr.language.code)


@cache
def screens_in(code: str) -> dict[str, Screen]:
    """Return the screens of a language, made once for all tests, which run in one process."""
    translators = services().translators
    return dict(every_screen(translators[code], [*translators.values()]))


def test_no_button_is_dead(screens: dict[str, Screen]) -> None:
    for name, screen in screens.items():
        for button in screen.buttons:
            assert plain(button.label).strip(), name
            if isinstance(button.action, Press):
                _leads_somewhere(name, button.action.data)
            if isinstance(button.action, Open):
                own = ("/desk/",) if name in ONLY_ON_THE_WEB else ()
                leads = ("https://", "http://", "tel:", "mailto:", *own)
                assert button.action.url.startswith(leads), name
        for data in filter(None, (screen.at, screen.back)):
            _leads_somewhere(name, data)


def _leads_somewhere(name: str, data: str) -> None:
    assert len(data.encode()) <= 64, f"{name}: {data}"
    press = data.split(":", 2)[2] if data.startswith("in:") else data
    ROUTES.find(press)
    name_of_route = press.partition(":")[0].removesuffix(MEANT)
    assert name_of_route in ROUTES.presses, f"{name}: {data} is an old name"


def test_screens_stay_within_the_limits(screens: dict[str, Screen]) -> None:
    for name, screen in screens.items():
        text = bare(plain(screen.text))
        assert len(text.encode("utf-16-le")) // 2 <= TELEGRAM_TEXT, name
        assert name in CHOOSES_A_LANGUAGE or sum(map(len, screen.rows)) <= MOST_BUTTONS, (
            f"{name}: {sum(map(len, screen.rows))} buttons"
        )
        assert "{" not in text, name
        assert "None" not in text, name
        assert name == "problem: no_period" or not CODE.search(text), name


def test_cards_fit_on_a_small_phone(screens: dict[str, Screen]) -> None:
    for name in ("card", "card with little"):
        text = bare(plain(screens[name].text))
        assert len(text) <= CARD_CHARACTERS, f"{len(text)}: {text}"
        assert text.count("\n") < CARD_LINES, text


def test_the_card_of_every_sample_fits(tr: Translator) -> None:
    for offer in sample_offers():
        text = visible(card(tr, offer, Listing(), saved=False, today=TODAY).text)
        assert len(text) <= CARD_CHARACTERS, f"{offer.external_id}, {len(text)}: {text}"
        assert text.count("\n") < CARD_LINES, f"{offer.external_id}: {text}"
        assert tr("Sample, not a real offer.") in text


@cache
def sample_offers() -> list[Offer]:
    made = []
    for path in sorted(SAMPLES.glob("*.toml")):
        file = read_district(path)
        drafts, mistakes = rules.check(
            file.rows,
            ImportContext(file.municipalities, file.fields, LANGUAGES, "de", file.name),
        )
        assert not mistakes
        made += [
            Offer(n, 1, draft.external_id, draft.details, NOW, field_emoji="🗣️")
            for n, draft in enumerate(drafts, 1)
        ]
    return made


def test_the_first_words_are_short(screens: dict[str, Screen]) -> None:
    text = bare(plain(screens["about"].text))
    assert len(text) <= CONSENT_CHARACTERS, f"{len(text)} characters"


def test_right_to_left_lines_are_marked_and_values_isolated(
    tr: Translator, screens: dict[str, Screen]
) -> None:
    details = screens["details"].text
    assert f"{LRI}+49 (0)7731 123-45{PDI}" in details
    assert f"{FSI}Hohentengen am Hochrhein{PDI}" in details
    for name, screen in screens.items():
        assert screen.text.count(FSI) + screen.text.count(LRI) == screen.text.count(PDI), name
        if tr.language.rtl and name not in CHOOSES_A_LANGUAGE:
            assert all(
                line.startswith(RLM) for line in screen.text.split("\n") if line and line.strip()
            ), f"{name}: {screen.text!r}"


def test_words_are_as_agreed(tr: Translator, screens: dict[str, Screen]) -> None:
    """Set LOTSE_GOLDEN=1 to write the files anew, then read the difference."""
    path = GOLDEN / f"{tr.language.code}.txt"
    shown = "\n".join(_as_text(name, screen) for name, screen in screens.items())
    if os.environ.get("LOTSE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(shown, "utf-8")
    assert shown == path.read_text("utf-8")


def _as_text(name: str, screen: Screen) -> str:
    rows = [" ".join(f"[{bare(plain(button.label))}]" for button in row) for row in screen.all_rows]
    return "\n".join((f"=== {name}", bare(screen.text), *rows, ""))
