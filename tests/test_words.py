"""Translations: escaped, isolated, by each language's rules, and safe when they are broken."""

import gettext
from datetime import date

import pytest

from bot.catalogues import load_languages
from bot.environment import ROOT
from bot.i18n import FSI, LRI, PDI, Isolated, Ltr, Translator, best_language, plain
from locales import check
from tests.harness.said import sentences
from tests.harness.talk import bare

LANGUAGES = load_languages(ROOT / "locales")


def test_catalogues_are_complete() -> None:
    wanted = sentences()
    assert len(list(wanted)) > 150
    assert [
        mistake
        for code in LANGUAGES
        if code != check.SOURCE
        for mistake in check.mistakes(code, wanted)
    ] == []


def test_the_check_finds_what_is_wrong(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    path = tmp_path / "bot.po"
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Age: {low} and over"\nmsgstr "Alter: ab {hoch}"\n\n'
        'msgid "Old"\nmsgstr "Alt"\n',
        "utf-8",
    )
    monkeypatch.setattr(check, "path_of", lambda _: path)
    found = "\n".join(check.mistakes("de", sentences()))
    assert "has other placeholders or tags: 'Age: {low} and over'" in found
    assert "is not said any more: 'Old'" in found
    assert "is not translated: 'Only here'" not in found
    assert "is not translated: 'No limit'" in found


def test_values_are_escaped_and_isolated(translators: dict[str, Translator]) -> None:
    said = translators["ar"]("Phone: {phone}", phone=Ltr("+49 (0)7731 123-45"))
    assert said == f"الهاتف: {LRI}+49 (0)7731 123-45{PDI}"
    assert translators["en"]("Town: {town}", town="<b>\u202eX") == f"Town: {FSI}&lt;b&gt;X{PDI}"


@pytest.mark.parametrize(
    ("code", "n", "words"),
    [
        ("de", 1, "1 Angebot"),
        ("de", 2, "2 Angebote"),
        ("uk", 1, "1 пропозиція"),
        ("uk", 3, "3 пропозиції"),
        ("uk", 12, "12 пропозицій"),
        ("uk", 21, "21 пропозиція"),
        ("ar", 2, "عدد العروض: 2"),
        ("ar", 3, "عدد العروض: 3"),
        ("ar", 11, "عدد العروض: 11"),
        ("ar", 100, "عدد العروض: 100"),
        ("pl", 5, "5 ofert"),
        ("pl", 22, "22 oferty"),
        ("ro", 20, "20 de oferte"),
        ("fr", 0, "0 offre"),
    ],
)
def test_plurals(translators: dict[str, Translator], code: str, n: int, words: str) -> None:
    assert bare(plain(translators[code].plural("{n} offer", "{n} offers", n))) == words


def test_a_broken_translation_falls_back_to_english(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return "{nobody} {"

    assert bare(Translator(LANGUAGES["de"], Broken)("Town: {town}", town="Wehr")) == "Town: Wehr"
    assert "broken translation" in caplog.text


def test_dates_and_weekdays_keep_their_language_whoever_was_asked_before(
    translators: dict[str, Translator],
) -> None:
    """Babel once answered everybody in Pashto."""
    translators["ps"].weekday(1)
    assert translators["fr"].weekday(1) == "mardi"
    assert translators["de"].day(date(2026, 11, 24)) == "Di., 24. Nov. 2026"
    for tr in translators.values():
        assert "24" in tr.day(date(2026, 11, 24)), tr.language.code
        assert "2026" in tr.day(date(2026, 11, 24)), tr.language.code


def test_lists_name_everybody_once(translators: dict[str, Translator]) -> None:
    for tr in translators.values():
        for names in (["Aaa"], ["Aaa", "Bbb"], ["Aaa", "Bbb", "Ccc"]):
            listed = tr.listed(names)
            assert isinstance(listed, Isolated)
            assert all(listed.count(name) == 1 for name in names), f"{tr.language.code}: {listed}"


def test_days_and_lists_fit_into_a_sentence(translators: dict[str, Translator]) -> None:
    """A day that ends with a stop gives two of them; a list has the comma of its script."""
    wrong = []
    for code, tr in translators.items():
        days = [tr.day(date(2026, month, 24)) for month in range(1, 13)]
        wrong += [f"{code}: {day}" for day in days if day.endswith(".")]
        weekdays = [tr.weekday(day) for day in range(7)]
        wrong += [f"{code}: {name}" for name in weekdays if {"'", "ʼ"} & set(name)]
        listed = tr.listed(["A", "B", "C"])
        if code in ("ar", "fa", "ps", "ti"):
            wrong += [f"{code}: {listed}"] * ("," in listed or "، و" in listed)
    assert not wrong


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["ar-SY"], "ar"),
        (["prs"], "fa"),
        (["fa-AF"], "fa"),
        (["ku"], "kmr"),
        (["pt-BR", "uk"], "uk"),
        (["xx"], "de"),
        ([], "de"),
        (["TR"], "tr"),
        (["de-simple"], "de-simple"),
    ],
)
def test_the_best_language(wanted: list[str], found: str) -> None:
    assert best_language(wanted, LANGUAGES) == found


def test_what_no_native_speaker_has_read_is_marked() -> None:
    text = (ROOT / "locales" / "languages.toml").read_text("utf-8")
    assert text.count("checked =") + text.count("[") >= len(LANGUAGES)
    assert not any(language.checked for language in LANGUAGES.values())
