"""General words, such as "course", answer nothing alone beside a topic."""

import tomllib

from bot.search.heads import general_end, topic_letters
from bot.search.normalise import words
from bot.search.query import Kind, Query
from locales import LOCALES
from locales.terms import entries
from tests.harness.databases import services
from tests.test_other_spellings import asked

TOPICS = {"Jodelkurs": 5, "Zauberkurse": 6, "Modeberatung": 4}
"""German compounds, and how many letters of their folded words are a topic nobody knows."""
KNOWN = ("Kurs", "Abendkurs", "Deutschkurs", "Frauenkurs", "Onlinekurs", "Rechtsberatung")


def demanded(query: Query) -> set[str]:
    return {part.label for part in query.parts if part.demanded}


def test_the_topic_of_a_compound_is_demanded_not_its_end() -> None:
    thesaurus = services().thesaurus
    assert {word: topic_letters(word.casefold(), thesaurus) for word in TOPICS} == TOPICS
    for word, letters in TOPICS.items():
        assert demanded(asked(word, "de")) == {word.casefold()[:letters]}, word
    assert [word for word in KNOWN if topic_letters(word.casefold(), thesaurus)] == []


MISTYPED = {
    **dict.fromkeys(("Deutshkurs", "Deutchkurs", "Detschkurs"), "german_course"),
    **dict.fromkeys(("Schwimkurs", "Schwimmmkurs"), "swimming"),
    **dict.fromkeys(("Intergrationskurs", "Integratonskurs"), "integration_course"),
    **dict.fromkeys(("Komputerkurs", "Copmuterkurs"), "computer"),
    **dict.fromkeys(("Mietrberatung", "Familenberatung"), ""),
}
"""Compounds with a mistake in their topic, and the topic; "" for any that is known."""
LONG, FEWEST, ONE_IN = 11, 40, 20
"""Letters of a compound that may lack one; fewest of ours; one of so many may be lost."""
OTHERS = ("Hundekurs", "Weinberatung", "Rechenkurs", "Jodelkurs", "Golfkurs")
"""Near to a known compound, but their own topics are words."""


def test_a_mistake_in_the_topic_of_a_compound_is_no_other_topic() -> None:
    for word, topic in MISTYPED.items():
        query = asked(word, "de")
        assert query.topics, word
        assert topic in (*query.topics, ""), word
    assert {word: asked(word, "de").heard for word in OTHERS} == dict.fromkeys(OTHERS, "")


def test_compounds_of_our_words_keep_their_topics_without_a_letter() -> None:
    thesaurus = services().thesaurus
    german, lost = thesaurus.languages["de"], []
    compounds = [word for word in _single_words() if _has_long_topic(word)]
    for word in compounds:
        end = general_end(word, thesaurus)
        topic = word.removesuffix(end)
        mistyped = topic[: len(topic) // 2] + topic[len(topic) // 2 + 1 :] + end
        query = asked(mistyped, "de")
        if set(german.meaning(word).alone).isdisjoint((*query.concepts, *query.facts)):
            lost.append(mistyped)
    assert len(compounds) > FEWEST
    assert len(lost) * ONE_IN <= len(compounds), lost


def _single_words() -> list[str]:
    terms = tomllib.loads((LOCALES / "de" / "terms.toml").read_text("utf-8"))
    said = {entry for cell in terms.values() for entry in entries(cell)}
    return sorted({"".join(words(entry)) for entry in said if len(words(entry)) == 1})


def _has_long_topic(word: str) -> bool:
    thesaurus = services().thesaurus
    end = general_end(word, thesaurus)
    return bool(end and thesaurus.languages["de"].meaning(word).alone) and len(word) >= LONG


def test_learning_is_not_demanded_of_a_course_of_something() -> None:
    of_something = {
        "ro": ("curs de apicultură", "apicultura"),
        "es": ("curso de apicultura", "apicultura"),
        "it": ("corso di apicoltura", "apicoltura"),
    }
    for own, (text, topic) in of_something.items():
        query = asked(text, own)
        assert demanded(query) == {topic}, text
        assert query.general == {"learning"}, text
        assert query.topics == (), text


def test_a_course_alone_stays_a_course() -> None:
    query = asked("cours", "fr")
    assert query.topics == ("learning",)
    assert any(part.kind is Kind.CONCEPT and part.demanded for part in query.parts)


COMPOUNDS = (
    ("Frauenschwimmkurs", "swimming"),
    ("Führerscheinumschreibung", "driving_licence"),
    ("Kindergartenanmeldung", "kindergarten"),
    ("Kinderbetreuungsmöglichkeiten", "childcare"),
    ("Wohnungsangebote", "housing"),
    ("Kindergeldantragstellung", "child_benefit"),
    ("Berufsausbildungsprogramme", "apprenticeship"),
    ("Niederlassungserlaubnisverlängerung", "settlement_permit"),
    ("Übersetzungsdienst", "translation"),
    ("Zahnarzttermin", "dentist"),
    ("Elterngeldbescheinigung", "parental_allowance"),
    ("Pflegestufenerhöhung", "care_level"),
)
"""Words of offices: what they are about comes first, often with a letter that joins."""
NOTHING = (
    "Kostenübernahme",
    "Goldpreis",
    "Wetterbericht",
    "Lottozahlen",
    "Aktienkurse",
    "Flugzeiten",
)


def test_a_compound_is_about_its_beginning() -> None:
    wrong = [
        (said, own, query.concepts, query.unknown)
        for said, concept in COMPOUNDS
        for own in ("de", "en", "ar")
        if concept not in (query := asked(said, own)).concepts or query.unknown
    ]
    assert not wrong
    assert not [said for said in NOTHING if asked(said, "de").concepts]
