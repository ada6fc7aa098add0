"""Saved searches: the person is notified of new offers that match."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Watch:
    """A saved search; ``words`` may be "", ``listing`` is the code of a ``Listing``."""

    id: int
    words: str
    listing: str
