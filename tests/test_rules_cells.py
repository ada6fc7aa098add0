"""Cells of an office's table: what is taken, what is refused, and what is proposed instead."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.offers import LEVELS, State, Target, TextState, Way
from bot.i18n import Translator, plain
from bot.rules import cells, measure_cells, named_cells, phones
from bot.rules.cells import Wrong
from bot.rules.columns import canonical, folded
from bot.screens import desk, facts, measure_desk, report_words
from tests.refusals import is_wrong

LANGUAGES = ("de", "en", "uk", "de-simple", "pt-br")


def test_a_text_may_be_as_long_as_its_limit_and_no_longer() -> None:
    read = cells.text(5)
    assert read("fünf!") == "fünf!"
    with is_wrong("too_long", "5"):
        read("sechs!")


@pytest.mark.parametrize(("cell", "number"), [
    ("", None), ("0", 0), ("7", 7), ("7.0", 7), ("7,00", 7), ("9999", 9999), ("0012", 12),
])  # fmt: skip
def test_whole_numbers(cell: str, number: int | None) -> None:
    assert cells.number(cell) == number


@pytest.mark.parametrize(("cell", "proposal"), [
    ("12345", "1234"), ("7.5", "7"), ("ab 18 Jahren", "18"), ("16 bis 27", "16"), ("viele", ""),
    ("-3", "3"), ("7x0", "7"),
])  # fmt: skip
def test_the_first_number_is_proposed(cell: str, proposal: str) -> None:
    with is_wrong("number", proposal):
        cells.number(cell)


@pytest.mark.parametrize(("answer", "words"), [
    (True, ("ja", "J", "Yes", "y", "x", "1", "TRUE", "wahr")),
    (False, ("nein", "N", "No", "n", "0", "FALSE", "falsch")),
])  # fmt: skip
def test_yes_and_no_in_german_and_english(answer: bool, words: tuple[str, ...]) -> None:
    assert [cells.yes_no(word) for word in words] == [answer] * len(words)


def test_yes_no_is_asked_for_when_it_is_neither() -> None:
    assert cells.yes_no("") is None
    with is_wrong("yes_no", "ja / nein"):
        cells.yes_no("vielleicht")


@pytest.mark.parametrize(("cell", "day"), [
    ("", None), ("24.11.2026", date(2026, 11, 24)), ("4.1.26", date(2026, 1, 4)),
    ("24.11.00", date(2000, 11, 24)), ("24.11.1999", date(1999, 11, 24)),
    ("2026-11-24", date(2026, 11, 24)), ("2026-1-4", date(2026, 1, 4)),
    ("2026-11-24 00:00:00", date(2026, 11, 24)), ("2026-11-24T18:00", date(2026, 11, 24)),
    ("24.11.2026 18:00", date(2026, 11, 24)), ("46350", date(2026, 11, 24)),
    ("31.12.9999", None), ("9999-12-31", None),
])  # fmt: skip
def test_days(cell: str, day: date | None) -> None:
    assert cells.day(cell) == day


@pytest.mark.parametrize("cell", [
    "31.02.2026", "2026-13-01", "24.11.", "morgen", "24.11.026", "24/11/2026",
    "a24.11.2026", "31.12.1899", "1.1.2200", "1.1.0001",
])  # fmt: skip
def test_no_days(cell: str) -> None:
    with is_wrong("date", "24.11.2026"):
        cells.day(cell)


@given(st.dates(date(cells.YEARS[0], 1, 1), date(cells.YEARS[-1], 12, 31)))
def test_a_day_is_read_as_germans_and_as_machines_write_it(day: date) -> None:
    assert cells.day(f"{day.day}.{day.month}.{day.year:04}") == day
    assert cells.day(day.isoformat()) == day


def test_levels() -> None:
    assert [cells.level(level.lower()) for level in LEVELS] == list(LEVELS)
    assert cells.level("") == ""
    assert cells.level("b 2") == "B2"


@pytest.mark.parametrize(("cell", "proposal"), [
    ("A2-B1", "A2"), ("etwa b1", "B1"), ("C 3", "A1 … C2"), ("Anfänger", "A1 … C2"),
    ("A3", "A1 … C2"),
])  # fmt: skip
def test_no_levels(cell: str, proposal: str) -> None:
    with is_wrong("level", proposal):
        cells.level(cell)


@pytest.mark.parametrize(
    "cell", ["", "07751 86-0", "+49 7751 860", "+43 1 4000", "115", "11 61 17", "112 112"]
)
def test_phones_stay_as_they_were_written(cell: str) -> None:
    assert phones.phone(cell) == cell


@pytest.mark.parametrize(
    "cell",
    [
        "anrufen!",
        "1",
        "1234567890123456789",
        "+999 123",
        "0",
        "12x",
        "+49 1",
        "+49 1234567890123456",
        "+1 23",
    ],
)
def test_no_phones(cell: str) -> None:
    with is_wrong("phone", "+49 7751 86-0"):
        phones.phone(cell)


@pytest.mark.parametrize(
    "cell", ["", "a@b.de", "erika.muster+kurs@amt.kreis-waldshut.de", "a" * 64 + "@b.de"]
)
def test_emails(cell: str) -> None:
    assert cells.email(cell) == cell


@pytest.mark.parametrize(("cell", "proposal"), [
    ("erika(at)amt.de", "erika@amt.de"), ("erika [at] amt.de", "erika@amt.de"),
    ("erika @amt.de", "erika@amt.de"),
    ("a@b", "a@b"), ("a@b@c.de", "a@b@c.de"), ("a" * 65 + "@b.de", "a" * 65 + "@b.de"),
    ("<a@b.de>", "<a@b.de>"),
    ("nur Text", "nurText"), ("a@.de", "a@.de"), ("a@b.de.", "a@b.de."),
])  # fmt: skip
def test_no_emails(cell: str, proposal: str) -> None:
    with is_wrong("email", proposal):
        cells.email(cell)


@pytest.mark.parametrize(
    "cell", ["", "https://kreis.de", "http://kreis.de/a?b=c", "HTTPS://www.kreis.de/x#y"]
)
def test_urls(cell: str) -> None:
    assert cells.url(cell) == cell


@pytest.mark.parametrize(("cell", "proposal"), [
    ("www.kreis.de/kurse", "https://www.kreis.de/kurse"), ("WWW.kreis.de", "https://WWW.kreis.de"),
    ("kreis.de", ""), ("javascript:alert(1)", ""), ("ftp://kreis.de", ""), ("https://kreis", ""),
    ("https://kreis.de a", ""), ("http://[kreis", ""), ("https://", ""),
    ("https://kreis/a.html", ""),
])  # fmt: skip
def test_no_urls(cell: str, proposal: str) -> None:
    with is_wrong("url", proposal):
        cells.url(cell)


@pytest.mark.parametrize(("cell", "targets"), [
    ("", set()), ("alle", set()), ("Alle Interessierten", set()), ("jeder", set()),
    ("Everybody", set()),
    ("Frauen", {Target.WOMEN}), ("Woman", {Target.WOMEN}),
    ("Kinder, Eltern; Senioren", {Target.CHILDREN, Target.FAMILIES, Target.OLDER_PEOPLE}),
    ("junge Menschen", {Target.YOUNG_PEOPLE}), ("young_people", {Target.YOUNG_PEOPLE}),
    ("Older People", {Target.OLDER_PEOPLE}), ("alle, Kinder", {Target.CHILDREN}),
])  # fmt: skip
def test_targets(cell: str, targets: set[Target]) -> None:
    assert named_cells.targets(cell) == targets


@pytest.mark.parametrize(
    ("cell", "proposal"), [("Fraunen", "frauen"), ("xyz", ""), ("Kinder, Elltern", "eltern")]
)
def test_the_nearest_target_is_proposed(cell: str, proposal: str) -> None:
    with is_wrong("target", proposal):
        named_cells.targets(cell)


@pytest.mark.parametrize(("cell", "way"), [
    ("", Way.ON_SITE), ("vor Ort", Way.ON_SITE), ("Präsenz", Way.ON_SITE), ("on_site", Way.ON_SITE),
    ("On site", Way.ON_SITE), ("telefonisch", Way.PHONE), ("Online", Way.ONLINE),
    ("digital", Way.ONLINE),
])  # fmt: skip
def test_ways(cell: str, way: Way) -> None:
    assert named_cells.way(cell) is way


def test_no_way() -> None:
    with is_wrong("way", "telefonisch"):
        named_cells.way("telefonsch")


def test_states() -> None:
    assert named_cells.state("") is State.PUBLISHED
    assert [named_cells.state(state.value.title()) for state in State] == list(State)
    with is_wrong("state", "published"):
        named_cells.state("publishd")
    assert named_cells.text_state("") is None
    assert [named_cells.text_state(state.value.upper()) for state in TextState] == list(TextState)
    with is_wrong("state", "checked"):
        named_cells.text_state("checkd")


@pytest.mark.parametrize(("cell", "codes"), [
    ("", ()), ("de", ("de",)), ("UK", ("uk",)), ("Deutsch, German, de", ("de",)),
    ("Ukrainisch und Arabisch", ("uk", "ar")), ("English / Türkisch", ("en", "tr")),
    ("Tigrinya|Persian", ("ti", "fa")),
    ("Kurmandschi", ("kmr",)), ("Kurmancî", ("kmr",)), ("Kurdisch", ("ku",)),
    ("Farsi; Dari", ("fa",)),
    ("Leichte Sprache", ("de-simple",)), ("Französisch\nSpanisch", ("fr", "es")),
    ("Arabic and Somali", ("ar", "so")),
])  # fmt: skip
def test_languages(cell: str, codes: tuple[str, ...]) -> None:
    assert named_cells.languages(cell) == codes


@pytest.mark.parametrize(
    ("cell", "proposal"), [("Ukrainish", "ukrainisch"), ("qqqq", ""), ("de_DE", "")]
)
def test_no_languages(cell: str, proposal: str) -> None:
    with is_wrong("language", proposal):
        named_cells.languages(cell)


def test_how_one_country_speaks_a_language_is_none_of_its_own() -> None:
    with pytest.raises(cells.Wrong):
        named_cells.languages("Österreichisches Deutsch")


def test_the_nearest_name_is_like_what_was_written() -> None:
    known = ("Waldshut-Tiengen", "Bad Säckingen", "Laufenburg")
    assert named_cells.nearest("Bad Saeckingen", known) == "Bad Säckingen"
    assert named_cells.nearest("Waldshut", known) == "Waldshut-Tiengen"
    assert named_cells.nearest("Berlin", known) == ""
    assert named_cells.nearest("Berlin", ()) == ""


def test_parts_are_without_blanks_and_never_empty() -> None:
    assert named_cells.parts_of(" a, b ;c/d|e\nf und g and h ,, ") == list("abcdefgh")
    assert named_cells.parts_of("Hund, Sand") == ["Hund", "Sand"]


@pytest.mark.parametrize(("header", "plain"), [
    ("Träger (Name):", "traeger name"), ("Straße", "strasse"), ("GEBÜHR", "gebuehr"),
    ("Höchst-Alter", "hoechst alter"),
    ("Naïve Éxtra 2", "naive extra 2"), ("  ", ""), ("Оферта", "oferta"),
])  # fmt: skip
def test_a_header_is_folded(header: str, plain: str) -> None:
    assert folded(header) == plain


@pytest.mark.parametrize(("header", "column"), [
    ("Titel", "title"), ("title_uk", "title_uk"), ("Titel (uk)", "title_uk"),
    ("Titel [UK]", "title_uk"),
    ("Titel uk", "title_uk"), ("Beschreibung-en", "description_en"),
    ("Titel de-simple", "title_de-simple"),
    ("Titel pt-br ", "title_pt-br"), ("Nächste Schritte", "next_steps"),
    ("next steps (en)", "next_steps_en"),
    ("Träger", "organisation"), ("external_id", "external_id"), ("External ID", "external_id"),
    ("PLZ", "postcode"),
    ("Telefon uk", None), ("Ort (en)", None), ("Unsinn", None), ("", None), ("uk", None),
    ("Titel (xx)", None),
    ("E-Mail", "email"), ("Gebühr", "price"), ("Plätze", "seats"),
    ("text_state_uk", "text_state_uk"),
])  # fmt: skip
def test_columns_as_offices_call_them(header: str, column: str | None) -> None:
    assert canonical(header, LANGUAGES) == column


STATES = {state: words for state, words in report_words.STATES.items() if state != "no_answer"}
SHOWN: list[tuple[Mapping[Any, str], Callable[[str], Any]]] = [
    (desk.STATES, named_cells.state),
    (desk.WAYS, named_cells.way),
    (desk.TEXT_STATES, named_cells.text_state),
    ({frozenset({name}): words for name, words in facts.TARGETS.items()}, named_cells.targets),
    (STATES, measure_cells.read_state),
    (measure_desk.ORIGINS, measure_cells.read_origin),
]
"""Words of the desk by value, and what reads them in a table."""


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_word_that_the_desk_shows_is_read_in_a_table(
    language: str, translators: dict[str, Translator]
) -> None:
    """Who types what the list calls it must not be told that there is no such thing."""
    wrong = []
    for labels, read in SHOWN:
        for value, words in labels.items():
            shown = plain(translators[language](words))
            try:
                wrong += [shown] if read(shown) != value else []
            except Wrong:
                wrong.append(shown)
    assert wrong == []
