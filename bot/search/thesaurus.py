"""The thesaurus: which words stand for which concept, in every language. Files: ``locales/*/terms.toml``."""

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from bot.search.normalise import shared, words
from bot.search.scripts import LATIN, language_of

CRISIS = "crisis"
"""The group of concepts that come before everything: violence, suicide, emergency."""
GENERAL = "general"
"""The key of a language's words that say little: where, can, find, please."""
MOST_KNOWN = 20_000
"""Words a language remembers."""
SKIPPED = 1
"""How many words may stand between the words of a phrase: "write my CV"."""
CHANGES = dict.fromkeys(("uk", "ru", "pl", "bg", "sr", "hr"), 5) | {"tr": 0}
USUAL_CHANGES = 3
"""Letters that go and come at the end: "психічний" and "психічного", but not "relax" and "related". Turkish words only grow."""
_PARTICLES = {"ar": "وبلفك", "fa": "ب", "ckb": "ب", "ti": "ንብዝክም"}
"""Letters that these languages write in front of a word, joined to it."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of an entry: ``stem`` starts (or ends) what is typed, ``longest`` is how long that may be.

    ``changes`` letters at most go and come at its end, if it does not just grow.
    """

    whole: str
    stem: str
    longest: int
    ends: bool = False
    changes: int = 0

    def fits(self, word: str) -> bool:
        if self.ends:
            return word.endswith(self.stem)
        return len(word) <= self.longest and word.startswith(self.stem) and self._changed(word) <= self.changes

    def _changed(self, word: str) -> int:
        """How many letters go and come at the end; 0 for a word that only grows."""
        return len(self.whole) + len(word) - 2 * common if (common := shared(self.whole, word)) < len(self.whole) else 0

    def is_loose(self, word: str) -> bool:
        """Whether more than the last letter differs from the word as it stands."""
        return shared(self.whole, word) < len(self.whole) or len(word) > len(self.whole) + 1

    def likeness(self, word: str) -> int:
        """Letters in common at the beginning, less what differs after them."""
        return 3 * shared(self.whole, word) - len(self.whole) - len(word)


@dataclass(frozen=True, slots=True)
class Found:
    """A concept, and which words of the text stand for it."""

    concept: str
    first: int
    after: int


Entry = tuple[tuple[Token, ...], str]


@dataclass(frozen=True, slots=True)
class Meaning:
    """The concepts that a word stands for alone, and the phrases that it may begin."""

    alone: tuple[str, ...]
    phrases: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Lexemes:
    """One language's entries by the stem of their first word, and those that stand at the end of a word."""

    starts: dict[str, list[Entry]] = field(default_factory=dict)
    ends: list[Entry] = field(default_factory=list)
    general: frozenset[str] = frozenset()
    particles: str = ""
    strict: bool = False
    known: dict[str, Meaning] = field(default_factory=dict)

    def meaning(self, word: str) -> Meaning:
        """Remembered, because texts repeat their words."""
        if word not in self.known:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[word] = self._meaning(word)
        return self.known[word]

    def _meaning(self, word: str) -> Meaning:
        fitting = [(form, entry) for form in _forms(word, self.particles) for entry in self._beginning(form)]
        alone = [(tokens[0].likeness(form), concept) for form, (tokens, concept) in fitting if len(tokens) == 1]
        best = max((likeness for likeness, _ in alone), default=0)
        ending = [concept for tokens, concept in self.ends if len(tokens) == 1 and tokens[0].fits(word)]
        meant = [concept for likeness, concept in alone if likeness == best] + ending
        return Meaning(tuple(dict.fromkeys(meant)), tuple(entry for _, entry in fitting if len(entry[0]) > 1))

    def _beginning(self, word: str) -> Iterator[Entry]:
        for length in range(len(word), 0, -1):
            for entry in self.starts.get(word[:length], ()):
                if entry[0][0].fits(word) and not (self.strict and entry[0][0].is_loose(word)):
                    yield entry

    def strictly(self) -> "Lexemes":
        """For somebody who writes another language: words only as they stand here, or they would be heard everywhere."""
        return replace(self, strict=True, known={})

    def copied(self) -> "Lexemes":
        return Lexemes({stem: list(entries) for stem, entries in self.starts.items()}, list(self.ends), self.general, self.particles)


