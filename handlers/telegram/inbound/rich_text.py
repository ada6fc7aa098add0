"""A message with headings, lists and tables (Bot API, RichMessage) as plain text with entities."""

from collections.abc import Mapping
from typing import Any

DEEPEST = 20
"""Levels that are read; Telegram nests less."""
LONGEST = 40_000
"""Characters of a rich message; Telegram takes fewer."""
_WORDS = ("label", "summary", "text", "alternative_text", "expression", "caption", "credit")
_BLOCKS = ("items", "cells", "blocks")
_ENTITIES = {
    "mention": "mention",
    "text_mention": "text_mention",
    "bot_command": "bot_command",
    "url": "text_link",
}
Mark = dict[str, Any]


def flattened(message: object) -> tuple[str, list[Mark]]:
    """Return the text of a rich message, a line for each block, and its marks.

    They are entities as those of an ordinary text; "" is returned for what has no words.
    """
    reading = _Reading()
    reading.read(message, DEEPEST)
    text = "".join(reading.pieces)[:LONGEST]
    return (text, reading.marks) if text.strip() else ("", [])


class _Reading:
    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.marks: list[Mark] = []
        self._units = 0

    def read(self, value: object, depth: int) -> None:
        if isinstance(value, str):
            self._say(value)
        elif isinstance(value, list) and depth:
            for part in value:
                self.read(part, depth - 1)
        elif isinstance(value, Mapping) and depth:
            self._read_part(value, depth - 1)

    def _read_part(self, part: Mapping[str, Any], depth: int) -> None:
        start = self._units
        self._read_words(part, depth)
        self._mark(part, start)
        self._read_blocks(part, depth)

    def _read_words(self, part: Mapping[str, Any], depth: int) -> None:
        for key in _WORDS:
            self.read(part.get(key), depth)
            if key == "label" and key in part:
                self._say(" ")

    def _mark(self, part: Mapping[str, Any], start: int) -> None:
        """Note the mark of a part whose words began at ``start``, in UTF-16 units."""
        kind = _ENTITIES.get(str(part.get("type")))
        if kind and "text" in part:
            more = {key: part[key] for key in ("url", "user") if key in part}
            length = self._units - start
            self.marks.append({"type": kind, "offset": start, "length": length, **more})

    def _read_blocks(self, part: Mapping[str, Any], depth: int) -> None:
        for block in (block for key in _BLOCKS for block in _flat(part.get(key))):
            self.read(block, depth)
            self._say("\n")

    def _say(self, text: str) -> None:
        self.pieces.append(text)
        self._units += len(text.encode("utf-16-le", "surrogatepass")) // 2


def _flat(blocks: object) -> list[object]:
    """Return blocks, and the cells of the rows of a table, one after the other."""
    if not isinstance(blocks, list):
        return []
    rows = [block if isinstance(block, list) else [block] for block in blocks]
    return [block for row in rows for block in row]
