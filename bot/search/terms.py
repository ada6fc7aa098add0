"""Text → terms. A term is a 63-bit number: the hash of a word, of four letters in a row, of a concept, of a fact."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b

from bot.domain.offers import Details, OfferText, text_in
from bot.search import facets
from bot.search.normalise import words
from bot.search.sounds import spoken
from bot.search.thesaurus import Thesaurus

WORD, GRAM = 20, 7
"""A whole word weighs as much as three of its 4-grams."""
TITLE = 4
"""How often a word of the title counts."""
USUAL, SATURATION, LENGTH_COUNTS = 70, 2, 0.65
"""BM25: the usual number of words, how soon repeating stops to count (k1), how much a long text loses (b)."""
UNIT = 16
"""The weight of a word that stands once in a text of usual length."""
SAID = 2 * UNIT
"""The weight of a fact that the office filled in, for women, on Mondays, level B1; and of a name."""


@lru_cache(maxsize=65536)
def hashed(kind: str, text: str) -> int:
    return int.from_bytes(blake2b(f"{kind}{text}".encode(), digest_size=8).digest()) >> 1


def concept_term(concept: str) -> int:
    return hashed("c", concept)


def language_term(language: str) -> int:
    """Every offer with a text in a language has it: how many do is then as cheap to ask as for a word."""
    return hashed("l", language)


def sound_term(name: str) -> int:
    return hashed("s", spoken(name))


def _grams(word: str) -> Iterable[str]:
    padded = f" {word} "
    return (padded[i : i + 4] for i in range(max(1, len(padded) - 3)))


@lru_cache(maxsize=16384)
def of_word(word: str) -> tuple[tuple[int, int], ...]:
    """The whole word first, then its 4-grams; words of one or two letters have none. Pairs of term and weight."""
    if len(word) < 3:
        return ((hashed("w", word), WORD),)
    return ((hashed("w", word), WORD), *((hashed("g", gram), GRAM) for gram in _grams(word)))


def of_details(details: Details, names: Iterable[str], thesaurus: Thesaurus) -> dict[int, int]:
    """The terms of an offer in all its languages with their weights, 1 to 48; ``names`` are those of its field."""
    about = " ".join((details.organisation, details.municipality, details.breadcrumb, *names))
    weights = _of_text(OfferText("de", "", about), thesaurus)
    for text in details.texts:
        for term, weight in _of_text(text, thesaurus).items():
            if weight > weights.get(term, 0):  # five translations are not five times as right
                weights[term] = weight
        weights[language_term(text.language)] = UNIT
    heard = map(sound_term, filter(spoken, names_of(details)))
    return weights | dict.fromkeys((*map(concept_term, facets.of_details(details)), *heard), SAID)


def names_of(details: Details) -> list[str]:
    """The words by which its German readers know an offer."""
    return words(f"{text_in(details.texts, 'de').title} {details.organisation}")


def _of_text(text: OfferText, thesaurus: Thesaurus) -> dict[int, int]:
    title, body = words(text.title), words(f"{text.description}\n{text.next_steps}")
    counts: Counter[int] = Counter()
    for said, factor in ((title, TITLE), (body, 1)):
        _count(counts, said, factor, thesaurus.general(text.language))
        _count_concepts(
            counts,
            [found.concept for found in thesaurus.of_text(said, text.language)],
            factor,
            thesaurus,
        )
    return _saturated(counts, len(title) * TITLE + len(body))


def _count(
    counts: dict[int, int], said: Iterable[str], factor: int, general: Collection[str]
) -> None:
    """Of words that say little the letters say nothing."""
    known = counts.get
    for word, times in Counter(said).items():
        more = times * factor
        for term, _ in of_word(word)[: 1 if word in general else None]:
            counts[term] = known(term, 0) + more


def _count_concepts(
    counts: Counter[int], found: Iterable[str], factor: int, thesaurus: Thesaurus
) -> None:
    for concept in found:
        counts[concept_term(concept)] += 2 * factor
        for wider in thesaurus.with_wider(concept):
            counts[concept_term(wider)] += factor


def _saturated(counts: Mapping[int, int], length: int) -> dict[int, int]:
    """BM25's weight of every count, whole numbers, so that every database adds up to the same."""
    damped = SATURATION * (1 - LENGTH_COUNTS + LENGTH_COUNTS * length / USUAL)
    worth = {
        count: max(1, round(UNIT * count * (SATURATION + 1) / (count + damped)))
        for count in set(counts.values())
    }
    return {term: worth[count] for term, count in counts.items()}
