"""Words of the thesaurus of one language, and how they are recognised in a text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.search.entries import Entry, Token, entries, folded_words, token_in
from bot.search.negators import MODIFIERS, NEGATIONS
from bot.search.normalise import words

GENERAL = "general"
"""Key of the general words of a language, which say little: where, can, find, please."""
LOOKALIKES = "lookalikes"
"""Key of words that only look like one of a concept, and of phrases that say little.

Examples are "prices", which is not the ambulance, and "how does it work".
"""
HEAD_WORDS = "heads"
"""Key of words at the end of compounds, behind what they are about: "Führerscheinumschreibung"."""
OTHERS = (GENERAL, HEAD_WORDS, *MODIFIERS)
"""Keys of words that mean no concept."""
MAX_MEANINGS = 20_000
"""Maximum number of words of one language whose meanings are cached."""
LONGEST_NEGATION = 3
"""Number of words of a negation that are looked at when one is not skipped."""
SKIPPED = 1
"""Maximum number of words between two words of a phrase: "write my CV"."""
_PARTICLES = {"ar": "وبلفك", "fa": "ب", "ckb": "ب", "ti": "ንብዝክም"}
"""Particles that these languages join to the front of a word."""


@dataclass(frozen=True, slots=True)
class ConceptMatch:
    """A concept, and the words of the text that mean it, from ``first`` up to before ``after``."""

    concept: str
    first: int
    after: int

    @property
    def positions(self) -> range:
        """The positions of these words."""
        return range(self.first, self.after)


@dataclass(frozen=True, slots=True)
class Meaning:
    """Concepts that a word means alone, and phrases that it may begin.

    ``phrases`` are by the first letter of their second word; those whose second word may begin with
    any letter are under "".
    """

    alone: tuple[str, ...]
    phrases: Mapping[str, Sequence[Entry]]

    @property
    def is_concept(self) -> bool:
        """Whether the word means a concept alone, and does not only look like one."""
        return any(concept != LOOKALIKES for concept in self.alone)

    def before(self, following: Sequence[str]) -> Iterator[Entry]:
        """Yield the phrases that one of the following words may continue."""
        for letter in dict.fromkeys(("", *(word[0] for word in following))):
            yield from self.phrases.get(letter, ())


@dataclass(frozen=True, slots=True)
class Lexemes:
    """Entries of one language, as text that ``entries`` parses when a word needs them.

    ``starts`` are by the stem of their first word; those of ``ends`` match the end of a word.
    Parsing is lazy because few of 50,000 entries are ever needed. ``turning`` are words and phrases
    that a phrase never skips: "job without German" is no "job German". ``heads`` end compounds.
    ``strict``: only near-exact forms match.
    """

    starts: dict[str, str] = field(default_factory=dict)
    ends: str = ""
    general: frozenset[str] = frozenset()
    turning: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    language: str = ""
    strict: bool = False
    meanings: dict[str, Meaning] = field(default_factory=dict)

    def meaning(self, word: str) -> Meaning:
        """Return the meaning of a folded word; cached, because texts repeat their words."""
        meaning = self.meanings.get(word)
        if meaning is None:
            if len(self.meanings) >= MAX_MEANINGS:
                self.meanings.clear()
            meaning = self.meanings[word] = self._meaning(word)
        return meaning

    def _meaning(self, word: str) -> Meaning:
        fitting = [
            (form, entry)
            for form in _forms(word, _PARTICLES.get(self.language, ""))
            for entry in self._beginning(form)
        ]
        concepts = [*_most_alike(fitting), *self._ending(word)]
        phrases = [entry for _, entry in fitting if len(entry[0]) > 1]
        return Meaning(tuple(dict.fromkeys(concepts)), _by_second(phrases))

    def _ending(self, word: str) -> Iterator[str]:
        """Yield the concepts of single-word entries that match the end of a word."""
        for tokens, concept in entries(self.ends, self.language):
            if len(tokens) == 1 and tokens[0].fits(word):
                yield concept

    def _beginning(self, word: str) -> Iterator[Entry]:
        """Yield the entries whose first word matches a word, those with the longest stem first."""
        for length in range(len(word), 0, -1):
            for entry in entries(self.starts.get(word[:length], ""), self.language):
                if entry[0][0].fits(word) and not (self.strict and entry[0][0].is_loose(word)):
                    yield entry

    def strictly(self) -> "Lexemes":
        """Return a copy for texts in other languages, in which only near-exact forms match."""
        return replace(self, strict=True, meanings={})

    def with_words(self, added: Sequence[tuple[str, str]]) -> "Lexemes":
        """Return a copy with more entries: pairs of entry and concept."""
        starts, ends = dict(self.starts), [self.ends] if self.ends else []
        for entry, concept in added:
            _add(starts, ends, self.language, entry, concept)
        return replace(self, starts=starts, ends="\n".join(ends), meanings={})


def lexemes(terms: Mapping[str, str], language: str) -> Lexemes:
    """Return the entries of a ``terms.toml``, which maps a concept to its words, with commas."""
    general, heads = _words_of(terms, GENERAL), _words_of(terms, HEAD_WORDS)
    cells = [
        (entry, concept)
        for concept, cell in terms.items()
        if concept not in OTHERS
        for entry in cell.split(",")
    ]
    negations = ",".join(terms.get(key, "") for key in NEGATIONS).split(",")
    turning = frozenset(" ".join(words(entry)) for entry in negations if "*" not in entry)
    empty = Lexemes(general=general, turning=turning, heads=heads, language=language)
    return empty.with_words(cells)


def _words_of(terms: Mapping[str, str], key: str) -> frozenset[str]:
    """Return the words of a cell, one by one."""
    return frozenset(word for text in terms.get(key, "").split(",") for word in words(text))


def entry_words(vocabulary: Lexemes) -> tuple[set[str], set[str]]:
    """Return all words of the entries, and those that are entries of their own.

    Words with a star in front are only parts of words.
    """
    lines = "\n".join((*vocabulary.starts.values(), vocabulary.ends)).split("\n")
    folded = [line.split("\t")[1].split(" ") for line in lines if line]
    every = {word.rstrip("*") for entry in folded for word in entry if not word.startswith("*")}
    return every, {entry[0].rstrip("*") for entry in folded if len(entry) == 1} & every


def _add(starts: dict[str, str], ends: list[str], language: str, entry: str, concept: str) -> None:
    """Add an entry, a word or a phrase, to ``starts`` or ``ends``."""
    folded = folded_words(entry)
    if not folded:
        return
    first, written = token_in(folded[0], language), f"{concept}\t{' '.join(folded)}"
    if first.ends:
        ends.append(written)
    else:
        before = starts.get(first.stem)
        starts[first.stem] = f"{before}\n{written}" if before else written


def matches_at(
    vocabulary: Lexemes,
    text_words: Sequence[str],
    at: int,
    clauses: Sequence[int] = (),
    *,
    alone: bool,
) -> list[ConceptMatch]:
    """Return the concepts that begin at a word; ``clauses`` are the numbers of their clauses.

    They are those of the longest phrase, with the fewest gaps, then most alike. Without a phrase
    they are those of the word itself, if ``alone``.
    """
    meaning = vocabulary.meaning(text_words[at])
    phrases = (
        _continued_phrases(vocabulary, meaning, text_words, at, clauses) if meaning.phrases else ()
    )
    if not phrases:
        return [ConceptMatch(concept, at, at + 1) for concept in meaning.alone] if alone else []
    fits = [
        (len(tokens), -after, tokens[0].likeness(text_words[at])) for tokens, after, _ in phrases
    ]
    best = max(fits)
    return list(
        {
            concept: ConceptMatch(concept, at, after)
            for fit, (_, after, concept) in zip(fits, phrases, strict=True)
            if fit == best
        }.values()
    )


def _continued_phrases(
    vocabulary: Lexemes,
    meaning: Meaning,
    text_words: Sequence[str],
    at: int,
    clauses: Sequence[int],
) -> list[tuple[tuple[Token, ...], int, str]]:
    """Return the phrases that begin at a word: tokens, position behind it, concept."""
    following = meaning.before(text_words[at + 1 : at + 2 + SKIPPED])
    return [
        (tokens, after, concept)
        for tokens, concept in following
        if (after := _after(vocabulary, tokens, text_words, at, clauses))
    ]


def _by_second(phrases: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Group phrases by the first letter of their second word, so that few must be compared."""
    by_letter: dict[str, list[Entry]] = {}
    for tokens, concept in phrases:
        by_letter.setdefault("" if tokens[1].ends else tokens[1].stem[:1], []).append(
            (tokens, concept)
        )
    return by_letter


