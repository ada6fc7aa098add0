"""Understanding of typed text: its words, concepts, facts and place."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from bot.domain.places import Municipality
from bot.search import facets, names
from bot.search.heads import Heads, heads_of
from bot.search.lexemes import LOOKALIKES, ConceptMatch
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
from bot.search.thesaurus import Thesaurus
from bot.search.towns import place_in, place_names
from bot.search.turning import turned

NAMED = (70, 100)
"""Weight of a word that also means a concept, in percent, in a short and in a long question."""


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
    turning = turned(reading, own, thesaurus)
    kept, unwanted = turning.kept, _concepts(turning.away)
    place = None if turning.negated.reaches(reading.meant, placed) else named
    facts = _facts(reading.meant, kept, thesaurus)
    topics = _topics(kept, thesaurus)
    vague = turning.negated.positions | _positions(turning.away)
    mixed = names.mixed(text)
    vague |= _idle_positions(reading, placed, mixed, thesaurus)
    general = [position in vague for position in range(len(reading.meant))]
    known = _positions(kept) | _level_positions(reading.meant, facts)
    unknown = _unknown(reading, known | vague)
    is_long = general.count(False) > SHORT
    heads = Heads() if is_long else heads_of(reading.meant, kept, topics, bool(unknown), thesaurus)
    parts = [
        *_words(reading, general, known, NAMED[is_long], heads.compounds),
        *_topic_parts(topics, heads.topics, thesaurus, CONCEPT[is_long]),
        *_fact_parts(facts, ignored, FACT[is_long]),
    ]
    others = _topics(_elsewhere(kept, reading, placed), thesaurus)
    return Query(
        (*with_demands(parts), *_rejected(unwanted, None if place else named)),
        reading.language,
        (*facts, *_unwanted_facts(unwanted, thesaurus)),
        topics,
        place,
        intent="" if others or unknown else _intent(facts, place, text),
        has_name=names.is_quoted(text) or not unknown.isdisjoint(mixed | names.capitals(text)),
        heard=reading.heard,
        general=heads.topics,
    )


def _unknown(reading: Reading, known: Collection[int]) -> set[str]:
    """Return the words that are not at one of the ``known`` positions."""
    return {word for position, word in enumerate(reading.meant) if position not in known}


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


def _idle_positions(
    reading: Reading, placed: Collection[str], named: Collection[str], thesaurus: Thesaurus
) -> set[int]:
    """Return the positions of words that say little, which the ``named`` ones never do.

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
        if word in placed or (word not in named and thesaurus.is_general(word, reading.language))
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
