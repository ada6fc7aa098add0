"""General words of a question: a course or advice, whatever it is about.

Beside a topic they answer nothing alone: who asks for a diving course asks for no German course.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.search.entries import entries
from bot.search.facets import HEADS, TOPIC
from bot.search.lexemes import ConceptMatch
from bot.search.thesaurus import Thesaurus

FEWEST = 3
"""Minimum number of letters of a topic before the general end of a compound."""


@dataclass(frozen=True, slots=True)
class Heads:
    """The general words of a question that has a topic beside them.

    ``topics`` are what they mean themselves; ``compounds`` map a position to how many letters of
    its word are an unknown topic: five of "Tauchkurs".
    """

    topics: frozenset[str] = frozenset()
    compounds: Mapping[int, int] = field(default_factory=dict)


def has_head(facts: Collection[str]) -> bool:
    """Return whether a course or advice is asked for."""
    return not set(HEADS).isdisjoint(facts)


def heads_of(
    text_words: Sequence[str],
    matches: Sequence[ConceptMatch],
    topics: Collection[str],
    is_unknown: bool,
    thesaurus: Thesaurus,
) -> Heads:
    """Return the general words of a question.

    ``topics`` are its concepts that are no facts; ``is_unknown``: a word of it means nothing known.
    """
    general = {at for match in matches if match.concept in HEADS for at in match.positions}
    compounds = _compounds(text_words, matches, general, thesaurus)
    outside = {match.concept for match in matches if not general.issuperset(match.positions)}
    beside = outside.intersection(topics)
    if beside or compounds or is_unknown:
        return Heads(frozenset({TOPIC}.intersection(topics)) - beside, compounds)
    return Heads()


def _compounds(
    text_words: Sequence[str],
    matches: Sequence[ConceptMatch],
    general: Collection[int],
    thesaurus: Thesaurus,
) -> dict[int, int]:
    """Return position → letters of the topic, for general words that mean nothing else."""
    known = {at for match in matches if match.concept not in HEADS for at in match.positions}
    letters = {at: topic_letters(text_words[at], thesaurus) for at in set(general) - known}
    return {at: count for at, count in letters.items() if count}


def topic_letters(word: str, thesaurus: Thesaurus) -> int:
    """Return how many letters of a German compound are its unknown topic, 0 for none."""
    german = thesaurus.languages["de"]
    topic = word[: len(word) - len(general_end(word, thesaurus))]
    is_known = topic in german.general or german.meaning(topic).alone or topic.isdigit()
    return 0 if is_known or topic == word or len(topic) < FEWEST else len(topic)


def general_end(word: str, thesaurus: Thesaurus) -> str:
    """Return the end of a German compound that says "course" or "advice"; "" for none."""
    german = thesaurus.languages["de"]
    lengths = [
        len(tokens[0].stem)
        for tokens, concept in entries(german.ends, german.language)
        if concept in HEADS and len(tokens) == 1 and tokens[0].fits(word)
    ]
    return word[-max(lengths) :] if lengths else ""
