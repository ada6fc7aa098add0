"""Vectors of the example questions, made once and kept beside them."""

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from bot.search.encoder import MODEL, WIDTH, readable
from bot.search.examples import NO_EXAMPLES, Example, Examples, phrases_of, read_examples

if TYPE_CHECKING:
    from bot.search.encoder import Encoder, Vectors

_KEY = 8
_ROW = _KEY + WIDTH
_HEAD = f"{MODEL}\n".encode()


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
