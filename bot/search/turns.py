"""The negations of a text: where they stand, how far they reach, and which of them only ask."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from bot.search.lexemes import ConceptMatch
from bot.search.negators import (
    BUSY,
    CONTRAST,
    NEUTRAL,
    NOT,
    WITHOUT,
    Entry,
    Negations,
    Phrase,
    Side,
    spots,
    stands_in,
)

REACH = 3
"""Maximum number of words from a negation to what it turns."""
SPAN = 6
"""Maximum number of words between both words of a pair: "rather ... than", "not ... but"."""


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
    ``asked`` are the positions of words in questions.
    ``matches`` are the concepts of its words, lookalikes included, ``concepts`` those without;
    ``meaning`` returns those of a word or phrase alone.
    """

    words: Sequence[str]
    clauses: Sequence[int]
    asked: Collection[int]
    matches: Sequence[ConceptMatch]
    concepts: Sequence[ConceptMatch]
    meaning: Callable[[str], Collection[str]]

    def at(self, position: int) -> list[ConceptMatch]:
        """Return the concepts of a word."""
        return [match for match in self.concepts if position in match.positions]

    def begins_clause(self, at: int) -> bool:
        return at == 0 or self.clauses[at - 1] != self.clauses[at]

    def clause_of(self, spot: range) -> range:
        """Return the positions of the clauses in which a phrase stands."""
        start, end = spot.start, spot.stop
        while not self.begins_clause(start):
            start -= 1
        while end < len(self.words) and not self.begins_clause(end):
            end += 1
        return range(start, end)

    def parted(self, starts: Collection[int]) -> "Sentence":
        """Return the sentence in which clauses begin at some more positions."""
        more = accumulate(at in starts for at in range(len(self.words)))
        return replace(
            self, clauses=[old + new for old, new in zip(self.clauses, more, strict=True)]
        )

    def freed(self, found: Sequence[Turn]) -> "Sentence":
        """Return the sentence without phrases that begin within a negation.

        Of "I want | no work", which is not unemployment, the work is left. A phrase of which
        nothing known is left stays: "I do not | want a job".
        """
        return replace(
            self, concepts=[left for match in self.concepts for left in self._left(match, found)]
        )

    def _left(self, match: ConceptMatch, found: Sequence[Turn]) -> list[ConceptMatch]:
        turn = next((turn for turn in found if turn.first <= match.first < turn.end), None)
        if turn is None or turn.end >= match.after:
            return [match]
        meant = self.meaning(" ".join(self.words[turn.end : match.after]))
        return [ConceptMatch(concept, turn.end, match.after) for concept in meant] or [match]


def turns(sentence: Sentence, negations: Negations) -> Iterator[Turn]:
    """Yield the negations of a text outside phrases that are concepts or lookalikes themselves.

    A longer one comes before its words: "not only" before "not", and before "only mornings". A
    phrase may begin within one: in "do not look for | work" the work is what it turns.
    """
    taken: set[int] = set()
    held = {
        at for match in sentence.matches if match.after > match.first + 1
        for at in match.positions
    }  # fmt: skip
    for entry in negations.entries:
        for spot in _free(entry, sentence, held):
            if taken.isdisjoint(spot):
                taken |= set(spot)
                key = NEUTRAL if _asks(entry, spot, sentence, negations) else entry.key
                yield Turn(key, spot.start, spot.stop, _reach(entry, spot, sentence))
    yield from _suffixed(sentence, negations)


def contrasts(sentence: Sentence, negations: Negations) -> Iterator[int]:
    """Yield where what is wanted instead begins: at "but" of "not ... but"."""
    for entry in negations.entries:
        for spot in spots(entry.phrase, sentence.words) if entry.closing else ():
            yield from _closed(entry, spot, sentence)


def _closed(entry: Entry, spot: range, sentence: Sentence) -> list[int]:
    """Return where the second word of a contrast stands first, if it does."""
    start = spot.stop + 1
    following = sentence.words[start : start + SPAN]
    return [start + found.start for found in spots(entry.closing, following)][:1]


def _free(entry: Entry, sentence: Sentence, held: Collection[int]) -> Iterator[range]:
    """Yield where an entry stands and turns something; ``held`` are the positions in phrases.

    Its outermost word stands in no other phrase; a contrast parts phrases, too.
    """
    is_behind = entry.side is Side.BEFORE
    for spot in spots(entry.phrase, sentence.words):
        is_held = (spot.stop - 1 if is_behind else spot.start) in held
        is_free = entry.key in (NEUTRAL, CONTRAST) or not is_held
        if is_free and _is_whole(entry, spot, sentence) and _is_paired(entry, spot, sentence):
            yield spot


def _is_whole(entry: Entry, spot: range, sentence: Sentence) -> bool:
    """Return whether an entry stands in one clause; what turns words before it begins none."""
    is_one = sentence.clauses[spot.start] == sentence.clauses[spot.stop - 1]
    return is_one and not (entry.side is Side.BEFORE and sentence.begins_clause(spot.start))


def _is_paired(entry: Entry, spot: range, sentence: Sentence) -> bool:
    """Return whether the other part of a pair stands there, if it is one.

    At least one word stands between both: "lieber als Koch" (rather as a cook) is none.
    """
    if entry.closing:
        return bool(_closed(entry, spot, sentence))
    end = max(0, spot.start - 1)
    before = sentence.words[max(0, end - SPAN - len(entry.opening)) : end]
    return not entry.opening or stands_in([entry.opening], before)


def _asks(entry: Entry, spot: range, sentence: Sentence, negations: Negations) -> bool:
    """Return whether a "not" only asks whether something is so: "isn't it free?".

    It means what it says behind "which": "which courses are not in the evening?".
    """
    before = range(sentence.clause_of(spot).start, spot.start)
    clause = sentence.words[before.start :]
    if entry.key not in (NOT, BUSY) or stands_in(negations.which, clause[: len(before)]):
        return False
    leads = any(tuple(clause[: len(phrase)]) == phrase for phrase in negations.leading)
    return leads or (spot.start in sentence.asked and _is_within(spot, negations.asking, sentence))


def _is_within(spot: range, phrases: Sequence[Phrase], sentence: Sentence) -> bool:
    """Return whether a word stands in one of some phrases."""
    return any(spot.start in found for phrase in phrases for found in spots(phrase, sentence.words))


def _reach(entry: Entry, spot: range, sentence: Sentence) -> range:
    """Return the positions that a negation may turn, the nearest first."""
    clause = sentence.clause_of(spot)
    behind = range(spot.stop, min(clause.stop, spot.stop + REACH))
    before = range(spot.start - 1, max(clause.start, spot.start - REACH) - 1, -1)
    is_parting = entry.side is Side.EITHER and _is_parting(clause, spot, sentence)
    if entry.side is Side.BEFORE or is_parting:
        return before
    is_last = entry.key in (NOT, BUSY) and entry.side is not Side.BEHIND and not behind
    return before[:1] if is_last and len(before) == spot.start - clause.start else behind


def _is_parting(clause: range, spot: range, sentence: Sentence) -> bool:
    """Return whether what stands before a negation is one concept, and another stands behind it."""
    before = range(clause.start, spot.start)
    is_one = any(match.positions == before for match in sentence.concepts)
    return is_one and spot.stop in clause and bool(sentence.at(spot.stop))


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
