"""Which of many vectors may be near to a question, found at a tenth of the cost of all products.

Of each number of a vector one bit is kept: whether it is above the mean of all vectors. Vectors
that are near have nearly the same bits, so only those with the fewest other bits are multiplied
(binary quantization with rescoring). These products are exact.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.search.encoder import Numbers, Vectors

LEAST = 8_192
"""Number of vectors below which all are multiplied."""
_WORD = 64
_BLOCK = 1024
"""Vectors whose bits are found at once, in memory that is needed only then."""


@dataclass(frozen=True)
class Sieve:
    """The ``means`` of each number, and the ``bits`` of all vectors: a row for 64 numbers each."""

    means: "Numbers"
    bits: "Numbers"

    def kept(self, question: "Vectors", count: int) -> "Numbers":
        """Return the places of ``count`` vectors whose bits differ least from the one question's.

        In order; all that differ as much as the last one are among them.
        """
        import numpy as np

        other = np.zeros(self.bits.shape[1], np.uint16)
        for row, asked in zip(self.bits, _bits(question, self.means), strict=True):
            other += np.bitwise_count(row ^ asked)
        places: Numbers = np.flatnonzero(other <= np.partition(other, count - 1)[count - 1])
        return places


def sieve_of(vectors: "Vectors") -> Sieve | None:
    """Return the sieve of vectors; None of few, of which all are multiplied."""
    import numpy as np

    if len(vectors) < LEAST:
        return None
    means = vectors.sum(axis=0, dtype=np.int64) // len(vectors)
    bits = np.empty((vectors.shape[1] // _WORD, len(vectors)), np.uint64)
    for start in range(0, len(vectors), _BLOCK):
        bits[:, start : start + _BLOCK] = _bits(vectors[start : start + _BLOCK], means)
    return Sieve(means, bits)


def _bits(vectors: "Vectors", means: "Numbers") -> "Numbers":
    import numpy as np

    bits: Numbers = np.packbits(vectors > means, axis=1).view(np.uint64).T
    return bits
