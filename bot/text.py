"""Cleaning and cutting of text that people type and files hold."""

import re
import unicodedata

MAX_TYPED = 2000
"""Maximum length of a message, in characters: only scripts send longer questions."""

MAX_WRITTEN = 10_000
"""Maximum length of a text that we asked for, in characters; its rule may allow less."""

_ODD_SPACE = re.compile(r"\s\s|[^\S ]")
_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_KEPT = {"\n", "\t", "\u200c", "\u200d"}
"""Line breaks, and the joiners that Persian and emoji need."""
_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Cn"}
"""Unicode categories of invisible and unassigned characters."""


def clean(text: str) -> str:
    """Return a text in NFC, without controls, bidi marks and other invisible characters.

    Runs of spaces become one, runs of empty lines too.
    """
    if text.isprintable() and text.isascii() and "  " not in text:
        return text.strip()
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable() and not _ODD_SPACE.search(composed):
        return composed.strip()
    hidden = {ord(character) for character in set(composed) if not _is_visible(character)}
    visible = composed.translate(dict.fromkeys(hidden))
    lines = _SPACES.sub(" ", visible).replace(" \n", "\n").replace("\n ", "\n")
    return _EMPTY_LINES.sub("\n\n", lines).strip()


def _is_visible(character: str) -> bool:
    return character in _KEPT or unicodedata.category(character) not in _HIDDEN


def one_line(text: str) -> str:
    """Return a cleaned text on one line, for titles and names."""
    return " ".join(clean(text).split())


def sort_key(name: str) -> str:
    """Return a name as it is sorted: without capitals and marks, so that ä stands beside a."""
    letters = unicodedata.normalize("NFD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def shortened(text: str, limit: int) -> str:
    """Return at most ``limit`` characters, cut between words and marked with an ellipsis."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def pages(text: str, size: int) -> list[str]:
    """Cut a text into parts of at most ``size`` characters, between paragraphs, lines or words.

    Returns at least one part, which is empty only for an empty text.
    """
    parts = []
    while len(text) > size:
        cut = _cut_position(text, size)
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*parts, text]


def _cut_position(text: str, size: int) -> int:
    """Return the last good place to cut in the second half of the first ``size`` characters."""
    for separator in ("\n\n", "\n", " "):
        if (position := text.rfind(separator, size // 2, size)) > 0:
            return position
    return size


def whole(text: str, digits: int) -> int | None:
    """Return the number that a text writes with 1 to ``digits`` ASCII digits, None for any other.

    ``int`` alone takes signs, spaces and digits of every script, and fails for some of them.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
