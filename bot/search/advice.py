"""The question that general advice answers, for somebody whose own question nothing answers."""

from bot.domain.places import Municipality
from bot.search.parts import CONCEPT, concept_part
from bot.search.query import Query

ADVICE = "migration_advice"


def advice(place: Municipality | None) -> Query:
    """Return the query for migration advice, best in a place; None is the reader's own."""
    return Query((concept_part(ADVICE, CONCEPT[0]),), concepts=(ADVICE,), place=place)
