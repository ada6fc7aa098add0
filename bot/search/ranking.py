"""Weights of terms. They are integers, so that all databases compute the same sums."""

import math
from collections.abc import Collection, Mapping

from bot.search.query import Query

NAMED, NEAR, SOON, FRESH = 150, 110, 105, 103
"""Factors of a score, in percent.

For an offer in the town that was typed, in the reader's town, one that starts soon, and one that
was confirmed recently.
"""
SOON_DAYS, FRESH_DAYS = 30, 60
"""Days until the start, and since the confirmation, for ``SOON`` and ``FRESH``."""
COVERED = (25, 15)
"""Minimum share of a query's weight in a result, in percent, for short and long queries."""
FITTING = 50
"""Minimum score of an offer that has all facts asked for, in percent of the best, to come first."""
TAIL = 10
"""Minimum score of a result, in percent of the best one: what is below answers no more."""
PARTLY = 95
"""Percent of offers with a text in a language, below which the lexicon is used."""
LEAST_DIRECT = 15
"""Minimum weight of a translated word itself, in percent."""
MOST_ROWS, FURTHER_ROWS = 9_000, 6_000
"""Maximum number of rows that one query may add up; the commonest terms are omitted.

The second one is up to where terms are added that only tell which offer is the better one.
"""


def weight(asked: int, seen: int, total: int) -> int:
    """Return query weight × inverse document frequency (of BM25, × 16).

    0 if two of three offers contain the term. ``seen`` is the number of offers that do.
    """
    if total and seen * 3 > 2 * total + 8:
        return 0
    return round(asked * 16 * math.log(1 + (total - seen + 0.5) / (seen + 0.5)))


def floor(weights: Mapping[int, int], query: Query) -> int:
    """Return the minimum score of a result, at least 1; terms in most offers do not count.

    Rarity does not count either: the letters of a mistyped word are the rarest of all.
    """
    demanded = sum(
        part.terms[term] for part in query.parts for term in part.demanded if weights.get(term, 0)
    )
    return max(1, demanded * COVERED[query.is_long] // 100)


def direct(translated: int, total: int) -> int:
    """Return the weight of a translated word itself, in percent.

    ``translated`` of ``total`` offers have a text in its language.
    """
    share = 100 * translated // max(1, total)
    return 100 if share >= PARTLY else max(LEAST_DIRECT, share**3 // 10_000)


def affordable(
    weights: Mapping[int, int], seen: Mapping[int, int], deciding: Collection[int]
) -> dict[int, int]:
    """Return the weights of the terms that a query can afford, at least of one.

    ``seen`` maps a term to the number of its rows. The ``deciding`` terms come first, without which
    nothing would be found in a large district; of these and of the others the rarest ones.
    """
    kept: dict[int, int] = {}
    rows = 0
    for term in sorted(weights, key=lambda each: (each not in deciding, seen.get(each, 0), each)):
        rows += seen.get(term, 0)
        most = MOST_ROWS if term in deciding else FURTHER_ROWS
        if weights[term] and seen.get(term, 0) and (rows <= most or not kept):
            kept[term] = weights[term]
    return kept
