"""Understanding of typed text: its words, concepts, facts and place."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from bot.domain.places import Municipality
from bot.search import facets, negation
from bot.search.examples import INTENT, NONE, Vote
from bot.search.lexemes import LOOKALIKES, ConceptMatch
from bot.search.meaning import Near as NearOffer
from bot.search.negation import Negated, Negations
from bot.search.normalise import words
from bot.search.reading import Reading, read
from bot.search.sounds import FEWEST, is_foreign, sound
from bot.search.terms import concept_term, of_word, sound_term
from bot.search.thesaurus import CRISIS, Thesaurus

CONCEPT, FACT = (40, 25), (16, 17)
"""Weights of a concept and of a fact, in a short and in a long question."""
GENERAL = 20
"""Weight of a general word (where, can, find), in percent."""
NAMED = (70, 100)
"""Weight of a word that also means a concept, in percent, in a short and in a long question."""
LEARNED = 140
"""Weight of a learned translation, in percent, multiplied by its likelihood."""
VOICE, AGREED = 15, 50
"""Minimum share of the nearest examples that adds a concept, and that replaces the words."""
AGAINST = 80
"""Weight against a concept that is not wanted."""
REQUIRED = ("language",)
"""Groups of concepts that an offer may require: "work without German"; others are what is lacking.
"""
MEANT, LIKELIEST = (75, 90), 40
"""Minimum share, in percent, of examples with intents, and of those with the likeliest one.

The second share is for words that mean a concept, too: who wants to stop may want to stop smoking.
"""
SENSIBLE, OUTSIDE = 65, 50
"""Minimum share, in percent, of examples about topics, and of those that nobody can answer.

Fitted on the open part of the questions of strangers (``benchmarks/strangers.py``).
"""
SHORT = 4
"""Maximum number of words of a short question.

Its concepts decide; in a long one its words do. Hence the pairs of weights.
"""


class Kind(StrEnum):
    """Kind of a part of a query."""

    WORD = "word"
    CONCEPT = "concept"
    FACT = "fact"
    LEARNED = "learned"
    NAME = "name"
    EXAMPLE = "example"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a query, and its terms with their weights.

    ``covering`` are the terms that show that an offer is about it. A result must contain enough of
    the terms in ``demanded``.
    """

    kind: Kind
    label: str
    terms: Mapping[int, int]
    covering: frozenset[int] = frozenset()
    demanded: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Query:
    """An understood text, true if it has any terms.

    ``facts`` can be shown and ignored, and include the ignored ones. ``concepts`` say what it is
    about. ``language`` is the one it is written in. ``place`` is None if no town is named.
    ``near`` are offers that mean something similar, the nearest first. ``sensible``: the nearest
    examples ask for something that offers can be, so there is an answer whatever the words say;
    ``outside``: they ask for nothing of that kind, so there is none. ``intent`` is what somebody
    wants who searches for nothing, such as "greeting" or "human", "" for a search.
    """

    parts: tuple[Part, ...] = ()
    language: str = ""
    facts: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    place: Municipality | None = None
    near: tuple[NearOffer, ...] = ()
    sensible: bool = False
    outside: bool = False
    intent: str = ""

    def __bool__(self) -> bool:
        return any(part.terms for part in self.parts if part.kind is not Kind.NOT)

    @property
    def is_long(self) -> bool:
        """Whether it has more than ``SHORT`` words that are not general."""
        return sum(part.kind is Kind.WORD and bool(part.covering) for part in self.parts) > SHORT

    @property
    def weights(self) -> dict[int, int]:
        """All terms, with their greatest weight."""
        merged: dict[int, int] = {}
        for part in self.parts:
            for term, weight in part.terms.items():
                merged[term] = max(weight, merged.get(term, weight))
        return merged

    @property
    def labels(self) -> dict[int, str]:
        """All terms, with the part that each is from; of several, the one with the most weight."""
        return {
            term: f"{part.kind} {part.label}"
            for part in sorted(self.parts, key=_greatest_weight)
            for term in part.terms
        }

    @property
    def covering(self) -> dict[int, int]:
        """The covering terms of all parts, with their greatest weight."""
        merged: dict[int, int] = {}
        for part in self.parts:
            for term in part.covering:
                merged[term] = max(part.terms[term], merged.get(term, 0))
        return merged

    @property
    def filters(self) -> dict[str, int]:
        """The facts that are asked for as with a filter, and their terms."""
        labels = (part.label for part in self.parts if part.kind is Kind.FACT)
        return {label: concept_term(label) for label in labels if facets.is_filter(label)}

    @property
    def words(self) -> tuple[str, ...]:
        """The words, for the lookup in a lexicon."""
        return tuple(part.label for part in self.parts if part.kind is Kind.WORD)


