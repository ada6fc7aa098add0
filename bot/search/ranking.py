"""How terms count. Whole numbers only, so that every database adds up to the same."""

import math
from collections.abc import Mapping

from bot.search.query import Query

NAMED, NEAR, SOON, FRESH = 150, 110, 105, 103
"""Percent: an offer in the town that was typed, in the reader's own town, one that starts soon, one confirmed lately stand a little higher."""
SOON_DAYS, FRESH_DAYS = 30, 60
COVERED = (25, 15)
"""Percent of a short and of a long question's weight that an offer must contain; below it "nothing found" is the honest answer."""
PARTLY = 95
"""Percent of offers with a text in a language: below it the learned lexicon helps."""
LEAST_DIRECT = 15
MOST_ROWS = 6_000
"""Rows that one question may add up; the commonest letters are left out above it."""


def weight(asked: int, seen: int, total: int) -> int:
    """Query weight times inverse document frequency (BM25's, times 16); 0 if two of three offers contain the term."""
    if total and seen * 3 > 2 * total + 8:
        return 0
    return round(asked * 16 * math.log(1 + (total - seen + 0.5) / (seen + 0.5)))


def floor(weights: Mapping[int, int], query: Query) -> int:
    """How much of what was asked an offer must contain to be an answer, at least 1; terms that are in most offers do not count.

    Rarity does not count either: the letters of a mistyped word are the rarest of all.
    """
    demanded = sum(
        part.terms[term] for part in query.parts for term in part.demanded if weights.get(term, 0)
    )
    return max(1, demanded * COVERED[query.is_long] // 100)


def direct(translated: int, total: int) -> int:
    """Percent that a word's own letters count beside its translations, by how many offers have a text in its language."""
    share = 100 * translated // max(1, total)
    return 100 if share >= PARTLY else max(LEAST_DIRECT, share**3 // 10_000)


def affordable(weights: Mapping[int, int], seen: Mapping[int, int]) -> dict[int, int]:
    """The terms that fit into ``MOST_ROWS``, the rarest first; at least one is kept."""
    kept: dict[int, int] = {}
    rows = 0
    for term in sorted(weights, key=lambda one: (seen.get(one, 0), one)):
        rows += seen.get(term, 0)
        if weights[term] and seen.get(term, 0) and (rows <= MOST_ROWS or not kept):
            kept[term] = weights[term]
    return kept
