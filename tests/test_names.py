"""Names that a text shows by how they are written, and what they change."""

import pytest

from bot.search import names
from bot.search.examples import Vote
from bot.search.intents import intent_of
from tests.harness.databases import services
from tests.test_other_spellings import asked

ASKS_ABOUT_OTHERS = (
    ('Welche Themen berät die "Offene Hilfe"?', "de"),
    ("Welche Angebote hat die IBA?", "de"),
    ("Які консультаційні послуги надає BiB?", "uk"),
    ("What does «Donna Mobile» offer?", "en"),
)
ASKS_US = (
    ("What can you help me with?", "en"),
    ("Ich möchte mit einem MENSCHEN sprechen", "de"),
    ("ICH BRAUCHE HILFE", "de"),
    ("I need HELP please", "en"),
)


def intent(said: str, own: str) -> str:
    """Return the intent if all examples say that somebody asks what we can do."""
    votes = (Vote("intent:help", 100),)
    return intent_of(asked(said, own), votes, services().thesaurus)


def test_who_names_somebody_asks_about_them() -> None:
    assert not [said for said, own in ASKS_ABOUT_OTHERS if intent(said, own)]
    assert not [said for said, own in ASKS_US if intent(said, own) != "help"]


@pytest.mark.parametrize(
    ("text", "mixed", "capitals"),
    [
        ("Was ist das BuT-Programm", {"but"}, set()),
        ("die AWO in Singen", set(), {"awo"}),
        ("WO IST DIE AWO", set(), set()),
        ("Beratung bei der ARBEITERWOHLFAHRT", set(), set()),
        ("курси від ДВВ у місті", set(), {"двв"}),
        ("", set(), set()),
    ],
)
def test_words_in_capitals(text: str, mixed: set[str], capitals: set[str]) -> None:
    assert names.mixed(text) == mixed
    assert names.capitals(text) == capitals


def test_a_general_word_with_a_capital_inside_says_something() -> None:
    """ "But" is general, the "BuT" are benefits for children."""
    assert (
        asked("services of the BuT", "en").telling == asked("services of the but", "en").telling + 1
    )
