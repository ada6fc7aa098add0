"""Listings: which offers a person looks at. Their code fits into the data of a button."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.domain.occupations import Occupation
from bot.domain.offers import Offer
from bot.domain.places import Field

FILTERS = {
    "w": "women", "k": "children", "f": "free", "m": "my_town", "e": "evenings",
    "c": "childcare", "v": "mornings",
}  # fmt: skip
"""One letter per filter, because the data of a Telegram button has at most 64 bytes."""
USUAL_FILTERS, COURSE_FILTERS = "wkfme", "cvemf"
"""Letters of the filters that are offered in a list, and where courses of one kind are listed."""
FACTS = {
    "for_women": "W", "for_children": "K", "for_youth": "Y", "for_older": "O", "for_families": "P",
    "free": "F", "online": "I", "accessible": "A", "morning": "M", "afternoon": "N",
    "evening": "E", "weekend": "S", "with_childcare": "C", "level": "L", "age": "G", "place": "T",
}  # fmt: skip
"""Facts understood in typed words. Their letter in a listing's filters means: ignore the fact."""
_CODE = re.compile(
    r"(?P<source>[adsow]|q\d{0,9}|[fp]\d{1,18}|l[0-9a-f]{2,5}|c[a-z0-9_]{1,16}|k[a-z_]{1,20})"
    r"\.(?P<filters>[wkfmecvA-Z]*)"
    r"\.(?P<level>[ABC]\d|)\.(?P<page>\d{1,4})"
)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of offers, one page of it.

    ``source`` is "a" for all offers, "f12" for the field with id 12, "p12" for the municipality
    with id 12, "l41" for titles that begin with the letter of this code point ("A"), "q" for a
    search for the words typed last, "q3" for the third search of this person, "s" for saved
    offers, "d" for documents, "o" for what is open now, "w" for what takes place in the next days,
    "cliteracy" for courses of the kind "literacy" that can still be joined, "krecognition" for
    offers about the concept "recognition" of the search.
    ``filters`` are letters of ``FILTERS``, and those of ``FACTS`` to ignore. ``level`` is a CEFR
    level or "". ``page`` counts from 0.
    """

    source: str = "a"
    filters: str = ""
    level: str = ""
    page: int = 0

    @property
    def code(self) -> str:
        """Text for the data of a button; ``parse_listing`` reads it."""
        return f"{self.source}.{self.filters}.{self.level}.{self.page}"

    @property
    def field_id(self) -> int | None:
        """Id of the field whose offers are listed, or None."""
        return int(self.source[1:]) if self.source.startswith("f") else None

    @property
    def place_id(self) -> int | None:
        """Id of the municipality whose offers are listed, or None."""
        return int(self.source[1:]) if self.source.startswith("p") else None

    @property
    def course_kind(self) -> str:
        """Code of the kind of German course that is listed, "" for none."""
        return self.source[1:] if self.source.startswith("c") else ""

    @property
    def letter(self) -> str:
        """Letter that the listed titles begin with, "" for none."""
        return chr(int(self.source[1:], 16)) if self.source.startswith("l") else ""

    @property
    def concept(self) -> str:
        """Concept of the search whose offers are listed, "" for none."""
        return self.source[1:] if self.source.startswith("k") else ""

    @property
    def is_typed(self) -> bool:
        """Whether it is a search for words that somebody typed."""
        return self.source.startswith("q")

    @property
    def search_number(self) -> int:
        """Which search of the person it is, 0 for the last one."""
        return int(self.source[1:] or 0) if self.is_typed else 0

    @property
    def is_search(self) -> bool:
        """Whether a query finds its offers, not a column."""
        return self.is_typed or bool(self.concept)

    @property
    def is_timed(self) -> bool:
        """Whether the list is another one at each moment, so that nobody can wait for it."""
        return self.source in ("o", "w")

    @property
    def chosen(self) -> str:
        """Letters of the filters that narrow the list."""
        return "".join(letter for letter in self.filters if letter in FILTERS)

    def ignores(self, fact: str) -> bool:
        """Return whether the person removed a fact, such as "evening" or "level B1"."""
        return letter_of(fact) in self.filters if letter_of(fact) else False

    def has(self, letter: str) -> bool:
        """Return whether a filter is on."""
        return letter in self.filters

    def toggled(self, letter: str) -> "Listing":
        """Return the first page of the listing with a filter switched on or off."""
        kept = self.filters.replace(letter, "") if self.has(letter) else self.filters + letter
        return replace(self, filters="".join(sorted(kept)), page=0)

    def at_level(self, level: str) -> "Listing":
        """Return the first page of the listing for a CEFR level, "" for all levels."""
        return replace(self, level=level, page=0)

    def on_page(self, page: int) -> "Listing":
        """Return another page of the listing."""
        return replace(self, page=page)


def titled(letter: str) -> Listing:
    """Return the listing of the titles that begin with a letter."""
    return Listing(f"l{ord(letter):02x}")


def letter_of(fact: str) -> str:
    """Return the letter of a fact; "" if it only affects the order, such as "cheap"."""
    return FACTS.get(fact.split()[0], "")


@dataclass(frozen=True, slots=True)
class Aid:
    """What may help where a list is empty.

    The nearest ``fields``, an offer of general ``advice`` (None if there is none), and the
    ``phone`` of the district's office, "" if it has none.
    """

    fields: tuple[Field, ...] = ()
    advice: Offer | None = None
    phone: str = ""


NO_AID = Aid()


@dataclass(frozen=True, slots=True)
class Guide:
    """Where a search leads beside its offers.

    ``occupation`` is the one that was named, None for none. ``material_level`` is the level that
    was named if there are documents for it, "" for none. ``missing_level`` is the one that a helper
    named if there are none, "" for everybody else.
    """

    occupation: Occupation | None = None
    material_level: str = ""
    missing_level: str = ""


NO_GUIDE = Guide()


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader of a listing. Their place narrows and orders it; None means anywhere.

    ``now`` is the moment, None where nobody asks what is open.
    ``person_id`` 0 is a stranger, without saved offers. ``language`` orders documents, "" none.
    """

    today: date
    district_id: int | None = None
    municipality_id: int | None = None
    person_id: int = 0
    language: str = ""
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """Where and when a reader is.

    ``kilometres`` maps the id of a municipality to its distance from the reader's own town; a place
    without one is not said to be far.
    """

    now: datetime
    kilometres: Mapping[int, int] = field(default_factory=dict)


def parse_listing(code: str) -> Listing:
    """Return the listing of a code. Raises ValueError if the code is invalid."""
    match = _CODE.fullmatch(code)
    if match is None or len(set(match["filters"])) != len(match["filters"]):
        raise ValueError("not a listing")
    return Listing(match["source"], match["filters"], match["level"], int(match["page"]))
