"""How a word of the thesaurus is recognised in what somebody typed, one language at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from bot.search.normalise import shared, words

GENERAL = "general"
"""The key of a language's words that say little: where, can, find, please."""
LOOKALIKES = "lookalikes"
"""The key of words that only look like one of a concept, "prices" are no ambulance; and of phrases that say little: "how does it work"."""
MOST_KNOWN = 20_000
"""Words a language remembers."""
MOST_STEMS = 4_096
"""Stems whose entries stay taken apart."""
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
        return (
            len(word) <= self.longest
            and word.startswith(self.stem)
            and self._changed(word) <= self.changes
        )

    def _changed(self, word: str) -> int:
        """How many letters go and come at the end; 0 for a word that only grows."""
        return (
            len(self.whole) + len(word) - 2 * common
            if (common := shared(self.whole, word)) < len(self.whole)
            else 0
        )

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
    """The concepts that a word stands for alone, and the phrases that it may begin, by the first letter of their second word.

    Those whose second word may begin with any letter are under "".
    """

    alone: tuple[str, ...]
    phrases: Mapping[str, Sequence[Entry]]

    def before(self, said: Sequence[str]) -> Iterator[Entry]:
        """The phrases that may go on with these words."""
        for letter in dict.fromkeys(("", *(word[0] for word in said))):
            yield from self.phrases.get(letter, ())


@dataclass(frozen=True, slots=True)
class Lexemes:
    """One language's entries by the stem of their first word; ``ends`` stand at the end of a word.

    They are written as ``entries`` reads them, when a word asks for them: few of 50,000 ever are.
    """

    starts: dict[str, str] = field(default_factory=dict)
    ends: str = ""
    general: frozenset[str] = frozenset()
    language: str = ""
    strict: bool = False
    known: dict[str, Meaning] = field(default_factory=dict)

    def meaning(self, word: str) -> Meaning:
        """Remembered, because texts repeat their words."""
        meant = self.known.get(word)
        if meant is None:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            meant = self.known[word] = self._meaning(word)
        return meant

    def _meaning(self, word: str) -> Meaning:
        fitting = [
            (form, entry)
            for form in _forms(word, _PARTICLES.get(self.language, ""))
            for entry in self._beginning(form)
        ]
        alone = [
            (tokens[0].likeness(form), concept)
            for form, (tokens, concept) in fitting
            if len(tokens) == 1
        ]
        best = max((likeness for likeness, _ in alone), default=0)
        ending = [
            concept
            for tokens, concept in entries(self.ends, self.language)
            if len(tokens) == 1 and tokens[0].fits(word)
        ]
        meant = [concept for likeness, concept in alone if likeness == best] + ending
        return Meaning(
            tuple(dict.fromkeys(meant)),
            _by_second([entry for _, entry in fitting if len(entry[0]) > 1]),
        )

    def _beginning(self, word: str) -> Iterator[Entry]:
        for length in range(len(word), 0, -1):
            for entry in entries(self.starts.get(word[:length], ""), self.language):
                if entry[0][0].fits(word) and not (self.strict and entry[0][0].is_loose(word)):
                    yield entry

    def strictly(self) -> "Lexemes":
        """For somebody who writes another language: words only as they stand here, or they would be heard everywhere."""
        return replace(self, strict=True, known={})

    def with_words(self, added: Sequence[tuple[str, str]]) -> "Lexemes":
        """And with these entries, each with its concept."""
        starts, ends = dict(self.starts), [self.ends] if self.ends else []
        for entry, concept in added:
            _add(starts, ends, self.language, entry, concept)
        return replace(self, starts=starts, ends="\n".join(ends), known={})


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
    return Token(
        word, word[: len(word) - cut], len(word) + (3 if len(word) > 3 else 2), changes=changes
    )


def lexemes(terms: Mapping[str, str], language: str) -> Lexemes:
    """The entries of one ``terms.toml``: concept → its words, parted by commas."""
    general = frozenset(word for text in terms.get(GENERAL, "").split(",") for word in words(text))
    cells = [
        (entry, concept)
        for concept, cell in terms.items()
        if concept != GENERAL
        for entry in cell.split(",")
    ]
    return Lexemes(general=general, language=language).with_words(cells)


def _add(starts: dict[str, str], ends: list[str], language: str, entry: str, concept: str) -> None:
    """An entry more: a word, or a phrase."""
    folded = _folded(entry)
    if not folded:
        return
    first, written = _token(folded[0], language), f"{concept}\t{' '.join(folded)}"
    if first.ends:
        ends.append(written)
    else:
        before = starts.get(first.stem)
        starts[first.stem] = f"{before}\n{written}" if before else written


@lru_cache(maxsize=MOST_STEMS)
def entries(written: str, language: str) -> tuple[Entry, ...]:
    """Entries as they were written: one a line, its concept before its folded words."""
    parted = [line.split("\t") for line in written.split("\n") if line]
    return tuple(
        (tuple(_token(word, language) for word in folded.split(" ")), concept)
        for concept, folded in parted
    )


def _token(word: str, language: str) -> Token:
    return token(word, CHANGES.get(language, USUAL_CHANGES))


def _folded(entry: str) -> list[str]:
    """Folded words that keep their stars."""
    return [
        "*" * part.startswith("*") + word + "*" * (part.endswith("*") and word == parts[-1])
        for part in entry.split()
        for parts in [words(part)]
        for word in parts
    ]


def found_at(known: Lexemes, said: Sequence[str], at: int, *, alone: bool) -> list[Found]:
    """What begins at a word: the phrase of most words without a gap, of those the most alike; without one, the word if it may stand alone."""
    meaning = known.meaning(said[at])
    phrases = _going_on(known, meaning, said, at) if meaning.phrases else ()
    if not phrases:
        return [Found(concept, at, at + 1) for concept in meaning.alone] if alone else []
    fits = [(len(tokens), -after, tokens[0].likeness(said[at])) for tokens, after, _ in phrases]
    best = max(fits)
    return list(
        {
            concept: Found(concept, at, after)
            for fit, (_, after, concept) in zip(fits, phrases, strict=True)
            if fit == best
        }.values()
    )


def _going_on(
    known: Lexemes, meaning: Meaning, said: Sequence[str], at: int
) -> list[tuple[tuple[Token, ...], int, str]]:
    """The phrases that begin at a word, the position behind each, and its concept."""
    following = meaning.before(said[at + 1 : at + 2 + SKIPPED])
    return [
        (tokens, after, concept)
        for tokens, concept in following
        if (after := _after(known, tokens, said, at))
    ]


def _by_second(phrases: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Most words begin many phrases and few go on: only those are looked at."""
    found: dict[str, list[Entry]] = {}
    for tokens, concept in phrases:
        found.setdefault("" if tokens[1].ends else tokens[1].stem[:1], []).append((tokens, concept))
    return found


def _forms(word: str, particles: str) -> Iterator[str]:
    yield word
    if len(word) > 3 and word[0] in particles:
        yield word[1:]


def _after(known: Lexemes, tokens: Sequence[Token], said: Sequence[str], at: int) -> int:
    """The position behind a phrase that begins at ``at``; 0 if its other words do not follow.

    A word is not skipped if it and the next one mean something alone: "for voluntary work" is not "for work".
    """
    here = at + 1
    for one in tokens[1:]:
        nearest = next(
            (n for n, word in enumerate(said[here : here + SKIPPED + 1], here) if one.fits(word)),
            -1,
        )
        if nearest < 0 or (
            nearest > here and all(known.meaning(word).alone for word in said[here : nearest + 1])
        ):
            return 0
        here = nearest + 1
    return here
