"""What somebody typed, understood: words, concepts, facts, places; pure, so that it can be explained."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from bot.domain.places import Municipality
from bot.search import facets
from bot.search.lexemes import LOOKALIKES, Found
from bot.search.normalise import words
from bot.search.sounds import FEWEST, is_foreign, sound
from bot.search.terms import concept_term, of_word, sound_term
from bot.search.thesaurus import Thesaurus

MOST_WORDS = 40
"""What comes after is not looked at."""
CONCEPT, FACT = (40, 25), (16, 17)
GENERAL = 20
"""Percent that a general word counts: where, can, find."""
NAMED = (70, 100)
"""Percent that the letters of a word count if a concept stands for it too."""
LEARNED = 140
"""Percent that a learned word counts, times its likelihood."""
SHORT = 4
"""Words: a short question is about its concepts, in a long one its words decide; hence the pairs of weights."""


class Kind(StrEnum):
    WORD = "word"
    CONCEPT = "concept"
    FACT = "fact"
    LEARNED = "learned"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was understood, and the terms that stand for it.

    ``covering`` are the terms that show that an offer is about it; of ``demanded`` an answer must contain enough.
    """

    kind: Kind
    label: str
    terms: Mapping[int, int]
    covering: frozenset[int] = frozenset()
    demanded: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Query:
    """``facts`` are what can be shown and taken away, also those taken away; ``concepts`` what it is about; ``language`` it is written in."""

    parts: tuple[Part, ...] = ()
    language: str = ""
    facts: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    place: Municipality | None = None

    def __bool__(self) -> bool:
        return any(part.terms for part in self.parts)

    @property
    def is_long(self) -> bool:
        return sum(part.kind is Kind.WORD and bool(part.covering) for part in self.parts) > SHORT

    @property
    def weights(self) -> dict[int, int]:
        """Every term once, with its greatest weight."""
        merged: dict[int, int] = {}
        for part in self.parts:
            for term, weight in part.terms.items():
                merged[term] = max(weight, merged.get(term, 0))
        return merged

    @property
    def labels(self) -> dict[int, str]:
        """For every term the thing it stands for; where it stands for several, the one that weighs most."""
        return {
            term: f"{part.kind} {part.label}"
            for part in sorted(self.parts, key=lambda one: max(one.terms.values(), default=0))
            for term in part.terms
        }

    @property
    def covering(self) -> dict[int, int]:
        """The terms that count for the floor, with their greatest weight."""
        merged: dict[int, int] = {}
        for part in self.parts:
            for term in part.covering:
                merged[term] = max(part.terms[term], merged.get(term, 0))
        return merged

    @property
    def words(self) -> tuple[str, ...]:
        """The words a lexicon can be asked for."""
        return tuple(part.label for part in self.parts if part.kind is Kind.WORD)


NOTHING = Query()


