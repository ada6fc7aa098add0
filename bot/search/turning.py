"""Which concepts of a question its negations turn: what is not wanted, and what is only lacking."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.search import facets, negation
from bot.search.lexemes import ConceptMatch
from bot.search.negation import PEOPLE, Negated
from bot.search.negators import Negations
from bot.search.reading import Reading
from bot.search.thesaurus import NEAR, Thesaurus
from bot.search.turns import Sentence

REQUIRED, WORK = ("language",), "work"
"""Groups of concepts that an offer may require: "work without German"; others are what is lacking.

Who says that they know no German and looks for ``WORK`` does not look for it, either.
"""
SUFFERED = frozenset((
    "addiction", "anxiety", "back_pain", "bullying", "cancer", "debt", "dementia", "deportation",
    "depression", "diabetes", "discrimination", "eviction", "exploitation", "fire",
    "forced_marriage", "fraud", "grief", "homelessness", "mould", "poisoning", "rape", "sleep",
    "stalking", "suicide", "trafficking", "trauma", "unemployment", "violence",
))  # fmt: skip
"""Concepts that nobody wants: who does not want them asks for help."""


@dataclass(frozen=True, slots=True)
class Turned:
    """The concepts that are turned ``away`` and those that are ``kept``, with the negations."""

    away: tuple[ConceptMatch, ...]
    kept: tuple[ConceptMatch, ...]
    negated: Negated


def turned(reading: Reading, own: str, thesaurus: Thesaurus) -> Turned:
    """Return what the negations of a text turn; ``own`` is the person's language.

    A topic is turned only if another one remains: who writes "no flat" alone looks for one. A
    course is a topic here: "no courses in the evening?" asks for one.
    """
    negated = negation.of_text(_sentence(reading, thesaurus), _negations(reading, own, thesaurus))
    matches = negated.concepts
    facts = {match for match in matches if _is_fact(match, thesaurus)}
    may = _may_be_turned(negated, facts, thesaurus)
    may |= _unknown_languages(matches, negated, may, thesaurus)
    others = [match for match in matches if match not in may]
    return _split(matches, may & (facts | _rejected(may, others, facts, negated)), negated)


def _rejected(
    may: set[ConceptMatch],
    others: Sequence[ConceptMatch],
    facts: Collection[ConceptMatch],
    negated: Negated,
) -> set[ConceptMatch]:
    """Return the topics that something else is wanted instead of.

    A course of no topic is something else than one that is surely unwanted ("courses except
    German"), but a course without German is one for who knows none.
    """
    wanted = {match.concept for match in others if _is_wanted(match, facts)}
    if wanted.difference(facets.HEADS):
        return may
    return may.intersection(negated.certain) if wanted else set()


def _split(
    matches: Sequence[ConceptMatch], away: Collection[ConceptMatch], negated: Negated
) -> Turned:
    """Part the concepts; what is turned in one place is kept in none."""
    names = {match.concept for match in away}
    return Turned(
        tuple(match for match in matches if match in away),
        tuple(match for match in matches if match.concept not in names),
        negated,
    )


def _is_wanted(match: ConceptMatch, facts: Collection[ConceptMatch]) -> bool:
    """Return whether a concept says what is wanted instead: a topic, or for whom."""
    return match not in facts or match.concept in PEOPLE


def _sentence(reading: Reading, thesaurus: Thesaurus) -> Sentence:
    def meaning(word: str) -> set[str]:
        return thesaurus.concepts_of(word, reading.language)

    return Sentence(
        words=reading.meant,
        clauses=reading.clauses,
        asked=reading.asked,
        matches=reading.matches,
        concepts=reading.concepts,
        meaning=meaning,
    )


def _negations(reading: Reading, own: str, thesaurus: Thesaurus) -> list[Negations]:
    """Return the words that negate in the languages a question may be written in.

    German and English ones are mixed into every language.
    """
    codes = dict.fromkeys((reading.language, reading.language.split("-")[0], own, *NEAR))
    return [thesaurus.negations[code] for code in codes if code in thesaurus.negations]


def _is_fact(match: ConceptMatch, thesaurus: Thesaurus) -> bool:
    is_facet = thesaurus.groups[match.concept] in facets.GROUPS
    return is_facet and match.concept not in facets.HEADS


def _may_be_turned(
    negated: Negated, facts: Collection[ConceptMatch], thesaurus: Thesaurus
) -> set[ConceptMatch]:
    """Return the concepts that a negation may mean; ``facts`` are those that are facts."""
    required = {
        match
        for match in negated.required
        if match in facts or thesaurus.groups[match.concept] in REQUIRED
    }
    certain = [match for match in negated.certain if match.concept not in SUFFERED]
    return required.union(certain, (match for match in negated.facts if match in facts))


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
