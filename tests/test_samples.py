"""The sample districts: every offer in seven languages, in the words of our glossaries."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

import pytest

from bot.catalogues import load_languages
from bot.domain.offers import Details, OfferText, TextState
from bot.environment import ROOT
from bot.rules import cells, rows
from bot.rules.import_context import ImportContext
from bot.screens.fields import USUAL
from handlers.dialogue.conversation import Conversation
from handlers.files.districts import DistrictFile, read_district
from handlers.files.sample_dates import WRITTEN_ON, up_to_date
from storage.catalogue import places
from storage.catalogue.offers import of_district as offers_of
from storage.samples import SAMPLES

GERMAN = "de"
TRANSLATIONS = ("en", "uk", "ar", "tr", "ru", "fa")
LANGUAGES = list(load_languages(ROOT / "locales"))
SCRIPTS = {"uk": "CYRILLIC", "ru": "CYRILLIC", "ar": "ARABIC", "fa": "ARABIC"}
"""Scripts of languages; every other one of the seven is Latin."""
PARTS = ("title", "description", "next_steps")
FACT = re.compile(r"\b[ABC][0-2]\b|\d+")
"""Levels and figures. They stay as the office wrote them."""
FOREIGN_MARKS = {"ar": ",;?", "fa": ",;?"}
"""Marks that a language has in another form: ، ؛ ؟."""
RIGHT = {
    ("de", "Vermieter"): "a title that tenants look for in this word",
    ("en", "landlord"): "a title that tenants look for in this word",
    ("de", "Dolmetscher"): "beside the word for a woman, and in a title that people look for",
    ("de", "Berater"): "beside the word for a woman",
    ("uk", "біжен*"): "advice for refugees, not a word for readers",
    ("ru", "бежен*"): "advice for refugees, not a word for readers",
    ("tr", "mülteci*"): "advice for refugees, not a word for readers",
    ("fa", "پناهندگان"): "advice for refugees, not a word for readers",
}
"""Replaced words of a glossary that are right in a sample, and why."""


class Words(NamedTuple):
    """Words of a sample: whose they are, in which language, and the words."""

    place: str
    language: str
    words: str


@cache
def files() -> list[DistrictFile]:
    return [read_district(path) for path in sorted(SAMPLES.glob("*.toml"))]


@cache
def offers() -> dict[str, Details]:
    """Return all sample offers by id, read as ``lotse sample`` reads them."""
    found: dict[str, Details] = {}
    for file in files():
        context = ImportContext(file.municipalities, file.fields, LANGUAGES, GERMAN, file.name)
        drafts, mistakes = rows.check(file.rows, context)
        assert mistakes == []
        found |= {draft.external_id: draft.details for draft in drafts}
    return found


def words_of_offers() -> Iterator[Words]:
    for offer_id, details in offers().items():
        for text in details.texts:
            for part in PARTS:
                yield Words(f"{offer_id} {part}", text.language, getattr(text, part))


def words_of_districts() -> Iterator[Words]:
    for file in files():
        for field in file.fields:
            yield from (Words(f"field {field.slug}", *name) for name in field.names.items())
        for row in file.groups:
            yield from (Words(row.group.name, *text) for text in row.group.texts.items())


@cache
def all_words() -> list[Words]:
    return [words for words in (*words_of_offers(), *words_of_districts()) if words.words]


def lacks(translation: OfferText | None, german: OfferText) -> Iterator[str]:
    """Yield what a translation lacks, or holds that is not a translation."""
    for part in PARTS:
        original = getattr(german, part)
        words = getattr(translation, part) if translation else ""
        if bool(words) != bool(original):
            yield f"{part} is missing, or has no German"
        elif words and (words == original or sorted(facts(words)) != sorted(facts(original))):
            yield f"{part} is not a translation: {words}"


def facts(words: str) -> list[str]:
    return FACT.findall(words)


def foreign_letters(words: str, language: str) -> bool:
    """Whether most letters are not of the language's script."""
    names = [unicodedata.name(letter, "") for letter in words if letter.isalpha()]
    own = sum(name.startswith(SCRIPTS.get(language, "LATIN")) for name in names)
    return 2 * own < len(names)


