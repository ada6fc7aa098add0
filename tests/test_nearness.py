"""Whether an offer stands out as the answer, whatever the examples say."""

from bot.search.examples import NONE, Vote
from bot.search.meaning import Near
from bot.search.nearness import COMPARED, FEWEST
from bot.search.query import Query
from bot.search.teaching import taught
from bot.search.understanding import understand
from tests.harness.databases import services

ALIKE = 2_300_000
"""Likeness of the nearest offer."""


def near(gap: int, count: int = 30) -> list[Near]:
    """Return offers of which the nearest is nearer than all others."""
    return [Near(1, ALIKE), *(Near(place, ALIKE - gap) for place in range(2, count + 1))]


def asked(text: str, none: int, offers: list[Near]) -> Query:
    """Return a query of which the examples say so much of nothing, and nothing of ours."""
    thesaurus = services().thesaurus
    votes = (Vote(NONE, none), Vote("elections", 100 - none))
    return taught(understand(text, "en", thesaurus, own="en"), votes, thesaurus, offers)


def test_an_offer_that_stands_out_answers() -> None:
    """ "How big is the district?" is no question for offers, unless a page is about just that."""
    outside = asked("How many members does BPW have", 50, near(0))
    assert outside.outside
    assert not outside.sensible
    answered = asked("How many members does BPW have", 50, near(2 * FEWEST))
    assert not answered.outside
    assert answered.sensible
    assert answered.near


def test_what_is_certainly_nothing_of_ours_stays_so() -> None:
    assert asked("How many members does BPW have", 95, near(2 * FEWEST)).outside


def test_few_offers_say_nothing() -> None:
    """Where there are no others the nearest one can not stand out from them."""
    assert not asked("How many members does BPW have", 50, near(2 * FEWEST)).outside
    few = asked("How many members does BPW have", 50, near(2 * FEWEST, COMPARED))
    assert few.outside
    assert not few.sensible


def judged(text: str, own: str, votes: tuple[Vote, ...], absent: set[str]) -> bool:
    """Return whether a question has no answer where no offer is about some concepts."""
    thesaurus = services().thesaurus
    query = understand(text, own, thesaurus, own=own)
    return taught(query, votes, thesaurus, (), absent).outside


def test_what_no_offer_here_is_about_has_no_answer_however_well_it_is_understood() -> None:
    """A food bank is no bank; without examples the words alone say so."""
    asked_in = {
        "de": "Girokonto eröffnen", "en": "open a bank account", "fr": "ouvrir un compte bancaire",
        "tr": "banka hesabı açmak", "ru": "открыть счёт в банке", "ar": "فتح حساب بنكي",
        "fa": "باز کردن حساب بانکی", "pl": "założyć konto bankowe",
    }  # fmt: skip
    votes = (Vote("bank_account", 70), Vote(NONE, 10))
    for own, text in asked_in.items():
        assert judged(text, own, votes, {"bank_account", "debt"}), text
        assert judged(text, own, (), {"bank_account"}), text
        assert not judged(text, own, votes, set()), text
        assert not judged(text, own, (), {"debt"}), text


def test_a_topic_that_is_here_beside_one_that_is_not_answers() -> None:
    both = "Schulden bei der Bank"
    votes = (Vote("debt", 60), Vote("bank_account", 30))
    assert not judged(both, "de", votes, {"bank_account"})
    assert judged("second hand car", "en", (Vote(NONE, 70), Vote("car", 20)), {"car"})


def test_a_course_of_what_nobody_here_teaches_is_no_course_of_anything() -> None:
    votes = (Vote("first_aid", 55), Vote("german_course", 10))
    texts = {"de": "Jodelkurs", "pl": "kurs pszczelarstwa", "ro": "curs de apicultură"}
    for own, text in texts.items():
        assert judged(text, own, votes, {"first_aid"}), text


def test_examples_that_agree_on_a_topic_that_is_here_outweigh_an_understood_word_that_is_not() -> (
    None
):
    """Of a mistyped driving licence only the car is understood, and no offer is about cars."""
    texts = {
        "en": "exchange my drivng lisense for car", "de": "Füreschain fürs Auto umscreibn",
        "it": "patnete auto da canbiare",
    }  # fmt: skip
    agreed = (Vote("driving_licence", 55), Vote("post", 15))
    for own, text in texts.items():
        assert not judged(text, own, agreed, {"car", "post"}), text
        assert judged(text, own, agreed, {"car", "post", "driving_licence"}), text
        assert judged(text, own, (Vote(NONE, 60), *agreed[1:]), {"car", "post"}), text


def test_examples_that_agree_on_what_is_not_here_ask_for_nothing_of_ours() -> None:
    """A word nobody knows is like examples of a topic, but no offer is about it."""
    thesaurus = services().thesaurus
    query = understand("Bausparfinanz", "de", thesaurus, own="de")
    asks = (Vote("house_purchase", 90), Vote("rent", 10))
    for absent, sensible in ((), True), ({"rent"}, True), ({"house_purchase"}, False):
        assert taught(query, asks, thesaurus, (), absent).sensible is sensible
