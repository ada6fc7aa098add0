"""Typed readers for the fields of an update; what has another form is a BadUpdate."""

from typing import Any

LARGEST = 2**52
"""Ids have at most 52 significant bits (Bot API)."""
LONGEST = 4096
"""Characters of a text (Bot API)."""
LONGEST_LANGUAGE, LONGEST_ALBUM = 12, 64


class BadUpdate(ValueError):
    """An authentic update that does not have the form that the Bot API describes."""


def read_language(sender: dict[str, Any]) -> str:
    """Return the language code of a sender, "" if there is none that we can use."""
    code = sender.get("language_code")
    return code[:LONGEST_LANGUAGE] if isinstance(code, str) and code.isascii() else ""


def album_of(message: dict[str, Any]) -> str:
    """Return what the messages of an album share, "" for a message of its own."""
    album = message.get("media_group_id")
    return storable(album[:LONGEST_ALBUM]) if isinstance(album, str) else ""


def read_chat_id(raw: dict[str, Any]) -> int:
    """Return the id of a chat or of a person. Raise BadUpdate if there is none."""
    return read_number(raw.get("id"), least=-LARGEST)


def read_object(raw: object) -> dict[str, Any]:
    """Return a JSON object. Raise BadUpdate for anything else."""
    if not isinstance(raw, dict):
        raise BadUpdate("not an object")
    return raw


def read_number(raw: object, least: int = 0, most: int = LARGEST) -> int:
    """Return a whole number between ``least`` and ``most``. Raise BadUpdate for anything else."""
    if not isinstance(raw, int) or isinstance(raw, bool) or not least <= raw <= most:
        raise BadUpdate("not a number")
    return raw


def read_text(raw: object, longest: int = LONGEST) -> str:
    """Return text without half characters and zeros, which no database takes. Raises BadUpdate."""
    if not isinstance(raw, str) or len(raw) > longest:
        raise BadUpdate("not a text")
    return storable(raw)


def storable(text: str) -> str:
    """Return text without half characters and zeros."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def shape(raw: object, depth: int = 4) -> object:
    """Return the names and types of an update without its content, to find out what was wrong."""
    if isinstance(raw, dict) and depth:
        return {str(key)[:40]: shape(value, depth - 1) for key, value in list(raw.items())[:30]}
    if isinstance(raw, list) and depth:
        return [shape(value, depth - 1) for value in raw[:3]]
    return type(raw).__name__
