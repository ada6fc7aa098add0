"""A listing: which offers a person looks at. It fits into a button, so old buttons keep working."""

import re
from dataclasses import dataclass, replace

FILTERS = {"w": "women", "k": "children", "f": "free", "m": "my_town", "e": "evenings"}
"""One letter each, because Telegram gives a button 64 bytes."""
_CODE = re.compile(r"(?P<source>[aqs]|f\d{1,18})\.(?P<filters>[wkfme]*)\.(?P<level>[ABC]\d|)\.(?P<page>\d{1,4})")


@dataclass(frozen=True, slots=True)
class Listing:
    """``source`` is "a" all offers, "f12" a field, "q" the words typed last, "s" the saved ones.

    ``filters`` are letters of FILTERS, ``level`` a CEFR level or "", ``page`` counts from 0.
    """

    source: str = "a"
    filters: str = ""
    level: str = ""
    page: int = 0

    @property
    def code(self) -> str:
        return f"{self.source}.{self.filters}.{self.level}.{self.page}"

    @property
    def field_id(self) -> int | None:
        return int(self.source[1:]) if self.source.startswith("f") else None

    def has(self, letter: str) -> bool:
        return letter in self.filters

    def toggled(self, letter: str) -> "Listing":
        """With the filter switched, on its first page."""
        kept = self.filters.replace(letter, "") if self.has(letter) else self.filters + letter
        return replace(self, filters="".join(sorted(kept)), page=0)

    def at_level(self, level: str) -> "Listing":
        return replace(self, level=level, page=0)

    def on_page(self, page: int) -> "Listing":
        return replace(self, page=page)


def parse_listing(code: str) -> Listing:
    """Read a listing from a button. Raises ValueError if it is forged."""
    found = _CODE.fullmatch(code)
    if found is None or len(set(found["filters"])) != len(found["filters"]):
        raise ValueError("not a listing")
    return Listing(found["source"], found["filters"], found["level"], int(found["page"]))
