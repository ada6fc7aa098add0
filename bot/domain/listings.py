"""A listing: which offers a person looks at. It fits into a button, so old buttons keep working."""

import re
from dataclasses import dataclass, replace
from datetime import date

FILTERS = {"w": "women", "k": "children", "f": "free", "m": "my_town", "e": "evenings"}
"""One letter each, because Telegram gives a button 64 bytes."""
FACTS = {
    "for_women": "W", "for_children": "K", "for_youth": "Y", "for_older": "O", "for_families": "P", "free": "F", "online": "I", "accessible": "A",
    "morning": "M", "afternoon": "N", "evening": "E", "weekend": "S", "level": "L", "age": "G", "place": "T",
}  # fmt: skip
"""What is understood in typed words, and its letter: in a listing's filters it says that the person took it away."""
_CODE = re.compile(
    r"(?P<source>[adqs]|f\d{1,18})\.(?P<filters>[wkfmeA-Z]*)\.(?P<level>[ABC]\d|)\.(?P<page>\d{1,4})"
)


@dataclass(frozen=True, slots=True)
class Listing:
    """``source`` is "a" all offers, "f12" a field, "q" the words typed last, "s" the saved ones, "d" documents.

    ``filters`` are letters of FILTERS and of FACTS taken away, ``level`` a CEFR level or "", ``page`` counts from 0.
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

    @property
    def chosen(self) -> str:
        """The filters that narrow it."""
        return "".join(letter for letter in self.filters if letter in FILTERS)

    def ignores(self, fact: str) -> bool:
        """Whether the person took away what was understood, such as "evening" or "level B1"."""
        return letter_of(fact) in self.filters if letter_of(fact) else False

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


def letter_of(fact: str) -> str:
    """ "" for what is only a gentle hint, such as "cheap"."""
    return FACTS.get(fact.split()[0], "")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: their place narrows and orders what they see; None means anywhere. ``person_id`` 0 saved nothing."""

    today: date
    district_id: int | None = None
    municipality_id: int | None = None
    person_id: int = 0


def parse_listing(code: str) -> Listing:
    """Read a listing from a button. Raises ValueError if it is forged."""
    found = _CODE.fullmatch(code)
    if found is None or len(set(found["filters"])) != len(found["filters"]):
        raise ValueError("not a listing")
    return Listing(found["source"], found["filters"], found["level"], int(found["page"]))