def understand(
    text: str,
    language: str,
    thesaurus: Thesaurus,
    places: Sequence[Municipality] = (),
    ignored: Callable[[str], bool] = lambda _: False,
) -> Query:
    """``language`` is the one it is likely written in; ``ignored`` says which facts the person took away ("place" is one)."""
    said = words(text)[:MOST_WORDS]
    every = thesaurus.of_query(said, language)
    found = [one for one in every if one.concept != LOOKALIKES]
    facts = _facts(said, found, thesaurus)
    place = None if ignored("place") else place_in(text, places)
    topics = tuple(
        dict.fromkeys(
            one.concept for one in found if thesaurus.groups[one.concept] not in facets.GROUPS
        )
    )
    kept = tuple(fact for fact in facts if not ignored(fact))
    named = _positions(found)
    idle = _positions(
        one for one in every if one.concept == LOOKALIKES and one.after > one.first + 1
    ) | _place_words(said, place)
    general = [
        number in idle or thesaurus.is_general(word, language) for number, word in enumerate(said)
    ]
    long = general.count(False) > SHORT
    parts = [
        *(
            _word(word, general[number], number in named, NAMED[long])
            for number, word in enumerate(said)
        ),
        *(_concept(topic, CONCEPT[long]) for topic in topics),
        *(
            _wider(concept, CONCEPT[long] // 2)
            for topic in topics
            for concept in thesaurus.wider.get(topic, ())
            if concept not in topics
        ),
        *(Part(Kind.FACT, fact, {concept_term(fact): FACT[long]}) for fact in kept),
    ]
    return Query(
        tuple(parts if any(part.demanded for part in parts) else map(_demanded, parts)),
        language,
        facts,
        topics,
        place,
    )


def _positions(found: Iterable[Found]) -> set[int]:
    return {number for one in found for number in range(one.first, one.after)}


def _demanded(part: Part) -> Part:
    """Nothing but general words, or nothing but facts: then they are what is looked for."""
    return replace(part, covering=frozenset(part.terms), demanded=frozenset(part.terms))


def _facts(said: Sequence[str], found: Sequence[Found], thesaurus: Thesaurus) -> tuple[str, ...]:
    facts = [one.concept for one in found if thesaurus.groups[one.concept] in facets.GROUPS]
    facts += [f"level {level}" for level in map(facets.level_of, said) if level]
    if "years_old" in facts:
        facts += [f"age {word}" for word in said if word.isdigit() and int(word) <= facets.OLDEST]
    return tuple(dict.fromkeys(fact for fact in facts if fact != "years_old"))


def _word(word: str, general: bool, named: bool, percent: int) -> Part:
    """A mistyped word is in no offer, but most of its 4-grams are: so only they cover, and words of one or two letters."""
    percent = GENERAL if general else percent if named else 100
    (whole, weight), *grams = of_word(word)[: 1 if general else None]
    terms = {term: max(1, count * percent // 100) for term, count in ((whole, weight), *grams)}
    covering = frozenset(() if general else (term for term, _ in grams or [(whole, weight)]))
    return Part(Kind.WORD, word, terms, covering, frozenset() if named else covering)


def _concept(concept: str, weight: int) -> Part:
    term = concept_term(concept)
    return Part(Kind.CONCEPT, concept, {term: weight}, frozenset({term}), frozenset({term}))


def _wider(concept: str, weight: int) -> Part:
    """Whoever looks for a psychologist may be helped by what is about the soul."""
    term = concept_term(concept)
    return Part(Kind.CONCEPT, concept, {term: weight}, frozenset({term}))


def sounds(query: Query) -> list[int]:
    """The terms of what may be names, for ``heard``."""
    return [sound_term(part.label) for part in query.parts if _is_strange(part)]


def heard(query: Query, seen: Mapping[int, int]) -> Query:
    """With how those words sound that are in no offer as they are written: "موسنكوس" is Musenkuss.

    ``seen`` says how many offers have a term.
    """
    names = [
        _name(part)
        for part in query.parts
        if _is_strange(part) and not seen.get(next(iter(part.terms)))
    ]
    return replace(query, parts=(*query.parts, *names)) if names else query


def _is_strange(part: Part) -> bool:
    return part.kind is Kind.WORD and bool(part.covering) and is_foreign(part.label)


def _name(word: Part) -> Part:
    """As important as all the letters of the word."""
    term = sound_term(word.label)
    return Part(
        Kind.NAME,
        word.label,
        {term: sum(word.terms[letters] for letters in word.covering)},
        frozenset({term}),
    )


def expanded(query: Query, learned: Mapping[str, Sequence[tuple[str, int]]], direct: int) -> Query:
    """With the German words that a lexicon knows for a word, each with its likelihood in percent.

    ``direct`` percent is what the word's own letters count then: where few offers have a text in the
    language, those few would otherwise stand before better ones.
    """
    parts: list[Part] = []
    for part in query.parts:
        translated = learned.get(part.label, ()) if part.kind is Kind.WORD else ()
        named = part.kind is Kind.WORD and part.covering and not part.demanded
        parts += [_damped(part, direct)] if translated or named else [part]
        parts += [_learned(part, translated)] if translated else []
    return replace(query, parts=tuple(parts))


def _damped(part: Part, percent: int) -> Part:
    return replace(
        part,
        terms={term: max(1, weight * percent // 100) for term, weight in part.terms.items()},
        demanded=frozenset(),
    )


def _learned(part: Part, translated: Sequence[tuple[str, int]]) -> Part:
    """As important as the word it stands for; one of its meanings is enough."""
    whole = next(iter(part.terms.values()))
    terms: dict[int, int] = {}
    for word, likelihood in translated:
        for term, weight in of_word(word):
            terms[term] = max(
                terms.get(term, 0),
                weight * likelihood * whole * LEARNED // (10_000 * of_word(word)[0][1]),
            )
    kept = {term: weight for term, weight in terms.items() if weight}
    covering = frozenset(kept if part.covering else ())
    likeliest = frozenset(term for term, _ in of_word(translated[0][0]))
    label = f"{part.label} → {', '.join(word for word, _ in translated)}"
    return Part(
        Kind.LEARNED, label, kept, covering, covering & likeliest if part.demanded else frozenset()
    )


def place_in(text: str, places: Sequence[Municipality]) -> Municipality | None:
    """The municipality that a text names, in any script and with any ending; the longest name wins."""
    said = words(text)
    heard = {word for each in map(sound, said) for word in (each, each[:-1])} - {""}
    named = [
        (len(name), place)
        for place in places
        for name in _names(place)
        if name in said or (len(sound(name)) >= FEWEST and sound(name) in heard)
    ]
    return max(named, key=lambda one: one[0])[1] if named else None


@lru_cache(maxsize=1024)
def _names(place: Municipality) -> tuple[str, ...]:
    """What people call it: "Säckingen" for "Bad Säckingen", "Esslingen" for "Esslingen am Neckar"."""
    every = [
        [word for word in words(name) if word not in _AROUND and len(word) > 2]
        for name in place.names
    ]
    return tuple(
        dict.fromkeys(
            word
            for name in every
            for word in name[:1] + [part for part in name[1:2] if "-" in place.name]
        )
    )


_AROUND = frozenset(
    (
        "bad",
        "sankt",
        "am",
        "an",
        "im",
        "in",
        "der",
        "dem",
        "den",
        "unter",
        "ob",
        "bei",
        "und",
        "vor",
        "auf",
        "verbandsgemeinde",
        "stadt",
        "gemeinde",
    )
)


def _place_words(said: Sequence[str], place: Municipality | None) -> set[int]:
    names = _names(place) if place else ()
    return {
        number
        for number, word in enumerate(said)
        if any(word == name or sound(word).startswith(sound(name)) for name in names)
    }
