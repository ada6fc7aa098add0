"""A question as the search understands it: parts with weighted terms, facts, concepts, a place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.domain.places import Municipality
from bot.search import facets
from bot.search.meaning import Near as NearOffer
from bot.search.terms import concept_term

SHORT = 4
"""Maximum number of words of a short question.

Its concepts decide; in a long one its words do. Hence the pairs of weights.
"""


PLACE, DAY = "place", "day"
"""Intents of a town alone and of a day alone; both are answered by a list of offers."""


class Kind(StrEnum):
    """Kind of a part of a query."""

    WORD = "word"
    CONCEPT = "concept"
    FACT = "fact"
    LEARNED = "learned"
    NAME = "name"
    EXAMPLE = "example"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a query, and its terms with their weights.

    ``covering`` are the terms that show that an offer is about it. A result must contain enough of
    the terms in ``demanded``.
    """

    kind: Kind
    label: str
    terms: Mapping[int, int]
    covering: frozenset[int] = frozenset()
    demanded: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Query:
    """An understood text, true if it has any terms.

    ``facts`` can be shown and ignored, and include the ignored ones. ``concepts`` say what it is
    about; ``general`` are those of words such as "course" beside a topic. ``days`` are those that
    are asked for alone. ``language`` is the one it is written in. ``place`` is None if no town is
    named. ``near`` are offers that mean something similar, the nearest first. ``sensible``: the
    nearest examples ask for something that offers can be, so there is an answer whatever the words
    say; ``outside``: they ask for nothing of that kind, so there is none but what is called by
    these words. ``intent`` is what somebody wants who searches for nothing, such as "greeting" or
    "human", or who names only a ``PLACE`` or a ``DAY``; "" for a search. ``has_name``: somebody is
    named in it by quotation marks or capital letters. ``heard`` is the text in
    its usual letters and without mistakes; "" if it was typed like that.
    """

    parts: tuple[Part, ...] = ()
    language: str = ""
    facts: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    place: Municipality | None = None
    near: tuple[NearOffer, ...] = ()
    sensible: bool = False
    outside: bool = False
    intent: str = ""
    has_name: bool = False
    heard: str = ""
    general: frozenset[str] = frozenset()
    days: tuple[date, ...] = ()

    def __bool__(self) -> bool:
        return any(part.terms for part in self.parts if part.kind is not Kind.NOT)

    @property
    def topics(self) -> tuple[str, ...]:
        """The concepts that the words name, without those that only a general word says."""
        return tuple(name for name in self.concepts if name not in self.general)

    @property
    def is_nearby(self) -> bool:
        """Whether what is nearest comes first."""
        return facets.NEARBY in self.facts

    @property
    def is_search(self) -> bool:
        """Whether offers answer it."""
        return self.intent in ("", PLACE, DAY)

    @property
    def is_long(self) -> bool:
        """Whether it has more than ``SHORT`` words that are not general."""
        return self.telling > SHORT

    @property
    def telling(self) -> int:
        """The number of words that are not general."""
        return sum(part.kind is Kind.WORD and bool(part.covering) for part in self.parts)

    @property
    def unknown(self) -> int:
        """The share of the telling words that mean nothing known, in percent."""
        demanded = sum(part.kind is Kind.WORD and bool(part.demanded) for part in self.parts)
        return 100 * demanded // max(1, self.telling)

    @property
    def is_known(self) -> bool:
        """Whether concepts are known for all words that say something: "second hand sofa"."""
        return bool(self.concepts) and not self.unknown

    @property
    def weights(self) -> dict[int, int]:
        """All terms, with their greatest weight."""
        merged: dict[int, int] = {}
        for part in self.parts:
            for term, weight in part.terms.items():
                merged[term] = max(weight, merged.get(term, weight))
        return merged

    @property
    def labels(self) -> dict[int, str]:
        """All terms, with the part that each is from; of several, the one with the most weight."""
        return {
            term: f"{part.kind} {part.label}"
            for part in sorted(self.parts, key=_greatest_weight)
            for term in part.terms
        }

    @property
    def covering(self) -> dict[int, int]:
        """The covering terms of all parts, with their greatest weight."""
        merged: dict[int, int] = {}
        for part in self.parts:
            for term in part.covering:
                merged[term] = max(part.terms[term], merged.get(term, 0))
        return merged

    @property
    def deciding(self) -> set[int]:
        """The terms that decide whether an offer is found: wanted, asked for as facts, unwanted."""
        unwanted = {term for part in self.parts if part.kind is Kind.NOT for term in part.terms}
        return {*self.covering, *self.filters.values()} | unwanted

    @property
    def filters(self) -> dict[str, int]:
        """The facts that are asked for as with a filter, and their terms."""
        labels = (part.label for part in self.parts if part.kind is Kind.FACT)
        return {label: concept_term(label) for label in labels if facets.is_filter(label)}

    @property
    def words(self) -> tuple[str, ...]:
        """The words, for the lookup in a lexicon."""
        return tuple(part.label for part in self.parts if part.kind is Kind.WORD)


NOTHING = Query()
"""The query of a text that was not typed."""


def _greatest_weight(part: Part) -> int:
    return max(part.terms.values(), default=0)


def damped(part: Part, percent: int) -> Part:
    return replace(
        part,
        terms={term: max(1, weight * percent // 100) for term, weight in part.terms.items()},
        demanded=frozenset(),
    )
