"""Which characters the fonts of a PDF have: it may hold no other one (PDF/A-2, 6.2.11.8).

What people write has emojis and letters of every script. A sign that no font has is replaced, so
that one of them does not keep a whole report from being made.
"""

import re
import struct
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

OTHER = "□"
"""Stands for a sign that no font has."""
_BROUGHT = re.compile("[\u0531-\u0556\u0559-\u058a\u05d0-\u05ea\u10d0-\u10ff]")
"""Letters that typst itself brings: Armenian, Hebrew, Georgian."""
_UNSEEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me")
"""Categories of what is left out if no font has it: it has no width, or no meaning here."""
_KEPT = "\n\t\u200c\u200d\u00ad"
"""What says how others are laid out, such as joiners: no font needs to have it."""
_DIRECTIONS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
_ENTRY, _SUBTABLE = 16, 8
"""Lengths of a line of the list of tables, and of the list of character maps, in bytes."""


def shown(words: str, folders: Sequence[str]) -> str:
    """Return words as the fonts in these folders can show them."""
    return words.translate(_signs(tuple(folders)))


class _Signs(dict[int, str]):
    """Code point → what is shown of it; found out once for each sign that people use."""

    def __init__(self, known: frozenset[int]) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, code: int) -> str:
        self[code] = _shown(chr(code), self._known)
        return self[code]


@cache
def _signs(folders: tuple[str, ...]) -> _Signs:
    return _Signs(covered(folders))


def _shown(sign: str, known: frozenset[int]) -> str:
    category = unicodedata.category(sign)
    if sign in _KEPT or unicodedata.bidirectional(sign) in _DIRECTIONS:
        return sign
    is_sign = category not in ("Cc", "Co")
    if is_sign and (ord(sign) in known or _BROUGHT.fullmatch(sign)):
        return sign
    return "" if category in _UNSEEN else OTHER


@cache
def covered(folders: tuple[str, ...]) -> frozenset[int]:
    """Return the code points that any font in these folders has."""
    files = [file for folder in folders for file in sorted(Path(folder).glob("*.ttf"))]
    return frozenset(code for file in files for code in _code_points(file.read_bytes()))


def _code_points(font: bytes) -> Iterator[int]:
    """Yield the code points of a TrueType font, from all of its character maps."""
    count = struct.unpack_from(">H", font, 4)[0]
    for place in range(count):
        tag, _, start, _ = struct.unpack_from(">4sIII", font, 12 + _ENTRY * place)
        if tag == b"cmap":
            yield from _of_maps(font, start)


def _of_maps(font: bytes, start: int) -> Iterator[int]:
    count = struct.unpack_from(">H", font, start + 2)[0]
    for place in range(count):
        offset = struct.unpack_from(">I", font, start + 8 + _SUBTABLE * place)[0]
        kind = struct.unpack_from(">H", font, start + offset)[0]
        if kind == 4:
            yield from _of_segments(font, start + offset)
        elif kind == 12:
            yield from _of_groups(font, start + offset)


def _of_segments(font: bytes, at: int) -> Iterator[int]:
    """Yield what a map of format 4 has; a code point of glyph 0 is none."""
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    row = f">{count}H"
    ends, starts, deltas, offsets = (
        struct.unpack_from(row, font, at + place)
        for place in (14, 16 + 2 * count, 16 + 4 * count, 16 + 6 * count)
    )
    for place in range(count):
        base = at + 16 + 6 * count + 2 * place + offsets[place]
        for code in range(starts[place], ends[place] + 1):
            glyph = code
            if offsets[place] and code != 0xFFFF:
                glyph = struct.unpack_from(">H", font, base + 2 * (code - starts[place]))[0]
            if code != 0xFFFF and glyph and (glyph + deltas[place]) % 0x10000:
                yield code


def _of_groups(font: bytes, at: int) -> Iterator[int]:
    """Yield what a map of format 12 has."""
    count = struct.unpack_from(">I", font, at + 12)[0]
    for place in range(count):
        first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * place)
        yield from range(first, last + 1)
