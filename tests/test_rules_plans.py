"""Drafts beside what is there already: what is new, changed, stale, or there twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.imports import Double, OfferSummary, Plan
from bot.domain.offers import (
    Details,
    Draft,
    Offer,
    OfferText,
    State,
    TextState,
)
from bot.rules import imports
from bot.rules.merging import merged
from tests.harness.databases import NOW


def offer(external_id: str, about: Details) -> Offer:
    """It is there already."""
    return Offer(1, 1, external_id, about, NOW)


def summary(there: Offer) -> OfferSummary:
    """The same, as an import sees what it does not name; only the original's title counts."""
    said = there.details
    originals = [text for text in said.texts if text.state is TextState.ORIGINAL] or said.texts
    return OfferSummary(
        *(there.id, there.external_id, there.version, said.state, originals[0].title),
        *(said.organisation, said.municipality),
    )


def plan(drafts: Sequence[Draft], there: Sequence[Offer]) -> Plan:
    """Of drafts that may mean each of the offers that are there."""
    return imports.plan(drafts, [summary(each) for each in there], there)


GERMAN, STALE = OfferText("de", "Kurs", "Text", "Schritt"), TextState.STALE
UKRAINIAN = OfferText("uk", "Курс", "Опис", state=TextState.CHECKED)
THERE = Details(
    "VHS", (GERMAN, UKRAINIAN), price="1 €", state=State.PAUSED, expires_at=date(2027, 1, 1)
)
ONLY_GERMAN = frozenset({"de"})


def draft(about: Details, languages: Sequence[str] = ("de",), *, says_state: bool = False) -> Draft:
    return Draft("17", about, frozenset(languages), says_state)


@pytest.mark.parametrize(
    "change", [{"title": "Neu"}, {"description": "Neu"}, {"next_steps": "Neu"}]
)
def test_a_changed_original_makes_the_translations_stale(change: dict[str, str]) -> None:
    german = replace(GERMAN, **change)
    assert merged(THERE, draft(replace(THERE, texts=(german,)))).details.texts == (
        german,
        replace(UKRAINIAN, state=STALE),
    )


def test_an_unchanged_original_leaves_the_translations() -> None:
    assert merged(THERE, draft(replace(THERE, texts=(GERMAN,), price="2 €"))).details == replace(
        THERE, price="2 €"
    )
    first = replace(THERE, texts=(UKRAINIAN,))
    assert merged(first, draft(replace(THERE, texts=(GERMAN,)))).details.texts == (
        GERMAN,
        UKRAINIAN,
    )


def test_what_the_file_speaks_for_is_replaced_or_taken_away() -> None:
    both = ("de", "uk")
    newer = replace(UKRAINIAN, title="Новий")
    assert merged(THERE, draft(replace(THERE, texts=(GERMAN, newer)), both)).details.texts == (
        GERMAN,
        newer,
    )
    assert merged(THERE, draft(replace(THERE, texts=(GERMAN,)), both)).details.texts == (GERMAN,)


def test_the_other_original_is_never_stale() -> None:
    """Somebody else wrote in English first; German comes later."""
    english = OfferText("en", "Course")
    old = replace(THERE, texts=(english, UKRAINIAN))
    texts = merged(old, draft(replace(THERE, texts=(GERMAN,)))).details.texts
    assert texts == (GERMAN, english, replace(UKRAINIAN, state=STALE))


def test_a_file_of_one_translation_changes_only_its_text() -> None:
    english = OfferText("en", "Course", state=TextState.UNCHECKED)
    only = draft(
        Details("Anders", (english,), price="99 €", state=State.CLOSED), ("en",), says_state=True
    )
    assert merged(THERE, only) == replace(
        only, details=replace(THERE, texts=(GERMAN, english, UKRAINIAN))
    )


def test_state_and_last_day_stay_where_the_file_says_nothing() -> None:
    new = replace(THERE, texts=(GERMAN,), state=State.PUBLISHED, expires_at=None)
    assert merged(THERE, draft(new)).details == THERE
    assert merged(THERE, draft(new, says_state=True)).details == replace(
        THERE, state=State.PUBLISHED
    )
    later = date(2028, 1, 1)
    assert merged(THERE, draft(replace(new, expires_at=later))).details == replace(
        THERE, expires_at=later
    )


def test_a_plan_says_what_is_new_changed_and_unchanged() -> None:
    same, other, new = (
        Draft(name, replace(THERE, price=price), frozenset({"de", "uk"}))
        for name, price in (("1", "1 €"), ("2", "9 €"), ("3", "1 €"))
    )
    new = replace(new, details=replace(new.details, texts=(OfferText("de", "Ganz anders"),)))
    there = [offer("1", THERE), offer("2", THERE), offer("4", THERE)]
    made = plan([same, other, new], there)
    assert made.new == (replace(new, source="VHS"),)
    assert made.changed == ((there[1], merged(THERE, other)),)
    assert made.unchanged == 1
    assert made.doubles == ()


def test_files_of_one_import_speak_for_one_offer() -> None:
    german = draft(replace(THERE, texts=(GERMAN,)), says_state=True)
    ukrainian = draft(Details("VHS", (replace(UKRAINIAN, state=TextState.UNCHECKED),)), ("uk",))
    (new,) = plan([german, ukrainian], []).new
    assert new.languages == {"de", "uk"}
    assert new.details == replace(
        THERE, texts=(GERMAN, replace(UKRAINIAN, state=TextState.UNCHECKED))
    )


def titled(name: str, title: str, town: str = "Murg") -> Draft:
    return Draft(name, Details("VHS", (OfferText("de", title),), town), ONLY_GERMAN)


def test_the_same_words_in_the_same_town_may_be_the_same_offer() -> None:
    there = [offer("1", titled("1", "Deutsch lernen am Abend").details)]
    new = [
        titled("2", "Am Abend: Deutsch lernen!"),
        titled("3", "Deutsch lernen am Abend", "Erfurt"),
        titled("4", "Yoga"),
        titled("5", "YOGA"),
    ]
    assert plan(new, there).doubles == (
        Double("Am Abend: Deutsch lernen!", "2", "1"),
        Double("YOGA", "5", "4"),
    )
    assert plan([titled("7", "Yoga"), titled("8", "Yoga"), titled("9", "Yoga")], []).doubles == (
        Double("Yoga", "8", "7"), Double("Yoga", "9", "7"),
    )  # fmt: skip


def test_likeness_is_that_of_the_originals() -> None:
    """Translations that read alike are no likeness; without an original, the first text counts."""
    translated = replace(
        titled("1", "Yoga").details,
        texts=(OfferText("ar", "Kurs", state=STALE), OfferText("de", "Yoga")),
    )
    assert plan([titled("2", "Yoga")], [offer("1", translated)]).doubles == (
        Double("Yoga", "2", "1"),
    )
    without = replace(
        translated,
        texts=(OfferText("ar", "Kurs", state=STALE), OfferText("uk", "Yoga", state=STALE)),
    )
    assert plan([titled("2", "Kurs")], [offer("1", without)]).doubles == (Double("Kurs", "2", "1"),)


def test_all_that_are_unchanged_are_counted() -> None:
    same = [Draft(name, THERE, frozenset({"de", "uk"})) for name in ("1", "2", "3")]
    assert plan(same, [offer(draft.external_id, THERE) for draft in same]).unchanged == 3
