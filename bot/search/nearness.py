"""Whether an offer stands out as the answer: is it much nearer to a question than others are?

All offers are near to a question in some order. Of what nobody here can answer the nearest one is
about as near as the eleventh; what an offer is about mostly stands out, whatever examples say.
"""

from collections.abc import Sequence

from bot.search.meaning import Near

COMPARED = 10
"""Place, from 0, of the offer that the nearest one is compared with."""
POINT = 4_000
"""Likeness that takes one percent of doubt away, SCALE² × 18 × .0014."""
FEWEST, ANSWERED = 75_000, 47
"""Minimum gap of an offer that stands out, and doubt below which it is the answer.

Fitted on questions over the samples and the pages of OMoS-QA, by ``benchmarks/nearness.py``.
"""


def gap(near: Sequence[Near]) -> int:
    """Return by how much the nearest offer is nearer than others; 0 if there are too few."""
    if len(near) <= COMPARED:
        return 0
    return near[0].likeness - near[COMPARED].likeness


def stands_out(near: Sequence[Near], doubt: int) -> bool:
    """Return whether an offer is the answer to a question of some ``doubt``, in percent."""
    return is_answer(gap(near), doubt)


def is_answer(apart: int, doubt: int) -> bool:
    """Return whether an offer that is so much nearer than others answers in spite of a doubt."""
    return apart >= FEWEST and doubt - apart / POINT < ANSWERED
