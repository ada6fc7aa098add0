"""The words of the search, from ``concepts.toml`` and every ``<language>/terms.toml``."""

import json
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from hashlib import blake2b
from pathlib import Path

from bot import compiled
from bot.search import lexemes, normalise
from bot.search.lexemes import LOOKALIKES, Lexemes
from bot.search.thesaurus import Languages, Thesaurus

COMMON = "common"
"""Name of the section for all languages; others are named by the code of their language."""
_CODE = tuple(Path(path) for path in (lexemes.__file__, normalise.__file__, __file__))
"""Code that folds and splits the words: a change of it makes the compiled words stale."""


@lru_cache
def load_thesaurus(folder: Path) -> Thesaurus:
    """Return the thesaurus of a folder, loaded once per process, each language on demand."""
    concepts, files = folder / "concepts.toml", sorted(folder.glob("*/terms.toml"))
    sources, unicode = (concepts, *files, *_CODE), unicodedata.unidata_version
    made = partial(_compiled, concepts, files)
    sections = compiled.sections("words", folder, sources, made, unicode)
    common = json.loads(sections[COMMON])
    small = {code: frozenset(general) for code, general in common["general"].items()}
    languages = Languages(small, lambda code: _language(code, sections[code], small[code]))
    wider = {concept: tuple(names) for concept, names in common["wider"].items()}
    return Thesaurus(wider, common["groups"], languages, small, common["fingerprint"])


def _language(code: str, section: bytes, general: frozenset[str]) -> Lexemes:
    words = json.loads(section)
    return Lexemes(words["starts"], words["ends"], general, code)


def _compiled(concepts: Path, files: Sequence[Path]) -> dict[str, bytes]:
    table = tomllib.loads(concepts.read_text("utf-8"))
    texts = {path.parent.name: path.read_text("utf-8") for path in files}
    vocabularies = {
        code: lexemes.lexemes(tomllib.loads(text), code) for code, text in texts.items()
    }
    common = {
        **_concepts(table),
        "general": {code: sorted(vocabulary.general) for code, vocabulary in vocabularies.items()},
        "fingerprint": blake2b(f"{table}{texts}".encode(), digest_size=8).hexdigest(),
    }
    by_language = {
        code: {"starts": vocabulary.starts, "ends": vocabulary.ends}
        for code, vocabulary in vocabularies.items()
    }
    return {name: _json(section) for name, section in {COMMON: common, **by_language}.items()}


def _concepts(table: Mapping[str, Mapping[str, str]]) -> dict[str, object]:
    """Return the wider concepts and the group of each concept."""
    cells = [(name, key, text) for name, group in table.items() for key, text in group.items()]
    wider = {key: list(filter(None, text.split(", "))) for _, key, text in cells}
    return {
        "wider": wider,
        "groups": {key: name for name, key, _ in cells} | {LOOKALIKES: LOOKALIKES},
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
