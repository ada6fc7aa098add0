"""Two orders of offers become one: that of words and concepts, and that of meaning.

Reciprocal rank fusion (Cormack, Clarke, Buettcher 2009): a place in an order counts, its score does
not, because scores of two kinds cannot be compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.search.meaning import Near

DAMPING = 5
"""Added to every rank, so that the first places do not decide alone."""
WORDS, MEANING = 110, 100
"""Weights of the two orders.

Equal ones let the id decide between the first by words and the first by meaning. With 125 recall
falls where only German pages answer other languages (361 questions in five languages each, and 739
in 21 languages of three authors, 29 November 2026).
"""
SIMILAR, GAP = 8, 115_200
"""Maximum number of offers that are only similar, and how much less than the nearest one they may
be, SCALE² × 18 × .04: all offers of a district are near to a question in some order.

Of 253 right answers in 25 languages the words missed 31: eleven stood in the first eight places by
meaning, five in places 13 to 29, and 15 were not near at all (28 November 2026).
"""
UNIT = 10_000
"""Points are whole numbers, so that every machine orders alike."""


@dataclass(frozen=True, slots=True)
class Found:
    """An offer in its place.

    ``by_words`` and ``by_meaning`` are its points of each order; without points by words it is
    only similar to what was asked.
    """

    offer_id: int
    by_words: int = 0
    by_meaning: int = 0

    @property
    def score(self) -> int:
        """Points of both orders."""
        return self.by_words + self.by_meaning


def fused(
    ranked: Sequence[int], near: Sequence[Near], boosts: Mapping[int, int] | None = None
) -> list[Found]:
    """Return offers by their points, equal ones by id.

    ``ranked`` are the ids of the order of words, the best first. ``boosts`` are factors, in
    percent, for offers that are only near.
    """
    words = {offer_id: _points(WORDS, place) for place, offer_id in enumerate(ranked)}
    similar = _similar(near)
    meaning = {
        offer.offer_id: _points(MEANING, place) * (boosts or {}).get(offer.offer_id, 100) // 100
        for place, offer in enumerate(near)
        if offer.offer_id in words or offer.offer_id in similar
    }
    every = [
        Found(offer_id, words.get(offer_id, 0), meaning.get(offer_id, 0))
        for offer_id in words.keys() | meaning.keys()
    ]
    return sorted(every, key=lambda found: (-found.score, found.offer_id))


def _similar(near: Sequence[Near]) -> frozenset[int]:
    """Return the offers that are near enough to be shown without any words of theirs."""
    greatest = max((offer.likeness for offer in near), default=0)
    return frozenset(offer.offer_id for offer in near[:SIMILAR] if greatest - offer.likeness <= GAP)


def _points(weight: int, place: int) -> int:
    return weight * UNIT // (DAMPING + place + 1)