def _most_alike(fitting: Sequence[tuple[str, Entry]]) -> list[str]:
    """Return the concepts of the single-word entries that are most alike to their form."""
    scored = [
        (tokens[0].likeness(form), concept)
        for form, (tokens, concept) in fitting
        if len(tokens) == 1
    ]
    best = max((likeness for likeness, _ in scored), default=0)
    return [concept for likeness, concept in scored if likeness == best]


def _forms(word: str, particles: str) -> Iterator[str]:
    """Yield a word, and the word without a particle in front of it."""
    yield word
    if len(word) > 3 and word[0] in particles:
        yield word[1:]


def _after(
    vocabulary: Lexemes,
    tokens: Sequence[Token],
    text_words: Sequence[str],
    at: int,
    clauses: Sequence[int],
) -> int:
    """Return the position behind a phrase that begins at ``at``; 0 if the phrase does not match.

    A word is not skipped if it and the next one mean something alone ("for voluntary work" is not
    "for work"), or if it begins a negation. No phrase stands in two clauses.
    """
    position = at + 1
    for part in tokens[1:]:
        nearest = _nearest(part, text_words, position)
        spot = range(position, nearest + 1)
        if not spot or (len(spot) > 1 and not _may_skip(vocabulary, text_words, spot)):
            return 0
        position = spot.stop
    return position if len(set(clauses[at:position])) <= 1 else 0


def _may_skip(vocabulary: Lexemes, text_words: Sequence[str], spot: range) -> bool:
    """Return whether a phrase may go on at the last word of ``spot``."""
    is_meant = all(vocabulary.meaning(text_words[at]).alone for at in spot)
    return not is_meant and not any(_turns(vocabulary, text_words[at:]) for at in spot)


def _turns(vocabulary: Lexemes, text_words: Sequence[str]) -> bool:
    """Return whether a text begins with words that turn others."""
    lengths = range(1, 1 + LONGEST_NEGATION)
    return any(" ".join(text_words[:length]) in vocabulary.turning for length in lengths)


def _nearest(token_: Token, text_words: Sequence[str], position: int) -> int:
    """Return the first of the next words that matches, at most ``SKIPPED`` further; -1 if none."""
    candidates = text_words[position : position + SKIPPED + 1]
    return next((index for index, word in enumerate(candidates, position) if token_.fits(word)), -1)
