"""The cell of times: what can be read as schedules, and the rest as text beside them."""

import re

from bot.domain.offers import Schedule
from bot.rules import schedules
from bot.rules.cells import Wrong

LONGEST_TEXT = 500
"""Maximum length of what is kept as text, in characters."""
_PARTS = re.compile(r"[|\n]|;(?!\s*[A-Z]+=)")
_UNREAD = ("times", "too_long")


def read(cell: str) -> tuple[tuple[Schedule, ...], str]:
    """Return the schedules of a cell, and the parts of it that are none, parted by " | ".

    Raises Wrong for times without any date, and for a text that is too long.
    """
    try:
        return schedules.read(cell), ""
    except Wrong as wrong:
        if wrong.code not in _UNREAD:
            raise
    return _by_part([part.strip() for part in _PARTS.split(cell) if part.strip()])


def written(times: tuple[Schedule, ...], text: str) -> str:
    """Return the cell that ``read`` reads back."""
    return " | ".join(filter(None, (schedules.written(times), text)))


def _by_part(parts: list[str]) -> tuple[tuple[Schedule, ...], str]:
    times: list[Schedule] = []
    unread: list[str] = []
    for part in parts:
        try:
            times += schedules.read(part)
        except Wrong as wrong:
            if wrong.code not in _UNREAD:
                raise
            unread.append(part)
    text = " | ".join(unread)
    if len(text) > LONGEST_TEXT:
        raise Wrong("too_long", str(LONGEST_TEXT))
    return tuple(times), text
