"""What nobody here can answer gets no answer, and words that exist are no mistakes."""

from pathlib import Path

import pytest

from bot.domain.offers import Details, OfferText
from bot.search import romanised
from bot.search.examples import CARELESS, INTENT, NONE, Vote, read_examples
from bot.search.honesty import is_certain, is_named, resembles
from bot.search.query import Kind, Part, Query
from bot.search.reading import read
from bot.search.scripts import script_of
from bot.search.teaching import doubt_of, taught
from bot.search.understanding import understand
from bot.search.written import written_words
from locales import LOCALES
from tests.harness.databases import services

EVERY = 40
"""One of so many examples of each language is read."""
ALSO = (Vote("games", 12),)


def asked(words: str, language: str, none: int) -> Query:
    thesaurus = services().thesaurus
    query = understand(words, language, thesaurus, own=language)
    return taught(query, (Vote(NONE, none), *ALSO), thesaurus)


def offer(text: str, organisation: str = "DLRG") -> Details:
    return Details(organisation, (OfferText("de", "Schwimmen für Kinder", text, ""),))


@pytest.mark.parametrize(
    ("words", "language", "none", "is_outside"),
    [
        ("Vulkanausbruch Ätna", "de", 40, True),
        ("Deutschkurs Ätna", "de", 30, False),
        ("Deutschkurs", "de", 99, False),
        ("Vulkanausbruch Ätna", "de", 10, False),
        ("vulkan nerede", "tr", 40, True),
    ],
)
def test_unknown_words_make_a_question_doubtful(
    words: str, language: str, none: int, is_outside: bool
) -> None:
    """With the same examples: of two unknown words it is nothing of ours, of a known one it is."""
    assert asked(words, language, none).outside is is_outside


def test_without_examples_nothing_is_doubtful() -> None:
    query = understand("Vulkanausbruch Ätna", "de", services().thesaurus)
    assert query.unknown == 100
    assert doubt_of(query, ()) == 0


def test_what_only_doubtful_examples_say_is_not_certain() -> None:
    doubtful = asked("Vulkanausbruch Ätna", "de", 10)
    assert not doubtful.sensible
    assert not doubtful.outside
    assert "games" in doubtful.concepts
    assert not is_certain(doubtful)


def test_of_a_doubtful_question_an_example_must_say_what_words_say() -> None:
    """A known word beside unknown ones is there by chance if no example is about it."""
    thesaurus = services().thesaurus
    query = understand("Fahrrad Ätna", "de", thesaurus)
    assert query.unknown == 50
    for concept, is_outside in (("games", True), ("bicycle", False)):
        votes = (Vote(NONE, 45), Vote(concept, 40))
        assert taught(query, votes, thesaurus).outside is is_outside


def test_a_name_is_found_although_it_is_like_nothing_of_ours() -> None:
    """All words that are not understood must stand in the offer as they were typed."""
    query = asked("Seepferdchen Stegermatt", "de", 90)
    assert query.outside
    assert is_named(query, offer("Seepferdchen im Bad Stegermatt"))
    assert not is_named(query, offer("Seepferdchen im Bad"))
    assert not is_named(query, offer("Seepferdchens Stegermatten"))
    assert not is_named(asked("Deutschkurs", "de", 90), offer("Deutschkurs"))


@pytest.mark.parametrize(
    ("words", "is_about"),
    [
        ("schwimen vulkan", True),
        ("schwinnenn vulkan", False),
        ("dienst vulkan", True),
        ("kinderbetreuung vulkan", True),
        ("vulkan atna", False),
        ("dienstag vulkan atna", False),
    ],
)
def test_half_of_the_words_must_be_those_of_an_offer(words: str, is_about: bool) -> None:
    """As they stand, as a part, as a whole, or mistyped."""
    parts = [Part(Kind.WORD, word, {}, demanded=frozenset({1})) for word in words.split()]
    assert resembles(Query(tuple(parts)), offer("Jeden Dienstag")) is is_about


def test_a_name_in_other_letters_is_one_wherever_it_stands() -> None:
    """Of a text in another script its Latin words are names, or what sounds like one."""
    for words in ("ما هو Stegermatt هنا", "ما المقصود شتيغرمات"):
        query = asked(words, "ar", 90)
        assert query.outside
        assert is_named(query, offer("Bad Stegermatt", "Stegermatt")), words
        assert not is_named(query, offer("Bad Offenburg")), words


def test_words_written_with_care_are_no_mistakes() -> None:
    """Whatever a word of an example resembles, it is not taken for another of its letters."""
    thesaurus = services().thesaurus
    mended = [
        f"{path.parent.name}: {typed} {meant}"
        for path in sorted(LOCALES.glob("*/questions.tsv"))
        if path.parent.name in thesaurus.spellings
        for question in _careful(path)
        for typed, meant in _mended(question, path.parent.name)
    ]
    assert not mended


def _careful(path: Path) -> list[str]:
    return [
        example.question
        for example in read_examples(path)[::EVERY]
        if example.style not in CARELESS and not example.concept.startswith(INTENT)
    ]


def _mended(question: str, language: str) -> list[tuple[str, str]]:
    reading = read(question, language, language, services().thesaurus)
    pairs = zip(reading.typed, reading.meant, strict=True)
    return [(one, other) for one, other in pairs if one != other and _are_alike(one, other)]


def _are_alike(one: str, other: str) -> bool:
    return script_of(one) == script_of(other) != "ethiopic"


def test_words_of_careless_styles_are_still_mended() -> None:
    thesaurus = services().thesaurus
    assert "wonung" not in written_words(LOCALES, "de")
    assert understand("suche wonung", "de", thesaurus).heard == "suche wohnung"
    assert understand("wir sitzen hier", "de", thesaurus).heard == ""


def test_polish_letters_are_not_heard_in_other_languages() -> None:
    """Polish "rz" is one sound; Kurdish "erzan" and German "Arzt" have two."""
    assert romanised.roman("rzeka", "pl") == romanised.roman("zheka", "pl")
    assert romanised.roman("erzan", "kmr") == romanised.roman("ەرزان", "kmr")
    assert romanised.roman("arzt", "de") != romanised.roman("azt", "de")


def test_kurmanji_in_arabic_letters_with_a_carrier() -> None:
    query = understand("خوارنا ئەرزان", "ckb", services().thesaurus, own="kmr")
    assert "cheap" in query.facts
