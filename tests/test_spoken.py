"""Days, hours, languages and promises as the people of a language read them."""

import re
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.listings import Listing
from bot.i18n import Translator, plain
from bot.screens.offers import card
from bot.screens.own_data import COUNTED, WORDS, Names, parts
from bot.screens.times import office_hours
from tests.harness.gallery import PERSON
from tests.harness.said import sentences
from tests.harness.talk import bare
from tests.test_screens import sample_offers

TUESDAY = date(2027, 1, 12)


def test_a_day_is_read_by_everybody(translators: dict[str, Translator]) -> None:
    """The day stands before the year, with the whole weekday where short ones are strange."""
    wrong = []
    for code, tr in translators.items():
        for day in (date(2026, 11, day) for day in range(20, 27)):
            shown = tr.day(day)
            wrong += [] if shown.index(str(day.day)) < shown.index("2026") else [f"{code}: {shown}"]
            if "EEEE" in tr.language.dates:
                named = tr.weekday(day.weekday()) in shown
                wrong += [] if named else [f"{code}: {shown} has no weekday"]
    assert wrong == []


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("de", "Di., 12. Jan. 2027"),
        ("de-simple", "Dienstag, 12. Januar 2027"),
        ("en", "Tue, 12 Jan 2027"),
        ("ps", "سه‌شنبه 12.01.2027"),
        ("kmr", "sêşem 12.01.2027"),
        ("ti", "ሰሉስ 12.01.2027"),
        ("so", "Talaado, 12.01.2027"),
        ("ar", "الثلاثاء 12.01.2027"),
        ("fa", "سه‌شنبه 12.01.2027"),
    ],
)
def test_days_by_language(translators: dict[str, Translator], code: str, shown: str) -> None:
    assert translators[code].day(TUESDAY) == shown


def test_german_is_a_language_and_lists_have_no_foreign_endings(
    translators: dict[str, Translator],
) -> None:
    assert translators["ti"].language_name("de") == "ጀርመንኛ"
    assert translators["ps"].language_name("de") == "جرمني"
    assert bare(translators["ti"].listed(["Sam", "أمل"])) == "Sam፡ أمل"


def test_no_two_languages_have_the_same_name(translators: dict[str, Translator]) -> None:
    """ "Language: German" told who reads easy language, and a report counted "German" twice."""
    names = {code: [*map(tr.language_name, translators)] for code, tr in translators.items()}
    assert not [(code, found) for code, found in names.items() if len({*found}) < len(found)]
    assert translators["uk"].language_name("de-simple") == "Leichte Sprache"


def test_hours_of_an_office_are_words(translators: dict[str, Translator]) -> None:
    def shown(written: str, code: str = "en") -> list[str]:
        return [bare(plain(line)) for line in office_hours(translators[code], written)]

    assert shown("Mo-Fr 09:00-12:00, Do 14:00-17:00") == [
        "Monday to Friday 09:00–12:00",
        "Thursday 14:00–17:00",
    ]
    assert shown("Mo, Mi 9-12 Uhr") == ["Monday and Wednesday 09:00–12:00"]
    assert shown("nach Vereinbarung") == ["nach Vereinbarung"], "as it was written"
    assert shown("24.11.2026 18:00") == ["24.11.2026 18:00"]
    assert shown("") == []
    wrong = [
        (code, line)
        for code in translators
        for line in shown("Mo-Fr 09:00-12:00", code)
        if "Mo-Fr" in line
    ]
    assert wrong == []


def test_a_right_with_an_end_is_a_sentence(translators: dict[str, Translator]) -> None:
    held: dict[str, list[dict[str, object]]] = {part: [] for part in ("person", *WORDS, *COUNTED)}
    held["grants"] = [{"role": "reader", "district_id": 1, "ends_at": TUESDAY}]
    names = Names(districts={1: "Landkreis Waldshut"})
    shown = [bare(str(part.value)) for part in parts(translators["en"], PERSON, held, names)]
    assert "reader in Landkreis Waldshut, until Tue, 12 Jan 2027" in shown
    held["grants"][0].pop("ends_at")
    shown = [bare(str(part.value)) for part in parts(translators["en"], PERSON, held, names)]
    assert "reader in Landkreis Waldshut" in shown
    assert not [line for line in shown if " – " in line or line.endswith("–")]


PROMISE = re.compile(r"\b(?:keep no|never keep|do not keep|not kept|only keep)\b", re.IGNORECASE)
KEPT = {
    "We never keep your location.": "no column holds one",
    "The permission for a course depends on it. We do not keep your answer.": "no answer is stored",
    "We have not kept your location.": "no column holds one",
    "Press the button below. Your phone will tell us where you are. We do not keep it.": "the same",
    "These calls are free. We have not kept what you wrote.": "words in danger are not stored",
    "Which name should be on the certificate? We do not keep it.": "no answer is stored",
}
"""Every promise not to keep something, and what makes it true."""


def test_promises_are_true() -> None:
    """A new promise fails here until somebody says what keeps it."""
    said = {
        message.id
        for message in sentences()
        if isinstance(message.id, str) and PROMISE.search(message.id)
    }
    assert said == set(KEPT)


def test_who_reads_easy_language_is_told_where_it_is_missing(
    translators: dict[str, Translator],
) -> None:
    hint = "This text is not in Easy Language."
    offer = next(
        offer
        for offer in sample_offers()
        if {text.language for text in offer.details.texts}.isdisjoint({"de-simple"})
    )
    for code, told in (("de-simple", True), ("de", False), ("en", False)):
        tr = translators[code]
        shown = plain(card(tr, offer, Listing(), saved=False, today=TUESDAY).text)
        assert (plain(tr(hint)) in shown) is told, code
    easy = replace(offer.details.texts[0], language="de-simple")
    details = replace(offer.details, texts=(*offer.details.texts, easy))
    tr = translators["de-simple"]
    written = replace(offer, details=details)
    assert plain(tr(hint)) not in plain(
        card(tr, written, Listing(), saved=False, today=TUESDAY).text
    )
