"""Rows by batches: a statement takes only so many."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
ROWS = 500
"""Rows of one statement: below every database's limit of parameters."""


def batched(rows: Sequence[T], size: int = ROWS) -> Iterator[list[T]]:
    """Yield the rows in their order, at most ``size`` at once, as ``itertools`` of Python 3.12."""
    return (list(rows[start : start + size]) for start in range(0, len(rows), size))
