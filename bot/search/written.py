"""Words that exist, so that none of them is a mistake for another one.

They are the words of the example questions that were written with care, and those that stand in
``<language>/words.txt``, one a line: common words that letters alone would take for mistyped ones
of a concept (``python -m locales.common`` finds them). "Sitzen" is near to "setzen" by its letters,
but who types a word that exists means it. Of 289 words of such examples that were taken for
mistyped ones of a concept, 265 were taken for one that the example is not about (28 November 2026).
"""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path

from bot import compiled
from bot.search import examples as example_files
from bot.search import normalise
from bot.search.examples import CARELESS, read_examples
from bot.search.normalise import words

WORDS = "words.txt"
_CODE = tuple(Path(path) for path in (normalise.__file__, example_files.__file__, __file__))
"""Code that reads and folds the words: a change of it makes the compiled words stale."""


def written_words(folder: Path, language: str) -> frozenset[str]:
    """Return the folded words of a language that exist; empty where it has no examples."""
    return frozenset(str(_sections(folder).get(language, b""), "utf-8").split())


@cache
def _sections(folder: Path) -> Mapping[str, memoryview]:
    files = sorted(folder.glob("*/questions.tsv"))
    lists = sorted(folder.glob(f"*/{WORDS}"))
    sources, made = (*files, *lists, *_CODE), partial(_compiled, files)
    return compiled.sections("written", folder, sources, made, unicodedata.unidata_version)


def _compiled(files: Sequence[Path]) -> dict[str, bytes]:
    return {path.parent.name: " ".join(sorted(_words(path))).encode() for path in files}


def _words(path: Path) -> set[str]:
    careful = (example for example in read_examples(path) if example.style not in CARELESS)
    listed = path.with_name(WORDS)
    texts = [listed.read_text("utf-8")] if listed.exists() else []
    return {word for text in (*(one.question for one in careful), *texts) for word in words(text)}
