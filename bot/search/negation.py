"""Words that turn what stands beside them: work without German, not in the evening, no course.

"No flat", "can not swim" mostly say what somebody lacks and looks for. So "not" turns a topic only
where it begins a clause, stands beside it, is the only one, and something else is said in another
clause: "no course, I want work", but "can not write a CV", "no bed, no table", "no flat for us".
"Without" turns only what an offer may require, and "I do not want" everything; facts ("evening")
are always turned. Who looks for work and knows no German asks for no course.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from bot.search import facets
from bot.search.lexemes import NEGATIONS, NEUTRAL, ConceptMatch
from bot.search.normalise import words

AFTER = "…"
"""Begins an entry that stands after what it turns: "… olmadan"."""
IN_TOWN = 2
"""Maximum number of words from a negation to the name of a town: "not in Singen"."""
REACH = 3
"""Maximum number of words from a negation to what it turns."""
ARTICLE = 3
"""Maximum length of a word that may stand between "not" and a topic: "not a course"."""
ENDING = "*"
"""Begins an entry that ends the word that it turns: "*siz"."""
WITHOUT, NOT, UNWANTED = NEGATIONS
BEHIND = 2
"""Maximum number of words from a general word to what it is about: "no course of swimming"."""
VAGUE = (*facets.HEADS, facets.TOPIC)
"""Concepts of words that do not say what something is about."""
PEOPLE = frozenset((*facets.TARGETS.values(), "years_old"))
"""Facts of whom an offer is for, turned only beside a negation: "no place for my son"."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or phrase that turns; ``after``: it stands behind what it turns."""

    key: str
    phrase: tuple[str, ...]
    after: bool


