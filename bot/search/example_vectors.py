"""Vectors of the example questions, made once and kept beside them."""

import sys
import unicodedata
from collections.abc import Sequence
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from bot import compiled
from bot.search import examples as example_files
from bot.search import normalise
from bot.search.encoder import MODEL, WIDTH
from bot.search.examples import NO_EXAMPLES, Example, Examples, phrases_of, read_examples
from bot.search.topics import FILE, made_of, read_topics, write_topics
from bot.search.vector_files import key_of, read_vectors, write_vectors

if TYPE_CHECKING:
    from bot.search.encoder import Encoder

CONCEPTS, PHRASES, VECTORS = "concepts", "phrases", "vectors"
"""Names of the sections of the compiled examples."""
_CODE = tuple(Path(path) for path in (normalise.__file__, example_files.__file__, __file__))
"""Code that reads and folds the questions: a change of it makes the compiled examples stale."""


def load_examples(folder: Path, encoder: "Encoder") -> Examples:
    """Return the examples of all languages with their vectors, compiled once.

    Vectors lie beside the questions, as ``questions.vectors``. A question that has none there, such
    as a new one, is encoded when they are compiled.
    """
    import numpy as np

    files = sorted(folder.glob("*/questions.tsv"))
    sources = (*files, *_stored(files), *_CODE)
    made = partial(_compiled, files, encoder)
    sections = compiled.sections(
        "examples", folder, sources, made, MODEL, unicodedata.unidata_version
    )
    concepts = [sys.intern(concept) for concept in orjson.loads(sections[CONCEPTS])]
    if not concepts:
        return NO_EXAMPLES
    vectors = np.frombuffer(sections[VECTORS], dtype=np.int8).reshape(-1, WIDTH)
    phrases = orjson.loads(sections[PHRASES])
    return Examples(concepts, vectors, phrases, read_topics(folder / FILE))


def _stored(files: Sequence[Path]) -> list[Path]:
    """Return the files of vectors that lie beside files of questions."""
    return [path for file in files if (path := file.with_suffix(".vectors")).is_file()]


def _compiled(files: Sequence[Path], encoder: "Encoder") -> dict[str, bytes]:
    taught: list[Example] = []
    vectors: list[bytes] = []
    for path in files:
        examples = read_examples(path)
        taught += examples
        vectors += vectors_of(path, examples, encoder)
    return {
        CONCEPTS: orjson.dumps([example.concept for example in taught]),
        PHRASES: orjson.dumps(phrases_of(taught)),
        VECTORS: b"".join(vectors),
    }


def vectors_of(path: Path, examples: Sequence[Example], encoder: "Encoder") -> list[bytes]:
    """Return a vector for each example of a file; those that are not stored are encoded."""
    known = read_vectors(path.with_suffix(".vectors"))
    keys = [key_of(example.question) for example in examples]
    missing = [e.question for e, key in zip(examples, keys, strict=True) if key not in known]
    for question, vector in zip(missing, encoder.questions(missing), strict=True):
        known[key_of(question)] = vector.tobytes()
    return [known[key] for key in keys]


def store_vectors(path: Path, encoder: "Encoder") -> int:
    """Write the vectors of a file of questions beside it; return how many are new."""
    examples = read_examples(path)
    vectors = vectors_of(path, examples, encoder)
    questions = [example.question for example in examples]
    rows = dict(zip(questions, vectors, strict=True))
    return write_vectors(path.with_suffix(".vectors"), rows)


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
