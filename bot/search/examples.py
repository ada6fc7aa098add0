"""Example questions: how people say what they need, and what they need then.

``locales/<language>/questions.tsv`` has lines of a concept, a style and a question. The nearest
examples of what somebody typed vote for concepts, beside the thesaurus. A concept may also be
``intent:<name>`` (greeting, thanks, ...) or ``none``, what no catalogue of offers can answer.
"""

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from bot.search.meaning import greatest, products_of
from bot.search.normalise import words

if TYPE_CHECKING:
    from bot.search.encoder import Vectors

COLUMNS = ("concept", "style", "question")
NEAREST = 12
"""Examples that vote."""
SHARPNESS = 3_200
"""Likeness, in products of vectors, by which a vote counts 1/e less; SCALE² × .02."""
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
        yield Example(intern(concept), intern(style), question)


def phrases_of(examples: Sequence[Example]) -> dict[str, str]:
    """Return folded phrase → intent, for all phrases that have one intent and no other meaning."""
    asked = [example for example in examples if example.concept.startswith(INTENT)]
    intents = {folded(example.question): example.concept for example in asked}
    for example in examples:
        phrase = folded(example.question)
        if intents.get(phrase, example.concept) != example.concept:
            intents[phrase] = ""
    return {phrase: intent for phrase, intent in intents.items() if intent}


def folded(question: str) -> str:
    """Return the words of a question without marks and accents: "Oprește-te!" is "opreste te"."""
    return " ".join(words(question))


@dataclass(frozen=True)
class Examples:
    """The examples of all languages: what each means, its vector, and the ``phrases`` of intents.

    A vector says little of one short word, so who types a phrase means its intent.
    """

    concepts: Sequence[str]
    vectors: "Vectors | None"
    phrases: Mapping[str, str] = field(default_factory=dict)

    def votes(self, question: "Vectors", typed: str = "") -> tuple[Vote, ...]:
        """Return what the nearest examples mean, the greatest share first.

        ``question`` is the vector of what was ``typed``.
        """
        if self.vectors is None:
            return ()
        if intent := self.phrases.get(folded(typed)):
            return (Vote(intent, 100, is_phrase=True),)
        products = products_of(self.vectors, question)
        nearest = greatest(products, NEAREST)
        best = products[nearest[0]] if nearest else 0
        shares: dict[str, float] = defaultdict(float)
        for place in nearest:
            shares[self.concepts[place]] += math.exp((products[place] - best) / SHARPNESS)
        whole = sum(shares.values())
        return tuple(
            Vote(concept, round(100 * share / whole))
            for concept, share in sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))
        )


NO_EXAMPLES = Examples((), None)
