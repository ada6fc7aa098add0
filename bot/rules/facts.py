"""What files of facts have in common: the codes of their entries, and how a mistake reads."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ladder import Source

CODE = re.compile(r"[a-z0-9_]{1,16}")
"""Code of an entry: it stands in the data of buttons, which has at most 64 bytes."""

_ADDRESS = re.compile(r"https?://[^\s/]+\S*")


def is_written(source: Source) -> bool:
    """Return whether a source has a name and an address on the web, so that people can look."""
    return bool(source.name.strip() and _ADDRESS.fullmatch(source.url))


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake in a file of facts: the entry, what is wrong, and the value; "" where none.

    ``kind`` is a sentence in which {value} may stand.
    """

    entry: str
    kind: StrEnum
    value: str = ""

    def __str__(self) -> str:
        return f"{self.entry}: {self.kind.format(value=self.value)}"