def token(word: str, changes: int = USUAL_CHANGES) -> Token:
    """How a word of an entry is recognised: endings may differ, ``*`` leaves the rest open.

    ``word`` is folded; ``changes`` is 0 in languages whose words grow but do not change.
    Words of three letters and fewer only fit exactly, but in scripts that write no vowels.
    """
    if word.startswith("*"):
        return Token(word[1:], word[1:], 99, ends=True)
    if word.endswith("*"):
        return Token(word[:-1], word[:-1], 99)
    if any(map(str.isdigit, word)) or len(word) < (4 if word < "\u0400" else 3):
        return Token(word, word, len(word))
    cut = (2 if len(word) > 6 else 1 if len(word) > 4 else 0) if changes else 0
    return Token(word, word[: len(word) - cut], len(word) + (3 if len(word) > 3 else 2), changes=changes)


def lexemes(terms: Mapping[str, str], language: str) -> Lexemes:
    """The entries of one ``terms.toml``: concept → its words, parted by commas."""
    made = Lexemes(general=frozenset(w for text in terms.get(GENERAL, "").split(",") for w in words(text)), particles=_PARTICLES.get(language, ""))
    for concept, entries in terms.items():
        for entry in entries.split(",") if concept != GENERAL else ():
            _add(made, language, entry, concept)
    return made


def _add(made: Lexemes, language: str, entry: str, concept: str) -> None:
    tokens = tuple(token(word, CHANGES.get(language, USUAL_CHANGES)) for word in _folded(entry))
    if tokens and tokens[0].ends:
        made.ends.append((tokens, concept))
    elif tokens:
        made.starts.setdefault(tokens[0].stem, []).append((tokens, concept))


def _folded(entry: str) -> list[str]:
    """Folded words that keep their stars."""
    return [
        "*" * part.startswith("*") + word + "*" * (part.endswith("*") and word == parts[-1])
        for part in entry.split()
        for parts in [words(part)]
        for word in parts
    ]


class Thesaurus:
    """Finds concepts. ``wider`` maps each concept to those it belongs to; ``groups`` to its nearest field."""

    def __init__(self, wider: Mapping[str, Sequence[str]], groups: Mapping[str, str], languages: Mapping[str, Lexemes], fingerprint: str) -> None:
        self.wider = wider
        self.groups = groups
        self.languages = languages
        self._strict = {code: known.strictly() for code, known in languages.items()}
        self.fingerprint = fingerprint

    def of_text(self, said: Sequence[str], language: str) -> list[Found]:
        """Concepts of an offer's text: its own language, and the German words in it."""
        return list(_found(said, [self._own(language), self._strict["de"]]))

    def of_query(self, said: Sequence[str], language: str) -> list[Found]:
        """Concepts of what somebody typed, by their own language, German and English; if these know nothing, by one that knows half of it.

        What another language knows counts as it stands there only, and never for a small word of one's own:
        "Art" is no painting, "dos" no pain in the back.
        """
        own, small = self._own(language), {word for word in said if self.is_general(word, language)}
        near = [self._strict[code] for code in ("de", "en") if self.languages.get(code) not in (None, own)]
        far = [known for code, known in self._strict.items() if code not in (language, "de", "en")]
        if found := list(_found(said, [own, *near], small)):
            return found
        strange = list(_found(said, [own, *near, *far], small))
        heard = {position for one in strange for position in range(one.first, one.after)}
        return strange if 2 * len(heard) >= sum(word not in small for word in said) else []

    def general(self, language: str) -> frozenset[str]:
        """Its words that say little."""
        return self._own(language).general

    def is_general(self, word: str, language: str) -> bool:
        """Whether it says little; what stands in Latin letters in another script is a name or an official word."""
        if word.isascii() and language not in LATIN:
            return False
        return any(word in self.general(code) for code in (language, "de", "en"))

    def with_wider(self, concept: str) -> Iterator[str]:
        """Every wider concept, the nearest first."""
        for one in self.wider.get(concept, ()):
            yield one
            yield from self.with_wider(one)

    def groups_of(self, concepts: Iterable[str]) -> set[str]:
        return {self.groups[concept] for concept in concepts}

    def concepts_of(self, text: str, language: str) -> set[str]:
        """What a short text is about."""
        return {found.concept for found in self.of_text(words(text), language)}

    def _own(self, language: str) -> Lexemes:
        return self.languages.get(language) or self.languages.get(language.split("-")[0]) or _NONE


