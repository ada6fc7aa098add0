"""Checks of one form by itself: markup, Leichte Sprache, marks, names, forms of address.

The faults are of the kind that readers found, each in words that no catalogue has had.
"""

import pytest

from bot.catalogues import load_languages
from bot.environment import ROOT
from bot.screens.problem_words import WORDS
from bot.screens.problems import VALUES
from locales.checks.book import Book, Rules, read_rules
from locales.checks.direction import direction
from locales.checks.glossary import glossary, read_glossary
from locales.checks.marks import marks
from locales.checks.markup import markup
from locales.checks.named import named
from locales.checks.simple import simple

LOCALES = ROOT / "locales"
LANGUAGES = load_languages(LOCALES)
RULES = read_rules(LOCALES)


def book(code: str, *forms: str) -> Book:
    """Return a catalogue with one sentence a form."""
    return Book(LANGUAGES[code], {f"key {n}": [form] for n, form in enumerate(forms)}, RULES)


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ("Привіт {name", "has a broken placeholder: expected '}' before end of string"),
        ("{{name}} wartet", "has a doubled brace"),
        ("50 %} von {n}", "has a broken placeholder: Single '}' encountered in format string"),
        ("Zeichen wie <b>.", "has <b> without its end"),
        ("</b>Neu<b>", "has </b> without its start"),
        ("<b><i>Neu</b></i>", "has </b> without its start"),
        ("mehr als a < b", "has a < or > that is no tag"),
        ('<a href="x">hier', "has a < or > that is no tag"),
    ],
)
def test_forms_that_cannot_be_filled_or_shown(form: str, reason: str) -> None:
    assert reason in [finding.reason for finding in markup(book("uk", form))]


def test_good_markup_passes() -> None:
    assert not list(markup(book("de", "<b>Neu</b> seit {day}", "<b>{n}</b> und <i>{name}</i>")))


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ("Die Leitung der Gruppe antwortet.", "has a genitive: Leitung der Gruppe"),
        ("Die Namen aller Kinder", "has a genitive: Namen aller Kinder"),
        ("Das Haus meines Vaters", "has a genitive: meines Vaters"),
        ("Während der Ferien", "has a genitive: Während der"),
        ("Das geht i. d. R. schnell.", "has an abbreviation: i. d. R."),
        ("Fragen Sie Dr. Meier", "has an abbreviation: Dr."),
        ("Das ist vgl. Seite 3", "has an abbreviation: vgl."),
        ("in fünfzehn Minuten", "has a number in letters: fünfzehn"),
        ("vierundzwanzig Stunden", "has a number in letters: vierundzwanzig"),
        ("die dritte Woche", "has a number in letters: dritte"),
        ("Sie sagen „Ja.“ Dann kommt Hilfe.", "has two sentences in a line"),
        ("Das war 2026. Dann kommt etwas Neues.", "has two sentences in a line"),
        ("Es gibt {n}. Dann kommt mehr.", "has two sentences in a line"),
        ("Ausländerbehörde", "has a long word without a hyphen: Ausländerbehörde"),
    ],
)
def test_hard_language(form: str, reason: str) -> None:
    assert reason in [finding.reason for finding in simple(book("de-simple", form))]


def test_easy_language_passes() -> None:
    good = (
        "1. Halbjahr {year}",
        "{n}. {title}",
        "Am 12. November geht es los.",
        "Geben Sie der Liste einen Namen.",
        "In der Gruppe ist noch ein Platz frei.",
        "Versuchen Sie es noch einmal.",
        "Ist der Lohn richtig?",
    )
    assert not list(simple(book("de-simple", *good)))


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("de", "Ein Satz ."),
        ("pl", "Tak ,nie"),
        ("de", "Zwei  Leerzeichen"),
        ("de", "Am Ende "),
        ("ar", "نعم ؟"),
        ("ar", "اسم،عنوان"),
        ("ti", "ሓደ ። ክልተ"),
    ],
)
def test_spaces_beside_marks(code: str, form: str) -> None:
    assert list(marks(book(code, form)))


def test_a_value_with_its_ending_turns_around() -> None:
    assert list(direction(book("fa", "فایل {name}.docx")))


def test_a_page_is_named_as_it_is_called() -> None:
    """Turkish sent people to a page "Number of people" that does not exist."""
    rules = Rules({}, {}, {}, named={"Invite somebody under People.": ["People"]})
    page = {"People": ["Kişiler"], "Save": ["Kaydet"]}

    def found(sentence: str, words: str) -> list[str]:
        made = Book(LANGUAGES["tr"], page | {sentence: [words]}, rules)
        return [finding.key for finding in named(made)]

    listed, quoted = "Invite somebody under People.", "Then press “Save”."
    assert found(listed, "“Kişi sayısı” sayfasında davet edin.") == [listed]
    assert not found(listed, "“Kişiler” sayfasında davet edin.")
    assert found(quoted, "Sonra “Sakla” düğmesine basın.") == [quoted]
    assert not found(quoted, "Sonra “💾 Kaydet” düğmesine basın.")


@pytest.mark.parametrize(
    ("code", "forms"),
    {
        "de": ("Ruf uns an", "Ihr Ansprechpartner", "Ein Mitarbeiter hilft", "Ihre Kollegen"),
        "de-simple": ("Schick uns etwas", "Ein Lehrer hilft", "Der Arzt"),
        "en": ("Ask your landlord", "Ask him", "the chairman"),
        "uk": ("Введи назву", "Я переклав", "Ви зареєстрований"),
        "ru": ("Открой список", "Я перевёл", "Вы зарегистрирован"),
        "pl": ("Napisałeś", "Zmieniłaś to", "Jesteś zaproszony"),
        "fr": ("Vous êtes connecté", "Vous êtes prêt", "Clique ici"),
        "ro": ("Sunteți pregătit", "Grupul tău"),
        "tr": ("Yazabilirsin", "İstiyor musun?"),
        "ar": ("يمكنك أن تكتب", "انقر هنا"),
        "fa": ("می\u200cتوانی بنویسی", "صبر کن"),
        "ps": ("پوښتنه وکړه", "ولوله"),
        "kmr": ("Tu dikarî", "Navê te"),
        "so": ("Isagu ma imanayo", "Ninka"),
        "ti": ("ጉጅለኻ", "ክትመጽእ ትኽእል"),
    }.items(),
)
def test_forms_of_address(code: str, forms: tuple[str, ...]) -> None:
    """Somebody else than the polite reader, or a man only."""
    concepts = read_glossary(LOCALES / code / "glossary.toml")
    found = {finding.key for finding in glossary(book(code, *forms), concepts, {})}
    assert len(found) == len(forms)


def test_every_problem_has_its_values() -> None:
    """A tag that is shown is a value: in the words it would be a tag."""
    assert not [words for words in WORDS.values() if "<" in words]
    assert {name for _, (name, _) in VALUES.items()} >= {"tag", "example", "command"}
