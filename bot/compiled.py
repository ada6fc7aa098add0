"""Files made once from other files, as Python makes ``.pyc``; used while their sources stay.

A compiled file is a line with the key of its sources and the digest of what follows, an index,
and the sections. It holds data, never code: whoever could write it could not run anything.

Its sections are parts of the mapped file: who never looks at one needs no memory for it, and all
processes share what is looked at. So the file is replaced by another one, and never written over.

It lies beside its sources, as ``.pyc`` does: whoever installs can make it there, all users of the
machine share it, and it goes when they go. Where that folder is read-only it lies in ``var/`` of
the working directory, if there is one (the database is there, and a service may often write
nowhere else), else in the user's cache. Where nothing can be written it stays in memory.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from hashlib import blake2b, file_digest
from io import BufferedReader, BytesIO
from mmap import ACCESS_READ, mmap
from pathlib import Path

VERSION = "1"
"""Raise it when the format of the file changes."""
WRITABLE_BY_OTHERS = 0o022
READABLE_BY_ALL = 0o644


def sections(
    name: str,
    folder: Path,
    sources: Iterable[Path],
    make: Callable[[], Mapping[str, bytes]],
    *others: str,
) -> Mapping[str, memoryview]:
    """Return the result of ``make``, from a file if it was made from the same sources.

    ``folder`` is where the sources lie; ``others`` are what else the result depends on, such as
    the version of a library.
    """
    key = _key(sources, others)
    files = [place / f"{name}.{sys.implementation.cache_tag}.compiled" for place in _places(folder)]
    trusted = {0, os.geteuid(), folder.stat().st_uid}
    for file in files:
        if (contents := _read(file, key, trusted)) is not None:
            return contents
    made = make()
    content = _packed(key, made)
    any(_written(file, content) for file in files)
    return {section: memoryview(content) for section, content in made.items()}


def _key(sources: Iterable[Path], others: Sequence[str]) -> bytes:
    """Return a hash of the contents; times do not count, because images may set all alike."""
    key = blake2b("\n".join((VERSION, *others)).encode(), digest_size=16)
    for path in sources:
        content = path.read_bytes()
        key.update(f"\n{path.parent.name}/{path.name} {len(content)}\n".encode() + content)
    return key.hexdigest().encode()


def _places(folder: Path) -> Iterator[Path]:
    yield folder / "__pycache__"
    if Path("var").is_dir():
        yield Path("var")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    if cache.is_absolute():
        yield cache / "lotse"


def _read(file: Path, key: bytes, trusted: set[int]) -> Mapping[str, memoryview] | None:
    """Return the sections; None if missing, stale, damaged, or writable by other users."""
    try:
        with file.open("rb") as opened:
            about = os.fstat(opened.fileno())
            if about.st_uid not in trusted or about.st_mode & WRITABLE_BY_OTHERS:
                return None
            head = opened.readline()
            if head != _head(key, _digest_of(opened)):
                return None
            return _unpacked(mmap(opened.fileno(), 0, access=ACCESS_READ))
    except (OSError, ValueError):  # an empty file cannot be mapped
        return None


def _packed(key: bytes, made: Mapping[str, bytes]) -> bytes:
    index = json.dumps({name: len(content) for name, content in made.items()}).encode()
    body = BytesIO(index + b"\n" + b"".join(made.values()))
    return _head(key, _digest_of(body)) + body.getvalue()


def _unpacked(mapped: mmap) -> dict[str, memoryview]:
    """Return the sections of a file, which stays mapped as long as one of them is in use."""
    mapped.readline()
    lengths = json.loads(mapped.readline())
    content = memoryview(mapped)[mapped.tell() :]
    found, at = dict[str, memoryview](), 0
    for name, length in lengths.items():
        found[name], at = content[at : at + length], at + length
    return found


def _head(key: bytes, digest: bytes) -> bytes:
    return key + b" " + digest + b"\n"


def _digest_of(body: BufferedReader | BytesIO) -> bytes:
    """Return the digest of what is left to read. Reading a file keeps no page of it in memory."""
    return file_digest(body, partial(blake2b, digest_size=16)).hexdigest().encode()


def _written(file: Path, content: bytes) -> bool:
    """Write a file and return whether it worked. Readers see the old or the new file, complete."""
    import tempfile  # needed at a first start only

    try:
        file.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=f"{file.name}.", dir=file.parent)
    except OSError:
        return False
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            os.fchmod(descriptor, READABLE_BY_ALL)
        os.replace(temporary, file)
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)
        return False
    return True
