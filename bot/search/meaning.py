"""Vectors of offers, and which of them are near to a question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.offers import Details

if TYPE_CHECKING:
    from bot.search.encoder import Numbers, Products, Vectors

PASSAGE = 500
"""Maximum number of characters of a passage: its title and some sentences."""
MOST_PASSAGES = 8
"""Maximum number of passages of one language of an offer; the rest of a long page is not read."""
TEXT, TITLE, GERMAN = 10, 3, 5
"""Weights of the nearest passage, the nearest title, and the nearest German passage.

An office writes German and others translate: where both are there, the German one says most.
"""
_SENTENCE_END = re.compile(r"(?<=[.!?։؟।።])\s+|\n+")
BLOCK = 1024
"""Vectors that are multiplied at once: 1.5 MB, which stay in the cache of a processor."""


class Piece(NamedTuple):
    """A piece of an offer's text, for one vector."""

    kind: int
    text: str


KINDS = TITLES, PASSAGES, IN_GERMAN = 0, 1, 2
"""Kinds of pieces: a title, a passage in another language, and one in German."""


class Near(NamedTuple):
    """An offer whose text means something similar. ``likeness`` compares within one question."""

    offer_id: int
    likeness: int


def pieces(details: Details) -> list[Piece]:
    """Return the pieces of an offer in all its languages, the same ones in the same order."""
    found: list[Piece] = []
    for text in sorted(details.texts, key=lambda text: text.language):
        kind = IN_GERMAN if text.language == "de" else PASSAGES
        found.append(Piece(TITLES, text.title))
        body = f"{text.description} {text.next_steps}"
        found += [Piece(kind, passage) for passage in _passages(text.title, body)]
    return found


def _passages(title: str, body: str) -> list[str]:
    """Return passages of whole sentences, each after the title; at least one."""
    made = [title]
    for sentence in filter(None, map(str.strip, _SENTENCE_END.split(body))):
        if len(made[-1]) + len(sentence) > PASSAGE and made[-1] != title:
            made.append(title)
        made[-1] = f"{made[-1]}. {sentence}"[: 2 * PASSAGE]
    return made[:MOST_PASSAGES]


def products_of(vectors: "Vectors", question: "Vectors") -> "Products":
    """Return the product of each vector and the one question.

    All sums are whole numbers below 2^24, exact in any order of adding.
    """
    import numpy as np

    asked = question[0].astype(np.float32)
    products = np.empty(len(vectors), np.float32)
    block = np.empty((BLOCK, vectors.shape[1]), np.float32)
    for start in range(0, len(vectors), BLOCK):
        rows = vectors[start : start + BLOCK]
        np.copyto(block[: len(rows)], rows)
        np.dot(block[: len(rows)], asked, out=products[start : start + BLOCK])
    return products


def greatest(values: "Numbers", count: int) -> list[int]:
    """Return the places of the greatest values, the greatest first; equal ones in order."""
    import numpy as np

    chosen = np.arange(len(values))
    if len(values) > count:
        least = np.partition(values, -count)[-count]
        chosen = np.flatnonzero(values >= least)
    places: list[int] = chosen[np.lexsort((chosen, -values[chosen]))][:count].tolist()
    return places


@dataclass(frozen=True)
class Catalogue:
    """The vectors of a district's offers: one row a piece, in any order.

    ``order`` sorts the rows by offer and kind, and ``starts`` says where in that order the pieces
    of a group begin; a group is an offer's pieces of one kind. ``owners`` and ``kinds`` are the
    place in ``offer_ids`` and the kind of each group.
    """

    offer_ids: Sequence[int]
    order: "Numbers"
    starts: "Numbers"
    owners: "Numbers"
    kinds: "Numbers"
    vectors: "Vectors"

    def nearest(self, question: "Vectors", count: int) -> tuple[Near, ...]:
        """Return the nearest offers to the one question, the nearest first; equal ones by id.

        All sums are whole numbers, so that every machine agrees.
        """
        if not self.offer_ids:
            return ()
        likeness = self._likeness(products_of(self.vectors, question))
        return tuple(
            Near(self.offer_ids[place], int(likeness[place])) for place in greatest(likeness, count)
        )

    def _likeness(self, products: "Products") -> "Numbers":
        """Return the likeness of each offer, from the greatest product of each of its kinds.

        What an offer has no piece of counts as 0; without German its other passages count for it.
        A text in the language of the question is nearer by that alone: what has only German gets
        what the others gain by their other passages on average.
        """
        import numpy as np

        best = np.zeros((len(KINDS), len(self.offer_ids)), np.int64)
        best[self.kinds, self.owners] = np.maximum.reduceat(products[self.order], self.starts)
        passage = np.maximum(best[PASSAGES], best[IN_GERMAN])
        german = passage.copy()
        spoken = self.owners[self.kinds == IN_GERMAN]
        german[spoken] = best[IN_GERMAN, spoken]
        likeness: Numbers = TEXT * passage + TITLE * best[TITLES] + GERMAN * german
        is_german_alone = (best[IN_GERMAN] > 0) & (best[PASSAGES] == 0)
        likeness[is_german_alone] += (TEXT + TITLE) * _gain(best[PASSAGES], best[IN_GERMAN])
        return likeness


def _gain(others: "Numbers", german: "Numbers") -> int:
    """Return how much nearer offers in more languages are on average than their German passages."""
    has_both = (others > 0) & (german > 0)
    gains = (others - german)[has_both].clip(min=0)
    return int(gains.sum()) // max(len(gains), 1)


def catalogue_of(offer_ids: Sequence[int], kinds: Sequence[bytes], vectors: "Vectors") -> Catalogue:
    """Return the vectors of offers, given the kinds of each offer's pieces. Offers are by id."""
    import numpy as np

    lengths = [len(row) for row in kinds]
    owners = np.repeat(np.arange(len(offer_ids)), lengths)
    groups = owners * len(KINDS) + np.frombuffer(b"".join(kinds), np.uint8)
    order = np.argsort(groups, kind="stable")
    found, starts = np.unique(groups[order], return_index=True)
    return Catalogue(offer_ids, order, starts, found // len(KINDS), found % len(KINDS), vectors)
