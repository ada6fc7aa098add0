"""A lexicon learned from texts that exist in two languages, by expectation maximisation.

IBM model 1 (Brown et al. 1993), with a preference for words at the same place of their lines
(Dyer et al. 2013).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b

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
    likely: Mapping[str, Mapping[str, float]] = {}
    for _ in range(ROUNDS):
        likely = _shares(_expected(pairs, likely))
    return {
        word: best
        for word, meanings in likely.items()
        if word and (best := _best(_telling(meanings, general)))
    }


def origin(pairs: Sequence[Pair], general: Collection[str]) -> str:
    """Return a name of all that a lexicon follows from: the same name, the same lexicon."""
    how = (ROUNDS, LEAST, MOST, DIAGONAL, UNRELATED, USEFUL)
    return blake2b(orjson.dumps((pairs, sorted(general), how)), digest_size=16).hexdigest()


def _expected(
    pairs: Iterable[Pair], likely: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, float]]:
    """Return expected counts: each German word, shared among the words of its line.

    The shares depend on the likelihoods so far and on the places in the lines.
    """
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for line_words, german_words in pairs:
        rows = [(counts[word], likely.get(word, {})) for word in (_NOTHING, *line_words)]
        for at, german in enumerate(german_words):
            likelihoods = [row.get(german, 0.0) if likely else 1.0 for _, row in rows]
            shares = [
                share and share * near
                for share, near in zip(
                    likelihoods, _near(len(line_words), (at + 0.5) / len(german_words)), strict=True
                )
            ]
            total = sum(shares) or 1.0
            for (count, _), share in zip(rows, shares, strict=True):
                count[german] += share / total
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


def _shares(counts: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    totals = {word: sum(row.values()) for word, row in counts.items()}
    return {
        word: {
            german: count / totals[word]
            for german, count in row.items()
            if count > totals[word] / 1000
        }
        for word, row in counts.items()
    }


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
