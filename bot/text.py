"""Cleaning of what people type and what files bring."""

import re
import unicodedata

MAX_TYPED = 2000
"""Longer messages are not read: nobody asks a question that long, but scripts do."""

MAX_WRITTEN = 10_000
"""Where we asked for a text, it may be longer; what asked says how long."""

_KEPT = {"\n", "\t", "\u200c", "\u200d"}
"""Line breaks, and the joiners that Persian and emoji need."""
_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Cn"}


def clean(text: str) -> str:
    """Without controls, bidi marks and other invisible characters, NFC, at most one empty line in a row."""
    seen = "".join(
        c
        for c in unicodedata.normalize("NFC", text)
        if c in _KEPT or unicodedata.category(c) not in _HIDDEN
    )
    lines = [re.sub(r"[^\S\n]+", " ", line).strip() for line in seen.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def one_line(text: str) -> str:
    """``clean``, and all on one line: for titles and names."""
    return " ".join(clean(text).split())


def shortened(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut between words and marked with an ellipsis."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def pages(text: str, size: int) -> list[str]:
    """Cut a long text at paragraphs, lines or words into parts of at most ``size`` characters; never empty."""
    parts = []
    while len(text) > size:
        cut = next(
            (at for mark in ("\n\n", "\n", " ") if (at := text.rfind(mark, size // 2, size)) > 0),
            size,
        )
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*parts, text]
