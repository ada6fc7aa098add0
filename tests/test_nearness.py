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
