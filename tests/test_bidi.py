"""Latin words inside sentences that are written from right to left keep their order."""

import re

import pytest
from babel.messages.pofile import read_po

from bot.bidi import LRI, PDI, isolated_runs, split_runs
from bot.catalogues import load_languages
from bot.environment import ROOT
from bot.i18n import Translator

RTL_LETTERS = "\u0590-\u08ff"
_PARTED = re.compile(rf"{PDI}[^\W\d_{RTL_LETTERS}]|[^\W\d_{RTL_LETTERS}]{LRI}")
"""A word of which a part is isolated and another one is not."""
RTL = [code for code, language in load_languages(ROOT / "locales").items() if language.rtl]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("اكتب /forget.", f"اكتب {LRI}/forget{PDI}."),
        ("حتى 5 MB.", f"حتى {LRI}5 MB{PDI}."),
        ("مثلًا: 24.11.2026 18:00", f"مثلًا: {LRI}24.11.2026 18:00{PDI}"),
        ("مستوى B1: كلام", f"مستوى {LRI}B1{PDI}: كلام"),
        ("name@example.org، هنا", f"{LRI}name@example.org{PDI}، هنا"),
        ("<b>{name}</b> Lotse", f"<b>{{name}}</b> {LRI}Lotse{PDI}"),
        ("من {low} إلى {high}", "من {low} إلى {high}"),
        (f"مثلًا {LRI}jeden Montag 9:00{PDI}", f"مثلًا {LRI}jeden Montag 9:00{PDI}"),
        ("أ &amp; ب", "أ &amp; ب"),
        ("بدون", "بدون"),
        ("مكتب (Regierungspräsidium).", f"مكتب ({LRI}Regierungspräsidium{PDI})."),
        ("مكتب Ausländerbehörde", f"مكتب {LRI}Ausländerbehörde{PDI}"),
    ],
)
def test_runs_are_isolated_once(words: str, shown: str) -> None:
    assert isolated_runs(words) == shown
    assert isolated_runs(shown) == shown, "the second time nothing is left to do"


def test_what_belongs_to_a_value_is_found() -> None:
    assert split_runs("حتى {n} MB")
    assert split_runs("{low} - {high}")
    assert not split_runs(f"حتى {LRI}{{n}} MB{PDI}")
    assert not split_runs("{town}، {day}")


def test_every_sentence_is_shown_with_its_runs_isolated(translators: dict[str, Translator]) -> None:
    """Whatever a translator writes: the catalogues are isolated when they are read."""
    wrong, runs = [], 0
    for code in RTL:
        with (ROOT / "locales" / code / "LC_MESSAGES" / "bot.po").open("rb") as file:
            keys = [message.id for message in read_po(file) if message.id and message.string]
        for key in (key for key in keys if isinstance(key, str)):
            shown = translators[code]._catalogue.gettext(key)
            runs += shown.count(LRI)
            wrong += [] if isolated_runs(shown) == shown or shown == key else [f"{code}: {shown}"]
            wrong += [f"{code}: parted in {shown}"] if _PARTED.search(shown) else []
    assert wrong == []
    assert runs > 50
