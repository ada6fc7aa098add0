"""The words of a language as people use them: how often, how they are written, how they sound.

They are those of the example questions, whose authors wrote as people speak. Only languages that
are not written in Latin letters need them: their words are typed in other letters, as they sound.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import orjson

from bot import compiled
from bot.search import examples as example_files
from bot.search import normalise, romanised
from bot.search.examples import Example, read_examples
from bot.search.normalise import words
from bot.search.scripts import scripts_of

MISSPELT = ("latin", "layout", "mistakes")
"""Styles of examples whose words are not written as they usually are."""
STRETCHED = "ـ"
"""The mark that makes an Arabic word longer."""
_WORD = re.compile(r"[\w\u200c]+")
_FILES = (normalise.__file__, romanised.__file__, example_files.__file__, __file__)
_CODE = tuple(Path(path) for path in _FILES)
"""Code that reads and folds the words: a change of it makes the compiled words stale."""


class Spoken(NamedTuple):
    """How many times examples have a folded word, how it is mostly written, and its sounds."""

    times: int
    written: str
    sounds: str


def spoken_words(folder: Path, language: str) -> dict[str, Spoken]:
    """Return the spoken words of a language by their folded form; none of those in Latin letters.

    Compiled once from the files of questions in a folder.
    """
    section = _sections(folder).get(language)
    rows = orjson.loads(section) if section else {}
    return {word: Spoken(*row) for word, row in rows.items()}


@cache
def _sections(folder: Path) -> Mapping[str, memoryview]:
    files = [path for path in sorted(folder.glob("*/questions.tsv")) if _is_needed(path)]
    made = partial(_compiled, files)
    return compiled.sections("spoken", folder, (*files, *_CODE), made, unicodedata.unidata_version)


def _is_needed(path: Path) -> bool:
    return "latin" not in scripts_of(path.parent.name)


def _compiled(files: Sequence[Path]) -> dict[str, bytes]:
    return {path.parent.name: orjson.dumps(_spoken(path)) for path in files}


def _spoken(path: Path) -> dict[str, tuple[int, str, str]]:
    seen: dict[str, Counter[str]] = {}
    for word, written in _written(read_examples(path)):
        seen.setdefault(word, Counter())[written] += 1
    language = path.parent.name
    return {
        word: (forms.total(), _commonest(forms), romanised.roman(word, language))
        for word, forms in sorted(seen.items())
    }


def _written(examples: Iterable[Example]) -> Iterator[tuple[str, str]]:
    """Yield each word of examples, folded and as it is written there."""
    for example in examples:
        if example.style not in MISSPELT:
            for written in _WORD.findall(example.question.casefold().replace(STRETCHED, "")):
                folded = "".join(words(written))
                if folded and not folded.isascii():
                    yield folded, written


def _commonest(forms: Counter[str]) -> str:
    """Return the commonest form; of equal ones the first by its letters, on every machine."""
    return min(forms, key=lambda form: (-forms[form], form))
