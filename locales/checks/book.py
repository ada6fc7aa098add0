"""What a check reads: the sentences of one language, and what the files beside them say."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog

from bot.i18n import Language
from bot.renamed import PLURAL
from locales.renaming import Key, key_in, strings

SOURCE = "en"
"""Its sentences are the keys, so it has no catalogue."""
FILE = "checks.toml"
LABELS = "labels.txt"


@dataclass(frozen=True, slots=True)
class Marks:
    """Punctuation of a language: its quotation marks, and those that it does not write.

    ``comma``, ``question``, ``stop`` and ``colon`` replace the Latin ones, "" if those are used.
    ``spaced`` marks stand behind a no-break space.
    """

    quotes: str = ""
    apostrophe: str = "’"
    comma: str = ""
    question: str = ""
    stop: str = ""
    colon: str = ""
    semicolon: str = ""
    spaced: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """``checks.toml``: which checks refuse, and what they allow.

    ``excepted`` is by check, then by language ("*" for all): keys, or words, and why. ``findable``
    leads from concepts of glossaries to those of the search. ``between`` is by place, "code" or
    "desk": what may stand between two texts in one line, and why. ``named`` leads from a sentence
    to the buttons and pages that it names.
    """

    refuse: Mapping[str, bool]
    marks: Mapping[str, Marks]
    excepted: Mapping[str, Mapping[str, Mapping[str, str]]]
    findable: Mapping[str, str] = field(default_factory=dict)
    between: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    named: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def allows(self, check: str, language: str, words: str) -> bool:
        """Return True if a key or word is an exception of a check."""
        by_language = self.excepted.get(check, {})
        return any(words in by_language.get(code, {}) for code in ("*", language))


@dataclass(frozen=True, slots=True)
class Book:
    """All sentences of a language by key: its translations, or the keys themselves in English.

    ``labels`` are the keys that screens put on buttons. ``file`` is the catalogue, None without,
    and ``plural`` its rule in the language C: which form a number takes.
    """

    language: Language
    sentences: Mapping[Key, list[str]]
    rules: Rules
    labels: frozenset[str] = frozenset()
    german: Mapping[Key, list[str]] = field(default_factory=dict)
    file: Path | None = None
    plural: str = "n != 1"

    @property
    def code(self) -> str:
        return self.language.code

    def forms(self) -> Iterator[tuple[str, str]]:
        """Yield every form of every sentence behind the name of its key."""
        for key, forms in self.sentences.items():
            yield from ((name_of(key), form) for form in forms if form)


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault: what, and where it stands."""

    check: str
    language: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.language}: {self.check}: {self.reason}: {self.key!r}"


def catalogue_path(folder: Path, code: str) -> Path:
    """Return where the catalogue of a language lies."""
    return folder / code / "LC_MESSAGES" / "bot.po"


def name_of(key: Key) -> str:
    """Return a key as the files beside the catalogues write it."""
    return key if isinstance(key, str) else PLURAL.join(key)


def first_of(key: Key) -> str:
    """Return the singular of a key."""
    return key if isinstance(key, str) else key[0]


def read_rules(folder: Path) -> Rules:
    """Return the settings of the checks. Raises OSError, tomllib.TOMLDecodeError."""
    table = tomllib.loads((folder / FILE).read_text("utf-8"))
    marks = {code: Marks(**row) for code, row in table.get("marks", {}).items()}
    return Rules(
        table.get("refuse", {}),
        marks,
        table.get("except", {}),
        table.get("findable", {}),
        table.get("between", {}),
        table.get("named", {}),
    )


def read_labels(folder: Path) -> frozenset[str]:
    """Return the keys of all buttons, as the screens make them; a test writes the file."""
    return frozenset((folder / LABELS).read_text("utf-8").splitlines())


def sentences_of(catalogue: Catalog) -> dict[Key, list[str]]:
    """Return the translations of a catalogue."""
    return {key_in(message): strings(message) for message in catalogue if message.id}
