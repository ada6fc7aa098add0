"""Files of vectors that were computed before, so that nobody waits for them at a first start.

A line with the name of the model, then rows: the digest of a text, and its vector.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from bot.search.encoder import MODEL, WIDTH, readable

if TYPE_CHECKING:
    from bot.search.encoder import Vectors

_KEY = 8
_ROW = _KEY + WIDTH
_HEAD = f"{MODEL}\n".encode()


def key_of(text: str) -> bytes:
    """Return the digest by which the vector of a text is found."""
    return blake2b(readable(text).encode(), digest_size=_KEY).digest()


def read_vectors(path: Path) -> dict[bytes, bytes]:
    """Return digest → vector; empty for a missing or damaged file and for another model."""
    rows = _rows(path)
    return {
        bytes(rows[at : at + _KEY]): bytes(rows[at + _KEY : at + _ROW])
        for at in range(0, len(rows), _ROW)
    }


def copy_vectors(path: Path, texts: Sequence[str], to: "Vectors") -> list[int]:
    """Copy the vectors of texts, one to each row; return the rows of texts that have none."""
    import numpy as np

    rows = _rows(path)
    places = {bytes(rows[at : at + _KEY]): at // _ROW for at in range(0, len(rows), _ROW)}
    found = [places.get(key_of(text), -1) for text in texts]
    if places:
        stored = np.frombuffer(rows, dtype=np.int8).reshape(-1, _ROW)[:, _KEY:]
        np.take(stored, found, axis=0, out=to, mode="wrap")
    return [row for row, place in enumerate(found) if place < 0]


def _rows(path: Path) -> memoryview:
    """Return the rows of a file, one after the other; none of a missing, damaged or other file."""
    try:
        content = path.read_bytes()
    except OSError:
        return memoryview(b"")
    rows = memoryview(content)[len(_HEAD) :]
    return rows if content.startswith(_HEAD) and len(rows) % _ROW == 0 else memoryview(b"")


def write_vectors(path: Path, vectors: Mapping[str, bytes]) -> int:
    """Write the vectors of texts; return how many texts had none in the file of before."""
    known = read_vectors(path)
    rows = [(key_of(text), vector) for text, vector in vectors.items()]
    path.write_bytes(_HEAD + b"".join(key + vector for key, vector in rows))
    return sum(key not in known for key, _ in rows)