NOTHING = Query()
"""The query of a text that was not typed."""


def _greatest_weight(part: Part) -> int:
    return max(part.terms.values(), default=0)


def understand(
    text: str,
    language: str,
    thesaurus: Thesaurus,
    places: Sequence[Municipality] = (),
    ignored: Callable[[str], bool] = lambda _: False,
    own: str = "",
) -> Query:
    """Return the query of a typed text.

    ``language`` is the one that it is probably written in, ``own`` the person's, if that differs.
    ``ignored`` returns whether the person removed a fact; "place" is one, too.
    """
    named = None if ignored("place") else place_in(text, places)
    placed = _place_names(words(text), named)
    reading = read(text, language, own or language, thesaurus, placed)
    negated = negation.of_text(
        reading.meant, reading.clauses, _negations(reading, own, thesaurus), reading.concepts
    )
    place = None if negated.reaches(reading.meant, placed) else named
    turned, kept = _parted(reading.concepts, negated, thesaurus)
    facts = _facts(reading.meant, kept, thesaurus)
    topics = _topics(kept, thesaurus)
    vague = _idle_positions(reading.matches) | negated.positions | _positions(turned)
    vague |= {at for at, word in enumerate(reading.meant) if word in placed}
    general = [
        position in vague or thesaurus.is_general(word, reading.language)
        for position, word in enumerate(reading.meant)
    ]
    is_long = general.count(False) > SHORT
    known = _positions(kept) | _level_positions(reading.meant, facts)
    parts = [
        *_words(reading, general, known, NAMED[is_long]),
        *_concepts(topics, thesaurus, CONCEPT[is_long]),
        *(_fact(fact, FACT[is_long]) for fact in facts if not ignored(fact)),
    ]
    unwanted = tuple(dict.fromkeys(match.concept for match in turned))
    against = [*map(_against, unwanted), *(_elsewhere(named) if named and not place else ())]
    return Query(
        (*_with_demands(parts), *against),
        reading.language,
        (*facts, *(f"not {name}" for name in unwanted if thesaurus.groups[name] in facets.GROUPS)),
        topics,
        place,
    )


def _negations(reading: Reading, own: str, thesaurus: Thesaurus) -> list[Negations]:
    """Return the words that negate in the languages a question may be written in."""
    codes = dict.fromkeys((reading.language, reading.language.split("-")[0], own))
    return [thesaurus.negations[code] for code in codes if code in thesaurus.negations]


def _parted(
    matches: Sequence[ConceptMatch], negated: Negated, thesaurus: Thesaurus
) -> tuple[list[ConceptMatch], list[ConceptMatch]]:
    """Return the concepts that are not wanted, and the others.

    A topic is turned only if another one remains: who writes "no flat" alone looks for one.
    """
    facts = {match for match in matches if thesaurus.groups[match.concept] in facets.GROUPS}
    may = set(negated.certain) | (set(negated.facts) & facts)
    may |= {
        match
        for match in negated.required
        if match in facts or thesaurus.groups[match.concept] in REQUIRED
    }
    others = {match.concept for match in matches if match not in may and match not in facts}
    turned = [match for match in matches if match in may and (match in facts or others)]
    names = {match.concept for match in turned}
    return turned, [match for match in matches if match.concept not in names]


def _against(concept: str) -> Part:
    """Return the part of a concept that is not wanted: offers that are about it sink."""
    return Part(Kind.NOT, concept, {concept_term(concept): -AGAINST})


def _elsewhere(place: Municipality) -> Iterator[Part]:
    """Yield parts against the names of a town where somebody does not want to go."""
    for name in _names(place):
        yield Part(Kind.NOT, name, {of_word(name)[0][0]: -AGAINST})


def _level_positions(text_words: Sequence[str], facts: Collection[str]) -> set[int]:
    """Return the positions of levels, and of ages if an age is a fact: no words to look for."""
    return {
        position
        for position, word in enumerate(text_words)
        if facets.level_of(word) or f"age {word}" in facts
    }


