"""The parts of a question: what a word, a concept or a fact asks of an offer."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.domain.places import Municipality
from bot.search.query import Kind, Part
from bot.search.terms import concept_term, of_word
from bot.search.thesaurus import Thesaurus
from bot.search.towns import names_of_town

CONCEPT, FACT = (40, 25), (16, 17)
"""Weights of a concept and of a fact, in a short and in a long question."""
GENERAL = 20
"""Weight of a general word (where, can, find), in percent."""
AGAINST = 80
"""Weight against a concept that is not wanted."""


def word_part(word: str, general: bool, named: bool, percent: int) -> Part:
    """Return the part of a word. ``named``: it means a concept; ``percent`` is its weight then.

    Only its 4-grams cover, because a mistyped word is in no offer but most of its 4-grams are.
    Words of one or two letters have no 4-grams and cover themselves.
    """
    percent = GENERAL if general else percent if named else 100
    (whole, weight), *grams = of_word(word)[: 1 if general else None]
    terms = {term: max(1, count * percent // 100) for term, count in ((whole, weight), *grams)}
    covering = frozenset(() if general else (term for term, _ in grams or [(whole, weight)]))
    return Part(Kind.WORD, word, terms, covering, frozenset() if named else covering)


def compound_part(word: str, letters: int) -> Part:
    """Return the part of a compound whose topic, its first ``letters``, an offer must have.

    "Tauchkurs" is like every other course by its end.
    """
    whole, topic = word_part(word, general=False, named=True, percent=100), word[:letters]
    grams = frozenset(term for term, _ in of_word(topic)[1:-1]) or frozenset(whole.terms)
    telling = grams.intersection(whole.terms)
    return Part(Kind.WORD, topic, whole.terms, telling, telling)


def both(meant: Part, typed: Part | None = None) -> Part:
    """Return a word with the letters that were typed: an offer may have it in either spelling."""
    if typed is None:
        return meant
    return replace(meant, terms={**typed.terms, **meant.terms})


def concept_part(concept: str, weight: int, kind: Kind = Kind.CONCEPT) -> Part:
    """Return the part of a concept, which a result must have; ``kind`` says how it is known."""
    return demanded(Part(kind, concept, {concept_term(concept): weight}))


def _wider(concept: str, weight: int) -> Part:
    """Return the part of a wider concept, which a result need not have."""
    return replace(concept_part(concept, weight), demanded=frozenset())


def idle_part(concept: str, weight: int) -> Part:
    """Return the part of what a general word says beside a topic: it answers nothing alone."""
    return Part(Kind.CONCEPT, concept, {concept_term(concept): weight})


def concept_parts(topics: Sequence[str], thesaurus: Thesaurus, weight: int) -> Iterator[Part]:
    """Yield a part for each topic, then one of half the weight for each wider concept."""
    yield from (concept_part(topic, weight) for topic in topics)
    for topic in topics:
        for wider in thesaurus.wider.get(topic, ()):
            if wider not in topics:
                yield _wider(wider, weight // 2)


def fact_part(fact: str, weight: int) -> Part:
    """Return the part of a fact, which a result need not have."""
    return Part(Kind.FACT, fact, {concept_term(fact): weight})


def demanded(part: Part) -> Part:
    """Return the part with all its terms covering and demanded."""
    return replace(part, covering=frozenset(part.terms), demanded=frozenset(part.terms))


def with_demands(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return the parts; if none demands anything, such as only facts, all of them do."""
    return tuple(parts if any(part.demanded for part in parts) else map(demanded, parts))


def against_concept(concept: str) -> Part:
    """Return the part of a concept that is not wanted: offers that are about it sink."""
    return Part(Kind.NOT, concept, {concept_term(concept): -AGAINST})


def against_town(place: Municipality) -> Iterator[Part]:
    """Yield parts against the names of a town where somebody does not want to go."""
    for name in names_of_town(place):
        yield Part(Kind.NOT, name, {of_word(name)[0][0]: -AGAINST})
