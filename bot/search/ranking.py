"""How terms count. Whole numbers only, so that every database adds up to the same."""

import math
from collections.abc import Collection, Mapping

NEAR = 110
"""Percent: an offer in the reader's own town is put a little higher."""
COVERED = 30
"""Percent of a question's weight that an offer must contain; below it "nothing found" is the honest answer."""


def weight(asked: int, seen: int, total: int) -> int:
    """Query weight times inverse document frequency (BM25's, times 16); 0 if most offers contain the term."""
    if total and seen * 2 > total + 4:
        return 0
    return round(asked * 16 * math.log(1 + (total - seen + 0.5) / (seen + 0.5)))


def floor(weights: Mapping[int, int], covering: Collection[int]) -> int:
    """The least weight of covering terms an offer must contain to be an answer, at least 1."""
    return max(1, sum(weights[term] for term in covering) * COVERED // 100)
