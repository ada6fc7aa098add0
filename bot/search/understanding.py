"""Understanding of typed text: its words, concepts, facts and place."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from bot.domain.places import Municipality
from bot.search import facets, negation
from bot.search.heads import HEADS, Heads, heads_of
from bot.search.lexemes import LOOKALIKES, ConceptMatch
from bot.search.negation import Negated, Negations, Sentence
from bot.search.normalise import words
from bot.search.parts import (
    CONCEPT,
    FACT,
    against_concept,
    against_town,
    both,
    compound_part,
    concept_parts,
    fact_part,
    idle_part,
    with_demands,
    word_part,
)
from bot.search.query import DAY, PLACE, SHORT, Part, Query
from bot.search.reading import Reading, read
from bot.search.thesaurus import CRISIS, NEAR, Thesaurus
from bot.search.towns import place_in, place_names

NAMED = (70, 100)
"""Weight of a word that also means a concept, in percent, in a short and in a long question."""
REQUIRED, WORK = ("language",), "work"
"""Groups of concepts that an offer may require: "work without German"; others are what is lacking.

Who says that they know no German and looks for ``WORK`` does not look for it, either.
"""


SUFFERED = frozenset((
    "addiction", "anxiety", "back_pain", "bullying", "cancer", "debt", "dementia", "deportation",
    "depression", "diabetes", "discrimination", "eviction", "exploitation", "forced_marriage",
    "fraud", "grief", "homelessness", "mould", "sleep", "trauma", "unemployment",
))  # fmt: skip
"""Concepts that nobody wants, as those of a crisis: who does not want them asks for help."""


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
    placed = place_names(words(text), named)
    reading = read(text, language, own or language, thesaurus, placed)
    negated = negation.of_text(_sentence(reading, thesaurus), _negations(reading, own, thesaurus))
    turned, kept = _parted(reading.concepts, negated, thesaurus)
    place = None if negated.reaches(reading.meant, placed) else named
    facts = _facts(reading.meant, kept, thesaurus)
    topics = _topics(kept, thesaurus)
    vague = negated.positions | _positions(turned) | _idle_positions(reading, placed, thesaurus)
    general = [position in vague for position in range(len(reading.meant))]
    known = _positions(kept) | _level_positions(reading.meant, facts)
    is_long = general.count(False) > SHORT
    is_unknown = not (known | vague).issuperset(range(len(general)))
    heads = Heads() if is_long else heads_of(reading.meant, kept, topics, is_unknown, thesaurus)
    parts = [
        *_words(reading, general, known, NAMED[is_long], heads.compounds),
        *_topic_parts(topics, heads.topics, thesaurus, CONCEPT[is_long]),
        *_fact_parts(facts, ignored, FACT[is_long]),
    ]
    unwanted = _concepts(turned)
    others = _topics(_elsewhere(kept, reading, placed), thesaurus)
    is_alone = not others and len(known | vague) == len(reading.meant)
    return Query(
        (*with_demands(parts), *_rejected(unwanted, None if place else named)),
        reading.language,
        (*facts, *_unwanted_facts(unwanted, thesaurus)),
        topics,
        place,
        intent=_intent(facts, place, text) if is_alone else "",
        heard=reading.heard,
        general=heads.topics,
    )


def _topic_parts(
    topics: Sequence[str], general: Collection[str], thesaurus: Thesaurus, weight: int
) -> Iterator[Part]:
    """Yield the parts of topics; those that only ``general`` words name answer nothing alone."""
    yield from concept_parts([name for name in topics if name not in general], thesaurus, weight)
    yield from (idle_part(name, weight // 2) for name in topics if name in general)


def _rejected(unwanted: Iterable[str], town: Municipality | None) -> Iterator[Part]:
    """Yield the parts against concepts and against a town, None if no town is unwanted."""
    yield from map(against_concept, unwanted)
    if town:
        yield from against_town(town)


def _unwanted_facts(unwanted: Iterable[str], thesaurus: Thesaurus) -> Iterator[str]:
    return (f"not {name}" for name in unwanted if thesaurus.groups[name] in facets.GROUPS)


def _fact_parts(
    facts: Iterable[str], ignored: Callable[[str], bool], weight: int
) -> Iterator[Part]:
    """Yield the parts of facts; "near me" is where the reader is, and no offer has it."""
    for fact in facts:
        if fact != facets.NEARBY and not ignored(fact):
            yield fact_part(fact, weight)


def _intent(facts: Sequence[str], place: Municipality | None, text: str) -> str:
    """Return what is asked for by a day or a town alone; "" for anything else.

    "singen" is a word, "Singen" and "in singen" are a town, "near me" is one's own.
    """
    others = [fact for fact in facts if fact != facets.NEARBY]
    if others:
        return DAY if _is_day(others) else ""
    is_word = text.islower() and text.isascii() and len(words(text)) == 1
    return PLACE if facts or (place and not is_word) else ""


def _is_day(facts: Sequence[str]) -> bool:
    """Return whether facts are days; "this week" is one, and it is now, too."""
    days = [fact for fact in facts if fact != "now"]
    return bool(days) and all(map(facets.is_day, days))


def _elsewhere(
    matches: Sequence[ConceptMatch], reading: Reading, placed: frozenset[str]
) -> list[ConceptMatch]:
    """Return the concepts that the name of the town is not alone for."""
    return [
        match
        for match in matches
        if not placed.issuperset(reading.meant[match.first : match.after])
    ]


def _sentence(reading: Reading, thesaurus: Thesaurus) -> Sentence:
    def meaning(word: str) -> set[str]:
        return thesaurus.concepts_of(word, reading.language)

    return Sentence(reading.meant, reading.clauses, reading.matches, meaning)


def _negations(reading: Reading, own: str, thesaurus: Thesaurus) -> list[Negations]:
    """Return the words that negate in the languages a question may be written in.

    German and English ones are mixed into every language.
    """
    codes = dict.fromkeys((reading.language, reading.language.split("-")[0], own, *NEAR))
    return [thesaurus.negations[code] for code in codes if code in thesaurus.negations]


def _parted(
    matches: Sequence[ConceptMatch], negated: Negated, thesaurus: Thesaurus
) -> tuple[list[ConceptMatch], list[ConceptMatch]]:
    """Return the concepts that are not wanted, and the others.

    A topic is turned only if another one remains: who writes "no flat" alone looks for one. A
    course is a topic here: "no courses in the evening?" asks for one.
    """
    facts = {match for match in matches if _is_fact(match, thesaurus)}
    may = _may_be_turned(negated, facts, thesaurus)
    may |= _unknown_languages(matches, negated, may, thesaurus)
    has_others = not may.union(facts).issuperset(matches)
    turned = [match for match in matches if match in may and (match in facts or has_others)]
    names = {match.concept for match in turned}
    return turned, [match for match in matches if match.concept not in names]


def _is_fact(match: ConceptMatch, thesaurus: Thesaurus) -> bool:
    is_facet = thesaurus.groups[match.concept] in facets.GROUPS
    return is_facet and match.concept not in HEADS


def _may_be_turned(
    negated: Negated, facts: Collection[ConceptMatch], thesaurus: Thesaurus
) -> set[ConceptMatch]:
    """Return the concepts that a negation may mean; ``facts`` are those that are facts."""
    required = {
        match
        for match in negated.required
        if match in facts or thesaurus.groups[match.concept] in REQUIRED
    }
    certain = [match for match in negated.certain if not _is_suffered(match, thesaurus)]
    return required.union(certain, (match for match in negated.facts if match in facts))


def _is_suffered(match: ConceptMatch, thesaurus: Thesaurus) -> bool:
    return match.concept in SUFFERED or thesaurus.groups[match.concept] == CRISIS


def _unknown_languages(
    matches: Sequence[ConceptMatch],
    negated: Negated,
    unwanted: Collection[ConceptMatch],
    thesaurus: Thesaurus,
) -> set[ConceptMatch]:
    """Return the concepts of a language that somebody who looks for work only says they lack."""
    asked = [match for match in matches if match not in unwanted]
    languages = {match for match in asked if thesaurus.groups[match.concept] in REQUIRED}
    works = any(thesaurus.groups[match.concept] == WORK for match in asked)
    is_lacking = languages.issubset((*negated.lacking, *negated.facts))
    return languages if works and is_lacking else set()


def _level_positions(text_words: Sequence[str], facts: Collection[str]) -> set[int]:
    """Return the positions of levels, and of ages if an age is a fact: no words to look for."""
    return {
        position
        for position, word in enumerate(text_words)
        if facets.level_of(word) or f"age {word}" in facts
    }


def _topics(matches: Iterable[ConceptMatch], thesaurus: Thesaurus) -> tuple[str, ...]:
    """Return the concepts that say what an offer is about, each once, in order."""
    concepts = _concepts(matches)
    return tuple(name for name in concepts if thesaurus.groups[name] not in facets.GROUPS)


def _concepts(matches: Iterable[ConceptMatch]) -> tuple[str, ...]:
    """Return the concepts, each once, in order."""
    return tuple(dict.fromkeys(match.concept for match in matches))


def _idle_positions(reading: Reading, placed: Collection[str], thesaurus: Thesaurus) -> set[int]:
    """Return the positions of words that say little.

    They are a town's, general ones, "near me", "how does it work".
    """
    phrases = _positions(
        match
        for match in reading.matches
        if match.concept == facets.NEARBY
        or (match.concept == LOOKALIKES and match.after > match.first + 1)
    )
    return phrases | {
        position
        for position, word in enumerate(reading.meant)
        if word in placed or thesaurus.is_general(word, reading.language)
    }


def _words(
    reading: Reading,
    general: Sequence[bool],
    named: Collection[int],
    percent: int,
    strange: Mapping[int, int],
) -> Iterator[Part]:
    """Yield a part for each word; ``named`` are the positions of words that mean a concept.

    Of compounds with an unknown topic, ``strange``, the letters of the topic are demanded.
    """
    for position, (typed, word) in enumerate(zip(reading.typed, reading.meant, strict=True)):
        if position in strange:
            yield compound_part(word, strange[position])
            continue
        yield both(
            *(
                word_part(spelling, general[position], position in named, percent)
                for spelling in dict.fromkeys((word, typed))
            )
        )


def _positions(matches: Iterable[ConceptMatch]) -> set[int]:
    return {position for match in matches for position in match.positions}


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
