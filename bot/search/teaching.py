"""What similar examples say of a question: its concepts, its kind, and whether it is a search."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from bot.search import facets
from bot.search.examples import INTENT, NONE, Vote, is_topic
from bot.search.heads import has_head
from bot.search.intents import ASKING, EMERGENCY, intent_of
from bot.search.meaning import Near
from bot.search.nearness import stands_out
from bot.search.parts import CONCEPT, concept_part
from bot.search.query import Kind, Part, Query, damped
from bot.search.thesaurus import CRISIS, Thesaurus

VOICE, AGREED = 8, 50
"""Minimum share of the nearest examples that adds a concept, and that replaces the words.

Fitted on the open part of the questions of strangers, and on the first of our own sets beside it.
"""
SAID = 8
"""Minimum share of the examples that confirms what all words say."""
URGENT = 70
"""Minimum share, in percent, of examples of a crisis that make one without a word of it.

Of 2,192 questions of strangers in 21 languages 16 reach it, and 15 of these tell of one.
"""
SENSIBLE = 65
"""Minimum share, in percent, of examples that ask for something.

Fitted on the open part of the questions of strangers (``benchmarks/strangers.py``).
"""
DOUBTFUL, OUTSIDE, UNKNOWN = 55, 75, 40
"""Doubt from which examples must say what words say, from which all words, and of unknown words.

