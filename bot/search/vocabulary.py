"""The words of the search, from ``concepts.toml`` and every ``<language>/terms.toml``."""

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from hashlib import blake2b
from pathlib import Path

import orjson

from bot import compiled
from bot.search import entries, lexemes, negators, normalise, romanised
from bot.search.lexemes import LOOKALIKES, Lexemes
from bot.search.negators import MODIFIERS, Negations
from bot.search.spellings import Spellings
from bot.search.spoken import spoken_words
from bot.search.thesaurus import Languages, Thesaurus
from bot.search.written import written_words

COMMON = "common"
"""Name of the section for all languages; others are named by the code of their language."""
SOUNDS = "sounds"
"""End of the name of a section with the words of a language and how they sound."""
_MODULES = (entries, lexemes, negators, normalise, romanised)
_CODE = (*(Path(module.__file__ or "") for module in _MODULES), Path(__file__))
"""Code that folds and splits the words: a change of it makes the compiled words stale."""


@lru_cache
def load_thesaurus(folder: Path) -> Thesaurus:
    """Return the thesaurus of a folder, loaded once per process, each language on demand."""
    concepts, files = folder / "concepts.toml", sorted(folder.glob("*/terms.toml"))
    sources, unicode = (concepts, *files, *_CODE), unicodedata.unidata_version
    made = partial(_compiled, concepts, files)
    sections = compiled.sections("words", folder, sources, made, unicode)
    common = orjson.loads(sections[COMMON])
    small = {code: frozenset(general) for code, general in common["general"].items()}
    languages = Languages(small, lambda code: _language(code, sections[code], small[code]))
    wider = {concept: tuple(names) for concept, names in common["wider"].items()}
    spellings = Languages(
        small,
        lambda code: _spellings(code, sections, small[code], folder),
    )
    negations = Languages(small, lambda code: Negations.read(common["negations"][code]))
    return Thesaurus(
        wider, common["groups"], languages, small, common["fingerprint"], spellings, negations
    )


def _language(code: str, section: memoryview, general: frozenset[str]) -> Lexemes:
    words = orjson.loads(section)
    turning, heads = frozenset(words["turning"]), frozenset(words["heads"])
    return Lexemes(words["starts"], words["ends"], general, turning, heads, code)


def _spellings(
    code: str, sections: Mapping[str, memoryview], general: frozenset[str], folder: Path
) -> Spellings:
    table = orjson.loads(sections[f"{code} {SOUNDS}"])
    written, spoken = written_words(folder, code), partial(spoken_words, folder, code)
    return Spellings(code, table["heard"], table["alone"], general, written, spoken)


def _compiled(concepts: Path, files: Sequence[Path]) -> dict[str, bytes]:
    table = tomllib.loads(concepts.read_text("utf-8"))
    texts = {path.parent.name: path.read_text("utf-8") for path in files}
    tables = {code: tomllib.loads(text) for code, text in texts.items()}
    vocabularies = {code: lexemes.lexemes(terms, code) for code, terms in tables.items()}
    common = {
        **_concepts(table),
        "general": {code: sorted(vocabulary.general) for code, vocabulary in vocabularies.items()},
        "negations": {
            code: {key: terms.get(key, "") for key in MODIFIERS} for code, terms in tables.items()
        },
        "fingerprint": blake2b(f"{table}{texts}".encode(), digest_size=8).hexdigest(),
    }
    by_language = {
        code: {
            "starts": vocabulary.starts,
            "ends": vocabulary.ends,
            "turning": sorted(vocabulary.turning),
            "heads": sorted(vocabulary.heads),
        }
        for code, vocabulary in vocabularies.items()
    }
    sounds = {f"{code} {SOUNDS}": _sounds(vocabulary) for code, vocabulary in vocabularies.items()}
    every = {COMMON: common, **by_language, **sounds}
    return {name: orjson.dumps(section) for name, section in every.items()}


def _sounds(vocabulary: Lexemes) -> dict[str, object]:
    every, alone = lexemes.entry_words(vocabulary)
    heard = {word: romanised.roman(word, vocabulary.language) for word in sorted(every)}
    return {"heard": heard, "alone": sorted(alone)}


def _concepts(table: Mapping[str, Mapping[str, str]]) -> dict[str, object]:
    """Return the wider concepts and the group of each concept."""
    cells = [(name, key, text) for name, group in table.items() for key, text in group.items()]
    wider = {key: list(filter(None, text.split(", "))) for _, key, text in cells}
    return {
        "wider": wider,
        "groups": {key: name for name, key, _ in cells} | {LOOKALIKES: LOOKALIKES},
    }
