"""Vectors of the example questions, made once and kept beside them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.search.encoder import WIDTH
from bot.search.examples import NO_EXAMPLES, Example, Examples, phrases_of, read_examples
from bot.search.vector_files import key_of, read_vectors, write_vectors

if TYPE_CHECKING:
    from bot.search.encoder import Encoder, Vectors


def load_examples(folder: Path, encoder: "Encoder") -> Examples:
    """Return the examples of all languages with their vectors.

    Vectors lie beside the questions, as ``questions.vectors``. A question that has none there, such
    as a new one, is encoded now.
    """
    import numpy as np

    taught: list[Example] = []
    vectors: list[Vectors] = []
    for path in sorted(folder.glob("*/questions.tsv")):
        examples = read_examples(path)
        taught += examples
        vectors.append(vectors_of(path, examples, encoder))
    concepts = [example.concept for example in taught]
    return (
        Examples(concepts, np.concatenate(vectors), phrases_of(taught)) if taught else NO_EXAMPLES
    )


def vectors_of(path: Path, examples: Sequence[Example], encoder: "Encoder") -> "Vectors":
    """Return a vector for each example of a file; those that are not stored are encoded."""
    import numpy as np

    stored = read_vectors(path.with_suffix(".vectors"))
    made = [stored.get(key_of(example.question)) for example in examples]
    missing = [place for place, vector in enumerate(made) if vector is None]
    encoded = encoder.questions([examples[place].question for place in missing])
    for place, vector in zip(missing, encoded, strict=True):
        made[place] = vector.tobytes()
    return np.frombuffer(b"".join(filter(None, made)), dtype=np.int8).reshape(-1, WIDTH)


def store_vectors(path: Path, encoder: "Encoder") -> int:
    """Write the vectors of a file of questions beside it; return how many are new."""
    examples = read_examples(path)
    vectors = vectors_of(path, examples, encoder)
    questions = [example.question for example in examples]
    rows = zip(questions, (row.tobytes() for row in vectors), strict=True)
    return write_vectors(path.with_suffix(".vectors"), dict(rows))