@cache
def pattern(replaced: str) -> re.Pattern[str]:
    """Return what finds a replaced word of a glossary: whole, with any letters where * stands."""
    words = re.escape(replaced).replace(r"\*", r"\w*")
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def replaced_words(glossary: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the words that a glossary replaces, each with the word to use."""
    for concept in glossary.values():
        yield from ((replaced, concept["word"]) for replaced in concept.get("replaces", ()))


def broken(words: Words, glossary: dict[str, Any]) -> list[tuple[str, str]]:
    return [pair for pair in replaced_words(glossary) if pattern(pair[0]).search(words.words)]


@cache
def glossary_of(language: str) -> dict[str, Any]:
    """Return the glossary of a language; empty for a language that has none."""
    path = ROOT / "locales" / language / "glossary.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def test_every_sample_offer_is_told_in_seven_languages() -> None:
    wrong = []
    for offer_id, details in offers().items():
        texts = {text.language: text for text in details.texts}
        for code in TRANSLATIONS:
            reasons = lacks(texts.get(code), texts[GERMAN])
            wrong += [f"{offer_id} {code}: {reason}" for reason in reasons]
    assert wrong == []
    assert len(offers()) > 200


def test_every_text_is_in_the_script_of_its_language() -> None:
    own = (GERMAN, *TRANSLATIONS)
    wrong = [
        words
        for words in words_of_offers()
        if words.language in own and foreign_letters(words.words, words.language)
    ]
    assert wrong == []


def test_one_german_text_has_one_translation() -> None:
    """An offer of two districts would otherwise be corrected in one of them only."""
    told: dict[tuple[str, str, str], set[str]] = {}
    for details in offers().values():
        texts = {text.language: text for text in details.texts}
        for code, text in texts.items():
            for part in PARTS:
                key = (code, part, str(getattr(texts[GERMAN], part)))
                told.setdefault(key, set()).add(getattr(text, part))
    assert {key: words for key, words in told.items() if len(words) > 1} == {}


def test_nobody_claims_to_have_checked_a_translation() -> None:
    states = {
        (text.language == GERMAN, text.state)
        for details in offers().values()
        for text in details.texts
    }
    assert states == {(True, TextState.ORIGINAL), (False, TextState.UNCHECKED)}


def test_no_text_of_the_samples_breaks_its_glossary() -> None:
    wrong = [
        f"{words.place} {words.language}: {replaced} → {word}: {words.words}"
        for words in all_words()
        for replaced, word in broken(words, glossary_of(words.language))
        if (words.language, replaced) not in RIGHT
    ]
    assert wrong == []


def test_every_exception_is_needed() -> None:
    used = {
        (words.language, replaced)
        for words in all_words()
        for replaced, _ in broken(words, glossary_of(words.language))
    }
    expected = {pair for pair in RIGHT if glossary_of(pair[0])}
    assert expected - used == set()


def test_no_text_has_straight_quotes_or_the_marks_of_another_script() -> None:
    wrong = [
        words
        for words in all_words()
        if set(words.words) & {"'", '"', *FOREIGN_MARKS.get(words.language, "")}
        or "  " in words.words
        or words.words != words.words.strip()
    ]
    assert wrong == []


def test_every_field_of_the_samples_has_a_name_in_every_language() -> None:
    """The catalogues translate the usual English names only."""
    names = {field.names["en"] for file in files() for field in file.fields}
    assert names - set(USUAL) == set()


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Fragen an die BEHÖRDEN.", True),
        ("Eine Behörde hilft", True),
        ("Behördenlotsen helfen", True),
        ("Das Amt hilft", False),
        ("Landesbehörde", False),
        ("Die Leute kommen", True),
        ("Die Leuten", False),
    ],
)
def test_a_replaced_word_is_found_whole_and_with_its_endings(said: str, found: bool) -> None:
    glossary = {
        "office": {"word": "Amt", "replaces": ["Behörde*"]},
        "person": {"word": "Menschen", "replaces": ["Leute"]},
        "draft": {"word": "Entwurf"},
    }
    assert bool(broken(Words("here", "de", said), glossary)) is found


def test_who_tries_the_samples_in_a_later_year_finds_courses_that_begin() -> None:
    """Their dates move by whole weeks, so that "Mo,Mi" stays right; nothing moves back."""
    rows = [row for file in files() for row in file.rows]
    for days in (-200, 6):
        assert up_to_date(rows, WRITTEN_ON + timedelta(days=days)) == tuple(rows)
    today, wrong = date(2029, 5, 17), []
    for before, after in zip(rows, up_to_date(rows, today), strict=True):
        old, new = (cells.day(row.values.get("deadline", "")) for row in (before, after))
        if old and new and not (new > today and (new - old).days % 7 == 0):
            wrong.append((after.values["external_id"], new))
        wrong += [cell for cell in after.values.values() if re.search(r"ab .*202[67]$", cell)]
    assert not wrong


async def test_rems_murr_has_a_course_for_each_usual_step(conversation: Conversation) -> None:
    """With seats, a day on which it begins and a phone; and the test beside them."""
    async with conversation.database.read() as store:
        district = await places.district_named(store, "rems-murr")
        assert district
        listed = [offer.details for offer in await offers_of(store, district.id)]
    joinable = {d.course_kind for d in listed if d.seats and d.starts_on and d.phone}
    assert joinable >= {"literacy", "integration", "open_beginner", "job_b2"}
    assert {d.course_kind for d in listed} >= {"placement_test", "language_cafe", "online"}
