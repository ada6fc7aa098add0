"""Vectors of offers, and which of them are near to a question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.offers import Details

if TYPE_CHECKING:
    from bot.search.encoder import Products, Vectors

PASSAGE = 500
"""Maximum number of characters of a passage: its title and some sentences."""
MOST_PASSAGES = 8
"""Maximum number of passages of one language of an offer; the rest of a long page is not read."""
TEXT, TITLE, GERMAN = 10, 3, 5
"""Weights of the nearest passage, the nearest title, and the nearest German passage.

An office writes German and others translate: where both are there, the German one says most.
"""
_SENTENCE_END = re.compile(r"(?<=[.!?։؟।።])\s+|\n+")
BLOCK = 4096
"""Vectors that are multiplied at once, which need 6 MB."""


class Piece(NamedTuple):
    """A piece of an offer's text, for one vector."""

    kind: int
    text: str


TITLES, PASSAGES, IN_GERMAN = 0, 1, 2
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
    """Return the product of each vector and the one question, a block of vectors at a time."""
    import numpy as np

    asked = question[0].astype(np.float32)
    blocks = range(0, len(vectors), BLOCK)
    return np.concatenate(
        [vectors[start : start + BLOCK].astype(np.float32) @ asked for start in blocks]
    )


@dataclass(frozen=True)
class Catalogue:
    """The vectors of a district's offers: one row a piece, ordered by offer and kind.

    ``starts`` says where the pieces of a group begin; a group is an offer's pieces of one kind.
    """

    offer_ids: Sequence[int]
    starts: Sequence[int]
    groups: Sequence[tuple[int, int]]
    vectors: "Vectors"

    def nearest(self, question: "Vectors", count: int) -> tuple[Near, ...]:
        """Return the nearest offers to the one question, the nearest first; equal ones by id.

        All sums are whole numbers, exact in any order of adding, so that every machine agrees.
        """
        if not self.offer_ids:
            return ()
        likeness: dict[int, int] = dict.fromkeys(self.offer_ids, 0)
        best = self._best(question)
        for offer_id, most in best.items():
            passage = max(most.get(PASSAGES, 0), most.get(IN_GERMAN, 0))
            german = most.get(IN_GERMAN, passage)
            likeness[offer_id] = TEXT * passage + TITLE * most.get(TITLES, 0) + GERMAN * german
        ordered = sorted(likeness.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(Near(*pair) for pair in ordered[:count])

    def _best(self, question: "Vectors") -> dict[int, dict[int, int]]:
        """Return offer → kind → the greatest product of a piece and the question."""
        import numpy as np

        products = products_of(self.vectors, question)
        greatest = np.maximum.reduceat(products, self.starts).astype(int).tolist()
        best: dict[int, dict[int, int]] = {}
        for (offer_id, kind), product in zip(self.groups, greatest, strict=True):
            best.setdefault(offer_id, {})[kind] = product
        return best
