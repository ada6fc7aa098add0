"""What files of facts have in common: the codes of their entries, and how a mistake reads."""

import re
from dataclasses import dataclass
from enum import StrEnum

CODE = re.compile(r"[a-z0-9_]{1,16}")
"""Code of an entry: it stands in the data of buttons, which has at most 64 bytes."""


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
