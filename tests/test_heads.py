"""General words, such as "course", answer nothing alone beside a topic."""

from bot.search.heads import topic_letters
from bot.search.query import Kind, Query
from tests.harness.databases import services
from tests.test_other_spellings import asked

TOPICS = {"Jodelkurs": 5, "Zauberkurse": 6, "Stilberatung": 4}
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
