"""Intents: what somebody wants of us who searches for nothing."""

from collections.abc import Sequence

from bot.search.examples import INTENT, Vote
from bot.search.heads import has_head
from bot.search.query import Kind, Query
from bot.search.thesaurus import CRISIS, Thesaurus

MEANT, UNNAMED, LIKELIEST = 90, 80, 40
"""Minimum share, in percent, of examples with intents, the same where words name no topic, and of
those with the likeliest intent.

With 80 instead of 90, and ``OF_US`` with the language, 159 of 192 sentences of a stranger are taken
for their intents instead of 148 (29 November 2026).
"""
LANGUAGE, EMERGENCY = f"{INTENT}language", f"{INTENT}crisis"
OF_US = tuple(f"{INTENT}{name}" for name in ("stop", "forget", "human", "who", "language"))
"""Intents of sentences that name what they want of us."""
FINAL = OF_US[:2]
"""Intents whose answers are felt for long: no more messages, no more data."""
BESIDE = {
    f"{INTENT}stop": ("media", "letter", "contract"),
    f"{INTENT}forget": ("data_protection", "moving", "shopping"),
}
"""Concepts that examples of an intent are about, too: "no news", "don't store my data"."""
NAMELESS = tuple(f"{INTENT}{name}" for name in ("help", "human", "who"))
"""Intents of sentences that name nobody."""
ASKING = ("help", "human", "language", "who", "place", "today", "crisis")
"""Intents that ask for something, unlike a greeting: where they are not sure, offers may answer."""


def said(votes: Sequence[Vote]) -> str:
    """Return the intent of a typed phrase that asks for nothing: "good morning" is no morning."""
    phrases = (vote.concept.removeprefix(INTENT) for vote in votes if vote.is_phrase)
    return next((intent for intent in phrases if intent not in ASKING), "")


def intent_of(query: Query, votes: Sequence[Vote], thesaurus: Thesaurus) -> str:
    """Return the likeliest intent, "" if the examples do not agree or the words mean a concept.

    A phrase that was typed as it stands means its intent, whatever its words mean elsewhere. Who
    names somebody asks about them, not about us: "What does IBA advise on?"
    """
    likeliest = next((vote for vote in votes if vote.concept.startswith(INTENT)), None)
    if likeliest is None or likeliest.percent < LIKELIEST:
        return ""
    if query.has_name and likeliest.concept in NAMELESS:
        return ""
    if not likeliest.is_phrase and _is_meant(query, likeliest.concept, votes, thesaurus):
        return ""
    agreed = _intent_share(likeliest, votes, thesaurus) >= _enough(query, likeliest.concept)
    return likeliest.concept.removeprefix(INTENT) if agreed else ""


def _enough(query: Query, intent: str) -> int:
    """Return the share of examples that makes an intent; what cannot be taken back needs more."""
    return MEANT if query.topics or intent in FINAL else UNNAMED


def _is_meant(query: Query, intent: str, votes: Sequence[Vote], thesaurus: Thesaurus) -> bool:
    """Return whether the words mean a concept, although examples mean an intent.

    What somebody wants of us names nothing that offers are about: a concept in it is there by
    chance, unless all words say it, or an example, or it is urgent.
    """
    if intent not in OF_US or _is_one_word(query):
        return bool(query.concepts)
    voted = {vote.concept for vote in votes}.difference(BESIDE.get(intent, ()))
    is_urgent = CRISIS in thesaurus.groups_of(query.concepts)
    is_course = intent == LANGUAGE and has_head(query.facts)
    is_said = _says_a_topic(query, intent) or not voted.isdisjoint(query.concepts)
    return is_urgent or is_course or is_said


def _says_a_topic(query: Query, intent: str) -> bool:
    """Return whether all words say a topic, so that nothing is ended for who tells of it."""
    topics = set(query.topics).difference(BESIDE.get(intent, ()))
    return intent in FINAL and query.is_known and bool(topics)


def _is_one_word(query: Query) -> bool:
    return sum(part.kind is Kind.WORD for part in query.parts) == 1


def _intent_share(likeliest: Vote, votes: Sequence[Vote], thesaurus: Thesaurus) -> int:
    """Return the share of examples with intents, in percent."""
    beside = BESIDE.get(likeliest.concept, ())
    share = sum(
        vote.percent for vote in votes if vote.concept.startswith(INTENT) or vote.concept in beside
    )
    if likeliest.concept == LANGUAGE:  # "please speak Turkish" names a language, too
        share += sum(vote.percent for vote in votes if _is_spoken(vote, thesaurus))
    return share


def _is_spoken(vote: Vote, thesaurus: Thesaurus) -> bool:
    return thesaurus.groups.get(vote.concept) == "spoken"
