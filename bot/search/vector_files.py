"""Files of vectors that were computed before, so that nobody waits for them at a first start.

A line with the name of the model, then rows: the digest of a text, and its vector.
"""

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

from bot.search.encoder import MODEL, WIDTH, readable

_KEY = 8
_ROW = _KEY + WIDTH
_HEAD = f"{MODEL}\n".encode()


def key_of(text: str) -> bytes:
    """Return the digest by which the vector of a text is found."""
    return blake2b(readable(text).encode(), digest_size=_KEY).digest()


def read_vectors(path: Path) -> dict[bytes, bytes]:
    """Return digest → vector; empty for a missing or damaged file and for another model."""
    try:
        content = path.read_bytes()
    except OSError:
        return {}
    head, rows = content[: len(_HEAD)], content[len(_HEAD) :]
    if head != _HEAD or len(rows) % _ROW:
        return {}
    return {rows[at : at + _KEY]: rows[at + _KEY : at + _ROW] for at in range(0, len(rows), _ROW)}


def write_vectors(path: Path, vectors: Mapping[str, bytes]) -> int:
    """Write the vectors of texts; return how many texts had none in the file of before."""
    known = read_vectors(path)
    rows = [(key_of(text), vector) for text, vector in vectors.items()]
    path.write_bytes(_HEAD + b"".join(key + vector for key, vector in rows))
    return sum(key not in known for key, _ in rows)
