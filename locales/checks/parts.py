"""What stands beside a translated text in one line: no sentence is made from parts.

Other languages have another order of words, other endings and other marks. So a sentence is one
key with placeholders; only what ``checks.toml`` names may stand between two texts.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

_LETTERS = re.compile(r"[^\W\d_]")
_INSIDE = re.compile(r"</?[bi]>|</a>|&#?\w+;")
"""What does not end a line: bold, the end of a link, a sign by its name."""
_EDGE = re.compile(r'[<>"]')
"""Where a line of HTML ends: at a tag, and at both ends of an attribute."""
_WHOLE = (".", "!", "?", ":", ".</b>", "!</b>", "?</b>", ":</b>")
"""How a sentence ends that may stand before another one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line: written ``text``, or a value if that is None.

    ``is_said``: the value is a translation. ``key`` is its sentence, "" if that is not a constant.
    """

    text: str | None = None
    is_said: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What a place of the code puts into one line: its file and the number of its line."""

    where: str
    number: int
    pieces: Sequence[Piece]


def split(where: str, number: int, pieces: Iterable[Piece]) -> Iterator[Line]:
    """Yield the lines that tags make of what is put together."""
    own: list[Piece] = []
    for piece in pieces:
        if piece.text is None:
            own.append(piece)
            continue
        first, *others = _EDGE.split(_INSIDE.sub("", piece.text))
        own.append(Piece(first))
        if others:
            yield Line(where, number, own)
            own = [Piece(others[-1])]
    yield Line(where, number, own)


def glued(line: Line, between: Mapping[str, str]) -> Iterator[str]:
    """Yield what is glued to a translation; ``between`` may stand there."""
    texts = [piece.text for piece in line.pieces if piece.text is not None]
    is_said = any(piece.is_said for piece in line.pieces if piece.text is None)
    if is_said and any(map(_has_letters, texts)):
        yield f"has written words beside a translation: {''.join(texts)!r}"
    for before, mark, after in _joints(line):
        if not _may_stand(before, mark, after, between):
            yield f"makes a sentence from parts, with {mark!r} between them"


def _joints(line: Line) -> Iterator[tuple[Piece, str, Piece]]:
    """Yield a translation and the value beside it, with what is written between them."""
    values = [(i, piece) for i, piece in enumerate(line.pieces) if piece.text is None]
    for (first, before), (last, after) in pairwise(values):
        mark = "".join(piece.text or "" for piece in line.pieces[first + 1 : last])
        if before.is_said or after.is_said:
            yield before, mark, after


def _may_stand(before: Piece, mark: str, after: Piece, between: Mapping[str, str]) -> bool:
    is_whole = before.key.endswith(_WHOLE) and after.is_said and not mark.strip()
    return is_whole or mark in between or _has_letters(mark)


def _has_letters(text: str) -> bool:
    return bool(_LETTERS.search(text))
