"""The words of a language that turn others, and those that say what a negation means."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from bot.search.normalise import words

WITHOUT, NOT, UNWANTED = "without", "not", "unwanted"
NEGATIONS = (WITHOUT, NOT, UNWANTED)
"""Keys of the words that turn what stands beside them."""
BUSY = "busy"
"""Key of what somebody says who has no time then: it turns days and parts of days."""
CONTRAST = "contrast"
"""Key of pairs: "not ... but" turns what stands between, and what is wanted stands behind."""
ASKING, WHICH = "asking", "which"
"""Keys of phrases that ask whether something is so ("isn't it"), and of words behind which a
negation in a question means what it says: "which are not".
"""
NEUTRAL = "neutral"
"""Key of phrases that hold a word which turns, and turn nothing: "not only"."""
MODIFIERS = (*NEGATIONS, BUSY, NEUTRAL, CONTRAST, ASKING, WHICH)
"""Keys of the words that say what a sentence turns down."""
RANK = (NEUTRAL, UNWANTED, CONTRAST, BUSY, WITHOUT, NOT)
"""Which of two negations of the same words counts: the one that says more."""
GAP = "…"
"""Stands for other words: "… olmadan" is behind what it turns, "lieber … als" begins earlier.

"ne …" turns nothing at the end of a clause, where it means something else.
"""
ENDING = "*"
"""Begins an entry that ends the word that it turns: "*siz"."""

Phrase = tuple[str, ...]


class Side(Enum):
    """Where what a negation turns stands.

    ``USUAL``: behind it, or before it where it ends a short clause. ``EITHER``: alone before it, if
    something else stands behind it, or else as usual.
    """

    USUAL = auto()
    BEHIND = auto()
    BEFORE = auto()
    EITHER = auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or phrase that turns what stands on one ``side`` of it.

    ``opening`` are words that must stand earlier ("rather ... than"), ``closing`` those that must
    stand later ("not ... but").
    """

    key: str
    phrase: Phrase
    side: Side = Side.USUAL
    opening: Phrase = ()
    closing: Phrase = ()

    @property
    def order(self) -> tuple[bool, int, int, bool]:
        """What turns nothing comes first, then the longest, then by key, and what stands behind."""
        length = len(self.opening) + len(self.phrase)
        return self.key != NEUTRAL, -length, RANK.index(self.key), self.side is not Side.BEFORE


@dataclass(frozen=True, slots=True)
class Negations:
    """The words of one language that turn others; ``endings`` are of single words.

    ``asking`` are phrases with a negation that ask whether something is so ("isn't it"),
    ``leading`` those that begin such a question, ``which`` words behind which a negation means
    what it says in a question, too; ``known`` are the words of all phrases.
    """

    entries: tuple[Entry, ...] = ()
    endings: tuple[str, ...] = ()
    asking: tuple[Phrase, ...] = ()
    leading: tuple[Phrase, ...] = ()
    which: tuple[Phrase, ...] = ()
    known: frozenset[str] = frozenset()

    @classmethod
    def read(cls, cells: Mapping[str, str]) -> "Negations":
        """Return the words of a ``terms.toml``: a cell with commas for each key."""
        keys = (*NEGATIONS, BUSY, NEUTRAL, CONTRAST)
        pairs = [(key, text) for key in keys for text in _of(cells, key)]
        endings = [text for _, text in pairs if text[0] == ENDING]
        return cls(
            _sorted([_entry(key, text) for key, text in pairs if text not in endings]),
            tuple(words(text)[0] for text in endings),
            *_asking(_of(cells, ASKING)),
            _phrases(_of(cells, WHICH)),
            frozenset(words(" ".join(cells.values()))),
        )

    def stand_in(self, phrase: Sequence[str]) -> bool:
        """Return whether a phrase has a word or words that turn."""
        alone = (entry.phrase for entry in self.entries if not entry.opening)
        return stands_in(alone, phrase)


def _of(cells: Mapping[str, str], key: str) -> list[str]:
    return [text.strip() for text in cells.get(key, "").split(",") if text.strip()]


def _asking(texts: Sequence[str]) -> tuple[tuple[Phrase, ...], tuple[Phrase, ...]]:
    """Return the phrases that ask anywhere in a sentence, and those that begin a question."""
    leading = [text for text in texts if GAP in text]
    return _phrases([text for text in texts if text not in leading]), _phrases(leading)


def _phrases(texts: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(map(_phrase, texts))


def _phrase(text: str) -> Phrase:
    return tuple(words(text))


def _entry(key: str, text: str) -> Entry:
    """Return an entry; of two parts the first one turns in a contrast, else the second one."""
    first, _, second = map(_phrase, text.partition(GAP))
    if first and second and key == CONTRAST:
        return Entry(key, first, closing=second)
    if first and second:
        return Entry(key, second, opening=first)
    if second:
        return Entry(key, second, Side.BEFORE)
    return Entry(key, first, Side.BEHIND if GAP in text else Side.USUAL)


def _sorted(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(_merged(entries), key=lambda entry: entry.order))


def _merged(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield entries; a "not" that stands there for both sides becomes one for either."""
    sides = {(entry.phrase, entry.side) for entry in entries if entry.key == NOT}
    for entry in entries:
        both = {(entry.phrase, Side.USUAL), (entry.phrase, Side.BEFORE)}
        if entry.key != NOT or not both <= sides:
            yield entry
        elif entry.side is Side.USUAL:
            yield replace(entry, side=Side.EITHER)


def spots(phrase: Phrase, text_words: Sequence[str]) -> Iterator[range]:
    """Yield the positions of a phrase in a text."""
    for first in range(len(text_words) - len(phrase) + 1):
        if tuple(text_words[first : first + len(phrase)]) == phrase:
            yield range(first, first + len(phrase))


def stands_in(phrases: Iterable[Phrase], text_words: Sequence[str]) -> bool:
    """Return whether one of some phrases stands in a text."""
    return any(True for phrase in phrases for _ in spots(phrase, text_words))
