"""Text → terms. A term is a 63-bit number: the hash of a word or of four letters in a row."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from bot.domain.offers import Details
from bot.search.normalise import words

WORD, GRAM = 12, 3
"""A whole word weighs as much as four of its 4-grams."""
TITLE, BODY = 4, 1
MOST_WORDS = 40
"""Of a query; what comes after is not looked at."""
HEAVIEST = 64
"""A word repeated a hundred times is not a hundred times as right."""


@lru_cache(maxsize=65536)
def _hashed(kind: str, text: str) -> int:
    return int.from_bytes(blake2b(f"{kind}{text}".encode(), digest_size=8).digest()) >> 1


def _grams(word: str) -> Iterable[str]:
    padded = f" {word} "
    return (padded[i : i + 4] for i in range(max(1, len(padded) - 3)))


@lru_cache(maxsize=16384)
def _terms_of(word: str) -> tuple[tuple[int, int], ...]:
    if len(word) < 3:
        return ((_hashed("w", word), WORD),)
    return ((_hashed("w", word), WORD), *((_hashed("g", gram), GRAM) for gram in _grams(word)))


def weigh(text: str, factor: int = 1) -> Counter[int]:
    """How much each term of a text weighs."""
    weights: Counter[int] = Counter()
    for word in words(text):
        for term, weight in _terms_of(word):
            weights[term] += weight * factor
    return weights


def of_details(details: Details, names: Iterable[str] = ()) -> dict[int, int]:
    """The terms of an offer in all its languages; ``names`` are those of its field. Weights are 1 to 64."""
    weights: Counter[int] = Counter()
    for text in details.texts:
        one = weigh(text.title, TITLE)
        one.update(weigh(f"{text.description} {text.next_steps}", BODY))
        weights |= one  # the best version counts; five translations are not five times as right
    weights.update(weigh(" ".join((details.organisation, details.municipality, details.breadcrumb, *names)), BODY))
    return {term: min(HEAVIEST, weight) for term, weight in weights.items()}


@dataclass(frozen=True, slots=True)
class Query:
    """What a person typed: ``weights`` of terms, and in ``covering`` those that must be found for an honest answer.

    A mistyped word is in no offer, but most of its 4-grams are: so only they cover, and words of one or two letters.
    """

    weights: Mapping[int, int]
    covering: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.weights)


def of_query(text: str) -> Query:
    """The weighted terms of what a person typed; nothing if there is no word in it."""
    weights: dict[int, int] = {}
    covering: set[int] = set()
    for word in words(text)[:MOST_WORDS]:
        (whole, weight), *grams = _terms_of(word)
        weights |= {whole: weight, **dict(grams)}
        covering |= {term for term, _ in grams} or {whole}
    return Query(weights, frozenset(covering))
