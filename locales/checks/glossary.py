"""Glossaries: one word for one thing in a language, and the words that it replaces.

``locales/<language>/glossary.toml`` has a table a concept: ``word`` is the one word; ``replaces``
are refused in translations, as whole words, whatever their case, "*" for any letters; ``note`` says
why; ``except`` names the sentences in which a replaced word is right. ``[address]`` lists forms of
address that must not occur, ``[punctuation]`` says how the language is written.
"""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.renamed import PLURAL
from locales.checks.book import Book, Finding
from locales.renaming import PARTS

FILE = "glossary.toml"
FORMS = ("address", "punctuation", "gender")
"""Tables that list forms, not the word of a concept."""
_KNOWN = {"word", "replaces", "note", "except"}


@dataclass(frozen=True)
class Concept:
    """One concept of a glossary; ``word`` holds all of its forms, parted by commas."""

    name: str
    word: str
    replaces: tuple[str, ...] = ()
    note: str = ""
    excepted: frozenset[str] = frozenset()

    @cached_property
    def pattern(self) -> "re.Pattern[str] | None":
        """Finds the words that are refused; None if there are none."""
        return _pattern(self.replaces)

    @property
    def words(self) -> list[str]:
        """The forms of the word, without what stands in brackets."""
        plain = re.sub(r"\([^)]*\)", "", self.word)
        return [form.strip() for form in re.split("[,،፡;/]", plain) if form.strip()]


def _pattern(entries: tuple[str, ...]) -> "re.Pattern[str] | None":
    parts = [re.escape(entry).replace(r"\*", r"\w*") for entry in entries]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE) if parts else None


def read_glossary(path: Path) -> dict[str, Concept]:
    """Return the concepts of a glossary that is not broken, by name."""
    table = tomllib.loads(path.read_text("utf-8"))
    return {
        name: Concept(
            name,
            row.get("word", ""),
            tuple(row.get("replaces", ())),
            row.get("note", ""),
            frozenset(row.get("except", ())),
        )
        for name, row in table.items()
    }


def glossary(
    book: Book, concepts: Mapping[str, Concept], renamed: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield replaced words in translations; ``renamed`` leads from old keys to those of today."""
    shown = [(key, PARTS.sub(" ", form)) for key, form in book.forms()]
    for concept in concepts.values():
        allowed = {renamed.get(key, key) for key in concept.excepted} | concept.excepted
        for key, text in shown if concept.pattern else ():
            found = concept.pattern and concept.pattern.search(text)
            if found and not allowed & {key, *key.split(PLURAL)}:
                reason = f"has {found.group()!r} instead of {concept.word!r} ({concept.name})"
                yield Finding("glossary", book.code, key, reason)


def contradictions(
    code: str, concepts: Mapping[str, Concept], known: frozenset[str]
) -> Iterator[Finding]:
    """Yield what a glossary says twice or takes back; ``known`` are all keys, old and new."""
    owners = defaultdict(list)
    for concept in concepts.values():
        for entry in concept.replaces:
            owners[entry.casefold()].append(concept.name)
        for key in sorted(concept.excepted - known):
            yield Finding(
                "glossary", code, concept.name, f"excepts a sentence that is not said: {key!r}"
            )
        if not concept.word and concept.name not in FORMS:
            yield Finding("glossary", code, concept.name, "has no word")
        yield from _taken_back(code, concept, concepts)
    for entry, names in owners.items():
        if len(names) > len(set(names)):
            yield Finding("glossary", code, names[0], f"replaces {entry!r} twice")


def _taken_back(code: str, concept: Concept, concepts: Mapping[str, Concept]) -> Iterator[Finding]:
    """Yield words of other concepts, or of the concept itself, that it replaces."""
    for other in concepts.values() if concept.pattern else ():
        if other.name in FORMS:
            continue
        for word in other.words:
            if concept.pattern and concept.pattern.fullmatch(word):
                reason = f"replaces {word!r}, the word for {other.name}"
                yield Finding("glossary", code, concept.name, reason)


def broken_glossary(path: Path) -> Iterator[tuple[str, str]]:
    """Yield name and reason of what keeps a glossary from being read; none if it can be."""
    if not path.exists():
        yield FILE, "is missing: which words are ours is not said"
        return
    text = path.read_text("utf-8")
    counts = Counter(re.findall(r"^\[([^\]]+)\]", text, re.MULTILINE))
    if doubles := [name for name, count in counts.items() if count > 1]:
        yield ", ".join(doubles), "stands there twice"
        return
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        yield FILE, f"cannot be read: {error}"
        return
    for name, row in table.items():
        yield from _broken_concept(name, row)


def _broken_concept(name: str, row: object) -> Iterator[tuple[str, str]]:
    if not isinstance(row, dict):
        yield name, "is no table"
        return
    yield from (
        (f"{name}.{key}", "is a setting that nothing reads") for key in row if key not in _KNOWN
    )
    for key in ("replaces", "except"):
        if not isinstance(row.get(key, []), list):
            yield f"{name}.{key}", "is no list of words"
