"""Terms of texts. A term is a 63-bit hash of a word, a 4-gram, a concept, a fact or a name."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b

from bot.domain.offers import Details, OfferText, text_in
from bot.search import facets
from bot.search.lexemes import ConceptMatch
from bot.search.normalise import words
from bot.search.sounds import spoken
from bot.search.thesaurus import Thesaurus

WORD, GRAM = 20, 7
"""Weights of a whole word and of a 4-gram."""
TITLE = 4
"""Factor for words of a title."""
USUAL, SATURATION, LENGTH_COUNTS = 70, 2, 0.65
"""Parameters of BM25: usual number of words, saturation (k1), effect of the length (b)."""
UNIT = 16
"""Weight of a word that occurs once in a text of usual length."""
SAID = 2 * UNIT
"""Weight of a fact of the offer (for women, on Mondays, level B1), and of a name."""


@lru_cache(maxsize=65536)
def hashed(kind: str, text: str) -> int:
    return int.from_bytes(blake2b(f"{kind}{text}".encode(), digest_size=8).digest()) >> 1


def concept_term(concept: str) -> int:
    return hashed("c", concept)


def own_term(concept: str) -> int:
    """Return the term of offers that name a wider concept itself, not only a narrower one of it."""
    return hashed("o", concept)


def language_term(language: str) -> int:
    """Return the term of all offers with a text in a language; it makes counting them cheap."""
    return hashed("l", language)


def sound_term(name: str) -> int:
    return hashed("s", spoken(name))


def _grams(word: str) -> Iterable[str]:
    padded = f" {word} "
    return (padded[i : i + 4] for i in range(max(1, len(padded) - 3)))


@lru_cache(maxsize=16384)
def of_word(word: str) -> tuple[tuple[int, int], ...]:
    """Return pairs of term and weight: the whole word, then its 4-grams.

    Words of one or two letters have no 4-grams.
    """
    if len(word) < 3:
        return ((hashed("w", word), WORD),)
    return ((hashed("w", word), WORD), *((hashed("g", gram), GRAM) for gram in _grams(word)))


def of_details(details: Details, names: Iterable[str], thesaurus: Thesaurus) -> dict[int, int]:
    """Return the terms of an offer in all its languages, with weights from 1 to 48.

    ``names`` are the names of its field.
    """
    town = frozenset(words(details.municipality))
    about = " ".join((details.organisation, details.municipality, details.breadcrumb, *names))
    weights = dict(_of_surroundings(about, thesaurus, town))
    for text in details.texts:
        for term, weight in _of_text(text, thesaurus, town, of_offer=True).items():
            if weight > weights.get(term, 0):  # five translations are not five times as right
                weights[term] = weight
        weights[language_term(text.language)] = UNIT
    heard = map(sound_term, filter(spoken, names_of(details)))
    return weights | dict.fromkeys((*map(concept_term, facets.of_details(details)), *heard), SAID)


@lru_cache(maxsize=128)
def _of_surroundings(about: str, thesaurus: Thesaurus, town: frozenset[str]) -> Mapping[int, int]:
    """Return the terms of owner, town and field, which many offers of a list share."""
    return _of_text(OfferText("de", "", about), thesaurus, town, of_offer=False)


def names_of(details: Details) -> list[str]:
    """Return the folded words of the German title and of the organisation."""
    return words(f"{text_in(details.texts, 'de').title} {details.organisation}")


def _of_text(
    text: OfferText, thesaurus: Thesaurus, town: frozenset[str], *, of_offer: bool
) -> dict[int, int]:
    """Return the terms of a text; the name of the town is in all its offers and says nothing.

    ``of_offer``: it says what the offer is about; the name of its field does not.
    """
    title, body = words(text.title), words(f"{text.description}\n{text.next_steps}")
    counts: Counter[int] = Counter()
    for text_words, factor in ((title, TITLE), (body, 1)):
        _count(counts, text_words, factor, thesaurus.general(text.language) | town)
        matches = thesaurus.of_text(text_words, text.language)
        concepts = [match.concept for match in matches if not _is_town(match, text_words, town)]
        _count_concepts(counts, concepts, factor, thesaurus)
        if of_offer:
            counts.update(own_term(name) for name in concepts if name in thesaurus.wide)
    return _saturated(counts, len(title) * TITLE + len(body))


def _is_town(match: ConceptMatch, text_words: Sequence[str], town: frozenset[str]) -> bool:
    """Return whether a concept is only the name of the town: "Bad" is no bath."""
    return town.issuperset(text_words[match.first : match.after])


def _count(
    counts: dict[int, int], text_words: Iterable[str], factor: int, general: Collection[str]
) -> None:
    """Add words and their 4-grams to ``counts``; general words without their 4-grams."""
    count_of = counts.get
    for word, times in Counter(text_words).items():
        weight = times * factor
        for term, _ in of_word(word)[: 1 if word in general else None]:
            counts[term] = count_of(term, 0) + weight


def _count_concepts(
    counts: Counter[int], concepts: Iterable[str], factor: int, thesaurus: Thesaurus
) -> None:
    for concept in concepts:
        counts[concept_term(concept)] += 2 * factor
        for wider in thesaurus.with_wider(concept):
            counts[concept_term(wider)] += factor


def _saturated(counts: Mapping[int, int], length: int) -> dict[int, int]:
    """Return the BM25 weights of counts, rounded, so that all databases compute the same sums."""
    damped = SATURATION * (1 - LENGTH_COUNTS + LENGTH_COUNTS * length / USUAL)
    worth = {
        count: max(1, round(UNIT * count * (SATURATION + 1) / (count + damped)))
        for count in set(counts.values())
    }
    return {term: worth[count] for term, count in counts.items()}
