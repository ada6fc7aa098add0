"""Vectors of the example questions, made once and kept beside them."""

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from bot.search.encoder import WIDTH
from bot.search.examples import NO_EXAMPLES, Example, Examples, phrases_of, read_examples
from bot.search.topics import FILE, made_of, read_topics, write_topics
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
    if not taught:
        return NO_EXAMPLES
    concepts = [example.concept for example in taught]
    topics = read_topics(folder / FILE)
    return Examples(concepts, np.concatenate(vectors), phrases_of(taught), topics)


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


def store_topics(folder: Path, encoder: "Encoder") -> bool:
    """Make the rule of all examples beside them; return whether it was another one before."""
    examples = load_examples(folder, encoder)
    digest = digest_of(folder)
    if examples.vectors is None or (examples.topics and examples.topics.digest == digest):
        return False
    write_topics(folder / FILE, made_of(examples.concepts, examples.vectors, digest))
    return True


def digest_of(folder: Path) -> str:
    """Return what changes whenever an example, or what it means, does."""
    digest = blake2b(digest_size=8)
    for path in sorted(folder.glob("*/questions.tsv")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
