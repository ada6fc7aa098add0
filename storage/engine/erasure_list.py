"""The list of erasures beside the database: what a restored backup must not bring back.

One line each: a keyed digest as hexadecimal digits, and when it was erased. Lines are appended
after each erasure, so that the list is complete when the database itself is lost; it tells nothing
to those who have no key.
"""

import contextlib
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

Erasure = tuple[bytes, datetime]
"""A keyed digest of 32 bytes, and when what it stands for was erased, aware."""


def append(path: Path, erasures: Iterable[Erasure]) -> None:
    """Add lines at the end, on the disk before this returns. Raises OSError."""
    lines = "".join(map(_line, erasures)).encode()
    file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    with os.fdopen(file, "wb") as opened:
        opened.write(lines)
        opened.flush()
        os.fsync(opened.fileno())


def rewrite(path: Path, erasures: Iterable[Erasure]) -> None:
    """Replace the list, at once, so that what is too old goes. Raises OSError."""
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)
    append(partial, erasures)
    partial.replace(path)


def read(path: Path) -> dict[bytes, datetime]:
    """Return digest → when it was erased last, empty without a list. Raises OSError.

    A line that was cut by a crash is left out.
    """
    latest: dict[bytes, datetime] = {}
    with contextlib.suppress(FileNotFoundError):
        for line in path.read_text("ascii", "replace").splitlines():
            with contextlib.suppress(ValueError):
                digest, moment = _parsed(line)
                latest[digest] = max(moment, latest.get(digest, moment))
    return latest


def newer(
    listed: Mapping[bytes, datetime], known: Mapping[bytes, datetime]
) -> dict[bytes, datetime]:
    """Return what is in a list and not in ``known``, or was erased again since."""
    return {
        digest: moment
        for digest, moment in listed.items()
        if digest not in known or known[digest] < moment
    }


def _line(erasure: Erasure) -> str:
    digest, moment = erasure
    return f"{digest.hex()} {moment.isoformat()}\n"


def _parsed(line: str) -> Erasure:
    """Return the erasure of a line. Raises ValueError."""
    digest, _, moment = line.partition(" ")
    read_moment = datetime.fromisoformat(moment)
    if len(digest) != 64 or read_moment.tzinfo is None:
        raise ValueError("not a line of the list")
    return bytes.fromhex(digest), read_moment
