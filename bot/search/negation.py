"""Words that turn what stands beside them: work without German, not in the evening, no course.

"No flat", "can not swim" mostly say what somebody lacks and looks for. So "not" turns a topic only
where it begins a clause and stands beside it ("no course, I want work", but "can not write a CV"),
"without" only what an offer may require, and "I do not want" everything; facts ("evening") are
always turned. Who looks for work and knows no German asks for no course.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.search.lexemes import NEGATIONS, ConceptMatch
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


def turns(
    text_words: Sequence[str],
    clauses: Sequence[int],
    negations: Negations,
    matches: Sequence[ConceptMatch],
) -> Iterator[Turn]:
    """Yield the negations of a text outside phrases that are concepts themselves.

    ``clauses`` are the number of the clause of each word: a negation does not reach beyond it.
    """
    taken = {
        at for match in matches if match.after > match.first + 1
        for at in match.positions
    }  # fmt: skip
    for entry in negations.entries:
        length = len(entry.phrase)
        for first in range(len(text_words) - length + 1):
            spot = range(first, first + length)
            if tuple(text_words[first : first + length]) == entry.phrase and not taken & set(spot):
                taken |= set(spot)
                yield Turn(entry.key, first, first + length, _reach(entry, spot, clauses))
    yield from _suffixed(text_words, negations, matches)


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


def _suffixed(
    text_words: Sequence[str], negations: Negations, matches: Sequence[ConceptMatch]
) -> Iterator[Turn]:
    """Yield words that end in a negation, such as "Almancasız"."""
    for match in matches:
        word = text_words[match.first]
        is_single = match.after == match.first + 1 and len(word) > REACH
        if is_single and negations.endings and word.endswith(negations.endings):
            yield Turn(WITHOUT, match.first, match.first, match.positions)


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


def of_text(
    text_words: Sequence[str],
    clauses: Sequence[int],
    languages: Sequence[Negations],
    matches: Sequence[ConceptMatch],
) -> Negated:
    """Return what the negations of a text reach; the first language that has any decides."""
    lacking = tuple(match for match in matches if _is_lack(match, text_words, languages))
    for negations in languages:
        if found := list(turns(text_words, clauses, negations, matches)):
            return replace(_negated(found, text_words, clauses, matches), lacking=lacking)
    return Negated(lacking=lacking)


def _is_lack(
    match: ConceptMatch, text_words: Sequence[str], languages: Sequence[Negations]
) -> bool:
    phrase = text_words[match.first : match.after]
    return len(phrase) > 1 and any(negations.stand_in(phrase) for negations in languages)


def _negated(
    found: Sequence[Turn],
    text_words: Sequence[str],
    clauses: Sequence[int],
    matches: Sequence[ConceptMatch],
) -> Negated:
    groups: dict[str, list[ConceptMatch]] = {UNWANTED: [], WITHOUT: [], NOT: []}
    for turn in found:
        near = _nearest(turn, matches)
        groups[_sure_key(turn, near, text_words, clauses)] += near
    return Negated(
        frozenset(at for turn in found for at in range(turn.first, turn.end)),
        frozenset(at for turn in found if turn.key != WITHOUT for at in turn.reach[:IN_TOWN]),
        tuple(groups[UNWANTED]),
        tuple(groups[WITHOUT]),
        tuple(groups[NOT]),
    )


def _sure_key(
    turn: Turn, near: Sequence[ConceptMatch], text_words: Sequence[str], clauses: Sequence[int]
) -> str:
    """Return the key of a negation: "not" before a topic at the beginning means it is unwanted.

    A longer word between both is a verb: who can not find a flat looks for one.
    """
    if turn.key != NOT or not near or not _begins_clause(turn, clauses):
        return turn.key
    between = text_words[turn.end : min(match.first for match in near)]
    return UNWANTED if all(len(word) <= ARTICLE for word in between) else NOT


def _begins_clause(turn: Turn, clauses: Sequence[int]) -> bool:
    return turn.first == 0 or clauses[turn.first - 1] != clauses[turn.first]


def _nearest(turn: Turn, matches: Sequence[ConceptMatch]) -> list[ConceptMatch]:
    """Return the nearest concepts within the reach of a negation, none if there are none."""
    for at in turn.reach:
        if near := [match for match in matches if match.first <= at < match.after]:
            return near
    return []
