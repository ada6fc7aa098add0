"""Rows of a table become drafts; every mistake is told with its place."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, time

import pytest

from bot.domain.imports import Mistake, Row
from bot.domain.offers import Details, Draft, OfferText, Schedule, State, Target, TextState, Way
from bot.domain.places import Field, Municipality
from bot.rules import columns
from bot.rules.import_context import ImportContext
from bot.rules.row_readers import LONGEST_CELL, LONGEST_NUMBER
from bot.rules.rows import check

MURG = Municipality(1, 1, "Murg", postcodes=("79730",))
ERFURT = Municipality(2, 1, "Erfurt", ("Landeshauptstadt Erfurt",), ("01099", "79736"))
RICKENBACH = Municipality(3, 1, "Rickenbach", postcodes=("79736",))
FIELDS = (Field(1, 1, "sprache", "🗣", {"de": "Sprache lernen", "en": "Language"}),)
KNOWN = ImportContext((MURG, ERFURT, RICKENBACH), FIELDS, ("de", "en", "uk"))
BARE = {"title": "Kurs", "organisation": "VHS", "external_id": "17"}


def checked(
    values: dict[str, str], known: ImportContext = KNOWN
) -> tuple[list[Draft], list[Mistake]]:
    """One row, the fourth of its sheet."""
    return check([Row("Tabelle1", 4, BARE | values)], known)


def details(values: dict[str, str], known: ImportContext = KNOWN) -> Details:
    """Of one row without a mistake."""
    (draft,), mistakes = checked(values, known)
    assert not mistakes
    return draft.details


def mistakes(
    values: dict[str, str], known: ImportContext = KNOWN
) -> list[tuple[str, str, str, str]]:
    """Column, code, value and proposal of each mistake of one row."""
    drafts, found = checked(values, known)
    assert not drafts
    assert {(mistake.sheet, mistake.row) for mistake in found} == {("Tabelle1", 4)}
    return [(mistake.column, mistake.code, mistake.value, mistake.proposal) for mistake in found]


def test_a_bare_row_is_an_offer() -> None:
    (draft,), found = checked({})
    assert draft == Draft(
        "17", Details("VHS", (OfferText("de", "Kurs"),)), frozenset({"de"}), says_state=False
    )
    assert not found


FULL_ROW = {
    "external_id": "17", "title": "Kurs\nfür alle", "description": "Viel.\n\n\n\nMehr.",
    "next_steps": "Anrufen", "organisation": " VHS \n Murg ",
    "title_uk": "Курс", "description_uk": "Опис", "next_steps_uk": "Дзвонити",
    "text_state_uk": "checked", "title_en": "Course",
    "municipality": "murg", "field": "Language", "target_groups": "Frauen, Kinder",
    "residence_status": "anerkannt; geduldet",
    "age_from": "16", "age_to": "27", "level_from": "a1", "level_to": "B1", "free": "nein",
    "price": "10 €", "languages": "de, Ukrainisch",
    "way": "online", "start": "12.01.2027", "deadline": "10.01.2027", "seats": "12",
    "times": "Di 18:00-19:30", "phone": "07751 860",
    "email": "a@b.de", "url": "https://vhs.de", "address": "Hauptstr. 1", "accessible": "ja",
    "state": "paused", "expires_at": "31.12.2027",
    "sample": "ja", "breadcrumb": "Bildung > Deutsch",
}  # fmt: skip
FULL = Details(
    "VHS Murg",
    (OfferText("de", "Kurs für alle", "Viel.\n\nMehr.", "Anrufen"),
     OfferText("en", "Course", state=TextState.UNCHECKED),
     OfferText("uk", "Курс", "Опис", "Дзвонити", TextState.CHECKED)),
    "Murg", "sprache", frozenset({Target.WOMEN, Target.CHILDREN}),
    frozenset({"anerkannt", "geduldet"}), ("de", "uk"), 16, 27, "A1", "B1",
    False, "10 €", Way.ONLINE, "Hauptstr. 1", "07751 860", "a@b.de", "https://vhs.de",
    date(2027, 1, 12), date(2027, 1, 10), 12, True,
    (Schedule("FREQ=WEEKLY;BYDAY=TU", None, time(18), time(19, 30)),), State.PAUSED,
    date(2027, 12, 31), True, "Bildung > Deutsch",
)  # fmt: skip


def test_every_column_goes_where_it_belongs() -> None:
    (draft,), found = check([Row("a", 1, FULL_ROW)], KNOWN)
    assert not found
    assert draft == Draft("17", FULL, frozenset({"de", "en", "uk"}), says_state=True)


@pytest.mark.parametrize(("column", "cell", "code", "proposal"), [
    ("target_groups", "Fraunen", "target", "frauen"), ("age_from", "acht", "number", ""),
    ("age_to", "99999", "number", "9999"),
    ("level_from", "Z", "level", "A1 … C2"), ("level_to", "A9", "level", "A1 … C2"),
    ("free", "gern", "yes_no", "ja / nein"),
    ("price", "x" * 201, "too_long", "200"),
    ("languages", "Klingonsprech", "language", "klingonisch"), ("way", "zu Fuß", "way", ""),
    ("start", "bald", "date", "24.11.2026"), ("deadline", "32.1.2027", "date", "24.11.2026"),
    ("seats", "1 Dutzend", "number", "1"),
    ("times", "Di 25:00", "times", "18:00-19:30"), ("phone", "rufen", "phone", "+49 7751 86-0"),
    ("email", "a(at)b.de", "email", "a@b.de"),
    ("url", "www.vhs.de", "url", "https://www.vhs.de"), ("address", "x" * 501, "too_long", "500"),
    ("accessible", "?", "yes_no", "ja / nein"),
    ("state", "offen", "state", ""), ("expires_at", "nie", "date", "24.11.2026"),
    ("breadcrumb", "x" * 1001, "too_long", "1000"),
    ("sample", "?", "yes_no", "ja / nein"), ("municipality", "Erfuhrt", "municipality", "Erfurt"),
    ("field", "Sprachen lernen", "field", "Sprache lernen"),
    ("organisation", "x" * 301, "too_long", "300"), ("title", "x" * 501, "too_long", "500"),
    ("municipality", "Atlantis", "municipality", ""),
])  # fmt: skip
def test_a_wrong_cell_is_told_with_its_place(
    column: str, cell: str, code: str, proposal: str
) -> None:
    shown = cell if len(cell) <= 80 else cell[:79] + "…"
    assert mistakes({column: cell}) == [(column, code, shown, proposal)]


@pytest.mark.parametrize(("column", "length"), [
    ("price", 200), ("address", 500), ("breadcrumb", 1000), ("organisation", 300), ("title", 500),
    ("description", LONGEST_CELL),
])  # fmt: skip
def test_cells_may_be_as_long_as_that(column: str, length: int) -> None:
    details({column: "x" * length})


@pytest.mark.parametrize(
    ("column", "place"),
    [("description", "title"), ("next_steps", "title"), ("price", "price"), ("title_uk", "title")],
)
def test_no_cell_is_longer_than_thirty_thousand(column: str, place: str) -> None:
    values = {column: "x" * (LONGEST_CELL + 1)} | (
        {"title_uk": "Курс"} if column != "title_uk" else {}
    )
    assert (place, "too_long", "30000") in [
        (where, code, limit) for where, code, _, limit in mistakes(values)
    ]


def test_every_mistake_is_found_in_one_go() -> None:
    found = mistakes({"title": "", "organisation": "", "age_from": "x", "email": "y"})
    assert found == [
        ("age_from", "number", "x", ""), ("email", "email", "y", "y"),
        ("organisation", "missing", "", ""), ("title", "title_missing", "", ""),
    ]  # fmt: skip


def test_a_title_in_german_is_needed() -> None:
    assert mistakes({"title": " ", "title_uk": "Курс"}) == [("title", "title_missing", " ", "")]
    english = replace(KNOWN, language="en")
    assert mistakes({"title_uk": "Курс", "title": ""}, english) == [
        ("title", "title_missing", "", "")
    ]
    assert details({"title": "Course", "title_de": "Kurs"}, english).texts == (
        OfferText("de", "Kurs", state=TextState.UNCHECKED), OfferText("en", "Course"),
    )  # fmt: skip


def test_a_translation_without_a_title_is_none() -> None:
    assert details({"description_uk": "Опис"}).texts == (OfferText("de", "Kurs"),)
    assert mistakes({"title_uk": "Курс", "text_state_uk": "geprüftt"})[0][:2] == ("title", "state")


@pytest.mark.parametrize(("low", "high", "wrong"), [
    ("18", "17", True), ("18", "18", False), ("0", "0", False), ("", "17", False),
    ("18", "", False), ("1", "0", True),
])  # fmt: skip
def test_ages_in_order(low: str, high: str, wrong: bool) -> None:
    values = {"age_from": low, "age_to": high}
    if wrong:
        assert mistakes(values) == [("age_to", "order", high, low)]
    else:
        details(values)


def test_levels_and_days_in_order() -> None:
    assert mistakes({"level_from": "B1", "level_to": "A2"}) == [("level_to", "order", "A2", "B1")]
    assert details({"level_from": "B1", "level_to": "B1"}).level_to == "B1"
    assert details({"level_to": "A2"}).level_to == "A2"
    assert details({"level_from": "B1"}).level_from == "B1"
    late = {"start": "12.01.2027", "deadline": "13.01.2027"}
    assert mistakes(late) == [("deadline", "after_start", "13.01.2027", "12.01.2027")]
    assert details({"start": "12.01.2027", "deadline": "12.01.2027"}).register_by == date(
        2027, 1, 12
    )
    assert details({"deadline": "12.01.2027"}).starts_on is None


@pytest.mark.parametrize(("town", "postcode", "name"), [
    ("", "", ""), ("Murg", "", "Murg"), ("MURG", "99999", "Murg"),
    ("Landeshauptstadt Erfurt", "", "Erfurt"), ("", "79730", "Murg"),
    ("", "79730.0", "Murg"), ("", "1099", "Erfurt"), ("", "79736", ""), ("", "12345", ""),
    (" ", "79730", "Murg"), ("Stadt-Murg", "", None),
])  # fmt: skip
def test_towns_and_postcodes(town: str, postcode: str, name: str | None) -> None:
    """A postcode alone is enough if only one municipality has it."""
    values = {"municipality": town, "postcode": postcode}
    if name is None:
        assert [code for _, code, *_ in mistakes(values)] == ["municipality"]
    else:
        assert details(values).municipality == name


def test_new_towns_only_if_asked_for() -> None:
    new = replace(KNOWN, new_municipalities=True)
    assert details({"municipality": " Neu\nStadt "}, new).municipality == "Neu Stadt"
    assert details({"municipality": "murg"}, new).municipality == "Murg"
    assert mistakes({"municipality": "x" * 201}, new)[0][:2] == ("municipality", "too_long")
    assert details({"municipality": "x" * 200}, new).municipality == "x" * 200


def test_fields_are_those_of_the_district() -> None:
    assert [
        details({"field": cell}).field for cell in ("", "sprache", "Sprache lernen", "language")
    ] == ["", "sprache", "sprache", "sprache"]
    none = replace(KNOWN, fields=())
    assert details({"field": "Neues\nFeld"}, none).field == "Neues Feld"
    assert details({"field": "x" * 60}, none).field == "x" * 60
    assert mistakes({"field": "x" * 61}, none)[0][1:] == ("too_long", "x" * 61, "60")


def test_an_organisation_may_be_known() -> None:
    assert mistakes({"organisation": " "}) == [("organisation", "missing", " ", "")]
    caritas = replace(KNOWN, organisation="Caritas")
    assert details({"organisation": ""}, caritas).organisation == "Caritas"
    assert details({"organisation": "VHS"}, caritas).organisation == "VHS"


def test_what_has_no_number_gets_the_same_one_again() -> None:
    """From its title, owner and town."""
    base = {"external_id": "", "title": "Kurs", "organisation": "VHS", "municipality": "Murg"}
    changed = [
        {},
        {"price": "1"},
        {"title": "Kurs 2"},
        {"organisation": "Caritas"},
        {"municipality": "Erfurt"},
    ]
    ids = [checked(base | change)[0][0].external_id for change in changed]
    assert ids[0] == ids[1]
    assert len({*ids}) == 4
    assert all(len(name) == len("auto-") + 16 and name.startswith("auto-") for name in ids)
    assert (
        len({checked(base | {"title_uk": title})[0][0].external_id for title in ("", "Курс")}) == 1
    )


def test_a_number_stands_once_in_a_file() -> None:
    rows = [
        Row("a", line, BARE | {"external_id": name})
        for line, name in ((2, "1"), (3, "2"), (5, "1"))
    ]
    drafts, found = check(rows, KNOWN)
    assert [draft.external_id for draft in drafts] == ["1", "2"]
    assert found == [Mistake("a", 5, "external_id", "twice", "1")]


def test_an_own_number_stays_the_same_for_ever() -> None:
    """A later version must find again what an earlier one has stored."""
    (draft,), _ = checked({"external_id": "", "municipality": "Murg"})
    assert draft.external_id == "auto-8ed4c78858275e5a"


def test_the_mistakes_of_all_rows_are_told() -> None:
    rows = [Row("a", line, BARE | {"seats": "viele", "external_id": str(line)}) for line in (2, 3)]
    drafts, found = check(rows, KNOWN)
    assert drafts == []
    assert [(mistake.row, mistake.column) for mistake in found] == [(2, "seats"), (3, "seats")]


def words_in(value: object) -> Iterator[str]:
    """Yield every text in a draft."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        yield from words_in([getattr(value, each.name) for each in fields(value)])
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from words_in(item)


def test_no_column_gives_what_only_one_database_takes() -> None:
    """Workbooks hold NUL, JSON halves of characters; PostgreSQL takes neither."""
    wrong = []
    for column in (*columns.NAMES, *(f"{name}_uk" for name in columns.TRANSLATED)):
        for cell in ("Ku\0rs", "17\0", "\0", "\ud800x", "Mo 10:00\0"):
            for draft in checked({column: cell})[0]:
                strange = [words for words in words_in(draft) if set("\0\ud800") & set(words)]
                wrong += [(column, cell, strange)] if strange else []
    assert not wrong


def test_what_an_offer_is_looked_up_by_is_short() -> None:
    """PostgreSQL keeps no index of more than 2,700 bytes."""
    for column, most in (("external_id", LONGEST_NUMBER), ("source", 200)):
        assert checked({column: "ä" * most})[0]
        drafts, wrong = checked({column: "ä" * (most + 1)})
        assert not drafts
        assert [(mistake.column, mistake.code) for mistake in wrong] == [(column, "too_long")]
