"""A lexicon learned from texts that exist in two languages, by expectation maximisation.

IBM model 1 (Brown et al. 1993), in which a word's counterpart is likely to stand at the same place of its line (Dyer et al. 2013).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from bot.search.normalise import words

PIVOT = "de"
"""Every office writes German: words of other languages are translated into it."""
ROUNDS = 5
LONGEST = 60
"""Words of a line; longer ones are lists that say nothing about which word is which."""
LEAST = 5
"""Percent; a less likely translation is chance."""
MOST = 6
DIAGONAL = 4
"""How sharply likelihood falls with the distance of two places, each a share of its line."""
UNRELATED = 0.3
"""How likely a German word has no counterpart, beside 1 for a word at its very place."""
USEFUL = 0.2
"""Share of a word's German words that must say something; else it is one that says little itself."""
_NOTHING = ""
"""The word that stands for what has no counterpart."""

Pair = tuple[tuple[str, ...], tuple[str, ...]]
Lexicon = dict[str, tuple[tuple[str, int], ...]]
"""A word → its German words with their likelihood in percent, the likeliest first."""


def aligned(text: str, german: str) -> Iterator[Pair]:
    """Pairs of lines with the same content: as they stand if both texts have as many, else the whole texts."""
    theirs, ours = text.strip().split("\n"), german.strip().split("\n")
    if len(theirs) != len(ours):
        theirs, ours = [text], [german]
    for one, other in zip(theirs, ours, strict=True):
        said, meant = tuple(dict.fromkeys(words(one))), tuple(dict.fromkeys(words(other)))
        if said and meant and max(len(said), len(meant)) <= LONGEST:
            yield said, meant


def learn(pairs: Sequence[Pair], general: Collection[str] = ()) -> Lexicon:
    """How likely each word means each German word; those of ``general`` say little and are left out where others remain."""
    likely: Mapping[str, Mapping[str, float]] = {}
    for _ in range(ROUNDS):
        likely = _shares(_expected(pairs, likely))
    return {
        word: best
        for word, meanings in likely.items()
        if word and (best := _best(_telling(meanings, general)))
    }


def _expected(
    pairs: Iterable[Pair], likely: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, float]]:
    """Each German word is shared out among the words of its line, by what is likely so far and by where they stand."""
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for said, meant in pairs:
        rows = [(counts[word], likely.get(word, {})) for word in (_NOTHING, *said)]
        for at, german in enumerate(meant):
            known = [row.get(german, 0.0) if likely else 1.0 for _, row in rows]
            shares = [
                share and share * near
                for share, near in zip(
                    known, _near(len(said), (at + 0.5) / len(meant)), strict=True
                )
            ]
            total = sum(shares) or 1.0
            for (count, _), share in zip(rows, shares, strict=True):
                count[german] += share / total
    return counts


@lru_cache(maxsize=4096)
def _near(length: int, place: float) -> tuple[float, ...]:
    """How likely each word of a line is the counterpart of what stands at a place, none of them first."""
    return (
        UNRELATED,
        *(math.exp(-DIAGONAL * abs((at + 0.5) / length - place)) for at in range(length)),
    )


def _telling(meanings: Mapping[str, float], general: Collection[str]) -> Mapping[str, float]:
    """Without the words that say little, as shares of what remains."""
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
    """The mean of several words' translations: for a form that was never seen, the forms that begin like it."""
    every = list(entries)
    shares: Counter[str] = Counter()
    for entry in every:
        shares.update(dict(entry))
    return tuple(
        (german, share // len(every))
        for german, share in sorted(shares.items(), key=lambda one: (-one[1], one[0]))[:MOST]
        if share // len(every)
    )
