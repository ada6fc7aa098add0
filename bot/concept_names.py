"""What concepts of the search are called: the first of the words that people search with."""

import tomllib
from collections.abc import Mapping
from pathlib import Path


def first_words(folder: Path, code: str) -> Mapping[str, str]:
    """Return concept → its first word; the plain form of a language has those of the language."""
    path = folder / code.split("-")[0] / "terms.toml"
    if not path.exists():
        return {}
    terms = tomllib.loads(path.read_text("utf-8"))
    return {concept: _first(words) for concept, words in terms.items()}


def _first(words: str) -> str:
    return words.split(",")[0].replace("*", "").strip()
