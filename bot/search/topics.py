"""Which concept a question is about, by one rule that all examples make together.

The nearest examples are few, and some of them are near by their wording alone. Hence a second
judgement beside theirs, linear discriminant analysis: the mean of the examples of each concept,
measured in the directions in which examples of one concept differ little.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from bot.search.encoder import MODEL, WIDTH
from bot.search.meaning import products_of

if TYPE_CHECKING:
    from bot.search.encoder import Numbers, Vectors

FILE = "topics.vectors"
SHRINKAGE = 0.3
"""Share of a sphere in the covariance, against chance in few examples."""
GREATEST = 30_000
"""Maximum length of a row of weights: its product with any question stays below 2^24, exact."""
FEWEST = 0.01
"""Minimum share of a concept that counts."""


@dataclass(frozen=True)
class Topics:
    """A row of whole ``weights`` and an offset for each concept; ``unit`` is the weight of 1.

    ``digest`` is that of the examples that they were made from.
    """

    concepts: Sequence[str]
    weights: "Numbers"
    offsets: Sequence[float]
    unit: float
    digest: str

    def shares(self, question: "Vectors") -> dict[str, float]:
        """Return how likely each concept is, of 1 in all; unlikely ones are left out."""
        import numpy as np

        scores = products_of(self.weights, question).astype(np.float64) * self.unit + self.offsets
        likely = np.exp(scores - scores.max())
        shares: list[float] = (likely / likely.sum()).tolist()
        return {
            concept: share
            for concept, share in zip(self.concepts, shares, strict=True)
            if share >= FEWEST
        }


def made_of(concepts: Sequence[str], vectors: "Vectors", digest: str) -> Topics:
    """Return the rule of examples: what each means, and its vector."""
    import numpy as np

    names = sorted(set(concepts))
    places = {name: place for place, name in enumerate(names)}
    owners = np.array([places[concept] for concept in concepts])
    counts = np.bincount(owners)[:, None]
    centre = vectors.mean(axis=0, dtype=np.float64)
    means = np.zeros((len(names), WIDTH))
    np.add.at(means, owners, vectors - centre)
    means /= counts
    rows = np.linalg.solve(_covariance(vectors - centre - means[owners]), means.T).T
    offsets = np.log(counts[:, 0] / len(owners)) - ((means / 2 + centre) * rows).sum(axis=1)
    unit = float(np.sqrt((rows**2).sum(axis=1)).max() / GREATEST)
    return Topics(names, np.rint(rows / unit).astype(np.int16), offsets.tolist(), unit, digest)


def _covariance(differences: "Numbers") -> "Numbers":
    """Return how examples differ from the mean of their concept, and a little of a sphere."""
    import numpy as np

    covariance = differences.T @ differences / len(differences)
    sphere = np.eye(WIDTH) * np.trace(covariance) / WIDTH
    shrunk: Numbers = (1 - SHRINKAGE) * covariance + SHRINKAGE * sphere
    return shrunk


def read_topics(path: Path) -> Topics | None:
    """Return the rule of a file; None if it is missing, damaged, or of another model."""
    import numpy as np

    try:
        head, _, rows = path.read_bytes().partition(b"\n")
        named = orjson.loads(head)
        weights = np.frombuffer(rows, dtype="<i2").reshape(len(named["concepts"]), WIDTH)
        model, offsets = named.pop("model"), named["offsets"]
        topics = Topics(weights=weights, **named)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return topics if model == MODEL and len(offsets) == len(weights) else None


def write_topics(path: Path, topics: Topics) -> None:
    """Write a rule: a line that says all but the weights, then these."""
    head = {
        "model": MODEL,
        "concepts": topics.concepts,
        "offsets": topics.offsets,
        "unit": topics.unit,
        "digest": topics.digest,
    }
    path.write_bytes(orjson.dumps(head) + b"\n" + topics.weights.astype("<i2").tobytes())
