"""The cell of times: schedules, and beside them the entries that are too long to be times."""

from functools import lru_cache

from bot.domain.offers import Schedule
from bot.rules import schedules
from bot.rules.cells import Wrong

LONGEST_TEXT = 500
"""Maximum length of what is kept as text, in characters."""


@lru_cache(maxsize=1024)
def read(cell: str) -> tuple[tuple[Schedule, ...], str]:
    """Return the schedules of a cell, and its entries that are too long for one, parted by " | ".

    Raises Wrong like ``schedules.read``, and for a text that is too long.
    """
    entries = schedules.entries(cell)
    text = " | ".join(entry for entry in entries if len(entry) > schedules.LONGEST_ENTRY)
    if len(text) > LONGEST_TEXT:
        raise Wrong("too_long", str(LONGEST_TEXT))
    short = (entry for entry in entries if len(entry) <= schedules.LONGEST_ENTRY)
    return schedules.read(" | ".join(short)), text


def written(times: tuple[Schedule, ...], text: str) -> str:
    """Return the cell that ``read`` reads back."""
    return " | ".join(filter(None, (schedules.written(times), text)))