def _topics(matches: Iterable[ConceptMatch], thesaurus: Thesaurus) -> tuple[str, ...]:
    """Return the concepts that say what an offer is about, each once, in order."""
    concepts = dict.fromkeys(match.concept for match in matches)
    return tuple(name for name in concepts if thesaurus.groups[name] not in facets.GROUPS)


def _idle_positions(matches: Iterable[ConceptMatch]) -> set[int]:
    """Return the positions of words in phrases that say little, such as "how does it work"."""
    return _positions(
        match for match in matches if match.concept == LOOKALIKES and match.after > match.first + 1
    )


def _words(
    reading: Reading, general: Sequence[bool], named: Collection[int], percent: int
) -> Iterator[Part]:
    """Yield a part for each word; ``named`` are the positions of words that mean a concept."""
    for position, (typed, word) in enumerate(zip(reading.typed, reading.meant, strict=True)):
        yield _both(
            *(
                _word(spelling, general[position], position in named, percent)
                for spelling in dict.fromkeys((word, typed))
            )
        )


def _both(meant: Part, typed: Part | None = None) -> Part:
    """Return a word with the letters that were typed: an offer may have it in either spelling."""
    if typed is None:
        return meant
    return replace(meant, terms={**typed.terms, **meant.terms})


def _concepts(topics: Sequence[str], thesaurus: Thesaurus, weight: int) -> Iterator[Part]:
    """Yield a part for each topic, then one of half the weight for each wider concept."""
    yield from (_concept(topic, weight) for topic in topics)
    for topic in topics:
        for wider in thesaurus.wider.get(topic, ()):
            if wider not in topics:
                yield _wider(wider, weight // 2)


def _fact(fact: str, weight: int) -> Part:
    return Part(Kind.FACT, fact, {concept_term(fact): weight})


def _with_demands(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return the parts; if none demands anything, such as only facts, all of them do."""
    return tuple(parts if any(part.demanded for part in parts) else map(_demanded, parts))


def _positions(matches: Iterable[ConceptMatch]) -> set[int]:
    return {position for match in matches for position in range(match.first, match.after)}


def _demanded(part: Part) -> Part:
    """Return the part with all its terms covering and demanded."""
    return replace(part, covering=frozenset(part.terms), demanded=frozenset(part.terms))


def _facts(
    text_words: Sequence[str], matches: Sequence[ConceptMatch], thesaurus: Thesaurus
) -> tuple[str, ...]:
    """Return the facts of a text: those of ``concepts.toml``, "level B1", "age 7"."""
    concepts = [match.concept for match in matches]
    facts = [concept for concept in concepts if thesaurus.groups[concept] in facets.GROUPS]
    facts += [f"level {level}" for level in filter(None, map(facets.level_of, text_words))]
    if "years_old" in facts:
        facts += [f"age {word}" for word in filter(_is_age, text_words)]
    return tuple(dict.fromkeys(fact for fact in facts if fact != "years_old"))


def _is_age(word: str) -> bool:
    return word.isdigit() and int(word) <= facets.OLDEST


def _word(word: str, general: bool, named: bool, percent: int) -> Part:
    """Return the part of a word. ``named``: it means a concept; ``percent`` is its weight then.

    Only its 4-grams cover, because a mistyped word is in no offer but most of its 4-grams are.
    Words of one or two letters have no 4-grams and cover themselves.
    """
    percent = GENERAL if general else percent if named else 100
    (whole, weight), *grams = of_word(word)[: 1 if general else None]
    terms = {term: max(1, count * percent // 100) for term, count in ((whole, weight), *grams)}
    covering = frozenset(() if general else (term for term, _ in grams or [(whole, weight)]))
    return Part(Kind.WORD, word, terms, covering, frozenset() if named else covering)


def _concept(concept: str, weight: int) -> Part:
    term = concept_term(concept)
    return Part(Kind.CONCEPT, concept, {term: weight}, frozenset({term}), frozenset({term}))


def _wider(concept: str, weight: int) -> Part:
    """Return the part of a wider concept, which a result need not have."""
    term = concept_term(concept)
    return Part(Kind.CONCEPT, concept, {term: weight}, frozenset({term}))


def taught(query: Query, votes: Sequence[Vote], thesaurus: Thesaurus) -> Query:
    """Return the query with the concepts that similar examples mean.

    Where they agree, the words themselves are demanded no more: a story names many things, and
    what it is about in none of them.
    """
    query = _judged(query, votes, thesaurus)
    topics = [vote for vote in votes if vote.concept in thesaurus.groups and vote.percent >= VOICE]
    parts = [_voted(vote) for vote in topics if vote.concept not in query.concepts]
    if not parts:
        return query
    agreed = sum(vote.percent for vote in topics) >= AGREED
    kept = [_damped(part, 100) if agreed else part for part in query.parts]
    concepts = tuple(dict.fromkeys((*query.concepts, *_named(parts, thesaurus))))
    return replace(query, parts=(*kept, *parts), concepts=concepts)


def _named(parts: Sequence[Part], thesaurus: Thesaurus) -> Iterator[str]:
    """Yield the concepts of examples; only words of a crisis make one, not what resembles them."""
    for part in parts:
        if thesaurus.groups[part.label] != CRISIS:
            yield part.label


def _judged(query: Query, votes: Sequence[Vote], thesaurus: Thesaurus) -> Query:
    """Return the query with what the examples say of its kind."""
    asked = sum(vote.percent for vote in votes if _is_topic(vote, thesaurus))
    other = sum(vote.percent for vote in votes if vote.concept == NONE)
    return replace(
        query,
        sensible=asked >= SENSIBLE,
        outside=other >= OUTSIDE,
        intent=_intent(query, [vote for vote in votes if vote.concept.startswith(INTENT)]),
    )


def _intent(query: Query, votes: Sequence[Vote]) -> str:
    """Return the likeliest intent, "" if the examples do not agree or the words say more."""
    share = sum(vote.percent for vote in votes)
    if not votes or share < MEANT[bool(query.concepts)] or votes[0].percent < LIKELIEST:
        return ""
    return votes[0].concept.removeprefix(INTENT)


def _is_topic(vote: Vote, thesaurus: Thesaurus) -> bool:
    return thesaurus.groups.get(vote.concept, facets.GROUPS[0]) not in facets.GROUPS


def _voted(vote: Vote) -> Part:
    term = concept_term(vote.concept)
    weight = max(1, CONCEPT[0] * vote.percent // 100)
    return Part(Kind.EXAMPLE, vote.concept, {term: weight}, frozenset({term}), frozenset({term}))


def sounds(query: Query) -> list[int]:
    """Return the sound terms of words that may be names, for ``heard``."""
    return [sound_term(part.label) for part in query.parts if _is_strange(part)]


def heard(query: Query, seen: Mapping[int, int]) -> Query:
    """Return the query with the sounds of words that are in no offer: "موسنكوس" is Musenkuss.

    ``seen`` maps a term to the number of offers that have it.
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
    """Return the part of a word's sound, with the total weight of its covering terms."""
    term = sound_term(word.label)
    return Part(
        Kind.NAME,
        word.label,
        {term: sum(word.terms[letters] for letters in word.covering)},
        frozenset({term}),
    )


def expanded(query: Query, learned: Mapping[str, Sequence[tuple[str, int]]], direct: int) -> Query:
    """Return the query with German translations of its words from a lexicon.

    ``learned`` maps a word to pairs of German word and likelihood in percent. ``direct`` is the
    weight of a translated word itself, in percent: if few offers have a text in the language, those
    few would otherwise be ranked above better ones.
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
    """Return the part of a word's translations, with the weight of that word."""
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
    """Return the municipality that a text names, in any script and with any ending.

    Of several the one with the longest name, None if there is none.
    """
    text_words = words(text)
    heard = {word for spelling in map(sound, text_words) for word in (spelling, spelling[:-1])} - {
        ""
    }
    named = [
        (len(name), place)
        for place in places
        for name in _names(place)
        if name in text_words or (len(sound(name)) >= FEWEST and sound(name) in heard)
    ]
    return max(named, key=lambda pair: pair[0])[1] if named else None


@lru_cache(maxsize=1024)
def _names(place: Municipality) -> tuple[str, ...]:
    """Return short names of a place, folded: "sackingen" for "Bad Säckingen"."""
    names = [
        [word for word in words(name) if word not in _AROUND and len(word) > 2]
        for name in place.names
    ]
    return tuple(
        dict.fromkeys(
            word
            for name in names
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


def _place_names(text_words: Sequence[str], place: Municipality | None) -> frozenset[str]:
    """Return the words of a text that name a town."""
    names = _names(place) if place else ()
    return frozenset(
        word
        for word in text_words
        if any(word == name or sound(word).startswith(sound(name)) for name in names)
    )