@dataclass(frozen=True, slots=True)
class Negations:
    """The words of one language that turn others; ``endings`` are of single words."""

    entries: tuple[Entry, ...] = ()
    endings: tuple[str, ...] = ()

    @classmethod
    def read(cls, cells: Mapping[str, str]) -> "Negations":
        """Return the words of a ``terms.toml``: a cell with commas for each key."""
        pairs = [(key, text.strip()) for key, cell in cells.items() for text in cell.split(",")]
        entries = [
            Entry(key, tuple(words(text)), text.startswith(AFTER))
            for key, text in pairs
            if text and not text.startswith(ENDING)
        ]
        endings = [words(text)[0] for _, text in pairs if text.startswith(ENDING)]
        longest_first = sorted(entries, key=lambda entry: -len(entry.phrase))
        return cls(tuple(longest_first), tuple(endings))

    def stand_in(self, phrase: Sequence[str]) -> bool:
        """Return whether a phrase has a word or words that turn."""
        return any(
            tuple(phrase[start : start + len(entry.phrase)]) == entry.phrase
            for entry in self.entries
            for start in range(len(phrase))
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """A negation in a text: its words from ``first`` up to before ``end``, and its reach."""

    key: str
    first: int
    end: int
    reach: range


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text in which negations are looked for.

    ``clauses`` are the number of the clause of each word: a negation does not reach beyond it.
    ``matches`` are the concepts of its words, lookalikes included, ``concepts`` those without;
    ``meaning`` returns those of a single word.
    """

    words: Sequence[str]
    clauses: Sequence[int]
    matches: Sequence[ConceptMatch]
    concepts: Sequence[ConceptMatch]
    meaning: Callable[[str], Collection[str]]

    def at(self, position: int) -> list[ConceptMatch]:
        """Return the concepts of a word."""
        return [match for match in self.concepts if position in match.positions]

    def begins_clause(self, at: int) -> bool:
        return at == 0 or self.clauses[at - 1] != self.clauses[at]


def turns(sentence: Sentence, negations: Negations) -> Iterator[Turn]:
    """Yield the negations of a text outside phrases that are concepts or lookalikes themselves.

    A longer one comes before its words: "not only" before "not", and before "only mornings".
    """
    taken = {
        at for match in sentence.matches if match.after > match.first + 1
        for at in match.positions
    }  # fmt: skip
    for entry in negations.entries:
        length = len(entry.phrase)
        for first in range(len(sentence.words) - length + 1):
            spot = range(first, first + length)
            said = tuple(sentence.words[first : first + length])
            is_free = entry.key == NEUTRAL or not taken & set(spot)
            if said == entry.phrase and is_free:
                taken |= set(spot)
                yield Turn(entry.key, first, first + length, _reach(entry, spot, sentence.clauses))
    yield from _suffixed(sentence, negations)


def _reach(entry: Entry, spot: range, clauses: Sequence[int]) -> range:
    clause = clauses[spot.start]
    if entry.after:
        start = spot.start
        while start and clauses[start - 1] == clause and spot.start - start < REACH:
            start -= 1
        return range(spot.start - 1, start - 1, -1)
    end = spot.stop
    while end < len(clauses) and clauses[end] == clause and end - spot.stop < REACH:
        end += 1
    return range(spot.stop, end)


def _suffixed(sentence: Sentence, negations: Negations) -> Iterator[Turn]:
    """Yield words that end in a negation, such as "Almancasız"."""
    for match in sentence.concepts:
        is_single = match.after == match.first + 1
        if is_single and _is_ended(sentence, match, negations.endings):
            yield Turn(WITHOUT, match.first, match.first, match.positions)


def _is_ended(sentence: Sentence, match: ConceptMatch, endings: Sequence[str]) -> bool:
    """Return whether an ending turns a word, which means the same without it.

    "Ücretsiz" (free) is a word of its own: "ücret" is a fee.
    """
    word = sentence.words[match.first]
    ending = next((ending for ending in endings if word.endswith(ending)), "")
    has_stem = bool(ending) and len(word) > REACH
    return has_stem and match.concept in sentence.meaning(word.removesuffix(ending))


@dataclass(frozen=True, slots=True)
class Negated:
    """What the negations of a text reach, by how sure it is that it is not wanted.

    ``certain`` is turned whatever it is, ``required`` if it may be required, ``facts`` if it is a
    fact. ``lacking`` are phrases of what somebody has not: "no German". ``positions`` are the words
    of the negations and ``reach`` those behind them.
    """

    positions: frozenset[int] = frozenset()
    reach: frozenset[int] = frozenset()
    certain: tuple[ConceptMatch, ...] = ()
    required: tuple[ConceptMatch, ...] = ()
    facts: tuple[ConceptMatch, ...] = ()
    lacking: tuple[ConceptMatch, ...] = ()

    def reaches(self, text_words: Sequence[str], some: Collection[str]) -> bool:
        """Return whether a negation stands right before one of some words, as in "not in X"."""
        return any(text_words[at] in some for at in self.reach)


def of_text(sentence: Sentence, languages: Sequence[Negations]) -> Negated:
    """Return what the negations of a text reach; the first language that has any decides."""
    lacking = tuple(
        match for match in sentence.concepts if _is_lack(match, sentence.words, languages)
    )
    for negations in languages:
        if found := list(turns(sentence, negations)):
            turning = [turn for turn in found if turn.key != NEUTRAL]
            return replace(_negated(turning, sentence), lacking=lacking)
    return Negated(lacking=lacking)


def _is_lack(
    match: ConceptMatch, text_words: Sequence[str], languages: Sequence[Negations]
) -> bool:
    phrase = text_words[match.first : match.after]
    return len(phrase) > 1 and any(negations.stand_in(phrase) for negations in languages)


def _negated(found: Sequence[Turn], sentence: Sentence) -> Negated:
    groups: dict[str, list[ConceptMatch]] = {UNWANTED: [], WITHOUT: [], NOT: []}
    is_list = [turn.key for turn in found].count(NOT) > 1
    for turn in found:
        near = _reached(turn, sentence)
        is_rejected = not is_list and _is_rejected(turn, near, sentence)
        groups[UNWANTED if is_rejected else turn.key] += near
    away = (turn.reach[:IN_TOWN] for turn in found if turn.key != WITHOUT)
    return Negated(
        frozenset(at for turn in found for at in range(turn.first, turn.end)),
        frozenset(chain.from_iterable(away)),
        tuple(groups[UNWANTED]),
        tuple(groups[WITHOUT]),
        tuple(groups[NOT]),
    )


def _reached(turn: Turn, sentence: Sentence) -> list[ConceptMatch]:
    """Return the nearest concepts that a negation may turn."""
    return [
        match
        for match in _nearest(turn, sentence)
        if match.concept not in PEOPLE or _is_beside(turn, match, sentence)
    ]


def _is_rejected(turn: Turn, near: Sequence[ConceptMatch], sentence: Sentence) -> bool:
    """Return whether a "not" at the beginning means that the topic beside it is unwanted.

    A longer word between both is a verb: who can not find a flat looks for one. What is wanted
    instead is said in a clause of its own: "no flat for a family" lacks one.
    """
    if turn.key != NOT or not near or not sentence.begins_clause(turn.first):
        return False
    clause = sentence.clauses[turn.first]
    has_other = any(sentence.clauses[match.first] != clause for match in sentence.concepts)
    return has_other and all(_is_beside(turn, match, sentence) for match in near)


def _is_beside(turn: Turn, match: ConceptMatch, sentence: Sentence) -> bool:
    """Return whether only short words stand between a negation and what it may turn."""
    between = sentence.words[min(turn.end, match.after) : max(turn.first, match.first)]
    return all(len(word) <= ARTICLE for word in between)


def _nearest(turn: Turn, sentence: Sentence) -> list[ConceptMatch]:
    """Return the nearest concepts within the reach of a negation, none if there are none.

    A course is turned only where nothing says of what: "no course of swimming".
    """
    reached = [near for at in turn.reach if (near := sentence.at(at))]
    topics = filter(None, map(_telling, reached))
    vague = reached[0] if reached else []
    return next(topics, []) or _behind(vague, sentence) or vague


def _behind(vague: Sequence[ConceptMatch], sentence: Sentence) -> list[ConceptMatch]:
    """Return what a general word is about, if that stands right behind it."""
    end = max((match.after for match in vague), default=len(sentence.words))
    near = range(end, min(end + BEHIND, len(sentence.words)))
    clause = sentence.clauses[end - 1]
    topics = (_telling(sentence.at(at)) for at in near if sentence.clauses[at] == clause)
    return next(filter(None, topics), [])


def _telling(near: Sequence[ConceptMatch]) -> list[ConceptMatch]:
    return [match for match in near if match.concept not in VAGUE]
