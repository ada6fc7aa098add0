"""What concepts of the search are called where people read them."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

NAMES = "names.toml"
"""Concepts that are called otherwise than by the first of the words that people search with."""


def first_words(folder: Path, code: str) -> Mapping[str, str]:
    """Return concept → its name; the plain form of a language has those of the language."""
    home = folder / code.split("-")[0]
    terms = {concept: _first(words) for concept, words in _table(home / "terms.toml").items()}
    return terms | _table(home / NAMES)


def _table(path: Path) -> dict[str, str]:
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def _first(words: str) -> str:
    """Return the first word as it is written; people type a straight apostrophe."""
    return words.split(",")[0].replace("*", "").replace("'", "’").strip()
