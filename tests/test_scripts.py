"""In which language somebody writes, by the letters alone."""

import pytest

from bot.search.examples import read_examples
from bot.search.scripts import language_of, script_of, scripts_of
from bot.search.thesaurus import written_in
from bot.search.understanding import understand
from locales import LOCALES
from tests.harness.databases import services

CODES = sorted(path.parent.name for path in LOCALES.glob("*/terms.toml"))
OTHERS = 2
"""Percent of the examples of a language that may quote another one."""


@pytest.mark.parametrize("own", CODES)
def test_the_letters_of_a_language_contradict_it_in_no_sentence(own: str) -> None:
    examples = [example.question for example in read_examples(LOCALES / own / "questions.tsv")]
    usual = [text for text in examples if script_of(text) in scripts_of(own)]
    wrong = [text for text in usual if language_of(text, own, CODES) != own]
    assert 100 * len(wrong) <= OTHERS * len(usual), wrong[:10]


@pytest.mark.parametrize(
    ("text", "own", "language"),
    [
        ("پزیشک لە کوێیە", "ckb", "ckb"),
        ("پزیشک لە کوێیە", "de", "ckb"),
        ("پیسې", "ps", "ps"),
        ("پیسې", "en", "ps"),
        ("چاي", "ar", "ar"),
        ("پول", "ar", "fa"),
        ("şev û roj", "kmr", "kmr"),
        ("şev û kursê", "de", "kmr"),
        ("iş arıyorum", "kmr", "tr"),
        ("înot", "ro", "ro"),
        ("fête, théâtre", "fr", "fr"),
        ("dov'è, perché", "it", "it"),
        ("où est la mairie", "de", "fr"),
        ("тільки ы", "uk", "ru"),
    ],
)
def test_a_letter_contradicts_a_language_only_if_it_has_none_like_it(
    text: str, own: str, language: str
) -> None:
    assert language_of(text, own, CODES) == language


@pytest.mark.parametrize(
    ("text", "own", "language"),
    [
        ("دەرسێن زارۆکان", "kmr", "kmr"),
        ("دەمەوێت کار بکەم", "kmr", "ckb"),
        ("دەرسێن زارۆکان", "de", "ckb"),
        ("Wohnung", "ar", "de"),
    ],
)
def test_kurmanji_in_arabic_letters_is_sorani_only_if_its_small_words_say_so(
    text: str, own: str, language: str
) -> None:
    assert written_in(text, own, services().thesaurus) == language


@pytest.mark.parametrize(
    ("text", "own", "name"),
    [
        ("Кого консультує Donna Mobile AKA e. V.?", "uk", "donna"),
        ("где Johanniter Unfallhilfe", "ru", "johanniter"),
        ("وين مكتب Caritas Migrationsdienst", "ar", "caritas"),
        ("ساعت کاری Diakonie Beratungsstelle چیست؟", "fa", "diakonie"),
    ],
)
def test_a_long_name_in_latin_letters_stays_as_it_is(text: str, own: str, name: str) -> None:
    full = services().thesaurus
    query = understand(text, written_in(text, own, full), full, own=own)
    assert name in query.words
    assert query.language == own
