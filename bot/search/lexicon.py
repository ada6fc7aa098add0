"""A lexicon learned from texts that exist in two languages, by expectation maximisation.

IBM model 1 (Brown et al. 1993), with a preference for words at the same place of their lines
(Dyer et al. 2013).
"""

import itertools
import math
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from operator import mul
from typing import NamedTuple

import orjson

from bot.search.normalise import words

PIVOT = "de"
"""Language into which all words are translated, because every office writes it."""
ROUNDS = 5
"""Number of iterations of the algorithm."""
LONGEST = 60
"""Maximum number of words of a line; longer lines align badly."""
LEAST = 5
"""Minimum likelihood of a translation, in percent."""
MOST = 6
"""Maximum number of translations of a word."""
DIAGONAL = 4
"""Decrease of likelihood with the distance of two places, each a share of its line."""
UNRELATED = 0.3
"""Likelihood that a German word has no counterpart; it is 1 for a word at the same place."""
USEFUL = 0.2
"""Minimum share of translations that are not general; else the word itself is general."""
_NOTHING = ""
"""Stands for a missing counterpart."""

Pair = tuple[tuple[str, ...], tuple[str, ...]]
Lexicon = dict[str, tuple[tuple[str, int], ...]]
"""Maps a word to its translations with their likelihood in percent, the likeliest first."""


def aligned(text: str, german: str) -> Iterator[Pair]:
    """Yield pairs of lines with the same content; whole texts if the numbers of lines differ."""
    lines, german_lines = text.strip().split("\n"), german.strip().split("\n")
    if len(lines) != len(german_lines):
        lines, german_lines = [text], [german]
    for line, german_line in zip(lines, german_lines, strict=True):
        line_words = tuple(dict.fromkeys(words(line)))
        german_words = tuple(dict.fromkeys(words(german_line)))
        if line_words and german_words and max(len(line_words), len(german_words)) <= LONGEST:
            yield line_words, german_words


def learn(pairs: Sequence[Pair], general: Collection[str] = ()) -> Lexicon:
    """Return a lexicon of the pairs; ``general`` are German words that say little.

    A translation into a general word is omitted where others remain.
    """
    rows, lines = _numbered(pairs)
    likely: Sequence[float] = [1.0] * sum(map(len, rows.values()))
    for _ in range(ROUNDS):
        likely = _shares(rows.values(), _expected(lines, likely))
    return {
        word: best
        for word, row in rows.items()
        if word and (best := _best(_telling(_likely(row, likely), general)))
    }


def origin(pairs: Sequence[Pair], general: Collection[str]) -> str:
    """Return a name of all that a lexicon follows from: the same name, the same lexicon."""
    how = (ROUNDS, LEAST, MOST, DIAGONAL, UNRELATED, USEFUL)
    return blake2b(orjson.dumps((pairs, sorted(general), how)), digest_size=16).hexdigest()


class _Row(dict[str, int]):
    """The German words beside which a word stands, each with the number of the two together."""

    def __init__(self, numbers: Iterator[int]) -> None:
        super().__init__()
        self._numbers = numbers

    def __missing__(self, german: str) -> int:
        self[german] = next(self._numbers)
        return self[german]


class _Line(NamedTuple):
    """A pair of lines: for each German word its numbers with "none" and each other word."""

    numbers: "array[int]"
    length: int
    german_length: int


def _numbered(pairs: Iterable[Pair]) -> tuple[dict[str, _Row], list[_Line]]:
    """Return the row of each word, and the lines with numbers in place of words."""
    numbers, lines = itertools.count(), []
    rows: dict[str, _Row] = {}
    for line_words, german_words in pairs:
        own = [rows.setdefault(word, _Row(numbers)) for word in (_NOTHING, *line_words)]
        every = array("I", [row[german] for german in german_words for row in own])
        lines.append(_Line(every, len(line_words), len(german_words)))
    return rows, lines


def _expected(lines: Iterable[_Line], likely: Sequence[float]) -> Sequence[float]:
    """Return expected counts by number: each German word, shared among the words of its line.

    The shares depend on the likelihoods so far and on the places in the lines.
    """
    counts = array("d", bytes(8 * len(likely)))
    for every, length, german_length in lines:
        for at in range(german_length):
            numbers = every[at * (length + 1) : (at + 1) * (length + 1)].tolist()
            near = _near(length, (at + 0.5) / german_length)
            shares = list(map(mul, map(likely.__getitem__, numbers), near))
            total = sum(shares) or 1.0
            for number, share in zip(numbers, shares, strict=True):
                counts[number] += share / total
    return counts


@lru_cache(maxsize=4096)
def _near(length: int, place: float) -> tuple[float, ...]:
    """Return how likely each word is the counterpart of a place (0 to 1); "none" comes first."""
    return (
        UNRELATED,
        *(math.exp(-DIAGONAL * abs((at + 0.5) / length - place)) for at in range(length)),
    )


def _telling(meanings: Mapping[str, float], general: Collection[str]) -> Mapping[str, float]:
    """Return the translations without general words, as shares of the rest."""
    kept = {german: share for german, share in meanings.items() if german not in general}
    total = sum(kept.values())
    return (
        {german: share / total for german, share in kept.items()} if total >= USEFUL else meanings
    )


def _shares(rows: Iterable[_Row], counts: Sequence[float]) -> Sequence[float]:
    """Return the share of each number in the counts of its word; small ones are none."""
    shares = array("d", bytes(8 * len(counts)))
    for row in rows:
        total = sum(counts[number] for number in row.values())
        for number in row.values():
            if counts[number] > total / 1000:
                shares[number] = counts[number] / total
    return shares


def _likely(row: _Row, likely: Sequence[float]) -> dict[str, float]:
    """Return the translations of a word that remain, with their likelihood."""
    return {german: likely[number] for german, number in row.items() if likely[number]}


def _best(meanings: Mapping[str, float]) -> tuple[tuple[str, int], ...]:
    percent = Counter({german: round(100 * share) for german, share in sorted(meanings.items())})
    return tuple((german, share) for german, share in percent.most_common(MOST) if share >= LEAST)


def merged(entries: Iterable[Sequence[tuple[str, int]]]) -> tuple[tuple[str, int], ...]:
    """Return the mean of translations of several words.

    Used for a form that is not in the lexicon, with the forms that begin like it.
    """
    translations = list(entries)
    shares: Counter[str] = Counter()
    for translation in translations:
        shares.update(dict(translation))
    return tuple(
        (german, share // len(translations))
        for german, share in sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:MOST]
        if share // len(translations)
    )
