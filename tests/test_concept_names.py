"""What concepts of the search are called in the report, on the desk and in groups."""

import tomllib

import pytest

from bot.concept_names import NAMES, first_words
from bot.environment import ROOT
from bot.i18n import Translator
from locales.checks.glossary import glossary, read_glossary
from tests.test_checks_of_forms import book

LOCALES = ROOT / "locales"
CONCEPTS = {
    key
    for group, concepts in tomllib.loads((LOCALES / "concepts.toml").read_text("utf-8")).items()
    for key in (group, *concepts)
}
FILES = sorted(path.parent.name for path in LOCALES.glob(f"*/{NAMES}"))
GENDERED = {
    "de": {"Krankenschwester", "Koch", "Fahrer", "Arzt", "Anwalt", "Dolmetscher", "Programmierer"},
    "en": {"landlord"},
    "fr": {"infirmière", "cuisinier", "chauffeur", "femme de ménage", "informaticien"},
    "pl": {"pielęgniarka", "kucharz", "kierowca", "tłumacz"},
    "ro": {"bucătar", "șofer", "asistentă medicală"},
    "uk": {"медсестра", "кухар", "водій", "програміст"},
    "ru": {"медсестра", "повар", "водитель", "программист"},
    "ar": {"ممرض", "طباخ", "سائق", "طبيب"},
}
"""Words for a man or a woman that people search with."""


@pytest.mark.parametrize("code", FILES)
def test_names_are_those_of_concepts_and_follow_the_glossary(code: str) -> None:
    names = tomllib.loads((LOCALES / code / NAMES).read_text("utf-8"))
    assert set(names) <= CONCEPTS
    concepts = read_glossary(LOCALES / code / "glossary.toml")
    assert [str(finding) for finding in glossary(book(code, *names.values()), concepts, {})] == []


def test_a_concept_is_called_by_work_or_place_and_never_by_a_man_or_a_woman(
    translators: dict[str, Translator],
) -> None:
    for code, words in GENDERED.items():
        tr = translators[code]
        assert words.isdisjoint(map(tr.concept_name, CONCEPTS)), code


def test_names_have_no_straight_apostrophe(translators: dict[str, Translator]) -> None:
    for code in translators:
        wrong = [name for name in first_words(LOCALES, code).values() if "'" in name]
        assert wrong == [], code
    assert translators["de"].concept_name("health_profession") == "Krankenpflege"
    assert translators["de-simple"].concept_name("law") == "Recht", "as the German one"
