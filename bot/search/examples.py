"""Example questions: how people say what they need, and what they need then.

``locales/<language>/questions.tsv`` has lines of a concept, a style and a question. The nearest
examples of what somebody typed vote for concepts, beside the thesaurus. A concept may also be
``intent:<name>`` (greeting, thanks, ...) or ``none``, what no catalogue of offers can answer.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.search.encoder import MODEL, WIDTH, readable

if TYPE_CHECKING:
    from bot.search.encoder import Encoder, Vectors

COLUMNS = ("concept", "style", "question")
NEAREST = 12
"""Examples that vote."""
SHARPNESS = 3_200
"""Likeness, in products of vectors, by which a vote counts 1/e less; SCALE² × .02."""
_KEY = 8
_ROW = _KEY + WIDTH
_HEAD = f"{MODEL}\n".encode()
INTENT = "intent:"
NONE = "none"
"""What is asked for is nothing that offers of a district can be."""


class Example(NamedTuple):
    """A line of ``questions.tsv``."""

    concept: str
    style: str
    question: str


class Vote(NamedTuple):
    """The share of the nearest examples that mean a concept, in percent."""

    concept: str
    percent: int


def load_examples(folder: Path, encoder: "Encoder") -> Examples:
    """Return the examples of all languages with their vectors.

    Vectors lie beside the questions, as ``questions.vectors``. A question that has none there, such
    as a new one, is encoded now.
    """
    import numpy as np

    concepts: list[str] = []
    vectors: list[Vectors] = []
    for path in sorted(folder.glob("*/questions.tsv")):
        examples = read_examples(path)
        concepts += [example.concept for example in examples]
        vectors.append(vectors_of(path, examples, encoder))
    return Examples(concepts, np.concatenate(vectors)) if vectors else NO_EXAMPLES


def vectors_of(path: Path, examples: Sequence[Example], encoder: "Encoder") -> "Vectors":
    """Return a vector for each example of a file; those that are not stored are encoded."""
    import numpy as np

    stored = _stored(path.with_suffix(".vectors"))
    made = [stored.get(_key(example.question)) for example in examples]
    missing = [place for place, vector in enumerate(made) if vector is None]
    encoded = encoder.questions([examples[place].question for place in missing])
    for place, vector in zip(missing, encoded, strict=True):
        made[place] = vector.tobytes()
    return np.frombuffer(b"".join(filter(None, made)), dtype=np.int8).reshape(-1, WIDTH)


def store_vectors(path: Path, encoder: "Encoder") -> int:
    """Write the vectors of a file of questions beside it; return how many are new."""
    examples = read_examples(path)
    target = path.with_suffix(".vectors")
    known = _stored(target)
    vectors = vectors_of(path, examples, encoder)
    keys = [_key(example.question) for example in examples]
    rows = b"".join(key + row.tobytes() for key, row in zip(keys, vectors, strict=True))
    target.write_bytes(_HEAD + rows)
    return sum(key not in known for key in keys)


def _stored(path: Path) -> dict[bytes, bytes]:
    """Return key → vector of a file of vectors; empty for a missing one and for another model."""
    try:
        content = path.read_bytes()
    except OSError:
        return {}
    head, rows = content[: len(_HEAD)], content[len(_HEAD) :]
    if head != _HEAD or len(rows) % _ROW:
        return {}
    return {rows[at : at + _KEY]: rows[at + _KEY : at + _ROW] for at in range(0, len(rows), _ROW)}


def _key(question: str) -> bytes:
    return blake2b(readable(question).encode(), digest_size=_KEY).digest()


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
        yield Example(*line)


@dataclass(frozen=True)
class Examples:
    """The examples of all languages: what each means, and its vector."""

    concepts: Sequence[str]
    vectors: "Vectors | None"

    def votes(self, question: "Vectors") -> tuple[Vote, ...]:
        """Return what the nearest examples mean, the greatest share first."""
        if self.vectors is None:
            return ()
        import math

        import numpy as np

        products = self.vectors.astype(np.float32) @ question[0].astype(np.float32)
        nearest = np.lexsort((np.arange(len(products)), -products))[:NEAREST].tolist()
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
