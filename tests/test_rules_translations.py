"""What a translation was made from, what state it is in, and what a file changes."""

from dataclasses import replace

import pytest

from bot.domain.grants import Right, Role
from bot.domain.invitations import Invitation
from bot.domain.offers import Details, Offer, OfferText, TextState
from bot.domain.people import Person
from bot.domain.translations import TextKind, TextUnit, Translation, TranslationState
from bot.rules import grants, translation_files, translations
from bot.rules.problems import Refusal
from tests.harness.databases import NOW

GERMAN = OfferText("de", "Kurs", "Montags", "Anrufen")
UK = OfferText("uk", "Курс", "Щопонеділка", "", TextState.STALE)
OFFER = Offer(1, 3, "a", Details("Verein", (GERMAN, UK)), NOW, version=4)
ITEM = Translation(
    kind=TextKind.OFFER,
    subject_id=1,
    language="uk",
    title="Kurs",
    german={"title": "Kurs", "description": "Montags", "next_steps": "Anrufen"},
    words={"title": "Курс", "description": "Щопонеділка", "next_steps": ""},
    state=TranslationState.STALE,
)
STORED = {(TextKind.OFFER, 1): ITEM}


def unit(name: str, words: str, *, checked: bool = False, item: Translation = ITEM) -> TextUnit:
    return TextUnit(translation_files.key(item, name), item.german.get(name, ""), words, checked)


def test_the_german_text_before_is_that_of_the_version_that_was_translated() -> None:
    """The newest change is first; what came before the translation counts for nothing."""
    changes = [
        ({"phone": "1"}, {"phone": "2"}),
        ({"description": "B"}, {"description": "Montags", "text_state_uk": "stale"}),
        ({"description": "A", "title": "K"}, {"description": "B", "title": "Kurs"}),
    ]
    made = ({"title_uk": ""}, {"title_uk": "Курс"})
    checked = ({"text_state_uk": "stale"}, {"text_state_uk": "checked"})
    before = ({"description": "0"}, {"description": "A"})
    known = {"title": "K", "description": "A", "next_steps": "Anrufen"}
    for last in (made, checked):
        assert translations.german_before([*changes, last, before], ITEM.german, "uk") == known
    other = translations.german_before([*changes, made, before], ITEM.german, "ar")
    assert other == known | {"description": "0"}
    assert translations.german_before([], ITEM.german, "uk") == ITEM.german


def test_a_stale_text_stays_stale_until_somebody_changes_or_checks_it() -> None:
    same = ITEM.words
    new = same | {"title": "Новий"}
    states = {
        (words["title"], is_checked): draft.details.texts[1].state
        for words in (same, new)
        for is_checked in (True, False)
        if (draft := translations.offer_draft(OFFER, "uk", words, is_checked=is_checked))
    }
    assert states == {
        ("Курс", True): TextState.CHECKED,
        ("Новий", True): TextState.CHECKED,
        ("Новий", False): TextState.UNCHECKED,
    }
    taken = translations.offer_draft(OFFER, "uk", {"title": ""}, is_checked=True)
    assert taken
    assert [text.language for text in taken.details.texts] == ["de"]
    added = translations.offer_draft(OFFER, "ar", {"title": "دورة"}, is_checked=False)
    assert added
    assert [(text.language, text.state) for text in added.details.texts] == [
        ("ar", TextState.UNCHECKED),
        ("de", TextState.ORIGINAL),
        ("uk", TextState.STALE),
    ]


def test_a_group_is_stale_when_its_german_text_is_another_one() -> None:
    cases = {
        ("", "neu", None, False): TranslationState.MISSING,
        ("x", "neu", None, False): TranslationState.UNCHECKED,
        ("x", "neu", "alt", True): TranslationState.STALE,
        ("x", "neu", "neu", True): TranslationState.CHECKED,
        ("x", "neu", "neu", False): TranslationState.UNCHECKED,
    }
    wrong = [
        case
        for case, state in cases.items()
        if translations.state_of_group(*case[:3], is_checked=case[3]) is not state
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ([unit("title", "Новий")], ("changes", {**ITEM.words, "title": "Новий"}, False)),
        ([unit("title", " Курс ", checked=True)], ("changes", ITEM.words, True)),
        ([unit("title", "Курс")], ("same", 1)),
        ([unit("title", "")], ("same", 1)),
        ([unit("title", "я" * 501)], ("wrong", "too_long")),
        (
            [unit("title", "Новий", item=replace(ITEM, german={"title": "Anders"}))],
            ("changed", 1),
        ),
        (
            [unit("title", "Новий"), unit("description", "x", item=replace(ITEM, words={}))],
            ("changed", 2),
        ),
        ([unit("title", "Новий", item=replace(ITEM, language="ar"))], ("unknown", 1)),
        ([unit("title", "Новий", item=replace(ITEM, subject_id=2))], ("unknown", 1)),
        ([TextUnit("offer-1-phone-uk-00000000", "", "1")], ("unknown", 1)),
        ([TextUnit("", "", "x")], ("unknown", 1)),
    ],
)
def test_every_line_of_a_file_is_stored_or_told(
    units: list[TextUnit], expected: tuple[object, ...]
) -> None:
    found = translation_files.reading(units, STORED)
    told: list[tuple[object, ...]] = [
        ("changes", change.words, change.is_checked) for change in found.changes
    ]
    told += [("same", found.same)] if found.same else []
    told += [("changed", len(found.changed))] if found.changed else []
    told += [("unknown", len(found.unknown))] if found.unknown else []
    told += [("wrong", mistake.code) for _, mistake in found.wrong]
    assert told == [expected]


def test_a_translator_may_write_one_language_of_one_district_and_is_a_newcomer() -> None:
    right = Right(Role.TRANSLATOR, 3, language="uk")
    translator = Person(7, rights=frozenset((right,)))
    elsewhere = replace(OFFER, district_id=4)
    wrong = [
        (subject, language)
        for subject, language, may in (
            (OFFER, "uk", True), (OFFER, "ar", False), (elsewhere, "uk", False),
            (3, "uk", True), (3, "ar", False), (4, "uk", False),
        )
        if translations.writes(translator, subject, language) != may
    ]  # fmt: skip
    assert not wrong
    assert grants.is_newcomer(translator, 3)
    assert not grants.edits(translator, OFFER)
    assert translations.is_only_translator(translator, 3)
    both = Person(8, rights=frozenset((right, Right(Role.READER, 3))))
    assert not translations.is_only_translator(both, 3)
    with pytest.raises(Refusal):
        translations.may_read(translator, 3, "ar")
    coordinator = Person(9, rights=frozenset((Right(Role.COORDINATOR, 3),)))
    for role, language in ((Role.TRANSLATOR, ""), (Role.READER, "uk")):
        with pytest.raises(Refusal):
            grants.may_invite(coordinator, Invitation(role, 3, language=language))
    grants.may_invite(coordinator, Invitation(Role.TRANSLATOR, 3, language="uk"))
