"""Vectors of the example questions, made once and kept beside them."""

import json
import sys
import unicodedata
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot import compiled
from bot.search import examples as example_files
from bot.search import normalise
from bot.search.encoder import MODEL, WIDTH
from bot.search.examples import NO_EXAMPLES, Example, Examples, phrases_of, read_examples
from bot.search.vector_files import key_of, read_vectors, write_vectors

if TYPE_CHECKING:
    from bot.search.encoder import Encoder, Vectors

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
    concepts = [sys.intern(concept) for concept in json.loads(sections[CONCEPTS])]
    if not concepts:
        return NO_EXAMPLES
    vectors = np.frombuffer(sections[VECTORS], dtype=np.int8).reshape(-1, WIDTH)
    return Examples(concepts, vectors, json.loads(sections[PHRASES]))


def _stored(files: Sequence[Path]) -> list[Path]:
    """Return the files of vectors that lie beside files of questions."""
    return [path for file in files if (path := file.with_suffix(".vectors")).is_file()]


def _compiled(files: Sequence[Path], encoder: "Encoder") -> dict[str, bytes]:
    taught: list[Example] = []
    vectors = b""
    for path in files:
        examples = read_examples(path)
        taught += examples
        vectors += vectors_of(path, examples, encoder).tobytes()
    return {
        CONCEPTS: json.dumps([example.concept for example in taught]).encode(),
        PHRASES: json.dumps(phrases_of(taught)).encode(),
        VECTORS: vectors,
    }


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
