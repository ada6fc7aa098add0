"""Questions that are known without typed words: general advice, or one concept."""

from bot.domain.places import Municipality
from bot.search.parts import CONCEPT, concept_part
from bot.search.query import Query

ADVICE = "migration_advice"


def advice(place: Municipality | None) -> Query:
    """Return the query for migration advice, best in a place; None is the reader's own."""
    return about(ADVICE, place)


def about(concept: str, place: Municipality | None = None) -> Query:
    """Return the query for offers about a concept, best in a place; None is the reader's own."""
    return Query((concept_part(concept, CONCEPT[0]),), concepts=(concept,), place=place)
