"""Words that turn what stands beside them: work without German, not in the evening, no course.

"No flat", "can not swim" mostly say what somebody lacks and looks for. So "not" turns a topic only
where it begins a clause, stands beside it, is the only one, and something else is said in another
clause: "no course, I want work", but "can not write a CV", "no bed, no table", "no flat for us"; or
beside it in a contrast: "not a course but work".
"Without" turns only what an offer may require, and "I do not want" everything; facts ("evening")
are always turned. Who looks for work and knows no German asks for no course.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from bot.search import facets
from bot.search.lexemes import ConceptMatch
from bot.search.negators import BUSY, CONTRAST, NEUTRAL, NOT, UNWANTED, WITHOUT, Negations
from bot.search.turns import Sentence, Turn, contrasts, turns

IN_TOWN = 2
"""Maximum number of words from a negation to the name of a town: "not in Singen"."""
ARTICLE = 3
"""Maximum length of a word that may stand between "not" and a topic: "not a course"."""
BEHIND = 2
"""Maximum number of words from a general word to what it is about: "no course of swimming"."""
VAGUE = (*facets.HEADS, facets.TOPIC)
"""Concepts of words that do not say what something is about."""
PEOPLE = frozenset((*facets.TARGETS.values(), "years_old"))
"""Facts of whom an offer is for, turned only beside a negation: "no place for my son"."""


@dataclass(frozen=True, slots=True)
class Negated:
    """What the negations of a text reach, by how sure it is that it is not wanted.

    ``certain`` is turned whatever it is, ``required`` if it may be required, ``facts`` if it is a
    fact. ``lacking`` are phrases of what somebody has not: "no German". ``positions`` are the words
    of the negations and ``reach`` those behind them. ``concepts`` are all that the text means.
    """

    positions: frozenset[int] = frozenset()
    reach: frozenset[int] = frozenset()
    certain: tuple[ConceptMatch, ...] = ()
    required: tuple[ConceptMatch, ...] = ()
    facts: tuple[ConceptMatch, ...] = ()
    lacking: tuple[ConceptMatch, ...] = ()
    concepts: tuple[ConceptMatch, ...] = ()

    def reaches(self, text_words: Sequence[str], some: Collection[str]) -> bool:
        """Return whether a negation stands right before one of some words, as in "not in X"."""
        return any(text_words[at] in some for at in self.reach)


def of_text(sentence: Sentence, languages: Sequence[Negations]) -> Negated:
    """Return what the negations of a text reach; the first language that has any decides."""
    lacking = tuple(
        match for match in sentence.concepts if _is_lack(match, sentence.words, languages)
    )
    for negations in languages:
        parted = sentence.parted(set(contrasts(sentence, negations)))
        if found := list(turns(parted, negations)):
            turning = [turn for turn in found if turn.key != NEUTRAL]
            return replace(_negated(turning, parted.freed(turning)), lacking=lacking)
    return Negated(lacking=lacking, concepts=tuple(sentence.concepts))


def _is_lack(
    match: ConceptMatch, text_words: Sequence[str], languages: Sequence[Negations]
) -> bool:
    phrase = text_words[match.first : match.after]
    return len(phrase) > 1 and any(negations.stand_in(phrase) for negations in languages)


def _negated(found: Sequence[Turn], sentence: Sentence) -> Negated:
    groups: dict[str, list[ConceptMatch]] = defaultdict(list)
    is_list = [turn.key for turn in found].count(NOT) > 1
    for turn in found:
        near = _reached(turn, sentence)
        is_rejected = _is_rejected(turn, near, sentence, is_list=is_list)
        groups[UNWANTED if is_rejected else turn.key] += near
    away = (turn.reach[:IN_TOWN] for turn in found if turn.key != WITHOUT)
    return Negated(
        frozenset(at for turn in found for at in range(turn.first, turn.end)),
        frozenset(chain.from_iterable(away)),
        tuple(groups[UNWANTED]),
        tuple(groups[WITHOUT]),
        tuple(match for key in (NOT, CONTRAST, BUSY) for match in groups[key]),
        concepts=tuple(sentence.concepts),
    )


def _reached(turn: Turn, sentence: Sentence) -> list[ConceptMatch]:
    """Return the nearest concepts that a negation may turn."""
    return [match for match in _nearest(turn, sentence) if _may_turn(turn, match, sentence)]


def _may_turn(turn: Turn, match: ConceptMatch, sentence: Sentence) -> bool:
    if turn.key == BUSY:
        return facets.is_day(match.concept)
    return match.concept not in PEOPLE or _is_beside(turn, match, sentence)


def _is_rejected(
    turn: Turn, near: Sequence[ConceptMatch], sentence: Sentence, *, is_list: bool
) -> bool:
    """Return whether a "not" means that the topic beside it is unwanted.

    A longer word between both is a verb: who can not find a flat looks for one. What is wanted
    instead is said in a clause of its own: "no flat for a family" lacks one.
    """
    is_beside = bool(near) and all(_is_beside(turn, match, sentence) for match in near)
    if turn.key == CONTRAST:
        return is_beside
    is_single = turn.key == NOT and not is_list and sentence.begins_clause(turn.first)
    return is_single and is_beside and _says_more(turn, sentence)


def _says_more(turn: Turn, sentence: Sentence) -> bool:
    """Return whether another clause than that of a negation means something."""
    clause = sentence.clauses[turn.first]
    return any(sentence.clauses[match.first] != clause for match in sentence.concepts)


def _is_beside(turn: Turn, match: ConceptMatch, sentence: Sentence) -> bool:
    """Return whether only short words stand between a negation and what it may turn."""
    between = sentence.words[min(turn.end, match.after) : max(turn.first, match.first)]
    return all(len(word) <= ARTICLE for word in between)


def _nearest(turn: Turn, sentence: Sentence) -> list[ConceptMatch]:
    """Return the nearest concepts within the reach of a negation, none if there are none.

    A course is turned only where nothing says of what: "no course of swimming".
    """
    reached = [near for at in turn.reach if (near := sentence.at(at))]
    topics = filter(None, map(_telling, reached))
    vague = reached[0] if reached else []
    return next(topics, []) or _behind(vague, sentence) or vague


def _behind(vague: Sequence[ConceptMatch], sentence: Sentence) -> list[ConceptMatch]:
    """Return what a general word is about, if that stands right behind it."""
    end = max((match.after for match in vague), default=len(sentence.words))
    near = range(end, min(end + BEHIND, len(sentence.words)))
    clause = sentence.clauses[end - 1]
    topics = (_telling(sentence.at(at)) for at in near if sentence.clauses[at] == clause)
    return next(filter(None, topics), [])


def _telling(near: Sequence[ConceptMatch]) -> list[ConceptMatch]:
    return [match for match in near if match.concept not in VAGUE]
