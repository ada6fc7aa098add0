"""Example questions: how people say what they need, and what they need then.

``locales/<language>/questions.tsv`` has lines of a concept, a style and a question. The nearest
examples of what somebody typed vote for concepts, beside the thesaurus. A concept may also be
``intent:<name>`` (greeting, thanks, ...) or ``none``, what no catalogue of offers can answer.
"""

import csv
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.search.meaning import greatest, products_of
from bot.search.normalise import words
from bot.search.sieve import Sieve, sieve_of
from bot.search.topics import Topics

if TYPE_CHECKING:
    from bot.search.encoder import Numbers, Products, Vectors

COLUMNS = ("concept", "style", "question")
CARELESS = ("mistakes", "latin", "layout", "mixed", "slang", "dialect")
"""Styles whose words may be written in any way."""
NEAREST = 12
"""Examples that vote."""
COMPARED = 8_192
"""Examples that are multiplied with a question.

With 33,774 examples, 518 of 520 questions of strangers get the votes that all together would give
them, and the others differ in what no votes were counted for (28 November 2026).
"""
SHARPNESS = 3_200
"""Likeness, in products of vectors, by which a vote counts 1/e less; SCALE² × .02."""
FEW_WORDS, ALIKE = 3, 148_800
"""Maximum number of words of a text, and likeness, SCALE² × .93, below which no intent is heard.

A short text is near to some greeting by its length alone: it must be clearly like one, or have no
word that no example of an intent has. Of 2,500 words for concepts, 266 were nearest to intents
(28 November 2026); this frees 199 of them, and costs 7 % of the intents that are not typed as an
example of them stands, each left out in turn.
"""
TOGETHER = 0.5
"""Share of what all examples together say of a topic; the rest is that of the nearest ones."""
INTENT = "intent:"
NONE = "none"
"""What is asked for is nothing that offers of a district can be."""


class Example(NamedTuple):
    """A line of ``questions.tsv``."""

    concept: str
    style: str
    question: str


class Vote(NamedTuple):
    """The share of the nearest examples that mean a concept, in percent.

    ``is_phrase``: it was typed exactly as an example of an intent stands.
    """

    concept: str
    percent: int
    is_phrase: bool = False


