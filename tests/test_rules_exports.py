"""Offers become rows that an import reads back unchanged."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.imports import Row
from bot.domain.offers import Details, Offer, OfferText, Schedule, State, Target, TextState, Way
from bot.domain.places import Field, Municipality
from bot.rules.exports import PLAIN, columns, guarded, quoted, row, unguarded
from bot.rules.import_context import ImportContext
from bot.rules.rows import check
from tests.harness.databases import NOW

MURG = Municipality(1, 1, "Murg", postcodes=("79730",))
ERFURT = Municipality(2, 1, "Erfurt", ("Landeshauptstadt Erfurt",), ("01099", "79736"))
RICKENBACH = Municipality(3, 1, "Rickenbach", postcodes=("79736",))
FIELDS = (Field(1, 1, "sprache", "🗣", {"de": "Sprache lernen", "en": "Language"}),)
KNOWN = ImportContext((MURG, ERFURT, RICKENBACH), FIELDS, ("de", "en", "uk"))


def offer(external_id: str, about: Details) -> Offer:
    """It is there already."""
    return Offer(1, 1, external_id, about, NOW)


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
    date(2027, 12, 31), True, "Bildung > Deutsch", course_kind="job_b2",
)  # fmt: skip


def test_the_header_has_one_set_of_texts_a_language() -> None:
    assert columns(["de", "uk"], "de") == [
        *PLAIN,
        "text_state",
        "title_uk",
        "description_uk",
        "next_steps_uk",
        "text_state_uk",
    ]
    assert columns(["de"], "de") == [*PLAIN, "text_state"]


def test_empty_cells_are_left_out() -> None:
    assert row(offer("17", Details("VHS", (OfferText("de", "Kurs"),))), "de") == {
        "external_id": "17", "lotse_version": "1", "organisation": "VHS", "title": "Kurs",
        "way": "on_site",
        "state": "published",
    }  # fmt: skip


def test_a_whole_offer_as_text() -> None:
    cells = row(offer("17", FULL), "de")
    assert cells == {
        "external_id": "17", "lotse_version": "1", "organisation": "VHS Murg",
        "title": "Kurs für alle",
        "description": "Viel.\n\nMehr.", "next_steps": "Anrufen",
        "title_en": "Course", "title_uk": "Курс", "description_uk": "Опис",
        "next_steps_uk": "Дзвонити", "text_state_uk": "checked",
        "municipality": "Murg", "field": "sprache", "target_groups": "children, women",
        "residence_status": "anerkannt, geduldet",
        "age_from": "16", "age_to": "27", "level_from": "A1", "level_to": "B1", "free": "nein",
        "course_kind": "job_b2",
        "price": "10 €", "languages": "de, uk",
        "way": "online", "start": "12.01.2027", "deadline": "10.01.2027", "seats": "12",
        "times": "Di 18:00-19:30", "phone": "07751 860",
        "email": "a@b.de", "url": "https://vhs.de", "address": "Hauptstr. 1", "accessible": "ja",
        "state": "paused",
        "expires_at": "31.12.2027", "sample": "ja", "breadcrumb": "Bildung > Deutsch",
    }  # fmt: skip
    assert {*cells} <= {*columns(["de", "en", "uk"], "de")}


def test_nought_and_no_are_not_empty() -> None:
    cells = row(
        offer("17", replace(FULL, age_from=0, seats=0, free=True, accessible=False, sample=False)),
        "de",
    )
    assert (cells["age_from"], cells["seats"], cells["free"], cells["accessible"]) == (
        "0",
        "0",
        "ja",
        "nein",
    )
    assert "sample" not in cells


@pytest.mark.parametrize("base", ["de", "uk"])
def test_the_state_of_a_text_is_said_where_it_is_not_the_usual_one(base: str) -> None:
    texts = (
        OfferText("de", "Kurs", state=TextState.STALE),
        OfferText("uk", "Курс"),
        OfferText("en", "Course", state=TextState.UNCHECKED),
    )
    cells = row(offer("17", replace(FULL, texts=texts)), base)
    said = {column: value for column, value in cells.items() if column.startswith("text_state")}
    assert said == (
        {"text_state": "stale", "text_state_uk": "original"}
        if base == "de"
        else {"text_state_de": "stale"}
    )


plain_words = (
    st.text("abcäöü ABC", min_size=1, max_size=20)
    .map(lambda words: " ".join(words.split()))
    .filter(bool)
)
offers = st.builds(
    Details, plain_words,
    st.builds(OfferText, st.just("de"), plain_words, plain_words).map(lambda one: (one,)),
    st.sampled_from(["", "Murg", "Erfurt"]), st.sampled_from(["", "sprache"]),
    st.frozensets(st.sampled_from(list(Target))),
    st.frozensets(st.sampled_from(["anerkannt", "geduldet"])),
    st.lists(st.sampled_from(["de", "uk", "ar"]), unique=True).map(tuple),
    st.none() | st.integers(0, 20), st.none() | st.integers(20, 99),
    st.sampled_from(["", "A0", "A2"]), st.sampled_from(["", "A2", "C1"]),
    st.none() | st.booleans(), plain_words, st.sampled_from(list(Way)), plain_words,
    starts_on=st.none() | st.dates(date(2020, 1, 1), date(2099, 1, 1)),
    seats=st.none() | st.integers(0, 9999),
    accessible=st.none() | st.booleans(), state=st.sampled_from(list(State)), sample=st.booleans(),
    breadcrumb=plain_words,
)  # fmt: skip


@given(offers)
def test_what_is_exported_is_imported_unchanged(about: Details) -> None:
    (back,), found = check([Row("a", 1, row(offer("17", about), "de"))], KNOWN)
    assert not found
    assert back.details == about


@given(
    st.text(max_size=5)
    | st.sampled_from(["=1+1", "+49", "-1", "@a", "\tx", "\rx", "'=1", "''", "'", "a=1", ""])
)
def test_no_cell_is_a_formula_and_all_come_back(cell: str) -> None:
    kept = guarded(cell)
    assert not kept.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert kept in (cell, f"'{cell}")
    assert unguarded(kept) == cell == unguarded(quoted(cell))


@pytest.mark.parametrize(
    ("cell", "kept"), [("=1", "'=1"), ("'=1", "''=1"), ("a=1", "a=1"), ("'a", "'a"), ("", "")]
)
def test_only_what_begins_like_a_formula_is_guarded(cell: str, kept: str) -> None:
    assert guarded(cell) == kept
    assert unguarded(kept) == cell