_NONE = Lexemes()


def _found(said: Sequence[str], order: Sequence[Lexemes], small: Collection[str] = ()) -> Iterator[Found]:
    """What the first that knows a word says; of those in ``small`` only the very first is asked. Alone its small words mean nothing."""
    own, at = order[0].general, 0
    while at < len(said):
        asked = order[:1] if said[at] in small else order
        best = next((found for one in asked if (found := _at(one, said, at, alone=said[at] not in own))), [])
        yield from best
        at = max((found.after for found in best), default=at + 1)


@lru_cache(maxsize=4)
def with_words(known: Thesaurus, added: tuple[tuple[str, str, str], ...]) -> Thesaurus:
    """And with words that editors added: language, concept, word. Those of a language or concept that is gone are left out."""
    if not added:
        return known
    languages = {code: own.copied() for code, own in known.languages.items()}
    for language, concept, word in added:
        if language in languages and concept in known.groups:
            _add(languages[language], language, word, concept)
    return Thesaurus(known.wider, known.groups, languages, f"{known.fingerprint}{added}")


def _at(known: Lexemes, said: Sequence[str], at: int, *, alone: bool) -> list[Found]:
    """What begins at a word: the phrase of most words without a gap, of those the most alike; without one, the word if it may stand alone."""
    meaning = known.meaning(said[at])
    phrases = [(tokens, after, concept) for tokens, concept in meaning.phrases if (after := _after(tokens, said, at))]
    if not phrases:
        return [Found(concept, at, at + 1) for concept in meaning.alone] if alone else []
    fits = [(len(tokens), -after, tokens[0].likeness(said[at])) for tokens, after, _ in phrases]
    best = max(fits)
    return list({concept: Found(concept, at, after) for fit, (_, after, concept) in zip(fits, phrases, strict=True) if fit == best}.values())


def _forms(word: str, particles: str) -> Iterator[str]:
    yield word
    if len(word) > 3 and word[0] in particles:
        yield word[1:]


def _after(tokens: Sequence[Token], said: Sequence[str], at: int) -> int:
    """The position behind a phrase that begins at ``at``; 0 if its other words do not follow."""
    here = at + 1
    for one in tokens[1:]:
        last = min(here + SKIPPED + 1, len(said))
        while here < last and not one.fits(said[here]):
            here += 1
        if here >= last:
            return 0
        here += 1
    return here


TELLING = 2
"""Small words of another language that tell in which one somebody writes."""


def written_in(text: str, own: str, thesaurus: Thesaurus) -> str:
    """The likeliest language of a text: by its letters, then by its small words; ``own`` if nothing speaks against it."""
    by_letters = language_of(text, own, thesaurus.languages)
    said = set(words(text))
    told = {code: len(said & known.general) for code, known in thesaurus.languages.items()}
    likeliest = max(told, key=lambda code: (told[code], code == by_letters))
    mine = told.get(own.split("-")[0], 0)
    if by_letters != own:
        return likeliest if told[likeliest] > told.get(by_letters, 0) else by_letters
    return likeliest if told[likeliest] >= TELLING and told[likeliest] > 2 * mine else own


@lru_cache
def load_thesaurus(folder: Path) -> Thesaurus:
    """Read ``concepts.toml`` and every ``<language>/terms.toml`` below a folder, once a process."""
    table = tomllib.loads((folder / "concepts.toml").read_text("utf-8"))
    wider = {key: tuple(filter(None, text.split(", "))) for group in table.values() for key, text in group.items()}
    groups = {key: name for name, group in table.items() for key in group}
    files = {path.parent.name: path.read_text("utf-8") for path in sorted(folder.glob("*/terms.toml"))}
    languages = {code: lexemes(tomllib.loads(text), code) for code, text in files.items()}
    return Thesaurus(wider, groups, languages, blake2b(f"{table}{files}".encode(), digest_size=8).hexdigest())