def read_examples(path: Path) -> list[Example]:
    """Return the examples of a file. Raises ValueError for a line without three columns."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if tuple(lines[0]) != COLUMNS:
        raise ValueError(f"{path}: the first line must be {COLUMNS}")
    return list(_examples(path, lines[1:]))


def _examples(path: Path, lines: Iterable[Sequence[str]]) -> Iterator[Example]:
    for row, line in enumerate(lines, 2):
        if len(line) != len(COLUMNS):
            raise ValueError(f"{path}, line {row}: {len(COLUMNS)} columns are needed")
        concept, style, question = line
        yield Example(sys.intern(concept), sys.intern(style), question)


def phrases_of(examples: Sequence[Example]) -> dict[str, str]:
    """Return folded phrase → intent, for all phrases that have one intent.

    "Ukrainisch bitte" may be typed for interpreters, too, but who types just that wants to read it.
    """
    intents: dict[str, str] = {}
    for example in examples:
        if example.concept.startswith(INTENT):
            phrase = folded(example.question)
            is_one = intents.setdefault(phrase, example.concept) == example.concept
            intents[phrase] = example.concept if is_one else ""
    return {phrase: intent for phrase, intent in intents.items() if intent}


def folded(question: str) -> str:
    """Return the words of a question without marks and accents: "Oprește-te!" is "opreste te"."""
    return " ".join(words(question))


@dataclass(frozen=True)
class Examples:
    """The examples of all languages: what each means, its vector, and the ``phrases`` of intents.

    A vector says little of one short word, so who types a phrase means its intent. ``topics`` is
    the rule of all examples together, None where there is none.
    """

    concepts: Sequence[str]
    vectors: "Vectors | None"
    phrases: Mapping[str, str] = field(default_factory=dict)
    topics: Topics | None = None

    def votes(self, question: "Vectors", typed: str = "") -> tuple[Vote, ...]:
        """Return what the nearest examples mean, the greatest share first.

        ``question`` is the vector of what was ``typed``. Without words it means nothing: the
        vector of "?" or of a picture is near to some example by chance.
        """
        if self.vectors is None or (typed and not folded(typed)):
            return ()
        if intent := self.phrases.get(folded(typed)):
            return (Vote(intent, 100, is_phrase=True),)
        shares = self._shares(*self._compared(question), folded(typed).split())
        if self.topics is not None:
            shares = _together(shares, self.topics.shares(question))
        ordered = sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))
        votes = (Vote(concept, round(100 * share)) for concept, share in ordered)
        return tuple(vote for vote in votes if vote.percent)

    def likeness(self, question: "Vectors", typed: str = "") -> int:
        """Return how near the nearest example is: what was mistyped is like none.

        Likenesses of two questions compare; that of a phrase is greater than any other.
        """
        if self.vectors is None:
            return 0
        if folded(typed) in self.phrases:
            return sys.maxsize
        return int(self._compared(question)[1].max())

    def _compared(self, question: "Vectors") -> "tuple[Numbers, Products]":
        """Return the places of the examples that may be near, and their products."""
        import numpy as np

        assert self.vectors is not None
        if self._sieve is None:
            return np.arange(len(self.vectors)), products_of(self.vectors, question)
        places = self._sieve.kept(question, COMPARED)
        return places, products_of(self.vectors[places], question)

    @cached_property
    def _sieve(self) -> Sieve | None:
        return None if self.vectors is None else sieve_of(self.vectors)

    def _shares(
        self, places: "Numbers", products: "Products", typed: Sequence[str]
    ) -> dict[str, float]:
        """Return the share of each concept; of intents only if the ``typed`` words may mean one.

        What none of ours is has its share beside topics alone: an intent near by says nothing of
        that.
        """
        is_topic = ~self._is_intent[places]
        topics = self._nearest(places[is_topic], products[is_topic])
        is_short = 0 < len(typed) <= FEW_WORDS
        if is_short and products.max() < ALIKE and not self._familiar.issuperset(typed):
            return topics
        return self._nearest(places, products) | {NONE: topics.get(NONE, 0)}

    @cached_property
    def _familiar(self) -> frozenset[str]:
        """The words of all intents."""
        return frozenset(word for phrase in self.phrases for word in phrase.split())

    @cached_property
    def _is_intent(self) -> "Numbers":
        """Whether each example means an intent."""
        import numpy as np

        return np.array([concept.startswith(INTENT) for concept in self.concepts])

    def _nearest(self, places: "Numbers", products: "Products") -> dict[str, float]:
        """Return the share of each concept among the nearest examples, of 1 in all."""
        nearest = greatest(products, NEAREST)
        best = products[nearest[0]] if nearest else 0
        shares: dict[str, float] = defaultdict(float)
        for row in nearest:
            shares[self.concepts[places[row]]] += math.exp((products[row] - best) / SHARPNESS)
        whole = sum(shares.values())
        return {concept: share / whole for concept, share in shares.items()}


def is_topic(concept: str) -> bool:
    """Return whether an example is about something that offers can be."""
    return concept != NONE and not concept.startswith(INTENT)


def _together(nearest: Mapping[str, float], likely: Mapping[str, float]) -> dict[str, float]:
    """Return the shares of both judgements.

    The nearest examples alone say how much is no topic: what nobody can answer has no mean.
    """
    topics = {concept: share for concept, share in likely.items() if is_topic(concept)}
    about = sum(share for concept, share in nearest.items() if is_topic(concept))
    scale = TOGETHER * about / (sum(topics.values()) or 1)
    shares = {
        concept: share * (1 - TOGETHER if topics and is_topic(concept) else 1)
        for concept, share in nearest.items()
    }
    for concept, share in topics.items():
        shares[concept] = shares.get(concept, 0) + scale * share
    return shares


NO_EXAMPLES = Examples((), None)