Doubt is the share, in percent, of examples that nobody can answer, and ``UNKNOWN`` times the share
of telling words that mean nothing known: who asks for something of ours mostly names a part of it.
Fitted by ``benchmarks/senseless.py``.
"""
LACKING, MOST = 75, 50
"""Doubt from which nothing here is about any topic of the words, and share of the examples that
says a topic which is here in spite of it. Fitted by ``benchmarks/absent.py``.
"""
ALL = 100
"""Percent."""


def taught(
    query: Query,
    votes: Sequence[Vote],
    thesaurus: Thesaurus,
    near: Sequence[Near] = (),
    absent: Collection[str] = (),
) -> Query:
    """Return the query with the concepts that similar examples mean, and with the ``near`` offers.

    ``absent`` are concepts that no offer here is about.

    Where they agree, the words themselves are demanded no more: a story names many things, and
    what it is about in none of them.
    """
    query = replace(_judged(query, votes, thesaurus, near, absent), near=tuple(near))
    topics = list(_heard(query, votes, thesaurus))
    parts = [_voted(vote) for vote in topics if vote.concept not in query.concepts]
    if not parts:
        return query
    is_agreed = _is_agreed(query, topics)
    kept = [damped(part, 100) if is_agreed else part for part in query.parts]
    is_urgent = _crisis_share(votes, thesaurus) >= URGENT
    concepts = tuple(dict.fromkeys((*query.concepts, *_named(parts, thesaurus, is_urgent))))
    return replace(query, parts=(*kept, *parts), concepts=concepts)


def _heard(query: Query, votes: Sequence[Vote], thesaurus: Thesaurus) -> Iterator[Vote]:
    """Yield the votes for concepts that count; what is unwanted is not brought back."""
    unwanted = {part.label for part in query.parts if part.kind is Kind.NOT}
    topics = thesaurus.groups.keys() - unwanted
    for vote in votes:
        if vote.percent >= VOICE and vote.concept in topics:
            yield vote


def _is_agreed(query: Query, topics: Iterable[Vote]) -> bool:
    """Return whether the examples agree on topics, so that they replace the words."""
    return not query.outside and sum(vote.percent for vote in topics) >= AGREED


def _named(parts: Sequence[Part], thesaurus: Thesaurus, is_urgent: bool) -> Iterator[str]:
    """Yield the concepts of examples; what only resembles a crisis makes none."""
    for part in parts:
        if is_urgent or thesaurus.groups[part.label] != CRISIS:
            yield part.label


def _crisis_share(votes: Sequence[Vote], thesaurus: Thesaurus) -> int:
    """Return the share of examples that tell of a crisis, in percent."""
    return sum(
        vote.percent
        for vote in votes
        if vote.concept == EMERGENCY or thesaurus.groups.get(vote.concept) == CRISIS
    )


def _judged(
    query: Query,
    votes: Sequence[Vote],
    thesaurus: Thesaurus,
    near: Sequence[Near],
    absent: Collection[str],
) -> Query:
    """Return the query with what the examples say of its kind, and the nearest offers.

    What nobody can answer is so whatever some of its words say, unless an offer stands out.
    """
    asked = _asked(votes, absent, thesaurus)
    doubt, lacking = doubt_of(query, votes), missing(query, votes, absent)
    outside = _is_outside(query, votes, absent, doubt, lacking)
    is_near = stands_out(near, max(doubt, lacking))
    return replace(
        query,
        sensible=is_near or (asked >= SENSIBLE and doubt < DOUBTFUL and not outside),
        outside=not is_near and outside,
        intent=query.intent or intent_of(query, votes, thesaurus),
    )


def _asked(votes: Sequence[Vote], absent: Collection[str], thesaurus: Thesaurus) -> int:
    """Return the share of examples that ask for something, in percent.

    Those of absent topics do not count if they are most of all: nobody here has what they mean.
    """
    asking = [vote for vote in votes if _asks(vote, thesaurus)]
    lost = sum(vote.percent for vote in asking if vote.concept in absent)
    return sum(vote.percent for vote in asking) - lost * (lost >= MOST)


def _is_outside(
    query: Query, votes: Sequence[Vote], absent: Collection[str], doubt: int, lacking: int
) -> bool:
    """Return whether a doubtful question is nothing of ours, or of nothing that is here."""
    if doubt >= OUTSIDE and not _is_ours(query, votes):
        return True
    here = [vote for vote in votes if vote.concept not in absent]
    if doubt < DOUBTFUL and _is_said(query, here):
        return False
    if lacking >= LACKING and _absent_share(query, absent) == ALL:
        return True
    return _is_doubtful(query, doubt, lacking) and not _is_confirmed(query, here)


def _is_doubtful(query: Query, doubt: int, lacking: int) -> bool:
    """Return whether an example must say what the words say."""
    return max(doubt, lacking) >= DOUBTFUL and (query.unknown > 0 or lacking > 0)


def _is_said(query: Query, here: Sequence[Vote]) -> bool:
    """Return whether most examples agree on a topic that is here, beside words that mean nothing.

    Of "exchange drivng lisence" only the car is understood, and no offer is about cars.
    """
    best = max((vote.percent for vote in here if is_topic(vote.concept)), default=0)
    return bool(query.topics) and query.unknown > 0 and best >= MOST


def _absent_share(query: Query, absent: Collection[str]) -> int:
    """Return the share of topics that no offer is about, in percent.

    A course or advice without a known topic has none that is here.
    """
    topics = set(query.topics)
    if not topics:
        return ALL if absent and has_head(query.facts) else 0
    return ALL * len(topics.intersection(absent)) // len(topics)


def missing(query: Query, votes: Sequence[Vote], absent: Collection[str]) -> int:
    """Return how doubtful it is that an offer here is about what words name, in percent or more.

    A word of a concept that no offer is about is as good as an unknown one. If all are, examples of
    such concepts say that nobody here can answer, however well the question is understood. 0 if no
    topic is absent.
    """
    share = _absent_share(query, absent)
    if not share or (share == ALL and not votes):
        return LACKING if share else 0
    nobody = {NONE, *absent} if share == ALL else {NONE}
    other = sum(vote.percent for vote in votes if vote.concept in nobody)
    return other + UNKNOWN * max(share, query.unknown) // 100


def doubt_of(query: Query, votes: Sequence[Vote]) -> int:
    """Return how doubtful it is that a question is about anything of ours, in percent or more.

    Without examples nothing is.
    """
    other = sum(vote.percent for vote in votes if vote.concept == NONE)
    return other + UNKNOWN * query.unknown // 100 if votes else 0


def _is_ours(query: Query, votes: Sequence[Vote]) -> bool:
    """Return whether all words as they were typed say a concept, and an example says so, too.

    "Second-hand furniture" is like what people sell; a recipe of a soup is no prescription. One
    word needs no example: "shoes" is near to anything that is short.
    """
    if query.heard or not query.is_known:
        return False
    return query.telling == 1 or _is_confirmed(query, votes)


def _is_confirmed(query: Query, votes: Sequence[Vote]) -> bool:
    """Return whether examples say a concept that words say."""
    voted = {vote.concept for vote in votes if vote.percent >= SAID}
    return not voted.isdisjoint(query.concepts)


def _asks(vote: Vote, thesaurus: Thesaurus) -> bool:
    """Return whether an example asks for something that offers, or we, can be."""
    return vote.concept.removeprefix(INTENT) in ASKING or _is_topic(vote, thesaurus)


def _is_topic(vote: Vote, thesaurus: Thesaurus) -> bool:
    return thesaurus.groups.get(vote.concept, facets.GROUPS[0]) not in facets.GROUPS


def _voted(vote: Vote) -> Part:
    weight = max(1, CONCEPT[0] * vote.percent // 100)
    return concept_part(vote.concept, weight, Kind.EXAMPLE)
