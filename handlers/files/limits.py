"""Limits that keep a hostile file small in memory."""

import zipfile
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from bot.domain.imports import FileProblem

MOST_BYTES = 32 * 1024 * 1024
"""Maximum size of a file, in bytes."""
MOST_UNPACKED = 64 * 1024 * 1024
"""Maximum size of an unpacked archive, in bytes."""
MOST_ENTRIES = 1000
"""Maximum number of files in an archive; a workbook has a few dozen."""
MOST_ELEMENTS = 4_000_000
"""Maximum number of elements of XML in an archive. Each takes three millionths of a second.

Those of the fullest honest workbook are 18 letters long, and it has at most 3.7 million of them.
"""

MOST_SEPARATORS = 30_000
"""Maximum number of separators in a line of a table, also inside of quotes."""
MOST_VALUES = 2_000_000
"""Maximum number of values in JSON, and of filled cells in the tables of an archive.

An empty one takes three letters in a file and sixty bytes in memory; those of honest files are
fifteen letters long.
"""


def check_size(path: Path) -> None:
    """Raise FileProblem for a file that is too large."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise FileProblem("file_large", f"{size // 1024 // 1024} MiB")


def check_zip(path: Path) -> None:
    """Raise FileProblem for an archive that is broken, or unpacks to more than an honest table."""
    check_size(path)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > MOST_UNPACKED or len(entries) > MOST_ENTRIES:
                raise FileProblem("file_bomb")
            element_count = 0
            for entry in entries:
                element_count += _checked_entry(archive, entry)
                if element_count > MOST_ELEMENTS:
                    raise FileProblem("file_bomb")
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise FileProblem("file_broken", path.name) from error


def _checked_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Unpack an entry and drop it; return how many elements begin in it, if it is XML.

    Its header can lie about the size and the checksum.
    """
    byte_count = element_count = 0
    with archive.open(entry) as file:
        while chunk := file.read(1 << 20):
            byte_count += len(chunk)
            element_count += chunk.count(b"<") - chunk.count(b"</")
            if byte_count > entry.file_size:
                raise FileProblem("file_bomb")
    return element_count


def check_json(contents: Iterable[bytes]) -> None:
    """Raise FileProblem for JSON with more values than anybody writes; it is not read for that."""
    value_count = sum(content.count(mark) for content in contents for mark in (b"{", b"[", b","))
    if value_count > MOST_VALUES:
        raise FileProblem("file_bomb")


def json_of(content: bytes, name: str) -> Any:
    """Return what JSON says. Raises FileProblem for broken JSON, and for too much of it."""
    text = as_utf8(content, name)
    check_json([text])
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise FileProblem("file_broken", name) from error


def as_utf8(content: bytes, name: str) -> bytes:
    """Return JSON without the mark that Windows writes before it: PowerShell saves UTF-16.

    Raises FileProblem.
    """
    if not content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return content.removeprefix(BOM_UTF8)
    try:
        return content.decode("utf-16").encode()
    except UnicodeError as error:
        raise FileProblem("file_broken", name) from error
