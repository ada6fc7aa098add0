"""A stored wish: "tell me when something like this appears"."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Watch:
    """``words`` are what the person searched for ("" none), ``listing`` is a ``Listing`` code."""

    id: int
    words: str
    listing: str
